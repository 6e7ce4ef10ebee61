"""An appeal: one fact of one family is changed, the decision is replayed under the policy that decided, and both are shown.

Nothing is written: whoever approves sees first what it would change, and whose place it would take.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.allocation.whatif import served_lines
from campaigns.lines import request_lines
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, PlanState
from campaigns.model.household import FACT_CODES, FACT_KINDS, FACTS_SCHEMA
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy
from pipelines.office import Office
from pipelines.planning.explain import deciding_plan, newer_than_plan
from pipelines.planning.facts import ranked_households
from pipelines.planning.inputs import Inputs, available_cells, planned_stock, read_inputs
from pipelines.planning.ordinary import ordinary_plans
from pipelines.planning.posing import declared_problem, without_granted
from pipelines.planning.reach import zone_reach
from pipelines.store.port import Row, Session

# What the rules look at may be contested; where a family lives decides which sites reach it, and is corrected in the list,
# and its partner is not a fact of the family.
CONTESTED = tuple(
    name for name in FACTS_SCHEMA.names if name in FACT_KINDS and not name.endswith("_code") and name != "partner_kind"
)


@dataclass(frozen=True)
class Decision:
    """One run: where each household stands, and the households served."""

    standing: dict[str, Row]
    served: list[str]


def appeal(
    office: Office,
    actor: Actor,
    campaign_id: str,
    household_id: str,
    facts: Mapping[str, object],
    plan_id: str | None = None,
) -> Row | Refusal:
    """Replay a decision with some facts of one household changed.

    Parameters
    ----------
    facts
        Names among `CONTESTED`, with the value that the family claims.

    Returns
    -------
    dict or Refusal
        `plan_id`, `before` and `after` (`tier, score, rank, served`; null ranks where not eligible), and `gain`, `lose`: the
        other households whose place would change. Both runs are on the facts of today and the policy of the plan.
    """
    unknown = sorted(set(facts) - set(CONTESTED))
    if unknown:
        return not_contested(unknown[0])
    inputs = as_decided(office, campaign_id, household_id, plan_id)
    if isinstance(inputs, Refusal):
        return inputs
    plan, given = inputs
    here = given.facts.filter(pc.equal(given.facts["household_id"], household_id)).to_pylist()
    if not here:
        return newer_than_plan()
    refusal = check_can(actor, "household.read", Scope(here[0]["partner_id"], here[0]["department_code"]))
    if refusal is not None:
        return refusal
    claimed = with_facts(given.facts, household_id, facts)
    if isinstance(claimed, Refusal):
        return claimed
    before, after = decided(office, given), decided(office, replace(given, facts=claimed))
    for run in (before, after):
        if isinstance(run, Refusal):
            return run
    assert isinstance(before, Decision)
    assert isinstance(after, Decision)
    others = [[home for home in run.served if home != household_id] for run in (before, after)]
    return {
        "plan_id": plan["plan_id"], "household_id": household_id, "before": stands(before, household_id),
        "after": stands(after, household_id), "gain": [home for home in others[1] if home not in set(others[0])],
        "lose": [home for home in others[0] if home not in set(others[1])],
    }  # fmt: skip


def contested_plan(session: Session, campaign_id: str, household_id: str, plan_id: str | None) -> Row | Refusal:
    """Return the plan named, else the newest in force that had something to decide for a household, else the one that decides."""
    plan = deciding_plan(session, campaign_id, plan_id)
    if isinstance(plan, Refusal) or plan_id or plan["state"] != PlanState.ADOPTED:
        return plan
    in_force = [row for row in ordinary_plans(session, campaign_id) if row["state"] == PlanState.ADOPTED]
    named = {"campaign_id": campaign_id, "household_id": household_id}
    decided = (row for row in in_force if session.rows("plan/lines_of_household", named | {"plan_id": row["plan_id"]}))
    return next(decided, plan)


def as_decided(
    office: Office, campaign_id: str, household_id: str, plan_id: str | None
) -> tuple[Row, Inputs] | Refusal:
    """Return the plan, and what it is replayed from: its policy, and for a plan in force the stock that it holds."""
    with office.store.reading() as session:
        plan = contested_plan(session, campaign_id, household_id, plan_id)
        if isinstance(plan, Refusal):
            return plan
        named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
        policy = parse_policy(session.rows("view/plan_policy", named)[0]["policy_toml"])
        stock = session.rows("stock/cells", {"campaign_id": campaign_id})
    inputs = read_inputs(office, campaign_id)
    for answer in (policy, inputs):
        if isinstance(answer, Refusal):
            return answer
    assert isinstance(policy, Policy)
    assert isinstance(inputs, Inputs)
    if plan["state"] == PlanState.ADOPTED:
        own = pc.equal(inputs.granted["plan_id"], plan["plan_id"])
        still = is_reserved(inputs.granted)
        given = pc.and_(own, pc.is_valid(inputs.granted["state"]))
        here, left = (
            Counter(inputs.granted.filter(pc.and_(given, some))["cell_id"].to_pylist())
            for some in (still, pc.invert(still))
        )
        # What other plans reserved stays theirs.
        there = [
            row | {"reserved": row["reserved"] - here[row["cell_id"]], "on_hand": row["on_hand"] + left[row["cell_id"]]}
            for row in planned_stock(stock)
        ]
        whole = available_cells(there, policy, inputs.today)
        inputs = replace(inputs, cells=whole, granted=inputs.granted.filter(pc.invert(own)))
    return plan, replace(inputs, policy=policy)


def is_reserved(granted: pa.Table) -> pa.ChunkedArray:
    """Tell which granted units are still on the shelf from which the plan gave them."""
    waiting = pc.is_in(granted["state"], value_set=pa.array([GrantState.GRANTED, GrantState.RELEASED], pa.string()))
    return pc.and_(waiting, pc.invert(pc.or_(granted["is_shipped"], granted["is_moved"])))


def with_facts(facts: pa.Table, household_id: str, claimed: Mapping[str, object]) -> pa.Table | Refusal:
    """Return the facts with those of one household replaced."""
    here = pc.equal(facts["household_id"], household_id)
    for name, value in claimed.items():
        kind = FACTS_SCHEMA.field(name).type
        if value is not None and name in FACT_CODES and value not in FACT_CODES[name]:
            return not_contested(name)
        try:
            claim = pa.scalar(value, kind)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            return not_contested(name)
        facts = facts.set_column(facts.column_names.index(name), name, pc.if_else(here, claim, facts[name].cast(kind)))
    return facts


def decided(office: Office, inputs: Inputs) -> Decision | Refusal:
    """Rank and serve; nothing is assigned or written."""
    _, ranked = ranked_households(inputs.policy, inputs.facts)
    lines = without_granted(request_lines(inputs.policy, ranked, inputs.facts), inputs.granted)
    zones = sorted(set(lines["zone_code"].to_pylist()))
    declared = declared_problem(inputs, lines, zone_reach(inputs.policy, office.territories, zones, inputs.sites))
    if isinstance(declared, Refusal):
        return declared
    home_of = dict(zip(*(lines[name].to_pylist() for name in ("line_id", "household_id")), strict=True))
    served = list(dict.fromkeys(home_of[name] for name in served_lines(declared.problem)))
    standing = {
        row["household_id"]: row for row in ranked.select(["household_id", "tier", "score", "rank"]).to_pylist()
    }
    return Decision(standing, served)


def stands(run: Decision, household_id: str) -> Row:
    """Return where one household stands in a run."""
    row = run.standing.get(household_id, {})
    return {name: row.get(name) for name in ("tier", "score", "rank")} | {"served": household_id in set(run.served)}


def not_contested(name: str) -> Refusal:
    """Say that a fact, or its value, cannot be replayed."""
    return Refusal(
        "fact_not_contested",
        Sentence(
            f"Le fait « {name} » ou sa valeur ne peut pas être rejoué. Faits possibles : {', '.join(CONTESTED)}.",
            f"Fact “{name}”, or its value, cannot be replayed. Possible facts: {', '.join(CONTESTED)}.",
        ),
    )
