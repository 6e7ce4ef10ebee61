"""The views of one plan: who is served, what and from where, what is missing, the proof, and two plans side by side."""

from typing import Any

import streamlit as st

from campaigns.model.codes import UnservedReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.parts.badges import DONE, STOPPED, WAITING, tone_badge
from dashboard.parts.bars import Part, part_bars, thousandths
from dashboard.parts.charts import stacked_bars
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column, paged_table
from dashboard.style import Fragment, draw, fragment, joined
from dashboard.wording.coordination import GUARANTEES, REMEDIES, item_names, plan_names
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.planning.compare import compare_plans
from pipelines.planning.views import certificate
from pipelines.reporting.view_plans import cells_worth_more

Board = dict[str, Any]
NOTE = "<p class='cu-note'>{said}</p>"
GUARANTEE = (
    "<div style='display:grid;grid-template-columns:8.5rem 1fr;gap:.75rem;align-items:start;padding:.3rem 0'><span>{badge}</span>"
    "<span><b>{name}</b> · {text}<br><small class='cu-note'>{said}</small></span></div>"
)


def department_names(desk: Desk) -> dict[str | None, str]:
    """Return the name of each department by its code."""
    rows = desk.office.territories.all_departments().to_pylist()
    return {row["code"]: f"{row['name']} ({row['code']})" for row in rows}


def show_who(desk: Desk, board: Board) -> None:
    """Show the tiers and the departments: who is served, out of who asks."""
    _ = desk.words
    st.subheader(_("Par palier, dans l'ordre du règlement"))
    part_bars([tier_part(tier, _) for tier in board["tiers"]])
    st.subheader(_("Par département"))
    names = department_names(desk)
    columns = (
        Column("name", _("Département")),
        Column("households", _("Foyers qui demandent"), "number"),
        Column("households_served", _("Foyers servis"), "number"),
        Column("share", _("Part servie"), "percent"),
    )
    rows = [row | {"name": names.get(row["department_code"], _("Inconnu"))} for row in board["departments"]]
    paged_table(
        listed(rows, columns), columns, _, key="plan_departements", file_name="plan-departements", searchable=False
    )


def tier_part(tier: dict[str, Any], words: Words) -> Part:
    """Return the bar of one tier: lines served out of lines asked."""
    _ = words
    said = _(
        "{served} sur {asked} demandes",
        served=number(tier["served"], words.language),
        asked=number(tier["asked"], words.language),
    )
    text = f"{tier['tier']}. {tier.get(f'label_{words.language}') or ''}"
    return Part(text, said, thousandths(tier["served"], tier["asked"]), tone="served")


def show_what(desk: Desk, board: Board) -> None:
    """Show what is granted from each site, and how far it goes."""
    _ = desk.words
    names = item_names(board["policy"], _)
    st.subheader(_("Les sites qui donnent le plus"))
    series = {
        "by_pick_up": (_("retrait sur place"), "served"), "by_delivery": (_("livraison à la structure"), "need"),
        "by_remote": (_("crédit à distance"), "waiting"),
    }  # fmt: skip
    stacked_bars(board["ways"], "site_name", series, _, unit=_("unités attribuées"))
    columns = (
        Column("site_name", _("Site")),
        Column("label", _("Article")),
        Column("units", _("Unités"), "number"),
        Column("households", _("Foyers"), "number"),
        Column("partners", _("Structures"), "number"),
        Column("mean_km", _("Distance moyenne"), "kilometres"),
        Column("max_km", _("La plus longue"), "kilometres"),
    )
    rows = [row | {"label": names.get(row["item"], row["item"])} for row in board["sites"]]
    paged_table(listed(rows, columns), columns, _, key="plan_sites", file_name="plan-sites")


def show_gaps(desk: Desk, board: Board) -> None:
    """Show why lines wait, and what one more unit would do."""
    _ = desk.words
    st.subheader(_("Pourquoi des demandes attendent"))
    columns = (
        Column("said", _("Motif")),
        Column("lines", _("Demandes"), "number"),
        Column("remedy", _("Ce qui changerait cela")),
    )
    rows = [
        row | {"said": label(UnservedReason(row["reason"]), _), "remedy": desk.words(REMEDIES[row["reason"]])}
        for row in board["reasons"]
    ]
    if rows:
        short_table(rows, columns, _, key="ecarts", file_name="ecarts")
    else:
        draw(fragment(NOTE, said=_("Aucune demande n'attend : le stock suffit.")))
    show_marginal(desk, board)


