"""Proposes a plan: households and stock become a problem, the engine solves it, the whole is kept as a draft.

What adopted plans granted is fixed: those lines are left out and their units are not in the stock. A draft changes
nothing but itself.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.build import build_problem, type_table
from campaigns.allocation.certify import Verdict, certify
from campaigns.allocation.digest import digest
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import Solution, solve
from campaigns.lines import kit_table, request_lines
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy, policy_digest
from campaigns.model.scenario import Assumptions, policy_under
from campaigns.reserves import Declared, reached_floors, with_passes
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.planning.draft import Draft, write_draft
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.planning.reach import zone_reach
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Inputs:
    """What a plan is computed from, read in one transaction."""

    campaign: Row
    policy: Policy
    facts: pa.Table
    cells: pa.Table
    sites: pa.Table
    granted: list[Row]


@dataclass(frozen=True)
class Watch:
    """`progress` is told the share of the work done (0 to 1); the work stops once `cancelled` says True."""

    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None


ALONE = Watch()
# Below it a plan takes about a second, less than starting another process.
SMALL_LINES = 20_000


def propose_plan(
    office: Office,
    actor: Actor,
    campaign_id: str,
    name: str = "",
    assumptions: Assumptions | None = None,
    watch: Watch = ALONE,
) -> Row | Refusal:
    """Compute a plan on what the campaign holds now and keep it as a draft.

    Parameters
    ----------
    name, assumptions
        What a scenario is called and supposes; None: nothing, the plan may then be locked and adopted.
    watch
        Who is told how far the work is, and may stop it.

    Returns
    -------
    dict or Refusal
        `plan_id, digest, served, unserved, bound` (lines), `objective`, `seconds` (of each step), `floors_missed` (the
        departments below a declared floor, with the highest share that all could reach), `guarantees` (G1 to G5: true, or
        null where one does not apply). Refused when there is no recognised household, the problem is not sound, the
        independent verifier refutes the plan, or the scenario names a site or an item that does not exist.
    """
    started = time.monotonic()
    inputs = read_inputs(office, campaign_id)
    if assumptions is not None and not isinstance(inputs, Refusal):
        inputs = supposed(inputs, assumptions)
    if isinstance(inputs, Refusal):
        return inputs
    draft = computed(office, inputs, started, watch)
    if isinstance(draft, Refusal):
        return draft
    plan_id = new_id(office.clock())
    command = Command("plan.propose", actor, campaign_id, f"plan.propose:{plan_id}", {"plan_id": plan_id})

    def write(session: Session) -> Effect:
        write_draft(session, actor, office.clock(), campaign_id, plan_id, draft)
        if assumptions is not None:
            text = json.dumps(assumptions.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
            named = {"campaign_id": campaign_id, "plan_id": plan_id, "name": name, "assumptions": text}
            session.run("plan/insert_scenario", named)
        counts = {"served": draft.solution.served, "unserved": draft.unserved, "bound": draft.solution.bound}
        answer = {"plan_id": plan_id, "digest": draft.digest, **counts, "objective": draft.solution.objective}
        floors = [row for row in draft.floors.to_pylist() if row["reached"] < row["wanted"]]
        answer |= {"seconds": draft.seconds, "floors_missed": floors, "guarantees": draft.guarantees}
        return Effect(answer, plan_id, counts | {"digest": draft.digest})

    return perform(office, command, write)


def read_inputs(office: Office, campaign_id: str) -> Inputs | Refusal:
    """Read everything the plan depends on."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        campaign = session.rows("campaign/one", named)[0]
        policy = parse_policy(campaign["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock())
        cells = session.rows("stock/cells", named)
        sites = session.rows("site/all")
        granted = session.rows("plan/granted_lines", named)
    if facts.num_rows == 0:
        return Refusal(
            "no_household",
            Sentence(
                "Aucun foyer n'est encore reconnu dans cette campagne. Recevez des listes, puis lancez la reconnaissance des foyers (connexion link).",
                "No household is recognised in this campaign yet. Receive lists, then recognise households (connexion link).",
            ),
        )
    return Inputs(campaign, policy, facts, available_cells(cells, policy), site_table(sites), granted)


def supposed(inputs: Inputs, assumptions: Assumptions) -> Inputs | Refusal:
    """Return the inputs as a scenario supposes them; units that are not there lie in cells of their own."""
    policy = policy_under(assumptions, inputs.policy)
    if isinstance(policy, Refusal):
        return policy
    sides = {item.code: item.side.value for item in policy.items}
    sites = dict(zip(*(inputs.sites[name].to_pylist() for name in ("code", "site_id")), strict=True))
    rows = []
    for number, extra in enumerate(assumptions.stock):
        if extra.site_code not in sites or extra.item not in sides:
            return _unknown_stock(extra.site_code, extra.item)
        rows.append(
            {
                "cell_id": f"{SUPPOSED}{number}", "side": sides[extra.item], "item": extra.item,
                "grade": None if extra.grade is None else extra.grade.value, "earmark": None,
                "site_id": sites[extra.site_code], "quantity": extra.units,
            }
        )  # fmt: skip
    cells = pa.concat_tables([inputs.cells, pa.Table.from_pylist(rows, schema=inputs.cells.schema)])
    campaign = inputs.campaign | {"policy_digest": policy_digest(policy)}
    if assumptions.policy_toml is not None:
        campaign["policy_toml"] = assumptions.policy_toml
    return replace(inputs, policy=policy, cells=cells, campaign=campaign)


# Begins the id of a cell that only a scenario holds.
SUPPOSED = "supposed-"


def _unknown_stock(site_code: str, item: str) -> Refusal:
    return Refusal(
        "unknown_stock",
        Sentence(
            f"Le scénario suppose du stock « {item} » au site « {site_code} » : ce site ou cet article n'existe pas. Corrigez-le.",
            f"The scenario supposes stock “{item}” at site “{site_code}”: there is no such site or item. Correct it.",
        ),
    )


def available_cells(cells: list[Row], policy: Policy) -> pa.Table:
    """Return the cells that a plan may use: units on hand and not reserved, there before the horizon."""
    sides = {item.code: item.side.value for item in policy.items}
    horizon = policy.horizon_on
    usable = [row for row in cells if row["item"] in sides and (horizon is None or row["available_on"] <= horizon)]
    return pa.table(
        {
            "cell_id": pa.array([row["cell_id"] for row in usable], pa.string()),
            "side": pa.array([sides[row["item"]] for row in usable], pa.string()),
            "item": pa.array([row["item"] for row in usable], pa.string()),
            "grade": pa.array([row["grade"] or None for row in usable], pa.string()),
            "earmark": pa.array([row["earmark"] or None for row in usable], pa.string()),
            "site_id": pa.array([row["site_id"] for row in usable], pa.string()),
            "quantity": pa.array([row["on_hand"] - row["reserved"] for row in usable], pa.int64()),
        }
    )


def site_table(sites: list[Row]) -> pa.Table:
    """Return the sites with their place and the units they can hand out over the plan's horizon."""
    return pa.table(
        {
            "site_id": pa.array([row["site_id"] for row in sites], pa.string()),
            "code": pa.array([row["code"] for row in sites], pa.string()),
            "kind": pa.array([row["kind"] for row in sites], pa.string()),
            "commune_code": pa.array([row["commune_code"] for row in sites], pa.string()),
            "capacity_per_day": pa.array([row["capacity_per_day"] for row in sites], pa.int64()),
        }
    )


def computed(office: Office, inputs: Inputs, started: float, watch: Watch = ALONE) -> Draft | Refusal:
    """Rank, build, solve; nothing is written."""
    policy = inputs.policy
    eligible, ranked = ranked_households(policy, inputs.facts)
    lines = without_granted(request_lines(policy, ranked, inputs.facts), inputs.granted)
    ranked_at = time.monotonic()
    zones = sorted(pc.unique(lines["zone_code"]).to_pylist())
    reach = zone_reach(policy, office.territories, zones, inputs.sites)
    declared = declared_problem(inputs, lines, reach)
    if isinstance(declared, Refusal):
        return declared
    built_at = time.monotonic()
    solution = solved(office, declared.problem, watch)
    if isinstance(solution, Refusal):
        return solution
    solved_at = time.monotonic()
    guarantees = certify(declared.problem, solution.grants, solution.unserved, solution.entries, solution.witness)
    refusal = not_certified(guarantees)
    if refusal is not None:
        return refusal
    certified_at = time.monotonic()
    seconds = {
        "rank": round(ranked_at - started, 3), "build": round(built_at - ranked_at, 3),
        "solve": round(solved_at - built_at, 3), "certify": round(certified_at - solved_at, 3),
    }  # fmt: skip
    floors = reached_floors(declared.floors, lines, pc.unique(solution.grants["line_id"]))
    holds = {name: verdict.holds for name, verdict in guarantees.items()}
    return Draft(
        inputs.campaign, policy, inputs.facts, eligible, ranked, lines, inputs.cells, reach, declared.problem, solution,
        floors, holds, full_digest(declared.problem, solution, inputs), seconds,
    )  # fmt: skip


def not_certified(guarantees: dict[str, Verdict]) -> Refusal | None:
    """Refuse a plan that the verifier refutes: a fault of ours, of which nothing is kept."""
    for name, verdict in guarantees.items():
        if verdict.holds is False and verdict.witness is not None:
            return Refusal(
                "not_certified",
                Sentence(
                    f"Le plan calculé ne tient pas la garantie {name} ({verdict.witness.fr}) Rien n'a été gardé. Signalez ce cas.",
                    f"The plan computed does not hold guarantee {name} ({verdict.witness.en}) Nothing was kept. Report this case.",
                ),
            )
    return None


def solved(office: Office, problem: Problem, watch: Watch) -> Solution | Refusal:
    """Solve a small problem here, a large one in the room where it can be told how far it is, and stopped."""
    if problem.lines.num_rows < SMALL_LINES:
        return solve(problem)
    return office.solving_room.solve(problem, progress=watch.progress, cancelled=watch.cancelled)


def declared_problem(inputs: Inputs, lines: pa.Table, reach: pa.Table) -> Declared | Refusal:
    """Build the problem, then declare the passes of the policy on it."""
    policy = inputs.policy
    soft = [reserve.earmark for reserve in policy.reserves if reserve.left_over == "open"]
    problem = build_problem(
        lines, kit_table(policy), inputs.cells, reach, gates(policy, inputs.sites), policy.weights, soft
    )
    if isinstance(problem, Refusal):
        return problem
    return with_passes(policy, problem, type_table(lines, inputs.cells), inputs.cells)


def without_granted(lines: pa.Table, granted: list[Row]) -> pa.Table:
    """Leave out the lines that adopted plans already serve; ranks keep their order."""
    served = pa.array(sorted({row["line_id"] for row in granted}), pa.string())
    return lines.filter(pc.invert(pc.is_in(lines["line_id"], value_set=served)))


def gates(policy: Policy, sites: pa.Table) -> pa.Table:
    """Return the hand-out capacity of each site over the horizon, in device units; without a number, unlimited."""
    days = policy.hand_out_days
    capacity = pc.multiply(sites["capacity_per_day"], days) if days else pa.nulls(sites.num_rows, pa.int64())
    return pa.table({"site_id": sites["site_id"], "capacity": capacity})


def full_digest(problem: Problem, solution: Solution, inputs: Inputs) -> str:
    """Return the digest over canonical input, policy, engine version, seed and result; anyone can recompute it offline."""
    parts = (digest(problem, solution), inputs.campaign["policy_digest"], inputs.policy.lottery_seed)
    return sha256("|".join(parts).encode()).hexdigest()
