"""Reserves and department floors of a policy become the declared passes of a problem, in the policy's order.

A reserve lets the families it is for join first, on its own cells; a floor lets each department join up to a share of the
national rate. It never decides who joins: that is the engine's, in rank order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.assign import bound
from campaigns.allocation.build import department_of, open_to
from campaigns.allocation.coded import plain
from campaigns.allocation.columns import Ints, whole
from campaigns.allocation.floors import Attainable, attainable_share, floor_lines
from campaigns.allocation.numbering import Numbers, numbers_of
from campaigns.allocation.passes import PASS_SCHEMAS
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from campaigns.model.policy_sections import Floor, Reserve

# Grain: one department under one floor. Key: floor_code, department_code. `wanted` and `reached` count lines.
FLOOR_SCHEMA = pa.schema(
    [
        ("floor_code", pa.string()),
        ("department_code", pa.string()),
        ("asked", pa.int64()),
        ("wanted", pa.int64()),
        ("share_pct", pa.int64()),
        ("attainable_pct", pa.int64()),
        ("is_exact", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Declared:
    """A problem with its passes, and what each floor asks of each department (`FLOOR_SCHEMA`)."""

    problem: Problem
    floors: pa.Table


def with_passes(policy: Policy, problem: Problem, types: pa.Table, cells: pa.Table) -> Declared | Refusal:
    """Declare the passes of a policy on a problem built without them.

    Parameters
    ----------
    types
        Key type_id: `zone_code`, `partner_kind` (nullable) of each type that has lines.
    cells
        Key cell_id: `earmark` (nullable), `quantity`.

    Returns
    -------
    Declared | Refusal
        The problem itself, unchanged, where the policy declares neither reserve nor floor.
    """
    steps = ordered_steps(policy)
    if not steps:
        return Declared(problem, FLOOR_SCHEMA.empty_table())
    rows = _Rows([], [], [])
    floors = [FLOOR_SCHEMA.empty_table()]
    numbers = numbers_of(problem)
    departments = _departments(numbers, types)
    attainable = attainable_share(numbers, departments.group, len(departments.codes)) if policy.floors else None
    most = bound(numbers) if policy.floors else 0
    for pass_no, step in enumerate(steps, 1):
        if isinstance(step, Reserve):
            _reserve(step, pass_no, problem, types, cells, rows)
        elif attainable is not None:
            floors.append(_floor(step, pass_no, numbers, departments, most, attainable, rows))
    rows.entries.append((len(steps) + 1, None, None))
    _open_the_rest(steps, problem, cells, rows)
    answer = problem_from_tables(
        problem.lines, problem.options, problem.cells, problem.sites, **rows.tables(), levels=problem.levels
    )
    return answer if isinstance(answer, Refusal) else Declared(answer, pa.concat_tables(floors))


def ordered_steps(policy: Policy) -> list[Reserve | Floor]:
    """Return reserves and floors in the order in which they open: that of `passes`, else reserves, then floors."""
    steps: dict[str, Reserve | Floor] = {reserve.code: reserve for reserve in policy.reserves}
    steps |= {floor.code: floor for floor in policy.floors}
    return [steps[code] for code in policy.passes or tuple(steps)]


@dataclass(frozen=True)
class _Rows:
    entries: list[tuple[int, str | None, str | None]]
    quotas: list[tuple[int, str, int, int]]
    openings: list[tuple[str, int]]

    def tables(self) -> dict[str, pa.Table]:
        found: dict[str, Sequence[tuple[object, ...]]] = {
            "passes": self.entries, "quotas": self.quotas, "openings": self.openings,
        }  # fmt: skip
        return {name: _table(name, rows) for name, rows in found.items()}


@dataclass(frozen=True)
class _Departments:
    codes: list[str]
    group: Ints


def _departments(numbers: Numbers, types: pa.Table) -> _Departments:
    """Number the department of each type, in the order in which types are numbered."""
    rows = pc.index_in(numbers.type_ids, value_set=types["type_id"].combine_chunks())
    of_type = department_of(types["zone_code"].combine_chunks().take(rows)).to_pylist()
    codes = sorted(set(of_type))
    number = {code: i for i, code in enumerate(codes)}
    return _Departments(codes, np.array([number[code] for code in of_type], dtype=np.int64))


def _reserve(step: Reserve, pass_no: int, problem: Problem, types: pa.Table, cells: pa.Table, rows: _Rows) -> None:
    """Let those it is for join on its cells; at most as many lines as it holds units."""
    own = cells.filter(pc.fill_null(pc.equal(cells["earmark"], step.earmark), False))
    ids = own["cell_id"].combine_chunks()
    drawn = problem.options.filter(pc.is_in(problem.options["cell_id"], value_set=ids))["type_id"]
    near = types.filter(pc.is_in(types["type_id"], value_set=plain(pc.unique(drawn))))
    earmark = pa.array([step.earmark] * near.num_rows, pa.string())
    meant = near.filter(
        pa.array(open_to(earmark, near["zone_code"].combine_chunks(), near["partner_kind"].combine_chunks()))
    )
    if not meant.num_rows:
        return  # nobody asks for what it holds: its cells open with the others
    rows.entries.extend((pass_no, type_id, step.code) for type_id in meant["type_id"].to_pylist())
    rows.quotas.append((pass_no, step.code, int(pc.sum(own["quantity"]).as_py() or 0), pass_no))
    rows.openings.extend((cell_id, pass_no) for cell_id in ids.to_pylist())


def _floor(
    step: Floor,
    pass_no: int,
    numbers: Numbers,
    departments: _Departments,
    most: int,
    attainable: Attainable,
    rows: _Rows,
) -> pa.Table:
    """Let each department join up to its share of the national rate."""
    count = len(departments.codes)
    asked = np.bincount(departments.group, weights=numbers.line_count, minlength=count).astype(np.int64)
    wanted = floor_lines(asked, most, step.share_pct)
    codes = [departments.codes[group] for group in departments.group.tolist()]
    rows.entries.extend(
        (pass_no, type_id, code) for type_id, code in zip(numbers.type_ids.to_pylist(), codes, strict=True)
    )
    # Whoever was served by an earlier pass counts towards the floor.
    rows.quotas.extend(
        (pass_no, code, units, 1) for code, units in zip(departments.codes, wanted.tolist(), strict=True)
    )
    columns = [
        [step.code] * count, departments.codes, asked, wanted, [step.share_pct] * count,
        [attainable.share_pct] * count, [attainable.is_exact] * count,
    ]  # fmt: skip
    return pa.table(
        [pa.array(column, field.type) for column, field in zip(columns, FLOOR_SCHEMA, strict=True)], schema=FLOOR_SCHEMA
    )


def _open_the_rest(steps: list[Reserve | Floor], problem: Problem, cells: pa.Table, rows: _Rows) -> None:
    """Cells of the sides that a reserve is on, and that no reserve holds, open with the first pass that is not a reserve."""
    first = next((n for n, step in enumerate(steps, 1) if isinstance(step, Floor)), len(steps) + 1)
    held = {cell_id for cell_id, _ in rows.openings}
    sides = {row["side"] for row in problem.cells.to_pylist() if row["cell_id"] in held}
    rows.openings.extend(
        (row["cell_id"], first)
        for row in problem.cells.to_pylist()
        if row["side"] in sides and row["cell_id"] not in held
    )


def _table(name: str, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    schema = PASS_SCHEMAS[name]
    return pa.table([pa.array([row[i] for row in rows], field.type) for i, field in enumerate(schema)], schema=schema)


def reached_floors(floors: pa.Table, lines: pa.Table, served: pa.Array) -> pa.Table:
    """Add to each department what the plan reached in all.

    Parameters
    ----------
    floors
        `FLOOR_SCHEMA`.
    lines
        `line_id, zone_code` of every line of the plan.
    served
        Ids of the lines served, each once.

    Returns
    -------
    pyarrow.Table
        The same rows with `reached` (lines).
    """
    if not floors.num_rows:
        return floors.append_column("reached", pa.array([], pa.int64()))
    kept = lines.filter(pc.is_in(lines["line_id"], value_set=served))
    counts = pc.value_counts(department_of(plain(whole(kept["zone_code"])))).to_pylist()
    by_code = {row["values"]: row["counts"] for row in counts}
    reached = [by_code.get(code, 0) for code in floors["department_code"].to_pylist()]
    return floors.append_column("reached", pa.array(reached, pa.int64()))
