"""Whom a proposed policy would serve, beside the one in force: who gains, who loses, how sure it is, what each weight weighs.

Families are pseudonyms. Nothing is counted here.
"""

from typing import Any

import streamlit as st

from campaigns.model.codes import PartnerKind
from campaigns.model.policy import Policy, policy_digest
from dashboard.desk import Desk
from dashboard.parts.bars import Part, part_bars, thousandths
from dashboard.parts.charts import paired_bars
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.listed import listed
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column, paged_table
from dashboard.parts.working import Work, is_working, start_work
from dashboard.style import draw, fragment
from dashboard.wording.coordination import household_reference
from dashboard.wording.labels import label
from dashboard.wording.numbers import number, percent
from dashboard.wording.places import department_names
from dashboard.wording.translation import Words
from pipelines.planning.prospect import DRAWS, policy_prospect

KEY, FOUND = "policy", "policy_prospect"
NOTE = "<p class='cu-note'>{said}</p>"
Row = dict[str, Any]
# A chart of more bars than this says less than its table.
BARS_SHOWN = 10


def offer_prospect(desk: Desk, text: str, policy: Policy) -> None:
    """Offer to compute whom a text would serve, and show it once it is known for this very text."""
    _ = desk.words
    st.subheader(_("Qui gagnerait, qui perdrait"))
    held = st.session_state.get(FOUND, {}).get("answer")
    known = held if held is not None and held["policy_digest"] == policy_digest(policy) else None
    said = _(
        "Les deux textes sont appliqués au stock et aux demandes d'aujourd'hui, puis les poids proposés sont tirés {n} fois à ±20 % près. "
        "Rien n'est réservé ni modifié.", n=DRAWS,
    )  # fmt: skip
    draw(fragment(NOTE, said=said))
    if held is not None and known is None:
        draw(fragment(NOTE, said=_("Le texte a changé depuis le dernier calcul : recalculez pour voir son effet.")))
    if st.button(_("Calculer qui gagnerait et qui perdrait"), icon=":material/calculate:", key="compute_prospect",
                 disabled=is_working(KEY), type="secondary" if known else "primary"):  # fmt: skip
        compute(desk, text)
    if known is not None:
        show_prospect(desk, known)


def compute(desk: Desk, text: str) -> None:
    """Compute beside the page; the answer is kept for this visit alone."""
    _ = desk.words
    place: Row = {}
    st.session_state[FOUND] = place

    def verb(watch: Any) -> Any:
        answer = policy_prospect(desk.office, desk.actor, desk.campaign_id, text, watch)
        if isinstance(answer, dict):
            place["answer"] = answer
        return answer

    start_work(KEY, Work(verb, lambda found: moved_sentence(found, _), lambda found: {}))


def moved_sentence(found: Row, words: Words) -> str:
    """Say in one line who moves."""
    _ = words
    return _(
        "Calculé. Foyers servis en plus : {gain}, qui ne le seraient plus : {lose} ; par les règles en vigueur : {before}.",
        **{name: number(found[name], words.language) for name in ("gain", "lose", "before")},
    )


def show_prospect(desk: Desk, found: Row) -> None:
    """Show the whole comparison."""
    _, language = desk.words, desk.language
    big_numbers([
        Figure(number(found["gain"], language), _("foyers gagnent"), _("servis par le texte proposé seulement"), "served"),
        Figure(number(found["lose"], language), _("foyers perdent"), _("servis par les règles en vigueur seulement"), "gap"),
        Figure(number(found["after"], language), _("foyers servis"), _("contre {n} par les règles en vigueur", n=number(found["before"], language)), "action"),
        Figure(number(found["more"] + found["fewer"], language), _("reçoivent autrement"),
               _("{more} davantage, {fewer} moins", more=number(found["more"], language), fewer=number(found["fewer"], language)), "waiting"),
    ])  # fmt: skip
    show_groups(desk, found)
    if found["draws"]:
        show_band(found, _)
        show_sways(found, _)
    else:
        said = _(
            "Quand le kit vient d'un seul site, les poids ne départagent que des plans de même usage : la solidité n'est pas calculée."
        )
        draw(fragment(NOTE, said=said))
    show_moved(desk, found)


def show_groups(desk: Desk, found: Row) -> None:
    """Show gains and losses by tier, kind of structure and department."""
    _ = desk.words
    departments = {code: name for code, name in department_names(desk.office, _).items() if code is not None}
    kinds = {kind.value: label(kind, _) for kind in PartnerKind}
    tiers = {row["code"]: _("Palier {n}", n=row["code"]) for row in found["tiers"] if row["code"]}
    named: tuple[tuple[str, str, Row], ...] = (
        (_("Par palier"), "tiers", tiers), (_("Par type de structure"), "partner_kinds", kinds),
        (_("Par département"), "departments", departments),
    )  # fmt: skip
    for title, key, names in named:
        st.subheader(title)
        unknown = _("Hors classement") if key == "tiers" else _("Inconnu")
        show_group([row | {"name": names.get(row["code"], unknown)} for row in found[key]], key, _)


