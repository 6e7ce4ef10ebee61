"""What a plan of kits from one site tells beside its grants: each goal with its bound, the multipliers behind it, and each refusal.

It repeats what was found, by ids, so that anyone can check it. It never changes a plan.
"""

import numpy as np
import pyarrow as pa

from campaigns.allocation.coded import integers
from campaigns.allocation.columns import Ints
from campaigns.allocation.explain import NOBODY, Explained, closing_places, explain
from campaigns.allocation.levels import stage_of
from campaigns.allocation.numbering import Numbers
from campaigns.allocation.problem import Problem
from campaigns.allocation.same_site import OneSitePlan
from campaigns.allocation.same_site_model import KitModel, Rows
from campaigns.allocation.serve import Served
from campaigns.model.codes import Side, UnservedReason

# Grain: one goal. Key: goal_no. `goal`: level (`first_rank`: the rank of its first line), use (points) or all (lines).
BOUND_SCHEMA = pa.schema(
    [
        ("goal_no", pa.int64()),
        ("goal", pa.string()),
        ("first_rank", pa.int64()),
        ("reached", pa.int64()),
        ("bound", pa.int64()),
        ("found_bound", pa.int64()),
        ("scale_bits", pa.int64()),
    ]
)
# Grain: one row of one goal. Key: goal_no, row, type_id, site_id, cell_id, first_rank. `value` counts 2^-scale_bits.
DUAL_SCHEMA = pa.schema(
    [
        ("goal_no", pa.int64()),
        ("row", pa.string()),
        ("type_id", pa.string()),
        ("site_id", pa.string()),
        ("cell_id", pa.string()),
        ("first_rank", pa.int64()),
        ("value", pa.int64()),
    ]
)


def bound_table(problem: Problem, plan: OneSitePlan) -> pa.Table:
    """Return each goal with what was reached and its bounds (`BOUND_SCHEMA`)."""
    first = _first_ranks(problem, plan.model)
    rows = [
        (number, goal.kind, first[goal.level] if goal.level >= 0 else None, goal.reached, goal.bound, goal.found_bound,
         goal.multipliers.bits)
        for number, goal in enumerate(plan.goals)
    ]  # fmt: skip
    columns = [pa.array([row[at] for row in rows], field.type) for at, field in enumerate(BOUND_SCHEMA)]
    return pa.table(columns, schema=BOUND_SCHEMA)


def dual_table(problem: Problem, numbers: Numbers, plan: OneSitePlan) -> pa.Table:
    """Return the multipliers that are not 0, by what their rows speak of (`DUAL_SCHEMA`)."""
    parts = [DUAL_SCHEMA.empty_table()]
    for number, goal in enumerate(plan.goals):
        for block in plan.model.blocks:
            values = goal.multipliers.values[block.first : block.first + len(block.type_)]
            told = np.flatnonzero(values)
            parts.append(_duals(problem, numbers, plan.model, number, block, told, values[told]))
    return pa.concat_tables(parts).combine_chunks()


def _duals(
    problem: Problem, numbers: Numbers, model: KitModel, number: int, block: Rows, told: Ints, values: Ints
) -> pa.Table:
    first = np.array(_first_ranks(problem, model), dtype=np.int64)
    of_level = block.level[told]
    ranks = pa.array(np.append(first, 0)[of_level], mask=of_level < 0)
    columns = [
        pa.array(np.full(len(told), number)), pa.array([block.kind] * len(told), pa.string()),
        _named(numbers.type_ids, block.type_[told]), _named(problem.sites["site_id"].combine_chunks(), block.site[told]),
        _named(problem.cells["cell_id"].combine_chunks(), block.cell[told]), ranks, pa.array(values),
    ]  # fmt: skip
    return pa.table(columns, schema=DUAL_SCHEMA)


def _named(ids: pa.Array, at: Ints) -> pa.Array:
    return ids.take(pa.array(at, mask=at < 0)).cast(pa.string())


def _first_ranks(problem: Problem, model: KitModel) -> list[int]:
    """Rank of the first line of each level."""
    ranks = integers(problem.lines["rank"].combine_chunks())
    level = model.numbers.line_level
    assert level is not None
    firsts: list[int] = ranks[np.searchsorted(level, np.arange(model.level_count))].tolist() if len(level) else []
    return firsts


def explained_from_one_site(numbers: Numbers, plan: OneSitePlan, options: dict[Side, Ints]) -> Explained:
    """Say why lines wait: no bar is true of one line alone, nor what one more unit would do, so both are left out.

    A kit waits because of its site where no site has both for it, or where each side alone could free a unit for it while all
    the lines served stay served. What is left then exists, but not in one place.
    """
    assert numbers.same_site is not None
    stage = stage_of(numbers, plan.lines, options)
    told = explain(numbers, Served(plan.lines, [stage]))
    bound, reasons = numbers.same_site.bound, list(told.reasons)
    shares_site = np.zeros(len(bound), dtype=np.bool_)
    device = numbers.sides[Side.DEVICE]
    shares_site[device.option_type[plan.model.usable[Side.DEVICE]]] = True
    nobody = np.full(len(bound), NOBODY, dtype=np.int64)
    frees = {side: closing_places(stage.residuals[side], nobody, 1)[: len(bound)] == 1 for side in Side}
    is_open = np.logical_and.reduce([frees[side] | ~numbers.sides[side].needed for side in Side])
    for type_ in np.flatnonzero(bound & (is_open | ~shares_site)).tolist():
        reasons[type_] = UnservedReason.KIT_NOT_SAME_SITE
    for type_ in np.flatnonzero(~device.needed & numbers.sides[Side.DATA].needed & is_open).tolist():
        reasons[type_] = UnservedReason.DATA_EXHAUSTED
    nothing = {side: np.full(len(own.quantity), NOBODY, dtype=np.int64) for side, own in numbers.sides.items()}
    return Explained(reasons, nobody, nothing)
