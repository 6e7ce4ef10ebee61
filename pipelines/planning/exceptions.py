"""An exceptional grant: a family in danger is served within a day from a small declared reserve, by two persons.

The reserve is the stock whose earmark is `exception`; no plan touches it. Each grant is a plan of one line, in force at once, counted
apart and listed for all to see. The reason is a code, never a text.
"""

import time
from dataclasses import replace
from datetime import timedelta

import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.lifecycle import two_persons_refusal
from campaigns.model.actor import Actor
from campaigns.model.codes import ExceptionReason, PlanState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.planning.draft import Draft, write_draft
from pipelines.planning.facts import household_facts
from pipelines.planning.inputs import EXCEPTION, Inputs, available_cells, plannable, read_inputs
from pipelines.planning.life import engaged
from pipelines.planning.propose import computed
from pipelines.store.port import Row, Session

# A danger does not wait: after a day without a second person the request is asked anew.
VALID = timedelta(hours=24)


def ask_exception(
    office: Office, actor: Actor, campaign_id: str, household_id: str, reason: ExceptionReason
) -> Row | Refusal:
    """Ask an exceptional grant for a household; nothing is granted before another person approves it.

    Returns
    -------
    dict or Refusal
        `exception_id`. Refused where the household is not known, or the reserve can serve it with nothing.
    """
    # The right comes first: what the reserve could do for somebody else's family is not theirs to know.
    refusal = check_can(actor, "exception.ask", household_scope(office, actor, campaign_id, household_id))
    draft = refusal or one_line(office, campaign_id, household_id)
    if isinstance(draft, Refusal):
        return draft
    fact = draft.facts.to_pylist()[0]
    exception_id = new_id(office.clock())
    payload = {"household_id": household_id, "reason": reason.value}
    scope = Scope(fact["partner_id"], fact["department_code"])
    command = Command("exception.ask", actor, campaign_id, f"exception.ask:{exception_id}", payload, scope)

    def write(session: Session) -> Effect | Refusal:
        named = {"campaign_id": campaign_id, "exception_id": exception_id, **payload}
        session.run("plan/insert_exception", named | {"asked_at": office.clock(), "asked_by": actor.user_id})
        return Effect({"exception_id": exception_id}, exception_id, {"reason": reason.value})

    return perform(office, command, write)


def approve_exception(office: Office, actor: Actor, campaign_id: str, exception_id: str) -> Row | Refusal:
    """Approve an exceptional grant: the unit is reserved and the grant is in force at once.

    Returns
    -------
    dict or Refusal
        `exception_id, plan_id, household_id`. Refused to whoever asked it, after a day, when the reserve is used up, or when the
        family was served, objected or was erased by the time it is written.
    """
    refused = check_can(actor, "exception.approve", Scope())
    if refused is not None:
        return refused
    asked = next((row for row in _asked(office, campaign_id) if row["exception_id"] == exception_id), None)
    command = Command(
        "exception.approve", actor, campaign_id, f"exception.approve:{exception_id}", {"exception_id": exception_id}
    )
    if asked is None or asked["plan_id"] is not None:
        # Sent again after a lost answer, it gets the first one.
        return perform(office, command, lambda session: _unknown())
    draft = one_line(office, campaign_id, asked["household_id"])
    if isinstance(draft, Refusal):
        # Refused before or while it is written, it leaves the same trace.
        return perform(office, command, lambda session: draft)
    plan_id = new_id(office.clock())

    def write(session: Session) -> Effect | Refusal:
        refusal = two_persons_refusal(actor, [asked["asked_by"]])
        if refusal is not None:
            return refusal
        if office.clock() - asked["asked_at"] > VALID:
            return _too_late()
        base = {"campaign_id": campaign_id, "plan_id": plan_id}
        asker = actor.model_copy(update={"user_id": asked["asked_by"]})
        write_draft(session, asker, office.clock(), campaign_id, plan_id, draft)
        # The line was computed before this transaction began: the family may have objected or been served since.
        refusal = engaged(office, session, actor, campaign_id, plan_id)
        if refusal is not None:
            return _changed_since(refusal.code)
        for version, state in enumerate((PlanState.LOCKED, PlanState.APPROVED, PlanState.ADOPTED), 1):
            who = asked["asked_by"] if state is PlanState.LOCKED else actor.user_id
            moved = {"version": version, "state": state.value, "happened_at": office.clock(), "actor_id": who}
            session.run("plan/move", base | moved)
        named = {"campaign_id": campaign_id, "exception_id": exception_id, "plan_id": plan_id}
        approved = {"approved_at": office.clock(), "approved_by": actor.user_id}
        if not session.run("plan/approve_exception", named | approved):
            return _unknown()
        answer = {"exception_id": exception_id, "plan_id": plan_id, "household_id": asked["household_id"]}
        return Effect(answer, exception_id, answer)

    return perform(office, command, write)


