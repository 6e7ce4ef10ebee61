"""From what a plan depends on to its problem: households ranked, their lines, and what may serve them.

What adopted plans granted is fixed: those lines are left out. Nothing is solved or written here.
"""

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.alike import cells_by_shelves, lines_by_zones_alike, shelf_table
from campaigns.allocation.build import build_problem, type_table
from campaigns.allocation.columns import whole
from campaigns.allocation.problem import Problem
from campaigns.lines import kit_table, line_levels, request_lines
from campaigns.model.outcome import Refusal
from campaigns.priority import rank_households
from campaigns.reserves import Declared, with_passes
from pipelines.memory import give_back_small
from pipelines.office import Office
from pipelines.planning.draft import FACTS_CODED, FACTS_WRITTEN, LINES_CODED, LINES_WRITTEN
from pipelines.planning.facts import ranked_households
from pipelines.planning.inputs import GRANTED_SCHEMA, Inputs, gates
from pipelines.planning.reach import zone_reach


@dataclass(frozen=True)
class Asked:
    """Ranked households and their lines, with what is written of them; `moments`: the clock at the beginning and at the end."""

    inputs: Inputs
    eligible: pa.Table
    ranked: pa.Table
    lines: pa.Table
    levels: pa.Table | None
    moments: tuple[float, float]


@dataclass(frozen=True)
class Posed:
    """The problem that lines make; `built_at`: the clock once it is there."""

    asked: Asked
    reach: pa.Table
    declared: Declared
    built_at: float


def asked_lines(
    inputs: Inputs, started: float, executor: Executor | None, *, first_line_only: bool = False,
    only: frozenset[str] | None = None,
) -> Asked:  # fmt: skip
    """Rank. Of what was read only what is written with a plan stays: a caller who lets its inputs go frees the rest."""
    policy = inputs.policy
    give_back_small()
    eligible, ranked = ranked_households(policy, inputs.facts, executor)
    lines = without_granted(request_lines(policy, ranked, inputs.facts), inputs.granted)
    if only is not None:
        lines = lines.filter(pc.is_in(lines["line_id"], value_set=pa.array(sorted(only), pa.string())))
    lines = lines.slice(0, 1) if first_line_only else lines
    levels = levels_of(inputs, lines)
    facts = with_codes(inputs.facts.select(FACTS_WRITTEN), FACTS_CODED)
    inputs = replace(inputs, facts=facts, granted=GRANTED_SCHEMA.empty_table())
    return Asked(inputs, eligible, ranked, lines, levels, (started, time.monotonic()))


def posed_problem(office: Office, asked: Asked) -> Posed | Refusal:
    """Build the problem."""
    inputs, lines = asked.inputs, asked.lines
    give_back_small()
    zones = sorted(pc.unique(lines["zone_code"]).to_pylist())
    reach = zone_reach(inputs.policy, office.territories, zones, inputs.sites)
    declared = declared_on(inputs, lines, reach, asked.levels)
    if isinstance(declared, Refusal):
        return declared
    asked = replace(asked, lines=with_codes(lines.select(LINES_WRITTEN), LINES_CODED))
    return Posed(asked, reach, declared, time.monotonic())


def with_codes(table: pa.Table, names: Sequence[str]) -> pa.Table:
    """Keep each text of these columns once: they are few, and stand on many rows."""
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].dictionary_encode())
    return table


def declared_problem(inputs: Inputs, lines: pa.Table, reach: pa.Table) -> Declared | Refusal:
    """Build the problem, zones and cells alike put together, then declare the passes of the policy on it."""
    return declared_on(inputs, lines, reach, levels_of(inputs, lines))


def levels_of(inputs: Inputs, lines: pa.Table) -> pa.Table | None:
    """Return the levels that lines share, where the policy lets them share a place in the order."""
    policy = inputs.policy
    return line_levels(policy, rank_households(policy, inputs.facts), lines) if policy.chosen_by_use else None


def declared_on(inputs: Inputs, lines: pa.Table, reach: pa.Table, levels: pa.Table | None) -> Declared | Refusal:
    """Do as `declared_problem` where the levels of the lines are known; nothing is read of the households."""
    policy = inputs.policy
    cells = cells_by_shelves(inputs.cells, shelf_table(inputs.cells, kit_table(policy)))
    lines = lines_by_zones_alike(lines, reach, policy.weights, inputs.closed_items)
    problem = built_problem(inputs, lines, reach, levels)
    if isinstance(problem, Refusal):
        return problem
    return with_passes(policy, problem, type_table(lines, cells), cells)


def built_problem(
    inputs: Inputs, lines: pa.Table, reach: pa.Table, levels: pa.Table | None = None
) -> Problem | Refusal:
    """Build the problem of some lines on these inputs, cells alike put together; no pass is declared."""
    policy = inputs.policy
    kits = kit_table(policy)
    soft = [reserve.earmark for reserve in policy.reserves if reserve.left_over == "open"]
    return build_problem(
        lines,
        kits,
        cells_by_shelves(inputs.cells, shelf_table(inputs.cells, kits)),
        reach,
        gates(policy, inputs.sites),
        policy.weights,
        soft,
        inputs.closed_items,
        levels,
        same_site=policy.kits.same_site,
    )


def without_granted(lines: pa.Table, granted: pa.Table) -> pa.Table:
    """Leave out the lines that adopted plans already serve, and those given up; ranks keep their order."""
    if not granted.num_rows:
        return lines
    return lines.filter(pc.invert(pc.is_in(lines["line_id"], value_set=whole(granted["line_id"]))))
