"""The plan: proposed, read, compared, and taken through its life until it is in force.

Big numbers first, then who, what and where, what is missing, and the proof.
"""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages import coordinator_plan_views as views
from dashboard.parts.badges import badge, show_badges
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.notices import show_stale
from dashboard.parts.page_links import link_to
from dashboard.parts.plan_life import KEY, show_life
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told, tell
from dashboard.parts.views_of_page import linked_view
from dashboard.wording.coordination import plan_names
from dashboard.wording.numbers import kilometres, number, percent
from dashboard.wording.translation import Words
from pipelines.planning.life import all_plans
from pipelines.planning.propose import propose_plan
from pipelines.reporting.view_plans import plan_board

LIVE = (PlanState.DRAFT, PlanState.LOCKED, PlanState.APPROVED)


def page(desk: Desk) -> None:
    """Show a plan, or how to make the first."""
    _ = desk.words
    plans = all_plans(desk.office, desk.actor, desk.campaign_id)
    if isinstance(plans, Refusal):
        show_refusal(plans, _)
        return
    if not plans:
        page_header(_("Qui servir, avec quoi ?"), _("Aucun plan n'a encore été calculé."))
        show_told(desk, KEY)
        show_no_plan(desk)
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        chosen = linked_choice(_("Plan"), "plan", plan_names(plans, _))
    with right:
        offer_proposal(desk, primary=False)
    show_plan(desk, chosen)


def show_state(plan: dict[str, Any], words: Words) -> None:
    """Show the state of a plan beside its name."""
    show_badges([badge(PlanState(plan["state"]), words)])


def show_no_plan(desk: Desk) -> None:
    """Say what a plan is for, and offer the first."""
    _ = desk.words
    show_empty(
        EmptyState(
            title=_("Pas encore de plan"),
            purpose=_(
                "Un plan dit qui est servi, avec quoi et depuis quel site, au mieux du stock et selon les règles."
            ),
            next_step=_("Il faut des foyers reconnus et du stock. Un brouillon ne réserve rien."),
        ),
        key="plan_empty",
    )
    offer_proposal(desk, primary=True)
    link_to(desk, "stock", _("Voir le stock"))


def offer_proposal(desk: Desk, *, primary: bool) -> None:
    """Offer to compute a plan on what is known now."""
    _ = desk.words
    if not can(desk.actor, "plan.propose", Scope()):
        return
    label = _("Proposer un plan") if primary else _("Proposer un autre plan")
    if st.button(
        label, type="primary" if primary else "secondary", icon=":material/calculate:", key="propose", width="stretch"
    ):
        propose(desk)


def propose(desk: Desk) -> None:
    """Compute a plan, saying what is being done."""
    _ = desk.words
    with st.status(_("Classement des foyers, puis calcul du meilleur usage du stock…")):
        answer = propose_plan(desk.office, desk.actor, desk.campaign_id)
    if not isinstance(answer, Refusal):
        # The link names the new draft: the list of plans opens on it at the next drawing.
        st.query_params["plan"] = answer["plan_id"]
    tell(desk, KEY, lambda: answer, lambda made: proposed_sentence(made, _))


def proposed_sentence(made: dict[str, Any], words: Words) -> str:
    """Say what was computed."""
    _ = words
    n = {name: number(made[name], words.language) for name in ("served", "unserved")}
    took = number(round(sum(made["seconds"].values()), 1), words.language)
    return _(
        "Brouillon calculé en {took} s ; demandes servies : {served}, en attente : {unserved}. Rien n'est réservé.",
        took=took,
        **n,
    )


def show_plan(desk: Desk, plan_id: str) -> None:
    """Show one plan whole."""
    _ = desk.words
    board = plan_board(desk.office, desk.actor, desk.campaign_id, plan_id)
    if isinstance(board, Refusal):
        show_refusal(board, _)
        return
    plan = board["plan"]
    page_header(_("Qui servir, avec quoi ?"), plan_sentence(board, _), note=adopted_note(board, _))
    show_state(plan, _)
    show_told(desk, KEY)
    if plan["state"] in LIVE:
        warn_if_stale(desk, board)
    show_life(desk, plan)
    big_numbers(figures(board, _))
    tabs = {
        "qui": (_("Qui"), views.show_who), "quoi": (_("Quoi et où"), views.show_what),
        "ecarts": (_("Écarts"), views.show_gaps), "preuve": (_("Preuve"), views.show_proof),
        "comparer": (_("Comparer"), views.show_comparison),
    }  # fmt: skip
    view = linked_view("onglet", {code: label for code, (label, _show) in tabs.items()}, _("Ce que montre le plan"))
    tabs[view][1](desk, board)


def plan_sentence(board: dict[str, Any], words: Words) -> str:
    """Say what the plan does, with its denominator."""
    _ = words
    return _(
        "{served} demandes servies sur {asked} ({share}), pour {homes} foyers.", share=percent(board["share"], words.language),
        **{name: number(board[name], words.language) for name in ("served", "asked", "homes")},
    )  # fmt: skip


def adopted_note(board: dict[str, Any], words: Words) -> str:
    """Say what adopted plans already gave, which this one leaves as it is."""
    _ = words
    others = board["adopted_served"]
    if not others:
        return ""
    return _(
        "S'ajoute aux {n} demandes des plans déjà adoptés, qui restent acquises.", n=number(others, words.language)
    )


def warn_if_stale(desk: Desk, board: dict[str, Any]) -> None:
    """Say what came in since the computation, and offer to compute again."""
    _ = desk.words
    lists, units = board["since"]["lists"], board["since"]["units"]
    said = []
    if lists:
        said.append(_.plural("{n} liste acceptée depuis ce calcul.", "{n} listes acceptées depuis ce calcul.", lists,
                             n=number(lists, desk.language)))  # fmt: skip
    if units:
        said.append(_.plural("{n} unité de stock reçue depuis.", "{n} unités de stock reçues depuis.", units,
                             n=number(units, desk.language)))  # fmt: skip
    if not said or not can(desk.actor, "plan.propose", Scope()):
        return
    if show_stale(" ".join(said), _):
        propose(desk)


def figures(board: dict[str, Any], words: Words) -> list[Figure]:
    """Return the big numbers: against the need, and against the bound."""
    _ = words
    language, plan = words.language, board["plan"]
    bound = _("aucun plan ne peut en servir plus de {n}", n=number(plan["bound_count"], language))
    return [
        Figure(number(board["served"], language), _("demandes servies"), bound, "served"),
        Figure(number(plan["unserved_count"], language), _("demandes en attente"), _("après ce plan"), "gap"),
        Figure(number(board["homes"], language), _("foyers servis"), _("sur {n} qui demandent", n=number(board["homes_asking"], language)),
               "served"),
        Figure(number(board["units"], language), _("unités attribuées"), _("appareils et recharges ; {km} en moyenne pour ce qui voyage",
               km=kilometres(board["mean_km"], language)), "action"),
    ]  # fmt: skip
