"""Layers of facts that others publish (priority districts, networks, schools…): imported whole, with where they come from.

An import replaces its layer, so that a layer is of one vintage. What a layer does not say stays not known: nothing here
fills a gap, unless whoever imports states that the list is complete for a territory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import NetworkLevel
from campaigns.model.outcome import Refusal, Sentence
from campaigns.territory_facts import LAYERS, LEVEL_VALUES, NETWORK, Fact, FactKind
from geo.insets import OVERSEAS
from geo.territories import Territories
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.office import Office
from pipelines.registers import Register, read_register
from pipelines.store.port import Row, Session
from pipelines.territory.formats import FORMATS, Told
from pipelines.territory.memory import remembered
from pipelines.vault import file_digest

NAMED, METROPOLE, FRANCE = "named", "metropole", "france"
FACTS: Final = pa.schema([("commune_code", pa.string()), ("fact", pa.float64()), ("weight", pa.float64())])


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a layer comes from; `covers` says for which territory its list is complete (`named`: only what it names)."""

    vintage: str
    licence: str
    source: str
    is_sample: bool = False
    covers: str = NAMED


def import_layer(
    office: Office, actor: Actor, layer: str, data: bytes, file_name: str, origin: Origin
) -> Row | Refusal:
    """Replace a layer by a published table; sending the same table again changes nothing but its date.

    Returns
    -------
    dict or Refusal
        `layer`, `read` (lines understood), `communes` (told of), `without` (lines that say nothing), and `faults` (a sentence
        for each line held back).
    """
    refusal = origin_fault(layer, origin)
    if refusal is not None:
        return refusal
    known = FORMATS[layer]
    register = read_register(
        office.reading_room,
        data,
        file_name,
        known.required,
        lambda cells: known.read(cells, office.territories),
        known.names,
    )
    if isinstance(register, Refusal):
        return register
    if not any(told.value is not None for told in register.rows):
        return nothing_said(layer, register)
    command = Command(
        "site.import",
        actor,
        ORGANISATION,
        f"territory.import:{layer}:{file_digest(data)}:{office.clock()}",
        scope=Scope(),
    )
    return perform(
        office, command, lambda session: write_layer(office, session, layer, register, origin, file_digest(data))
    )


def origin_fault(layer: str, origin: Origin) -> Refusal | None:
    """Say what is missing of where a layer comes from."""
    if layer not in FORMATS:
        names = ", ".join(FORMATS)
        return Refusal(
            "unknown_layer",
            Sentence(
                f"« {layer} » n'est pas une couche connue. Couches : {names}. Rien n'a été modifié.",
                f"“{layer}” is not a known layer. Layers: {names}. Nothing was changed.",
            ),
        )
    for value, french, english in (
        (origin.vintage, "le millésime (--vintage)", "the vintage (--vintage)"), (origin.licence, "la licence (--licence)", "the licence (--licence)"),
        (origin.source, "la source (--source)", "the source (--source)"),
    ):  # fmt: skip
        if not value.strip():
            return Refusal(
                "unknown_origin",
                Sentence(
                    f"Une couche ne s'importe pas sans {french} : qui la lit doit savoir d'où elle vient. Rien n'a été modifié.",
                    f"A layer is not imported without {english}: whoever reads it must know where it comes from. Nothing was changed.",
                ),
            )
    if origin.covers != NAMED and LAYERS[layer].kind not in (FactKind.FLAG, FactKind.COUNT):
        return Refusal(
            "no_complete_score",
            Sentence(
                f"« --covers » n'a pas de sens pour « {layer} » : une commune sans indice n'en a pas un de zéro. Rien n'a été modifié.",
                f"“--covers” makes no sense for “{layer}”: a commune without an index has not an index of zero. Nothing was changed.",
            ),
        )
    return None


def nothing_said(layer: str, register: Register[Told]) -> Refusal:
    """Say that no line of a table was understood, with the first fault."""
    first = register.faults[0] if register.faults else Sentence("Aucune ligne ne dit rien.", "No row says anything.")
    return Refusal(
        "empty_layer",
        Sentence(
            f"Aucune ligne de ce fichier ne donne un fait pour « {layer} ». {first.fr} La couche d'avant reste.",
            f"No row of this file gives a fact for “{layer}”. {first.en} The layer of before stays.",
        ),
    )