def household_scope(office: Office, actor: Actor, campaign_id: str, household_id: str) -> Scope:
    """Return whose household it is; one that is not known is refused later, to whoever may ask at all."""
    with office.store.reading() as session:
        facts = household_facts(session, campaign_id, office.clock())
    known = facts.filter(pc.equal(facts["household_id"], household_id)).to_pylist()
    if not known:
        return Scope(actor.partner_id, actor.department_code)
    return Scope(known[0]["partner_id"], known[0]["department_code"])


def list_exceptions(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return every exceptional grant asked, newest first; `plan_id` is null while it waits for a second person."""
    refusal = check_can(actor, "plan.read", Scope())
    return _asked(office, campaign_id) if refusal is None else refusal


def one_line(office: Office, campaign_id: str, household_id: str) -> Draft | Refusal:
    """Compute a plan of the household's first line not yet granted, on the reserve alone."""
    started = time.monotonic()
    inputs = read_inputs(office, campaign_id)
    if isinstance(inputs, Refusal):
        return inputs
    with office.store.reading() as session:
        stock = plannable(session.rows("stock/cells", {"campaign_id": campaign_id}), office.clock().date())
    draft = computed(office, alone(inputs, stock, household_id), started, first_line_only=True)
    if isinstance(draft, Refusal):
        return draft
    return draft if draft.solution.served else _nothing_left()


def alone(inputs: Inputs, stock: list[Row], household_id: str) -> Inputs:
    """Keep one household, and the stock of the reserve, open to it."""
    facts = inputs.facts.filter(pc.equal(inputs.facts["household_id"], household_id))
    kept = [row | {"earmark": ""} for row in stock if row["earmark"] == EXCEPTION]
    policy = inputs.policy.model_copy(update={"reserves": (), "floors": (), "passes": ()})
    return replace(inputs, facts=facts, cells=available_cells(kept, policy, inputs.today), policy=policy, earlier=None)


def _asked(office: Office, campaign_id: str) -> list[Row]:
    with office.store.reading() as session:
        return session.rows("plan/exceptions", {"campaign_id": campaign_id})


def _unknown() -> Refusal:
    return Refusal(
        "unknown_exception",
        Sentence(
            "Cette attribution exceptionnelle n'existe pas, ou elle a déjà été approuvée. Rien n'a été modifié.",
            "This exceptional grant does not exist, or was already approved. Nothing was changed.",
        ),
    )


def _changed_since(code: str) -> Refusal:
    return Refusal(
        code,
        Sentence(
            "Entre le calcul et l'approbation, ce foyer a été servi, réuni à un autre, retiré ou effacé, s'est opposé, ou la réserve ou les règles ont changé. "
            "Rien n'a été modifié ; rechargez la page, et demandez à nouveau si le danger dure.",
            "Between computation and approval, this household was served, merged, withdrawn or erased, objected, or the reserve or the rules changed. "
            "Nothing was changed; reload the page, and ask again if the danger lasts.",
        ),
    )


def _too_late() -> Refusal:
    return Refusal(
        "exception_expired",
        Sentence(
            "Cette demande exceptionnelle a plus de vingt-quatre heures. Rien n'a été modifié ; si le danger dure, demandez-la à nouveau.",
            "This exceptional request is more than twenty-four hours old. Nothing was changed; if the danger lasts, ask again.",
        ),
    )


def _nothing_left() -> Refusal:
    return Refusal(
        "reserve_empty",
        Sentence(
            "La réserve exceptionnelle ne peut servir ce foyer avec rien : elle est vide, trop loin, ou le foyer est inconnu ou déjà servi. "
            "Rien n'a été modifié.",
            "The exceptional reserve has nothing for this household: it is empty, too far, or the household is unknown or already served. "
            "Nothing was changed.",
        ),
    )