def show_group(rows: list[Row], key: str, words: Words) -> None:
    """Draw one grouping: bars beside the table."""
    _ = words
    columns = (
        Column("name", _("Groupe")), Column("before", _("Servis aujourd'hui"), "number"), Column("after", _("Servis alors"), "number"),
        Column("gain", _("Gagnent"), "number"), Column("lose", _("Perdent"), "number"),
    )  # fmt: skip
    shown = sorted(rows, key=lambda row: -(row["gain"] + row["lose"]))[:BARS_SHOWN] if len(rows) > BARS_SHOWN else rows
    chart, table = st.columns(2)
    with chart:
        series = {"gain": (_("Gagnent"), "served"), "lose": (_("Perdent"), "gap")}
        paired_bars(shown, "name", series, _, unit=_("foyers"))
        if len(rows) > BARS_SHOWN:
            said = _(
                "Le dessin montre ceux qui changent le plus, {n} au plus ; le tableau les montre tous.", n=BARS_SHOWN
            )
            draw(fragment(NOTE, said=said))
    with table:
        if len(rows) > BARS_SHOWN:
            paged_table(
                listed(rows, columns), columns, _, key=f"effet_{key}", file_name=f"effet-{key}", searchable=False
            )
        else:
            short_table(rows, columns, _, key=f"effet_{key}", file_name=f"effet-{key}")


def show_band(found: Row, words: Words) -> None:
    """Show how sure it is that a household is served, the weights being moved a little."""
    _ = words
    st.subheader(_("Est-ce solide ?"))
    draws = number(found["draws"], words.language)
    draw(fragment(NOTE, said=_("Les poids sont tirés {n} fois, chacun à ±20 % près, avec la graine publiée : dans combien de tirages un foyer "
                               "est-il servi ? Ceux du milieu tiennent à un réglage fin : relisez-les.", n=draws)))  # fmt: skip
    faces = (
        ("always", _("Servis dans tous les tirages"), "served"), ("mostly", _("Dans la moitié au moins"), "need"),
        ("seldom", _("Dans moins de la moitié"), "need"), ("never", _("Dans aucun"), "waiting"),
    )  # fmt: skip
    total = sum(found["bands"].values())
    part_bars([
        Part(word, words.plural("{n} foyer", "{n} foyers", found["bands"][code], n=number(found["bands"][code], words.language)),
             thousandths(found["bands"][code], total), tone=tone)
        for code, word, tone in faces
    ])  # fmt: skip


def show_sways(found: Row, words: Words) -> None:
    """Show how many households change when one weight alone moves by a fifth."""
    _ = words
    st.subheader(_("Ce que pèse chaque poids"))
    draw(
        fragment(
            NOTE, said=_("Foyers qui deviendraient servis ou ne le seraient plus si ce poids seul bougeait de 20 %.")
        )
    )
    columns = (
        Column("name", _("Critère")),
        Column("lower", _("À −20 %"), "number"),
        Column("higher", _("À +20 %"), "number"),
    )
    rows = [row | {"name": row[f"label_{words.language}"].split(" (")[0]} for row in found["sways"]]
    short_table(rows, columns, _, key="sways", file_name="sensibilite-des-poids")


def show_moved(desk: Desk, found: Row) -> None:
    """Show the families that gain or lose, as pseudonyms."""
    _ = desk.words
    st.subheader(_("Les foyers qui gagnent ou perdent"))
    if not found["moved"]:
        draw(fragment(NOTE, said=_("Les deux textes servent exactement les mêmes foyers.")))
        return
    departments, ways = department_names(desk.office, _), {"gain": _("gagne"), "lose": _("perd")}
    unknown = _("non classé") if found["draws"] else _("non calculé")
    rows = [
        row | {
            "way": ways[row["moves"]], "reference": household_reference(row["household_id"]),
            "share": unknown if row["served_share"] is None else percent(row["served_share"], desk.language),
            "department": departments.get(row["department_code"], _("Inconnu")),
            "kind": label(PartnerKind(row["partner_kind"]), _) if row["partner_kind"] else _("Inconnu"),
        }
        for row in found["moved"]
    ]  # fmt: skip
    columns = (
        Column("way", _("Sens")), Column("reference", _("Foyer")), Column("tier_before", _("Palier aujourd'hui"), "number"),
        Column("tier_after", _("Palier alors"), "number"), Column("rank_before", _("Rang aujourd'hui"), "number"),
        Column("rank_after", _("Rang alors"), "number"), Column("share", _("Servi dans")), Column("department", _("Département")),
        Column("kind", _("Type de structure")),
    )  # fmt: skip
    paged_table(listed(rows, columns), columns, _, key="foyers_regles", file_name="foyers-qui-bougent")
