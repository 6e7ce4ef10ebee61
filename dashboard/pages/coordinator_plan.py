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
from dashboard.pages.coordinator_plan_compare import show_comparison
from dashboard.pages.coordinator_plan_exceptions import show_exceptions
from dashboard.pages.coordinator_plan_gifts import show_gifts
from dashboard.pages.coordinator_plan_scenario import show_scenario
from dashboard.parts.badges import badge, show_badges
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.notices import show_lapsed, show_stale
from dashboard.parts.page_links import link_to
from dashboard.parts.plan_life import KEY, show_life, take_noted_step
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import linked_view
from dashboard.parts.working import Work, is_working, show_work, start_work
from dashboard.style import draw, fragment
from dashboard.supposition import supposed_by
from dashboard.wording.coordination import item_names
from dashboard.wording.numbers import kilometres, number, percent
from dashboard.wording.plans import names_of_plans, supposition_words
from dashboard.wording.translation import Words
from pipelines.partners import list_sites
from pipelines.planning.lapses import what_lapsed
from pipelines.planning.life import all_plans
from pipelines.planning.propose import propose_plan
from pipelines.planning.scenarios import list_scenarios
from pipelines.reporting.view_plans import plan_board

LIVE = (PlanState.DRAFT, PlanState.LOCKED, PlanState.APPROVED)


def page(desk: Desk) -> None:
    """Show a plan, or how to make the first."""
    _ = desk.words
    take_noted_step(desk)
    plans = all_plans(desk.office, desk.actor, desk.campaign_id)
    found = list_scenarios(desk.office, desk.actor, desk.campaign_id)
    if isinstance(plans, Refusal):
        show_refusal(plans, _)
        return
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    scenarios = {row["plan_id"]: row for row in found}
    show_work(desk, KEY)
    if not plans:
        page_header(_("Qui servir, avec quoi ?"), _("Aucun plan n'a encore été calculé."))
        show_told(desk, KEY)
        show_no_plan(desk)
        return
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        chosen = linked_choice(_("Plan"), "plan", names_of_plans(plans, scenarios, _))
    with right:
        offer_proposal(desk, primary=False)
    show_plan(desk, chosen, scenarios)


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
        label, type="primary" if primary else "secondary", icon=":material/calculate:", key="propose", width="stretch",
        disabled=is_working(KEY),
    ):  # fmt: skip
        propose(desk)


def propose(desk: Desk) -> None:
    """Compute a plan beside the page, saying how far it is."""
    _ = desk.words
    start_work(KEY, Work(
        lambda watch: propose_plan(desk.office, desk.actor, desk.campaign_id, watch=watch),
        lambda made: proposed_sentence(made, _),
        # The list of plans opens on the new draft.
        lambda made: {"plan": made["plan_id"]},
    ))  # fmt: skip


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


def show_plan(desk: Desk, plan_id: str, scenarios: dict[str, dict[str, Any]]) -> None:
    """Show one plan whole."""
    _ = desk.words
    board = plan_board(desk.office, desk.actor, desk.campaign_id, plan_id)
    if isinstance(board, Refusal):
        show_refusal(board, _)
        return
    board |= {"scenarios": scenarios, "scenario": scenarios.get(plan_id)}
    plan = board["plan"]
    page_header(_("Qui servir, avec quoi ?"), plan_sentence(board, _), note=adopted_note(board, _))
    show_told(desk, KEY)
    if board["scenario"] is None:
        show_state(plan, _)
        show_life(desk, plan, holds=plan["state"] not in LIVE or not warned(desk, board))
    else:
        show_supposed(desk, board)
    big_numbers(figures(board, _))
    tabs = {
        "qui": (_("Qui"), views.show_who), "quoi": (_("Quoi et où"), views.show_what),
        "ecarts": (_("Écarts"), views.show_gaps), "dons": (_("Une unité de plus"), show_gifts),
        "scenario": (_("Et si… ?"), show_scenario), "comparer": (_("Comparer"), show_comparison),
        "exceptions": (_("Exceptions"), show_exceptions), "preuve": (_("Preuve"), views.show_proof),
    }  # fmt: skip
    view = linked_view("onglet", {code: label for code, (label, _show) in tabs.items()}, _("Ce que montre le plan"))
    tabs[view][1](desk, board)


