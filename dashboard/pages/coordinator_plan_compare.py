"""Two plans side by side: the seven quantities, tiers, departments, kinds of structure, kilometres, equity, and who moves.

Families are pseudonyms. Nothing is counted here.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from campaigns.model.codes import PartnerKind
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages.coordinator_plan_moves import show_moved_units
from dashboard.parts.charts import paired_bars
from dashboard.parts.coverage_map import HEIGHT_PX
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column, paged_table
from dashboard.style import draw, fragment
from dashboard.wording import counted
from dashboard.wording.coordination import household_reference
from dashboard.wording.labels import label
from dashboard.wording.numbers import kilometres, number, percent
from dashboard.wording.places import department_names
from dashboard.wording.plans import names_of_plans
from dashboard.wording.quantities import Quantity, quantity_word
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from geo.coverage import department_names as geo_names
from geo.difference_map import difference_map
from geo.map import map_html
from pipelines.reporting.view_comparison import comparison_board

Row = dict[str, Any]
NOTE = "<p class='cu-note'>{said}</p>"
COUNTED_IN = {"lines": _("demandes"), "households": _("foyers"), "units": _("unités")}
MEASURES = {
    "served": _("Demandes servies"),
    "bound": _("Demandes servies, au plus"),
    "km": _("Kilomètres parcourus"),
    "lowest_rate": _("Département le moins servi"),
    "gini": _("Gini des départements (0 : égaux)"),
}
# A chart of more bars than this says less than its table.
BARS_SHOWN = 10
# Figures of several units in one column: written already, and to the right like any figure.
WRITTEN = "written"
MINUS = "\N{MINUS SIGN}"
COUNTS = {"lines": counted.requests, "households": counted.households, "units": counted.units}


def show_comparison(desk: Desk, board: Row) -> None:
    """Put another plan beside this one: what it would give, and who gains or loses."""
    _ = desk.words
    others = names_of_plans(board["plans"], board["scenarios"], _)
    this = others.pop(board["plan"]["plan_id"])
    if not others:
        draw(fragment(NOTE, said=_("Il n'y a pas d'autre plan. Essayez un scénario, ou "
                                   "proposez-en un après un changement de stock ou de règles.")))  # fmt: skip
        return
    other = linked_choice(_("Comparer avec"), "avec", others)
    found = comparison_board(desk.office, desk.actor, desk.campaign_id, other, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    show_moves(found, _)
    show_what_is_compared(found, others[other], this, _)
    show_totals(found, _)
    show_moved(desk, found)
    show_moved_units(desk, board, other)
    show_groups(desk, board, found)
    show_change_map(found, others[other], this, _)


def show_change_map(found: Row, other: str, this: str, words: Words) -> None:
    """Draw by department what this plan serves more or less than the other; the table by department is above."""
    _ = words
    this = _("{one} et {other}", one=other, other=this) if found["adds"] else this
    st.subheader(_("La carte des différences"))
    known = geo_names()
    changes = {row["code"]: row["change"] for row in found["departments"] if row["code"] in known}
    drawn = difference_map(changes, other, this, language=words.language)
    alt = _("Différence de foyers servis par département ; les mêmes chiffres sont dans le tableau par département.")
    st.iframe(map_html(drawn, inline=False), height=HEIGHT_PX, alt=alt)
    name = "carte-differences.html"
    kept = difference_map(changes, other, this, language=words.language, inline=True)
    label = _("Carte à garder (un fichier qui s'ouvre sans réseau)")
    fetch_links("change_map", [FileLink(label, lambda: map_html(kept).encode(), name, "text/html")])


def show_what_is_compared(found: Row, other: str, this: str, words: Words) -> None:
    """Say which plan is A and which B, and why families may lose where stock is only added."""
    _ = words
    said = [
        _(
            "« En vigueur » (A sur la carte) : {other}. « Avec ce plan » (B) : {other} et {this}.",
            other=other,
            this=this,
        )
        if found["adds"]
        else _("« Plan A » : {other}. « Plan B » : {this}. La carte dit les mêmes A et B.", other=other, this=this)
    ]
    if found["lose"] and found["second"]["assumptions"].get("stock"):
        said.append(
            _(
                "Ajouter un article peut faire perdre : un foyer mieux classé, servi grâce à lui, prend aussi l'autre "
                "moitié de son kit, qu'un foyer moins bien classé n'a plus."
            )
        )
    said.append(
        _("L'autre plan est adopté : ce qu'il attribue reste acquis, et les nombres de celui-ci s'y ajoutent.")
        if found["adds"]
        else _("Un plan calculé après une adoption ne redistribue pas ce qui est déjà attribué.")
    )
    draw(fragment(NOTE, said=" ".join(said)))


def show_moves(found: Row, words: Words) -> None:
    """Show who gains and loses, and the lines served, in big numbers; beside a plan in force, what is added to it."""
    _, language = words, words.language
    served = next(row for row in found["measures"] if row["code"] == "served")
    more = _.plural("demande servie", "demandes servies", abs(served["change"]))
    if found["adds"]:
        big_numbers([
            Figure(number(found["gain"], language), _.plural("foyer gagne", "foyers gagnent", found["gain"]),
                   _("servis par ce plan, en plus"), "served"),
            Figure(number(found["lose"], language), _.plural("foyer garde sa part", "foyers gardent leur part", found["lose"]),
                   _("servis par l'autre plan, qui reste en vigueur"), "waiting"),
            Figure(signed(served["change"], number, language), more,
                   _("l'autre plan en sert déjà {before}", before=number(served["first"], language)), "action"),
        ])  # fmt: skip
        return
    big_numbers([
        Figure(number(found["gain"], language), _.plural("foyer gagne", "foyers gagnent", found["gain"]),
               _("servis par ce plan, pas par l'autre"), "served"),
        Figure(number(found["lose"], language), _.plural("foyer perd", "foyers perdent", found["lose"]),
               _("servis par l'autre, pas par ce plan"), "gap"),
        Figure(signed(served["change"], number, language), more,
               _("{after} avec ce plan, {before} avec l'autre", after=number(served["second"], language),
                 before=number(served["first"], language)), "action"),
    ])  # fmt: skip


def show_totals(found: Row, words: Words) -> None:
    """Show the seven quantities in their order, then the measures of the whole plan."""
    _ = words
    st.subheader(_("Les sept quantités"))
    rows = [
        said_row(row, words) | {"name": quantity_word(Quantity(row["code"]), _), "unit": words(COUNTED_IN[row["unit"]])}
        for row in found["quantities"]
    ]
    beside = before_after(found, words)
    columns = (Column("name", _("Quantité")), Column("unit", _("Comptée en")), *beside)
    short_table(rows, columns, _, key="quantites", file_name="comparaison-quantites")
    draw(fragment(NOTE, said=_("Pour un brouillon ou un scénario, « attribué » est ce que le "
                               "plan attribuerait : rien n'est réservé avant l'adoption.")))  # fmt: skip
    st.subheader(_("Kilomètres et équité"))
    short_table([said_row(row, words) | {"name": words(MEASURES[row["code"]])} for row in found["measures"]],
                (Column("name", _("Mesure")), *beside), _, key="mesures", file_name="comparaison-mesures")  # fmt: skip


def before_after(found: Row, words: Words) -> tuple[Column, ...]:
    """Return the columns that put two values beside each other."""
    before, after = two_titles(found, words)
    return Column("before", before, WRITTEN), Column("after", after, WRITTEN), Column("moved", words("Écart"), WRITTEN)


def two_titles(found: Row, words: Words) -> tuple[str, str]:
    """Return what the two sides are called; beside a plan in force, the second is what both give together."""
    _ = words
    return (_("En vigueur"), _("Avec ce plan")) if found["adds"] else (_("Plan A"), _("Plan B"))


def said_row(row: Row, words: Words) -> Row:
    """Return two values and their change as they are read, each with its unit."""
    write = {"km": kilometres, "lowest_rate": percent, "gini": hundredths}.get(row["code"], number)
    language = words.language
    return {
        "before": write(row["first"], language),
        "after": write(row["second"], language),
        "moved": difference(row, words),
    }


def difference(row: Row, words: Words) -> str:
    """Write the difference of two values with its sign and its unit."""
    change, language = row["change"], words.language
    if change is None:
        return number(None, language)
    if row["code"] == "km":
        return signed(change, kilometres, language)
    if row["code"] == "gini":
        return signed(change, hundredths, language)
    if row["code"] == "lowest_rate":
        # A per cent of a per cent is another thing: two shares differ by points.
        return signed(round(100 * change), lambda size, _: points(size, words), language)
    count = COUNTS[row.get("unit", "lines")]
    return signed(change, lambda size, _: count(size, words), language)


def points(count: int, words: Words) -> str:
    """Write a number of percentage points."""
    return words.plural("{n} point", "{n} points", count, n=number(count, words.language))


def hundredths(value: float | None, language: str) -> str:
    """Write an index with two decimals."""
    return number(None if value is None else round(value, 2), language)


def signed(change: float, write: Callable[[Any, str], str], language: str) -> str:
    """Write a change with its sign; what is written as nothing has none."""
    said = write(abs(change), language)
    return said if said == write(0, language) else f"{'+' if change > 0 else MINUS}{said}"


def show_groups(desk: Desk, board: Row, found: Row) -> None:
    """Show who is served by tier, by kind of structure and by department, as bars with the table beside."""
    _ = desk.words
    tiers = {
        str(row["tier"]): f"{row['tier']}. {short(row.get(f'label_{desk.language}') or '')}" for row in board["tiers"]
    }
    departments = {str(code): name for code, name in department_names(desk.office, _).items()}
    for title, key, names in (
        (_("Par palier"), "tiers", tiers),
        (_("Par type de structure"), "partner_kinds", {str(kind): label(kind, _) for kind in PartnerKind}),
        (_("Par département"), "departments", departments),
    ):
        st.subheader(title)
        rows = [row | {"name": names.get(row["code"], _("Inconnu"))} for row in found[key]]
        show_group(desk, rows, key, two_titles(found, _))


def short(label: str) -> str:
    """Return the label of a tier without the examples after its colon."""
    return label.split(" : ")[0].split(": ")[0]


def show_group(desk: Desk, rows: list[Row], key: str, titles: tuple[str, str]) -> None:
    """Draw one grouping: the bars of those that change most, beside the table of all."""
    _ = desk.words
    shown = sorted(rows, key=lambda row: -abs(row["change"]))[:BARS_SHOWN] if len(rows) > BARS_SHOWN else rows
    columns = (
        Column("name", _("Groupe")), Column("first", titles[0], "number"), Column("second", titles[1], "number"),
        Column("change", _("Écart"), "number"), Column("second_share", _("Part servie"), "percent"),
    )  # fmt: skip
    chart, table = st.columns(2)
    with chart:
        series = {"first": (titles[0], "waiting"), "second": (titles[1], "served")}
        paired_bars(shown, "name", series, _, unit=_("foyers servis"))
        if len(rows) > BARS_SHOWN:
            said = _(
                "Le dessin montre ceux qui changent le plus, {n} au plus ; le tableau les montre tous.", n=BARS_SHOWN
            )
            draw(fragment(NOTE, said=said))
    with table:
        if len(rows) > BARS_SHOWN:
            paged_table(listed(rows, columns), columns, _, key=f"comparaison_{key}", file_name=f"comparaison-{key}",
                        searchable=False)  # fmt: skip
        else:
            short_table(rows, columns, _, key=f"comparaison_{key}", file_name=f"comparaison-{key}")


def show_moved(desk: Desk, found: Row) -> None:
    """Show the families that gain or lose, as pseudonyms."""
    _ = desk.words
    st.subheader(_("Les foyers de l'un ou l'autre plan") if found["adds"] else _("Les foyers qui gagnent ou perdent"))
    if not found["moved"]:
        draw(fragment(NOTE, said=_("Les deux plans servent exactement les mêmes foyers.")))
        return
    departments = department_names(desk.office, _)
    ways = {"gain": _("gagne"), "lose": _("garde") if found["adds"] else _("perd")}
    rows = [
        row | {
            "way": ways[row["moves"]], "reference": household_reference(row["household_id"]),
            "department": departments.get(row["department_code"], _("Inconnu")), "kind": label(PartnerKind(row["partner_kind"]), _),
        }
        for row in found["moved"]
    ]  # fmt: skip
    columns = (
        Column("way", _("Sens")), Column("reference", _("Foyer")), Column("tier", _("Palier"), "number"),
        Column("rank", _("Rang"), "number"), Column("department", _("Département")), Column("kind", _("Type de structure")),
    )  # fmt: skip
    paged_table(listed(rows, columns), columns, _, key="foyers_qui_bougent", file_name="foyers-qui-bougent")
