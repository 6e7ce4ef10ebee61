"""The life of a plan: draft, locked, approved by another person, adopted, revoked.

Only adoption touches stock: it reserves every unit granted, or nothing. This module must never compute a plan.
"""

from collections.abc import Callable

from campaigns.access import Scope, check_can
from campaigns.lifecycle import next_state, two_persons_refusal
from campaigns.model.actor import Actor
from campaigns.model.codes import MovementCategory, PlanState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform, stale
from pipelines.office import Office
from pipelines.planning.lapses import STOCK_TAKEN, lapses, refused_for
from pipelines.planning.ordinary import every_plan, ordinary_plans
from pipelines.planning.stock import record_movements
from pipelines.safety.backup import asked_copy
from pipelines.store.port import Row, Session

Step = Callable[[Session, Row], Refusal | None]


def lock_plan(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, version: int | None = None
) -> Row | Refusal:
    """Lock a draft: it can be read and approved, no longer replaced. A scenario is compared, never locked."""

    def supposes_nothing(session: Session, plan: Row) -> Refusal | None:
        scenarios = {row["plan_id"] for row in session.rows("plan/scenarios", {"campaign_id": campaign_id})}
        return scenario_only() if plan["plan_id"] in scenarios else None

    return stepped(office, actor, campaign_id, plan_id, "lock", version, supposes_nothing)


def scenario_only() -> Refusal:
    """Say that a plan that supposes something cannot be put in force."""
    return Refusal(
        "scenario_only",
        Sentence(
            "Ce plan est un scénario : il suppose ce qui n'est pas encore. Rien n'a été modifié. Faites d'abord entrer le stock "
            "ou adopter les règles qu'il suppose, puis proposez un plan.",
            "This plan is a scenario: it supposes what is not so yet. Nothing was changed. First count in the stock or adopt "
            "the policy that it supposes, then propose a plan.",
        ),
    )


def approve_plan(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, version: int | None = None
) -> Row | Refusal:
    """Approve a locked plan; whoever proposed or locked it may not."""

    def other_person(session: Session, plan: Row) -> Refusal | None:
        return two_persons_refusal(actor, [plan["proposed_by"], plan["locked_by"]])

    return stepped(office, actor, campaign_id, plan_id, "approve", version, other_person)


def adopt_plan(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, version: int | None = None
) -> Row | Refusal:
    """Put an approved plan in force: every unit it grants is reserved, or the plan is not adopted.

    Where safety copies are asked for, one is made before.
    """
    if check_can(actor, "plan.adopt", Scope()) is None:
        asked_copy(office)

    def reserve_all(session: Session, plan: Row) -> Refusal | None:
        return engaged(office, session, actor, campaign_id, plan["plan_id"])

    return stepped(office, actor, campaign_id, plan_id, "adopt", version, reserve_all)


def engaged(office: Office, session: Session, actor: Actor, campaign_id: str, plan_id: str) -> Refusal | None:
    """Reserve what a plan grants, unless what it was computed from no longer holds; called before the plan is marked as adopted."""
    found = lapses(session, campaign_id, plan_id)
    return refused_for(found) if found else reserved(office, session, actor, campaign_id, plan_id)


def revoke_plan(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, version: int | None = None
) -> Row | Refusal:
    """Take a plan back before anything left: reserved units are free again."""

    def free_all(session: Session, plan: Row) -> Refusal | None:
        if plan["state"] != PlanState.ADOPTED:
            return None
        return freed(office, session, actor, campaign_id, plan["plan_id"])

    return stepped(office, actor, campaign_id, plan_id, "revoke", version, free_all)


def stepped(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None, action: str, version: int | None, step: Step
) -> Row | Refusal:
    """Take one step of a plan's life as a command."""
    plan = find_plan(office, campaign_id, plan_id, action)
    if isinstance(plan, Refusal):
        return plan

    def write(session: Session) -> Effect | Refusal:
        current = next(
            row for row in session.rows("plan/all", {"campaign_id": campaign_id}) if row["plan_id"] == plan["plan_id"]
        )
        state = next_state("plan", current["state"], action)
        if isinstance(state, Refusal):
            return state
        refusal = stale(current["version"], version) or step(session, current)
        if refusal is not None:
            return refusal
        session.run(
            "plan/move",
            {
                "campaign_id": campaign_id, "plan_id": current["plan_id"], "version": current["version"], "state": state,
                "happened_at": office.clock(), "actor_id": actor.user_id,
            },
        )  # fmt: skip
        return Effect(
            {"plan_id": current["plan_id"], "state": state}, current["plan_id"], {"digest": current["digest"]}
        )

    key = f"plan.{action}:{plan['plan_id']}:{version_before(plan, action, actor)}"
    return perform(office, Command(f"plan.{action}", actor, campaign_id, key, {"plan_id": plan["plan_id"]}), write)