def show_marginal(desk: Desk, board: Board) -> None:
    """Show whom one more unit in each cell would serve: the list to hand to a donor."""
    _ = desk.words
    st.subheader(_("Ce que ferait une unité de plus"))
    found = cells_worth_more(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    said = _("Chaque ligne est une unité de plus qui servirait une famille : la mieux classée d'abord.")
    draw(fragment(NOTE, said=said if found else _("Aucune unité de plus, seule, ne servirait une famille.")))
    names = item_names(board["policy"], _)
    columns = (
        Column("site_name", _("Site")),
        Column("label", _("Article")),
        Column("grade", _("Grade")),
        Column("granted", _("Attribuées"), "number"),
        Column("available", _("Disponibles"), "number"),
        Column("best_rank", _("Rang de la demande servie"), "number"),
    )
    rows = [row | {"label": names.get(row["item"], row["item"])} for row in found]
    if rows:
        paged_table(listed(rows, columns), columns, _, key="une_de_plus", file_name="une-unite-de-plus")


def show_proof(desk: Desk, board: Board) -> None:
    """Certify the plan from its kept problem and result, without the engine that made it."""
    _ = desk.words
    with st.spinner(_("Relecture du plan par un vérificateur indépendant du calcul…")):
        found = certificate(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    st.subheader(_("Cinq garanties, vérifiées à l'instant"))
    draw(joined([guarantee_line(name, verdict, _) for name, verdict in found["guarantees"].items()]))
    show_fingerprint(board["plan"], _)


def guarantee_line(name: str, verdict: dict[str, Any], words: Words) -> Fragment:
    """Return a guarantee with its verdict, and the witness or the reason where there is one."""
    _ = words
    tone, word = {True: (DONE, _("tient")), False: (STOPPED, _("ne tient pas")), None: (WAITING, _("sans objet"))}[
        verdict["holds"]
    ]
    said = (verdict["witness"] or {}).get(words.language, "")
    return fragment(GUARANTEE, badge=tone_badge(tone, word), name=name, text=words(GUARANTEES[name]), said=said)


def show_fingerprint(plan: dict[str, Any], words: Words) -> None:
    """Show what anybody needs to compute the plan again offline."""
    _ = words
    st.subheader(_("L'empreinte du plan"))
    said = _("Qui a les mêmes données, les mêmes règles et la même graine retrouve exactement cette empreinte.")
    draw(fragment(NOTE, said=said))
    st.code(plan["digest"], language=None, wrap_lines=True)
    said = _("Graine du tirage : {seed} · moteur {engine} · règles {policy}", seed=plan["seed"], engine=plan["engine_version"],
             policy=plan["policy_digest"][:12])  # fmt: skip
    draw(fragment(NOTE, said=said))


def show_comparison(desk: Desk, board: Board) -> None:
    """Put another plan beside this one: who gains, who loses."""
    _ = desk.words
    others = plan_names(board["plans"], _)
    del others[board["plan"]["plan_id"]]
    if not others:
        draw(
            fragment(
                NOTE, said=_("Il n'y a pas d'autre plan. Proposez-en un après un changement de stock ou de règles.")
            )
        )
        return
    other = linked_choice(_("Comparer avec"), "avec", others)
    found = compare_plans(desk.office, desk.actor, desk.campaign_id, other, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    language = desk.language
    big_numbers([
        Figure(number(found["gain"], language), _("foyers gagnent"), _("servis par ce plan, pas par l'autre"), "served"),
        Figure(number(found["lose"], language), _("foyers perdent"), _("servis par l'autre, pas par ce plan"), "gap"),
        Figure(number(found["both"], language), _("foyers servis"), _("par les deux plans"), "ink"),
    ])  # fmt: skip
    draw(fragment(NOTE, said=_("Un plan calculé après une adoption ne redistribue pas ce qui est déjà attribué.")))
    show_departments_compared(desk, found["by_department"])


def show_departments_compared(desk: Desk, by_department: dict[str, list[int]]) -> None:
    """Show gains and losses by department."""
    _ = desk.words
    names = department_names(desk)
    rows = [
        {"name": names.get(code, _("Inconnu")), "gain": gain, "lose": lose}
        for code, (gain, lose) in by_department.items()
    ]
    columns = (
        Column("name", _("Département")), Column("gain", _("Foyers qui gagnent"), "number"),
        Column("lose", _("Foyers qui perdent"), "number"),
    )  # fmt: skip
    if rows:
        short_table(rows, columns, _, key="comparaison", file_name="comparaison")
