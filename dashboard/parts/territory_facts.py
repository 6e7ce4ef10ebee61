"""Facts that others publish of territories, on the map page: which layers there are, what the map needs of one, what need is there.

Layers are public data with a source; nothing of a campaign but published counts is beside them.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from campaigns.territory_facts import NETWORK, layer_of
from dashboard.desk import Desk
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import draw, fragment
from dashboard.wording.figure_words import SMALLEST_SAID, UNDER
from dashboard.wording.numbers import decimal, number
from dashboard.wording.translation import Words
from geo.facts import FactLayer, PlaceFact, fact_reading
from pipelines.reporting.releases import Release
from pipelines.territory.facts_view import kept_classes, map_facts
from pipelines.territory.layers import layer_facts, layers

Row = dict[str, Any]
FACT = "fait:"


@dataclass(frozen=True)
class ShownFacts:
    """A layer as the map and its table take it, and where it holds, class by class."""

    layer: FactLayer
    places: dict[str, PlaceFact]
    classes: list[Row]
    short: str


def fact_choices(desk: Desk) -> dict[str, str]:
    """Return the layers that may be put on the map, by the code of the choice."""
    known = layers(desk.office, desk.actor)
    if isinstance(known, Refusal):
        return {}
    return {FACT + row["layer"]: layer_name(row["layer"], desk.words) for row in known}


def layer_name(layer: str, words: Words) -> str:
    """Return the name of a layer; a network has the name of its operator."""
    label = words.of(layer_of(layer).label)
    operator = layer.partition(":")[2]
    return f"{label}{' : ' if words.language == 'fr' else ': '}{operator}" if operator else label


def short_name(layer: str, words: Words) -> str:
    """Return the name of a layer in one word, for the head of a column."""
    _ = words
    code = layer.partition(":")[0]
    return {"mediation": _("Lieux"), NETWORK: _("Réseau")}.get(code, code.upper())


def shown_facts(desk: Desk, found: Release, layer: str, department_code: str) -> ShownFacts | None:
    """Return a layer with its facts by department, or by commune of one; None where it is not there."""
    known = layers(desk.office, desk.actor)
    facts = layer_facts(desk.office, desk.actor, layer)
    about = [] if isinstance(known, Refusal) else [row for row in known if row["layer"] == layer]
    if isinstance(facts, Refusal) or not about:
        return None
    places = desk.office.territories
    told = map_facts(places, layer, facts, department_code)
    return ShownFacts(
        described(about[0], desk.words),
        {code: PlaceFact(fact.value, fact.known) for code, fact in told.items()},
        kept_classes(places, about[0], facts, found),
        short_name(layer, desk.words),
    )


def described(row: Row, words: Words) -> FactLayer:
    """Return a layer as a map shows it."""
    _ = words
    kind = layer_of(row["layer"])
    unsaid = _("non précisé")
    origin = _(
        "{source}, millésime {vintage}, {licence}",
        source=row["source"] or unsaid, vintage=row["vintage"] or unsaid, licence=row["licence"] or _("licence non précisée"),
    )  # fmt: skip
    return FactLayer(
        kind.kind.value, layer_name(row["layer"], words), words.of(kind.of_department), origin, row["is_sample"]
    )


def fact_cell(shown: ShownFacts, code: str, by_commune: bool, words: Words) -> str:
    """Return the fact of one territory as the table has it."""
    return fact_reading(shown.layer.kind, shown.places.get(code), by_commune, words.language)


def show_need_where(shown: ShownFacts, words: Words) -> None:
    """Show the published need by class of communes, between two figures, with what these leave out."""
    _, language = words, words.language
    st.subheader(_("Le besoin là où ce fait est vrai"))
    columns = (
        Column("name", shown.short), Column("communes", _("Communes"), "written"), Column("inhabitants", _("Habitants"), "written"),
        Column("per_1000", _("Foyers éligibles pour 1 000 habitants"), "written"), Column("silent", _("Sans demande"), "written"),
        Column("hidden", _("Chiffre masqué"), "written"),
    )  # fmt: skip
    rows = [
        {name: number(row[name], language) for name in ("communes", "inhabitants", "silent", "hidden")}
        | {"name": class_said(row["class"], words), "per_1000": bounds_said(row, words)}
        for row in shown.classes
    ]
    short_table(rows, columns, words, key="need_where", file_name="besoin-selon-le-fait")
    draw(fragment(
        "<p class='cu-note'>{said}</p>",
        said=_("Toutes les communes de France. Entre deux valeurs : les chiffres publiés seuls, puis avec tout ce que les communes masquées "
               "peuvent contenir. Une commune sans demande compte ses habitants, pas de foyer : son besoin n'est pas connu."),
    ))  # fmt: skip


def small_said(value: float, words: Words) -> str:
    """Write a rate; one that is not zero is never written as zero."""
    if 0 < value < SMALLEST_SAID:
        return words(UNDER, n=decimal(SMALLEST_SAID, words.language))
    return decimal(value, words.language)


def bounds_said(row: Row, words: Words) -> str:
    """Write a figure between two."""
    _ = words
    low, high = row["per_1000_at_least"], row["per_1000_at_most"]
    if low is None:
        return "–"
    if high is None:
        return _("{low} au moins", low=small_said(low, words))
    if row["hidden"] == 0:
        return small_said(low, words)
    return _("{low} à {high}", low=small_said(low, words), high=small_said(high, words))


def class_said(code: str, words: Words) -> str:
    """Return the name of a class of communes."""
    _ = words
    return {
        "yes": _("oui"), "no": _("non"), "good": _("bonne couverture"), "limited": _("couverture limitée"),
        "none": _("pas de réseau"), "unknown": _("inconnu"), "1": _("quart le plus bas"), "2": _("deuxième quart"),
        "3": _("troisième quart"), "4": _("quart le plus haut"),
    }[code]  # fmt: skip