def write_layer(
    office: Office, session: Session, layer: str, register: Register[Told], origin: Origin, digest: str
) -> Effect:
    """Put the new layer in the place of the former."""
    facts = commune_facts(LAYERS[layer].kind, register.rows)
    facts = completed(LAYERS[layer].kind, facts, office.territories, origin.covers)
    columns = [
        {"commune_code": code, "fact": fact.value, "weight": fact.weight} for code, fact in sorted(facts.items())
    ]
    session.run("territory/forget_facts", {"layer": layer})
    session.stage("arriving_fact", pa.Table.from_pylist(columns, schema=FACTS))
    session.run("territory/insert_facts", {"layer": layer})
    keep_origin(office, session, layer, origin, digest)
    counts = {
        "read": len(register.rows),
        "communes": len(facts),
        "without": sum(told.value is None for told in register.rows),
    }
    faults = [{"fr": fault.fr, "en": fault.en} for fault in register.faults]
    return Effect(
        {"layer": layer} | counts | {"faults": faults}, f"territory:{layer}", counts | {"faults": len(faults)}
    )


def keep_origin(office: Office, session: Session, layer: str, origin: Origin, digest: str) -> None:
    """Keep where a layer comes from, in the place of what was kept."""
    session.run("territory/forget_layer", {"layer": layer})
    session.run("territory/insert_layer", {
        "layer": layer, "vintage": origin.vintage.strip(), "licence": origin.licence.strip(), "source": origin.source.strip(),
        "is_sample": origin.is_sample, "covers": origin.covers, "file_digest": digest, "imported_at": office.clock(),
    })  # fmt: skip


def commune_facts(kind: FactKind, rows: Iterable[Told]) -> dict[str, Fact]:
    """Return the fact of each commune: the last line of a thing counts; schools make a mean, places a number."""
    latest = {(told.commune_code, told.thing): told.value for told in rows}
    values: dict[str, list[float]] = {}
    for (code, _), value in latest.items():
        if value is not None:
            values.setdefault(code, []).append(value)
    if kind is FactKind.COUNT:
        return {code: Fact(sum(found)) for code, found in values.items()}
    things = any(thing for _, thing in latest)
    return {
        code: Fact(sum(found) / len(found), float(len(found)) if things else None) for code, found in values.items()
    }


def completed(kind: FactKind, facts: Mapping[str, Fact], places: Territories, covers: str) -> dict[str, Fact]:
    """Add what a complete list says by not naming a commune; a district of a city that is named whole stays not known."""
    found = dict(facts)
    if covers == NAMED:
        return found
    for code, commune in places.communes.items():
        is_inside = covers == FRANCE or commune.department_code not in OVERSEAS
        districts = [facts[each] for each in places.by_city.get(code, ()) if each in facts]
        if code in found or not is_inside or (commune.parent_code in facts):
            continue
        whole = sum(fact.value for fact in districts)
        found[code] = Fact(min(whole, 1.0) if kind is FactKind.FLAG else whole)
    return found


def layers(office: Office, actor: Actor) -> list[Row] | Refusal:
    """Return the layers that are known: `layer, vintage, licence, source, is_sample, covers, imported_at, file_digest, communes`.

    A network imported without its origin has empty words for it.
    """
    refusal = check_can(actor, "figures.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("territory/layers")


def layer_facts(office: Office, actor: Actor, layer: str) -> dict[str, Fact] | Refusal:
    """Return what a layer says, commune by commune; nothing of one that is not there."""
    known = layers(office, actor)
    if isinstance(known, Refusal):
        return known
    about = next((row for row in known if row["layer"] == layer), None)
    return remembered(("facts", *version_of(about)), lambda: read_facts(office, layer)) if about else {}


def version_of(about: Row) -> tuple[object, ...]:
    """Return what changes whenever a layer does."""
    return tuple(about[name] for name in ("layer", "imported_at", "file_digest", "covers", "communes"))


def read_facts(office: Office, layer: str) -> dict[str, Fact]:
    """Read a layer from the store."""
    name, _, operator = layer.partition(":")
    with office.store.reading() as session:
        if name == NETWORK:
            rows = session.rows("network/of_operator", {"operator": operator})
            return {row["commune_code"]: Fact(LEVEL_VALUES[NetworkLevel(row["level"])]) for row in rows}
        rows = session.rows("territory/facts", {"layer": layer})
    return {row["commune_code"]: Fact(row["fact"], row["weight"]) for row in rows}
