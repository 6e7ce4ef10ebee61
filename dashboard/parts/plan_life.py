"""The life of a plan as steps with who and when, and the one step that may follow, for who may take it.

The pipelines refuse what is not allowed; here a step is only offered or explained.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.lifecycle import two_persons_refusal
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.notices import show_read_only
from dashboard.parts.page_links import link_to
from dashboard.parts.told import tell
from dashboard.style import draw, fragment, joined
from dashboard.wording.coordination import PLAN_STEPS, who
from dashboard.wording.numbers import moment, number
from dashboard.wording.plans import changed_meanwhile
from dashboard.wording.translation import Words
from pipelines.planning.life import adopt_plan, all_plans, approve_plan, lock_plan, revoke_plan

KEY, NOTED = "plan", "plan_step"
# How the pipelines refuse a step that somebody else's step came before.
OVERTAKEN = ("stale_version", "wrong_state")
Plan = dict[str, Any]

STEP = (
    "<li style='flex:1;min-width:9rem;list-style:none;margin:0;border-top:3px solid var(--{tone});padding-top:.35rem'>"
    "<b>{shape} {word}</b><br><small style='display:block;text-wrap:balance'>{said}</small></li>"
)
REVOCABLE = (PlanState.DRAFT, PlanState.LOCKED, PlanState.APPROVED, PlanState.ADOPTED)


def show_life(desk: Desk, plan: Plan, *, holds: bool = True) -> None:
    """Show the steps taken, and offer the next one where the plan still holds."""
    draw_steps(plan, desk.words)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        if holds:
            offer_next(desk, plan)
    with right:
        offer_revoke(desk, plan)


def draw_steps(plan: Plan, words: Words) -> None:
    """Draw each step with who took it and when."""
    _ = words
    steps = [
        fragment(
            STEP, tone="served" if plan[f"{step}_at"] else "line", shape="●" if plan[f"{step}_at"] else "○", word=words(word),
            said=step_words(plan, step, words),
        )
        for step, word in PLAN_STEPS.items()
    ]  # fmt: skip
    if plan["revoked_at"]:
        steps.append(fragment(STEP, tone="gap", shape="■", word=_("Retiré"), said=step_words(plan, "revoked", words)))
    draw(
        fragment(
            "<ol style='display:flex;flex-wrap:wrap;gap:.75rem;margin:.5rem 0;padding:0'>{steps}</ol>",
            steps=joined(steps),
        )
    )


def step_words(plan: Plan, step: str, words: Words) -> str:
    """Say who took a step and when, or that nobody did."""
    _ = words
    if not plan[f"{step}_at"]:
        return _("pas encore")
    return _("{name}, le {at}", name=who(plan[f"{step}_by"], words), at=moment(plan[f"{step}_at"], words.language))


def offer_next(desk: Desk, plan: Plan) -> None:
    """Offer the step that follows the state of the plan."""
    offers = {
        PlanState.DRAFT: offer_lock, PlanState.LOCKED: offer_approve, PlanState.APPROVED: offer_adopt,
        PlanState.ADOPTED: offer_release,
    }  # fmt: skip
    offer = offers.get(PlanState(plan["state"]))
    if offer is not None:
        offer(desk, plan)


def offer_lock(desk: Desk, plan: Plan) -> None:
    """Lock: nobody can put another draft in its place."""
    _ = desk.words
    if not can(desk.actor, "plan.lock", Scope()):
        show_read_only(_("La coordination verrouille le brouillon."), _)
        return
    take(
        desk,
        plan,
        _("Verrouiller ce plan"),
        lock_plan,
        _("Plan verrouillé. Une autre personne doit maintenant l'approuver."),
    )
    st.caption(_("Un plan verrouillé ne change plus ; il peut encore être retiré."))


def offer_approve(desk: Desk, plan: Plan) -> None:
    """Approve: another person than those who proposed and locked."""
    _ = desk.words
    same = two_persons_refusal(desk.actor, [plan["proposed_by"], plan["locked_by"]])
    if same is not None or not can(desk.actor, "plan.approve", Scope()):
        show_read_only(_("Une autre personne doit approuver ce plan : quelqu'un d'autre que {name}, de la validation ou de la coordination.",
                         name=who(plan["locked_by"], _)), _)  # fmt: skip
        return
    take(
        desk,
        plan,
        _("Approuver ce plan"),
        approve_plan,
        _("Plan approuvé. Il reste à l'adopter : rien n'est encore réservé."),
    )
    st.caption(_("Approuver ne réserve rien : c'est l'adoption qui engage le stock."))


def offer_adopt(desk: Desk, plan: Plan) -> None:
    """Adopt: every unit is reserved, or nothing is."""
    _ = desk.words
    if not can(desk.actor, "plan.adopt", Scope()):
        show_read_only(_("La coordination ou la validation adopte ce plan."), _)
        return
    served = plan["served_count"]
    label = _.plural(
        "Adopter et servir {n} demande", "Adopter et servir {n} demandes", served, n=number(served, desk.language)
    )
    take(desk, plan, label, adopt_plan, _("Plan adopté : chaque unité est réservée. Libérez-la pour qu'elle parte."),
         ("livraisons", _("Libérer les unités")))  # fmt: skip
    st.caption(_("L'adoption réserve chaque unité, ou rien. Les structures voient alors ce qui est attribué."))


def offer_release(desk: Desk, plan: Plan) -> None:
    """Lead to the deliveries."""
    _ = desk.words
    link_to(desk, "livraisons", _("Préparer les livraisons de ce plan"), icon=":material/local_shipping:")


def offer_revoke(desk: Desk, plan: Plan) -> None:
    """Take the plan back, after a second look."""
    _ = desk.words
    if plan["state"] not in REVOCABLE or not can(desk.actor, "plan.revoke", Scope()):
        return
    with st.popover(_("Retirer ce plan"), icon=":material/undo:", width="stretch"):
        adopted = plan["state"] == PlanState.ADOPTED
        st.text(_("Les unités réservées redeviennent disponibles. Impossible dès qu'une unité est libérée.") if adopted
                else _("Le plan reste lisible, mais il ne servira plus."))  # fmt: skip
        take(
            desk, plan, _("Retirer maintenant"), revoke_plan, _("Plan retiré. Proposez-en un autre quand vous voulez.")
        )


def take(
    desk: Desk,
    plan: Plan,
    label: str,
    verb: Callable[..., dict[str, Any] | Refusal],
    said: str,
    then: tuple[str, str] | None = None,
) -> None:
    """Show the button of a step; what it would do is noted with the version that the reader sees."""
    noted = Noted(verb, plan["plan_id"], plan["version"], said, then)
    st.button(label, type="secondary" if verb is revoke_plan else "primary", key=verb.__name__, on_click=note_step,
              args=(noted,))  # fmt: skip


@dataclass(frozen=True)
class Noted:
    """A step asked for, with the version of the plan that was on the screen."""

    verb: Callable[..., dict[str, Any] | Refusal]
    plan_id: str
    version: int
    said: str
    then: tuple[str, str] | None


def note_step(noted: Noted) -> None:
    """Keep a step for the next drawing."""
    st.session_state[NOTED] = noted


def take_noted_step(desk: Desk) -> None:
    """Take the step that was asked for, before the page is read anew.

    A page drawn anew would show the plan of now, and its buttons would carry a version that nobody has seen.
    """
    noted: Noted | None = st.session_state.pop(NOTED, None)
    if noted is not None:
        tell(desk, KEY, lambda: answered(desk, noted), lambda answer: noted.said, noted.then)


def answered(desk: Desk, noted: Noted) -> dict[str, Any] | Refusal:
    """Take a step; where the plan changed meanwhile, say who did what and when."""
    answer = noted.verb(desk.office, desk.actor, desk.campaign_id, noted.plan_id, noted.version)
    if not isinstance(answer, Refusal) or answer.code not in OVERTAKEN:
        return answer
    plans = all_plans(desk.office, desk.actor, desk.campaign_id)
    found = [] if isinstance(plans, Refusal) else [row for row in plans if row["plan_id"] == noted.plan_id]
    return changed_meanwhile(found[0]) if found and found[0]["version"] != noted.version else answer
