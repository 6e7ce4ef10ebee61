"""What screens read of a layer: facts by department or by commune of one, and the published need where a fact holds.

Facts are joined to published counts alone, after protection: whatever is summed here was already told cell by cell.
"""

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.territory_facts import (
    AreaFact,
    Fact,
    FactKind,
    PublishedPlace,
    area_fact,
    class_of_fact,
    layer_of,
    need_where,
)
from geo.territories import Territories
from pipelines.office import Office
from pipelines.reporting.release_view import country
from pipelines.reporting.releases import Release, release
from pipelines.store.port import Row
from pipelines.territory.layers import layer_facts, layers, version_of
from pipelines.territory.memory import remembered

UNKNOWN = "unknown"
QUARTERS = 4


def map_facts(
    places: Territories, layer: str, facts: Mapping[str, Fact], department_code: str = ""
) -> dict[str, AreaFact]:
    """Return what a layer says by department, or by commune of one department."""
    if department_code:
        inside = [code for code, commune in places.communes.items() if commune.department_code == department_code]
        return {
            code: AreaFact(fact.value, 1.0) if (fact := facts.get(code)) else AreaFact(None, 0.0) for code in inside
        }
    kind, parts = layer_of(layer).kind, departments_parts(places, facts)
    return {code: area_fact(kind, parts.get(code, [])) for code in places.departments}


def departments_parts(places: Territories, facts: Mapping[str, Fact]) -> dict[str, list[tuple[int, Fact | None]]]:
    """Return inhabitants and fact of the communes of each department."""
    found: dict[str, list[tuple[int, Fact | None]]] = {}
    for code in counted_communes(places, facts):
        commune = places.communes[code]
        found.setdefault(commune.department_code, []).append((commune.population, facts.get(code)))
    return found


def counted_communes(places: Territories, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Give each commune once: of Paris, Lyon and Marseille the districts, or the city where the layer knows it alone."""
    whole = {
        city for city, parts in places.by_city.items() if city in facts and not any(part in facts for part in parts)
    }
    for code, commune in places.communes.items():
        is_city = code in places.by_city
        if (is_city and code in whole) or (not is_city and commune.parent_code not in whole):
            yield code


def fact_measures(office: Office, actor: Actor, campaign_id: str, layer: str) -> Row | Refusal:
    """Return the published need by class of a layer, of the newest release.

    Returns
    -------
    dict or Refusal
        `layer, vintage, licence, source, is_sample, as_of`, and `classes`: one row a class with `class` (yes, no, a level, a
        quarter from `1`, the lowest; `unknown`) and the fields of `NeedWhere`.
    """
    refusal = check_can(actor, "figures.read", Scope())
    if refusal is not None:
        return refusal
    known = layers(office, actor)
    if isinstance(known, Refusal):
        return known
    about = next((row for row in known if row["layer"] == layer), None)
    if about is None:
        return no_layer(layer)
    found = release(office, actor, campaign_id)
    facts = layer_facts(office, actor, layer)
    if isinstance(found, Refusal):
        return found
    if isinstance(facts, Refusal):
        return facts
    told = {name: about[name] for name in ("layer", "vintage", "licence", "source", "is_sample")}
    return told | {"as_of": found.as_of, "classes": kept_classes(office.territories, about, facts, found)}


def kept_classes(places: Territories, about: Row, facts: Mapping[str, Fact], found: Release) -> list[Row]:
    """Return `class_rows`, computed once for a version of the layer and a release."""
    key = ("classes", found.digest, *version_of(about))
    return remembered(key, lambda: class_rows(places, about["layer"], facts, found))


def class_rows(places: Territories, layer: str, facts: Mapping[str, Fact], found: Release) -> list[Row]:
    """Return one row a class of communes, those of which the layer says nothing last."""
    kind = layer_of(layer).kind
    told = published_places(places, facts, found)
    limits = quarter_limits(kind, facts)
    groups: dict[str, list[PublishedPlace]] = {}
    for code, place in told.items():
        groups.setdefault(class_name(kind, facts.get(code), limits), []).append(place)
    ordered = sorted(groups, key=lambda name: (name == UNKNOWN, CLASS_ORDER.get(name, 9), name))
    left, in_all = what_is_left(found)
    return [{"class": name} | asdict(need_where(groups[name], left, in_all)) for name in ordered]


CLASS_ORDER = {"yes": 0, "no": 1, "good": 0, "limited": 1, "none": 2}


def class_name(kind: FactKind, fact: Fact | None, limits: tuple[float, ...]) -> str:
    """Return the class of a commune; places are some or none."""
    if fact is None:
        return UNKNOWN
    if kind is FactKind.COUNT:
        return "yes" if fact.value > 0 else "no"
    return class_of_fact(kind, fact.value, limits)


def quarter_limits(kind: FactKind, facts: Mapping[str, Fact]) -> tuple[float, ...]:
    """Return the three scores that part the communes told of into quarters; none of what is no score."""
    if kind is not FactKind.SCORE or len(facts) < QUARTERS:
        return ()
    return tuple(statistics.quantiles((fact.value for fact in facts.values()), n=QUARTERS, method="inclusive"))


def what_is_left(found: Release) -> tuple[dict[str, int | None], int | None]:
    """Return what the published communes leave of the need of each department, and of the country."""
    rows = found.rows("standing")
    shown: dict[str, int] = {}
    for row in rows:
        if row["level"] == "commune":
            shown[row["parent_code"]] = shown.get(row["parent_code"], 0) + (row["need"] or 0)

    def rest(row: Row, told: int) -> int | None:
        # Figures of several days may not fit; nothing is then left, never less.
        return None if row["need"] is None else max(row["need"] - told, 0)

    left = {
        row["territory_code"]: rest(row, shown.get(row["territory_code"], 0))
        for row in rows
        if row["level"] == "department"
    }
    return left, rest(country(found), sum(shown.values()))


def published_places(places: Territories, facts: Mapping[str, Fact], found: Release) -> dict[str, PublishedPlace]:
    """Return what the release tells of each commune; a city that a layer knows whole has the sum of its districts."""
    rows = {row["territory_code"]: row for row in found.rows("standing") if row["level"] == "commune"}
    made = {}
    for code in counted_communes(places, facts):
        parts = [rows[each] for each in (code, *places.by_city.get(code, ())) if each in rows]
        heard = [row for row in parts if row["need"] != 0]
        commune = places.communes[code]
        made[code] = PublishedPlace(commune.department_code, commune.population, whole_of(heard, "need"), bool(heard))
    return made


def whole_of(rows: list[Row], name: str) -> int | None:
    """Return a sum of published counts; None where one is hidden."""
    values = [row[name] for row in rows]
    return None if None in values else sum(values)


def no_layer(layer: str) -> Refusal:
    """Say that a layer was not imported."""
    return Refusal(
        "no_layer",
        Sentence(
            f"Aucune couche « {layer} » n'est importée. Les couches connues : connexion territory list.",
            f"No layer “{layer}” is imported. The known layers: connexion territory list.",
        ),
    )
