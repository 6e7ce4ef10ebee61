"""Proposes a plan: households and stock become a problem, the engine solves it, the whole is kept as a draft.

What adopted plans granted is fixed: those lines are left out and their units are not in the stock. A draft changes
nothing but itself.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.alike import (
    grants_by_cells,
    grants_by_shelves,
    shelf_table,
)
from campaigns.allocation.certify import certify
from campaigns.allocation.digest import digest
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import Solution, solve
from campaigns.allocation.verdict import Verdict
from campaigns.lines import kit_table
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.scenario import Assumptions
from campaigns.reserves import reached_floors
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.memory import give_back_small
from pipelines.office import Office
from pipelines.planning.draft import Draft, write_draft
from pipelines.planning.inputs import Inputs, read_inputs, supposed
from pipelines.planning.posing import Posed, asked_lines, posed_problem
from pipelines.planning.solve_folder import told_goals
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Watch:
    """`progress` is told the share of the work done (0 to 1); the work stops once `cancelled` says True."""

    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None


ALONE = Watch()
# Below it a plan takes about a second, less than starting another process.
SMALL_LINES = 20_000
# Kits from one site take a search, which is longer.
SMALL_LINES_OF_ONE_SITE = 2_000


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
        null where one does not apply), and for kits from one site `goals` (of each what was `reached`, its `bound`, the
        `gap`). Refused when there is no recognised household, the problem is not sound, the
        independent verifier refutes the plan, or the scenario names a site or an item that does not exist.
    """
    draft = drafted(office, campaign_id, assumptions, watch)
    if isinstance(draft, Refusal):
        return draft
    plan_id = new_id(office.clock())
    command = Command("plan.propose", actor, campaign_id, f"plan.propose:{plan_id}", {"plan_id": plan_id})

    def write(session: Session) -> Effect:
        if assumptions is not None:
            text = json.dumps(assumptions.model_dump(mode="json", exclude_defaults=True), sort_keys=True)
            named = {"campaign_id": campaign_id, "plan_id": plan_id, "name": name, "assumptions": text}
            session.run("plan/insert_scenario", named)
        return kept_draft(office, session, actor, campaign_id, plan_id, draft)

    return perform(office, command, write)


def drafted(office: Office, campaign_id: str, assumptions: Assumptions | None, watch: Watch) -> Draft | Refusal:
    """Compute a plan, and keep of the households' facts what is written with it: the rest is let go before anything is."""
    started = time.monotonic()
    inputs = read_inputs(office, campaign_id)
    if assumptions is not None and not isinstance(inputs, Refusal):
        inputs = supposed(inputs, assumptions)
    if isinstance(inputs, Refusal):
        return inputs
    asked = asked_lines(inputs, started, office.executor)
    del inputs
    posed = posed_problem(office, asked)
    del asked
    return posed if isinstance(posed, Refusal) else answered(office, posed, watch)


def kept_draft(office: Office, session: Session, actor: Actor, campaign_id: str, plan_id: str, draft: Draft) -> Effect:
    """Write a computed plan as a draft, and tell what it serves."""
    write_draft(session, actor, office.clock(), campaign_id, plan_id, draft)
    counts = {"served": draft.solution.served, "unserved": draft.unserved, "bound": draft.solution.bound}
    answer = {"plan_id": plan_id, "digest": draft.digest, **counts, "objective": draft.solution.objective}
    floors = [row for row in draft.floors.to_pylist() if row["reached"] < row["wanted"]]
    if draft.problem.same_site.num_rows:
        answer["goals"] = told_goals(draft.solution.bounds)
    answer |= {"seconds": draft.seconds, "floors_missed": floors, "guarantees": draft.guarantees}
    return Effect(answer, plan_id, counts | {"digest": draft.digest})


def computed(
    office: Office,
    inputs: Inputs,
    started: float,
    watch: Watch = ALONE,
    *,
    first_line_only: bool = False,
    only: frozenset[str] | None = None,
) -> Draft | Refusal:
    """Rank, build, solve, certify; nothing is written. `only` keeps some lines, by id, at their places in the ranking."""
    asked = asked_lines(inputs, started, office.executor, first_line_only=first_line_only, only=only)
    posed = posed_problem(office, asked)
    return posed if isinstance(posed, Refusal) else answered(office, posed, watch)


def answered(office: Office, posed: Posed, watch: Watch) -> Draft | Refusal:
    """Solve and certify."""
    asked, declared, built_at = posed.asked, posed.declared, posed.built_at
    inputs, (started, ranked_at) = asked.inputs, asked.moments
    give_back_small()
    shelves = shelf_table(inputs.cells, kit_table(inputs.policy))
    earlier = None if inputs.earlier is None else grants_by_shelves(inputs.earlier, shelves)
    solution = solved(office, declared.problem, earlier, watch)
    if isinstance(solution, Refusal):
        return solution
    solved_at = time.monotonic()
    guarantees = certify(
        declared.problem, solution.grants, solution.unserved, solution.entries, solution.witness, solution.bounds,
        solution.duals,
    )  # fmt: skip
    refusal = not_certified(guarantees)
    if refusal is not None:
        return refusal
    certified_at = time.monotonic()
    give_back_small()
    seconds = {
        "rank": round(ranked_at - started, 3), "build": round(built_at - ranked_at, 3),
        "solve": round(solved_at - built_at, 3), "certify": round(certified_at - solved_at, 3),
    }  # fmt: skip
    floors = reached_floors(declared.floors, asked.lines, pc.unique(solution.grants["line_id"]))
    holds = {name: verdict.holds for name, verdict in guarantees.items()}
    return Draft(
        inputs.campaign, inputs.policy, inputs.facts, asked.eligible, asked.ranked, asked.lines, inputs.cells, posed.reach,
        declared.problem, solution,
        shelves, grants_by_cells(solution.grants, shelves, inputs.earlier), floors, holds,
        full_digest(declared.problem, solution, inputs), seconds,
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


def solved(office: Office, problem: Problem, earlier: pa.Table | None, watch: Watch) -> Solution | Refusal:
    """Solve a small problem here, a large one in the room where it can be told how far it is, and stopped."""
    if problem.lines.num_rows < (SMALL_LINES_OF_ONE_SITE if problem.same_site.num_rows else SMALL_LINES):
        return solve(problem, earlier=earlier)
    return office.solving_room.solve(problem, earlier, progress=watch.progress, cancelled=watch.cancelled)


def full_digest(problem: Problem, solution: Solution, inputs: Inputs) -> str:
    """Return the digest over canonical input, policy, engine version, seed and result; anyone can recompute it offline."""
    parts = (digest(problem, solution), inputs.campaign["policy_digest"], inputs.policy.lottery_seed)
    return sha256("|".join(parts).encode()).hexdigest()
