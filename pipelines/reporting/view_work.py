"""What waits for somebody in a campaign, counted in families: the coordinator's first page.

Only what the reader may act on is counted. This module must never open a name.
"""

from collections.abc import Callable

from campaigns.access import Scope, can, check_can
from campaigns.lifecycle import two_persons_refusal
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, PlanState
from campaigns.model.outcome import Refusal
from pipelines.intake.lists import all_lists
from pipelines.office import Office
from pipelines.planning.lapses import would_refuse
from pipelines.planning.ordinary import ordinary_plans
from pipelines.reporting.view_questions import queue
from pipelines.store.port import Row, Session

# The plan that waits for a step, and the right to take that step.
PLAN_STEPS = {PlanState.DRAFT: "lock", PlanState.LOCKED: "approve", PlanState.APPROVED: "adopt"}


def work_to_do(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return what waits for a decision: doubts that hold up a grant first, then most families first.

    Returns
    -------
    list of dict or Refusal
        `kind` (review, link, questions, propose, recompute, lock, approve, adopt, release, hand_over), `families` (concerned: of a plan,
        those that ask under it), `count` (of lists, requests, questions, lines or units, after the kind),
        `plan_id` where there is one, and for questions `at_stake` (how many touch an adopted grant).
    """
    refusal = check_can(actor, "campaign.read", Scope())
    if refusal is not None:
        return refusal
    finders: dict[str, Callable[[Session], list[Row]]] = {
        "link.run": lambda session: requests_to_link(session, campaign_id),
        "decision.record": lambda session: questions_to_answer(session, actor, campaign_id),
        "plan.read": lambda session: plans_to_move(session, actor, campaign_id),
        "delivery.read": lambda session: grants_to_move(office, session, actor, campaign_id),
    }
    found = lists_to_review(office, actor, campaign_id)
    with office.store.reading() as session:
        for action, finder in finders.items():
            if can(actor, action, Scope(department_code=actor.department_code)):
                found += finder(session)
    return sorted(found, key=lambda task: (not task.get("at_stake"), -task["families"], task["kind"]))


def task(kind: str, families: int, count: int, plan_id: str | None = None) -> list[Row]:
    """Return one thing to do, or nothing where nobody is concerned."""
    return [{"kind": kind, "families": families, "count": count, "plan_id": plan_id}] if count else []


def lists_to_review(office: Office, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the lists that wait for a person."""
    waiting = [row for row in all_lists(office, actor, campaign_id) if row["state"] == ListState.IN_REVIEW]
    return task("review", sum(row["accepted_count"] + row["warned_count"] for row in waiting), len(waiting))


def requests_to_link(session: Session, campaign_id: str) -> list[Row]:
    """Return the requests that belong to no household yet."""
    waiting = session.rows("request/unlinked", {"campaign_id": campaign_id})[0]["requests"]
    return task("link", waiting, waiting)


def questions_to_answer(session: Session, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the open questions that the reader may answer: two families each."""
    waiting = queue(session, actor, campaign_id)
    homes = {row[side] for row in waiting for side in ("household_left", "household_right")}
    at_stake = sum(bool(row["at_stake"]) for row in waiting)
    return [made | {"at_stake": at_stake} for made in task("questions", len(homes), len(waiting))]


def plans_to_move(session: Session, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the newest plan's next step, that it must be computed again, or that no plan was ever computed."""
    plans = [row for row in ordinary_plans(session, campaign_id) if row["state"] != PlanState.REVOKED]
    if not plans:
        homes = session.rows("household/count", {"campaign_id": campaign_id})[0]["households"]
        return task("propose", homes, homes) if can(actor, "plan.propose", Scope()) else []
    newest = plans[0]
    named = {"campaign_id": campaign_id, "plan_id": newest["plan_id"]}
    step = PLAN_STEPS.get(newest["state"])
    if step is not None and would_refuse(session, **named):
        step = "recompute"
    right = {"recompute": "plan.propose"}.get(str(step), f"plan.{step}")
    if step is None or not can(actor, right, Scope()):
        return []
    if step == "approve" and two_persons_refusal(actor, [newest["proposed_by"], newest["locked_by"]]) is not None:
        return []
    asking = session.rows("plan/asking_count", named)[0]["households"]
    return task(step, asking, newest["served_count"], newest["plan_id"])


def grants_to_move(office: Office, session: Session, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the units that may be released today, and those whose hand-over is not known yet."""
    named = {"campaign_id": campaign_id, "today": office.clock().date()}
    rights = {"release": can(actor, "release", Scope()), "hand_over": True}
    waiting = [row for row in session.rows("view/grant_waiting", named) if rights[row["step"]]]
    return [made for row in waiting for made in task(row["step"], row["households"], row["units"])]


def plan_freshness(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return what came in since a plan was computed: `lists` accepted and `units` of stock received."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        since = [row["proposed_at"] for row in session.rows("plan/all", named) if row["plan_id"] == plan_id]
        found = session.rows("view/since_plan", named | {"since": since[0]}) if since else []
    return found[0] if found else {"lists": 0, "units": 0}