def show_supposed(desk: Desk, board: dict[str, Any]) -> None:
    """Say what the scenario supposes, and that it is only compared."""
    _ = desk.words
    scenario = board["scenario"]
    found = list_sites(desk.office, desk.actor)
    sites = {} if isinstance(found, Refusal) else {row["code"]: row["name"] for row in found}
    said = supposition_words(supposed_by(scenario["assumptions"]), item_names(board["policy"], _), sites,
                             own_rules="policy_toml" in scenario["assumptions"], words=_)  # fmt: skip
    draw(fragment(
        "<div class='cu-box cu-on-need' role='note'><strong>{title}</strong><p>{said}</p><p>{note}</p></div>",
        title=_("Scénario « {name} »", name=scenario["name"]), said=_("Supposé : {said}.", said=said),
        note=_("Un scénario se compare et se partage par l'adresse de cette page ; il ne s'adopte pas. "
               "Pour l'appliquer, faites entrer le stock ou adoptez les règles, puis proposez un plan."),
    ))  # fmt: skip


def plan_sentence(board: dict[str, Any], words: Words) -> str:
    """Say what the plan does, with its denominator."""
    _ = words
    served = _.plural(
        "{served} demande servie sur {asked} ({share})", "{served} demandes servies sur {asked} ({share})", board["served"],
        share=percent(board["share"], words.language), **{name: number(board[name], words.language) for name in ("served", "asked")},
    )  # fmt: skip
    homes = _.plural("pour {n} foyer", "pour {n} foyers", board["homes"], n=number(board["homes"], words.language))
    return f"{served}, {homes}."


def adopted_note(board: dict[str, Any], words: Words) -> str:
    """Say what adopted plans already gave, which this one leaves as it is."""
    _ = words
    others = board["adopted_served"]
    if not others:
        return ""
    return _.plural(
        "S'ajoute à {n} demande des plans déjà adoptés, qui reste acquise.",
        "S'ajoute aux {n} demandes des plans déjà adoptés, qui restent acquises.",
        others, n=number(others, words.language),
    )  # fmt: skip


def warned(desk: Desk, board: dict[str, Any]) -> bool:
    """Say what changed since the computation, and offer to compute again; tell whether the plan can no longer take force."""
    _ = desk.words
    found = what_lapsed(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return True
    if not found:
        warn_if_stale(desk, board)
        return False
    may = can(desk.actor, "plan.propose", Scope())
    then = "" if may else _("La coordination propose un nouveau plan.")
    if show_lapsed(
        " ".join([*(_.of(reason.sentence) for reason in found), then]).strip(), _, key="lapsed" if may else None
    ):
        propose(desk)
    return True


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
        Figure(number(board["served"], language), _.plural("demande servie", "demandes servies", board["served"]), bound, "served"),
        Figure(number(plan["unserved_count"], language),
               _.plural("demande en attente", "demandes en attente", plan["unserved_count"]), _("après ce plan"), "gap"),
        Figure(number(board["homes"], language), _.plural("foyer servi", "foyers servis", board["homes"]),
               _.plural("sur {n} qui demande", "sur {n} qui demandent", board["homes_asking"],
                        n=number(board["homes_asking"], language)), "served"),
        Figure(number(board["units"], language), _.plural("unité attribuée", "unités attribuées", board["units"]),
               _("appareils et recharges ; {km} en moyenne pour ce qui voyage",
               km=kilometres(board["mean_km"], language)), "action"),
    ]  # fmt: skip