STEPS = {
    "lock": PlanState.LOCKED,
    "approve": PlanState.APPROVED,
    "adopt": PlanState.ADOPTED,
    "revoke": PlanState.REVOKED,
}


def version_before(plan: Row, action: str, actor: Actor) -> int:
    """Return the version from which a step is taken: whoever took it and sends it again after a lost answer keeps its key."""
    state = STEPS[action]
    mine = bool(plan["state"] == state and plan[f"{state}_by"] == actor.user_id)
    return int(plan["version"]) - int(mine)


# Which state a plan must be in to be meant when no plan is named.
WAITING = {"lock": "draft", "approve": "locked", "adopt": "approved", "revoke": "adopted"}


def find_plan(office: Office, campaign_id: str, plan_id: str | None, action: str = "") -> Row | Refusal:
    """Return the plan named, or the newest one that waits for `action`; a scenario and an exceptional grant are only meant by their name."""
    with office.store.reading() as session:
        plans = (
            [row for row in session.rows("plan/all", {"campaign_id": campaign_id}) if row["plan_id"] == plan_id]
            if plan_id
            else ordinary_plans(session, campaign_id)
        )
    wanted = [row for row in plans if plan_id or row["state"] == WAITING.get(action, row["state"])]
    if wanted:
        return wanted[0]
    if plan_id:
        return Refusal(
            "unknown_plan",
            Sentence(
                f"Le plan « {plan_id} » n'existe pas dans cette campagne. Vérifiez sa référence.",
                f"There is no plan “{plan_id}” in this campaign. Check its reference.",
            ),
        )
    return Refusal(
        "no_plan",
        Sentence(
            "Aucun plan n'attend cette étape. Dans l'ordre : proposer, verrouiller, approuver (une autre personne), adopter.",
            "No plan waits for this step. In order: propose, lock, approve (another person), adopt.",
        ),
    )


def readable_plan(office: Office, actor: Actor, campaign_id: str, plan_id: str | None) -> Row | Refusal:
    """Return the plan named, or the newest one, to somebody who may read plans."""
    return check_can(actor, "plan.read", Scope()) or find_plan(office, campaign_id, plan_id)


def reserved(office: Office, session: Session, actor: Actor, campaign_id: str, plan_id: str) -> Refusal | None:
    """Reserve every unit of a plan, cell by cell; one cell short refuses the whole."""
    moves = cell_use(session, campaign_id, plan_id)
    for cell_id, quantity in moves:
        if not session.run("stock/reserve", {"campaign_id": campaign_id, "cell_id": cell_id, "quantity": quantity}):
            return refused_for([STOCK_TAKEN])
    record_movements(session, office, actor, campaign_id, MovementCategory.RESERVED, moves, "plan_adopted", plan_id)
    return None


def freed(office: Office, session: Session, actor: Actor, campaign_id: str, plan_id: str) -> Refusal | None:
    """Free the reserved units of a plan of which nothing left yet."""
    grants = session.rows("plan/grants", {"campaign_id": campaign_id, "plan_id": plan_id})
    left = sum(row["state"] != "granted" for row in grants)
    if left:
        return Refusal(
            "already_released",
            Sentence(
                f"Attributions de ce plan déjà libérées ou remises : {left}. Il ne peut plus être repris en entier.",
                f"Grants of this plan already released or handed over: {left}. It can no longer be taken back whole.",
            ),
        )
    moves = cell_use(session, campaign_id, plan_id)
    for cell_id, quantity in moves:
        session.run("stock/unreserve", {"campaign_id": campaign_id, "cell_id": cell_id, "quantity": quantity})
    record_movements(session, office, actor, campaign_id, MovementCategory.UNRESERVED, moves, "plan_revoked", plan_id)
    return None


def cell_use(session: Session, campaign_id: str, plan_id: str) -> list[tuple[str, int]]:
    """Return how many units a plan takes from each cell."""
    rows = session.rows("plan/cell_use", {"campaign_id": campaign_id, "plan_id": plan_id})
    return [(row["cell_id"], int(row["quantity"])) for row in rows]


def all_plans(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the plans of a campaign, newest first (columns of `every_plan`)."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return every_plan(session, campaign_id)
