"""The views of one plan: who is served, what and from where, what is missing, and the proof."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import NetworkLevel, UnservedReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.coordinator_plan_families import show_families
from dashboard.parts.badges import ATTENTION, DONE, STOPPED, WAITING, tone_badge
from dashboard.parts.bars import Part, part_bars, thousandths
from dashboard.parts.charts import stacked_bars
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.style import Fragment, draw, fragment, joined
from dashboard.wording import counted
from dashboard.wording.coordination import GUARANTEES, REMEDIES, item_names
from dashboard.wording.labels import label
from dashboard.wording.numbers import moment, number
from dashboard.wording.places import department_names
from dashboard.wording.translation import Words
from pipelines.networks import plan_networks
from pipelines.planning.transfers import plan_transfers
from pipelines.planning.views import certificate_of_today, plan_bounds, plan_floors
from pipelines.stock.planned_transfers import send_planned

Board = dict[str, Any]
TRANSFERS = "plan_transfers"
NOTE = "<p class='cu-note'>{said}</p>"
GUARANTEE = (
    "<div style='display:grid;grid-template-columns:8.5rem 1fr;gap:.75rem;align-items:start;padding:.3rem 0'><span>{badge}</span>"
    "<span><b>{name}</b> · {text}<br><small class='cu-note'>{said}</small></span></div>"
)


def show_who(desk: Desk, board: Board) -> None:
    """Show the tiers and the departments: who is served, out of who asks."""
    _ = desk.words
    st.subheader(_("Par palier, dans l'ordre du règlement"))
    part_bars([tier_part(tier, _) for tier in board["tiers"]])
    st.subheader(_("Par département"))
    names = department_names(desk.office, _)
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
        "{served} sur {asked}",
        served=number(tier["served"], words.language),
        asked=counted.requests(tier["asked"], words),
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
    show_transfers(desk, board)
    show_networks(desk, board)


def show_transfers(desk: Desk, board: Board) -> None:
    """Show what must travel from one site to another before families fetch it."""
    _ = desk.words
    found = plan_transfers(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal) or not found:
        return
    st.subheader(_("Les transferts entre sites"))
    draw(
        fragment(
            NOTE,
            said=_("À faire partir à temps : ces unités sont attribuées à des familles qui les retirent à l'arrivée."),
        )
    )
    names = item_names(board["policy"], _)
    columns = (
        Column("site_name", _("Départ")), Column("via_site_name", _("Arrivée")), Column("label", _("Article")),
        Column("units", _("Unités"), "number"), Column("households", _("Foyers"), "number"),
        Column("leaves_on", _("Peut partir le"), "day"), Column("ready_on", _("Sur place le"), "day"),
        Column("on_the_way", _("En chemin"), "number"), Column("arrived", _("Arrivées"), "number"),
        Column("via_capacity_per_day", _("Remises par jour à l'arrivée"), "number"),
    )  # fmt: skip
    rows = [row | {"label": names.get(row["item"], row["item"])} for row in found]
    paged_table(listed(rows, columns), columns, _, key="plan_transferts", file_name="plan-transferts")
    departure(desk, board, found)


def departure(desk: Desk, board: Board, found: list[dict[str, Any]]) -> None:
    """Note that what an adopted plan moves on one way has left; its arrival is noted with the other transfers."""
    _, today = desk.words, desk.office.clock().date()
    show_told(desk, TRANSFERS)
    waiting: dict[tuple[str, str], tuple[str, int]] = {}
    for row in found:
        left = row["units"] - row["on_the_way"] - row["arrived"] if row["available_on"] <= today else 0
        way = (row["site_code"], row["via_site_code"])
        name = _("{origin} vers {target}", origin=row["site_name"], target=row["via_site_name"])
        waiting[way] = (name, waiting.get(way, ("", 0))[1] + left)
    waiting = {way: told for way, told in waiting.items() if told[1]}
    if board["plan"]["state"] != "adopted" or not waiting or not can(desk.actor, "transfer.send", Scope()):
        return
    way = st.selectbox(
        _("Un chargement part"), list(waiting), key="plan_depart",
        format_func=lambda way: _("{name} : {units}", name=waiting[way][0], units=counted.units(waiting[way][1], _)),
    )  # fmt: skip
    if st.button(_("Noter le départ"), key="plan_depart_go", type="primary"):
        tell(
            desk, TRANSFERS,
            lambda: send_planned(desk.office, desk.actor, desk.campaign_id, *way, plan_id=board["plan"]["plan_id"]),
            lambda answer: _("Parti : {n}. L'arrivée se note dans « Stock », vue « Transferts et pertes ».",
                             n=number(answer["quantity"], desk.language)),
        )  # fmt: skip


def show_networks(desk: Desk, board: Board) -> None:
    """Show how good the network of each operator is where its recharges go; what no table says is shown as not known."""
    _ = desk.words
    found = plan_networks(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal) or not found:
        return
    st.subheader(_("Le réseau là où vont les recharges"))
    columns = (
        Column("operator", _("Opérateur")), Column("said", _("Couverture")), Column("units", _("Unités"), "number"),
        Column("communes", _("Communes"), "number"),
    )  # fmt: skip
    known = {level.value: label(level, _) for level in NetworkLevel}
    rows = [row | {"said": known.get(row["level"], _("Couverture inconnue"))} for row in found]
    short_table(rows, columns, _, key="plan_reseaux", file_name="plan-reseaux")


def show_gaps(desk: Desk, board: Board) -> None:
    """Show why lines wait, then each line; the card of one of them takes the place of both."""
    show_families(desk, board, lambda: show_reasons(desk, board))


def show_reasons(desk: Desk, board: Board) -> None:
    """Show how many lines wait for which reason, and the floors."""
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
    show_floors(desk, board)


def show_floors(desk: Desk, board: Board) -> None:
    """Show what each floor asked of each department, what the plan reached, and the most that could be."""
    _ = desk.words
    found = plan_floors(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal) or not found:
        return
    st.subheader(_("Les planchers par département"))
    names = department_names(desk.office, _)
    rows = [
        row | {
            "name": names.get(row["department_code"], _("Inconnu")),
            "said": _("atteint") if row["reached"] >= row["wanted"] else _("pas atteint : la plus grande part que tous puissent atteindre est {share} %",
                                                                            share=number(row["attainable_pct"], desk.language)),
        }
        for row in found
    ]  # fmt: skip
    columns = (
        Column("name", _("Département")), Column("asked", _("Demandes"), "number"), Column("wanted", _("Voulues"), "number"),
        Column("reached", _("Servies"), "number"), Column("said", _("Plancher")),
    )  # fmt: skip
    paged_table(listed(rows, columns), columns, _, key="planchers", file_name="planchers", searchable=False)


def show_proof(desk: Desk, board: Board) -> None:
    """Certify the plan from its kept problem and result, without the engine that made it."""
    _ = desk.words
    with st.spinner(_("Relecture du plan par un vérificateur indépendant du calcul…")):
        found = certificate_of_today(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    st.subheader(_("Cinq garanties, vérifiées le {at}", at=moment(found["checked_at"], desk.language)))
    draw(joined([guarantee_line(name, verdict, _) for name, verdict in found["guarantees"].items()]))
    show_bounds(desk, board)
    show_fingerprint(board["plan"], _)


def show_bounds(desk: Desk, board: Board) -> None:
    """Show, where kits come from one site, what each level reached beside the most that could be."""
    _ = desk.words
    found = plan_bounds(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal) or not found:
        return
    st.subheader(_("Des kits d'un seul site : à combien du meilleur ?"))
    draw(fragment(NOTE, said=_("Aucun plan ne fait mieux que la borne, les niveaux d'avant étant servis comme ici. Le vérificateur la recalcule "
                               "à partir du plan ; un écart de 0 prouve qu'on ne pouvait pas mieux.")))  # fmt: skip
    rows = [row | {"said": goal_words(row, _), "gap": abs(row["bound"] - row["reached"])} for row in found]
    columns = (
        Column("said", _("But")), Column("reached", _("Obtenu"), "number"), Column("bound", _("Borne prouvée"), "number"),
        Column("gap", _("Écart"), "number"),
    )  # fmt: skip
    short_table(rows, columns, _, key="bornes", file_name="bornes-du-plan")


def goal_words(row: dict[str, Any], words: Words) -> str:
    """Say what a goal counts."""
    _ = words
    if row["goal"] == "use":
        return _("Points de substitution et de distance, au moins")
    if row["goal"] == "all":
        return _("Demandes servies en tout, au plus")
    return _("Demandes du palier {tier}, unité n° {n}, au plus", tier=row["tier"], n=row["unit_no"])


def guarantee_line(name: str, verdict: dict[str, Any], words: Words) -> Fragment:
    """Return a guarantee with its verdict, and the witness or the reason where there is one."""
    _ = words
    tone, word = {True: (DONE, _("tient")), False: (STOPPED, _("ne tient pas")), None: (WAITING, _("sans objet"))}[
        verdict["holds"]
    ]
    said = (verdict["witness"] or {}).get(words.language, "")
    if verdict["is_unproved"]:
        tone, word = ATTENTION, _("non prouvée")
        more = _("Rien ne la contredit non plus. Proposez le plan de nouveau quand la machine est moins occupée : le calcul va "
                 "alors plus loin avant la fin du temps permis.")  # fmt: skip
        said = f"{said} {more}"
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
