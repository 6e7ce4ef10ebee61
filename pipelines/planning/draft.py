"""Writes a computed plan as a draft: its problem and result whole (so that anyone can certify it later), and the same
by household, line and grant for the screens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.alike import values_by_cells
from campaigns.allocation.build import best_ways, is_movable
from campaigns.allocation.digest import ENGINE_VERSION
from campaigns.allocation.pairing import numbered_alike
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import Solution
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from pipelines.planning.kept_tables import parquet_bytes, parquet_table
from pipelines.store.port import Row, Session

PROBLEM_PARTS = ("lines", "options", "cells", "sites")
RESULT_PARTS = ("grants", "unserved", "values")
# Kept only by a plan whose policy declares reserves or floors.
PASS_PROBLEM_PARTS = ("passes", "quotas", "openings")
# Kept only where several lines share a place in the order.
LEVEL_PARTS = ("levels",)
# Kept only where kits must come from one site.
SAME_SITE_PARTS = ("same_site",)
BOUND_RESULT_PARTS = ("bounds", "duals")
PASS_RESULT_PARTS = ("entries", "witness")
FLOORS, BOUNDS = "floors", "bounds"
# Which cells of stock stand behind each cell of the problem.
SHELVES = "shelves"
# Rows written at a time: two groups of rows of the embedded store, which it then need not keep until the end.
BLOCK_ROWS = 2 * 122_880
# What is written of the facts of a household.
FACTS_WRITTEN = ("household_id", "commune_code", "department_code", "zone_code", "partner_id")
# What is written of a line, and of its units.
LINES_WRITTEN = ("line_id", "household_id", "unit_no", "zone_code", "kit_code", "rank")
# Of these, texts that stand on many rows.
FACTS_CODED, LINES_CODED = FACTS_WRITTEN[1:], ("zone_code", "kit_code")


@dataclass(frozen=True)
class Draft:
    """A plan computed and not yet written."""

    campaign: Row
    policy: Policy
    facts: pa.Table
    eligible: pa.Table
    ranked: pa.Table
    lines: pa.Table
    cells: pa.Table
    reach: pa.Table
    problem: Problem
    solution: Solution
    # The cells of each shelf that the problem speaks of, and the grants as units of cells.
    shelves: pa.Table
    grants: pa.Table
    floors: pa.Table
    guarantees: dict[str, bool | None]
    digest: str
    seconds: dict[str, float]

    @property
    def unserved(self) -> int:
        """Return how many lines are not served."""
        return int(self.solution.unserved.num_rows)


def write_draft(session: Session, actor: Actor, now: datetime, campaign_id: str, plan_id: str, draft: Draft) -> None:
    """Write a draft inside the caller's transaction."""
    base = {"campaign_id": campaign_id, "plan_id": plan_id}
    session.run("plan/insert", base | plan_columns(actor, now, draft))
    session.append("plan_part", keyed(base, part_table(draft)))
    for rows in household_tables(draft):
        session.append("plan_household", keyed(base, rows))
    for rows in line_tables(draft):
        session.append("plan_line", keyed(base, rows))
    for rows in grant_tables(draft):
        session.append("plan_grant", keyed(base, rows))
    session.append("plan_value", keyed(base, value_table(draft)))


def keyed(base: dict[str, str], table: pa.Table) -> pa.Table:
    """Put the campaign's and the plan's id on every row."""
    for name, value in base.items():
        table = table.append_column(name, pa.array([value] * table.num_rows, pa.string()))
    return table


def plan_columns(actor: Actor, now: datetime, draft: Draft) -> dict[str, Any]:
    """Return the columns of the plan itself."""
    return {
        "policy_digest": draft.campaign["policy_digest"],
        "policy_toml": draft.campaign["policy_toml"],
        "engine_version": ENGINE_VERSION,
        "digest": draft.digest,
        "seed": draft.policy.lottery_seed,
        "served_count": draft.solution.served,
        "unserved_count": draft.unserved,
        "bound_count": draft.solution.bound,
        "objective": draft.solution.objective,
        "seconds": sum(draft.seconds.values()),
        "proposed_at": now,
        "proposed_by": actor.user_id,
        "requests_count": draft.facts.num_rows,
    }


def part_table(draft: Draft) -> pa.Table:
    """Return each Arrow table of the problem and the result as compressed Parquet bytes."""
    tables = {name: getattr(draft.problem, name) for name in PROBLEM_PARTS}
    tables |= {name: getattr(draft.solution, name) for name in RESULT_PARTS}
    tables[SHELVES] = draft.shelves
    if draft.problem.passes.num_rows:
        tables |= {name: getattr(draft.problem, name) for name in PASS_PROBLEM_PARTS}
        tables |= {name: getattr(draft.solution, name) for name in PASS_RESULT_PARTS}
        tables[FLOORS] = draft.floors
    if draft.problem.levels.num_rows:
        tables |= {name: getattr(draft.problem, name) for name in LEVEL_PARTS}
    if draft.problem.same_site.num_rows:
        tables |= {name: getattr(draft.problem, name) for name in SAME_SITE_PARTS}
        tables |= {name: getattr(draft.solution, name) for name in BOUND_RESULT_PARTS}
    contents = {name: parquet_bytes(table) for name, table in tables.items()}
    return pa.table(
        {"part": pa.array(list(contents), pa.string()), "content": pa.array(list(contents.values()), pa.binary())}
    )


def kept_problem(parts: Mapping[str, pa.Table]) -> Problem | Refusal:
    """Return the problem of a plan from its kept parts."""
    optional = {name: parts[name] for name in (*PASS_PROBLEM_PARTS, *LEVEL_PARTS, *SAME_SITE_PARTS) if name in parts}
    return problem_from_tables(*(parts[name] for name in PROBLEM_PARTS), **optional)


def kept_parts(session: Session, campaign_id: str, plan_id: str) -> dict[str, pa.Table]:
    """Return the Arrow tables of a plan's problem and result."""
    named = {"campaign_id": campaign_id, "plan_id": plan_id}
    return {row["part"]: parquet_table(bytes(row["content"])) for row in session.rows("plan/parts", named)}


def household_tables(draft: Draft) -> Iterator[pa.Table]:
    """Give one row a household, some at a time: eligible or not and why, tier, score and its parts, lottery, rank."""
    ids = draft.facts["household_id"]
    judged, placed = (rows_of(table, "household_id", ids) for table in (draft.eligible, draft.ranked))
    for start in range(0, len(ids), BLOCK_ROWS):
        facts = draft.facts.slice(start, BLOCK_ROWS)
        verdict = taken(draft.eligible, judged.slice(start, BLOCK_ROWS))
        ranked = taken(draft.ranked, placed.slice(start, BLOCK_ROWS))
        columns = {name: facts[name] for name in FACTS_WRITTEN}
        columns |= {"is_eligible": verdict["eligible"], "reason": verdict["reason_code"]}
        columns |= {name: ranked[name] for name in ("tier", "score", "rank", "lottery")}
        columns["parts"] = score_parts_text(draft.policy, ranked)
        yield as_schema(columns, HOUSEHOLD_SCHEMA)


def score_parts_text(policy: Policy, ranked: pa.Table) -> pa.Array:
    """Write the parts of each score that give something as a JSON object, names in order; names are plain codes."""
    # Arrow joins rows in which every piece is null into none at all: the first piece never is.
    pieces = [pa.array([""] * ranked.num_rows, pa.string())]
    for name in sorted(criterion.name for criterion in policy.criteria):
        points = ranked[name]
        text = pc.binary_join_element_wise(f'"{name}": ', points.cast(pa.string()), "")
        given = pc.fill_null(pc.not_equal(points, 0.0), False)
        pieces.append(pc.if_else(given, text, pa.scalar(None, pa.string())))
    inside = pc.utf8_ltrim(pc.binary_join_element_wise(*pieces, ", ", null_handling="skip"), ", ")
    return pc.binary_join_element_wise("{", inside, "}", "")


def line_tables(draft: Draft) -> Iterator[pa.Table]:
    """Give one row a line, some at a time: served or not, with the reason and the cutoff."""
    ids = draft.lines["line_id"]
    refused, solved = (rows_of(table, "line_id", ids) for table in (draft.solution.unserved, draft.problem.lines))
    for start in range(0, len(ids), BLOCK_ROWS):
        lines = draft.lines.slice(start, BLOCK_ROWS)
        unserved = taken(draft.solution.unserved, refused.slice(start, BLOCK_ROWS))
        columns = {name: lines[name] for name in ("line_id", "household_id", "unit_no", "kit_code", "rank")}
        columns |= {
            "type_id": taken(draft.problem.lines.select(["type_id"]), solved.slice(start, BLOCK_ROWS))["type_id"]
        }
        columns |= {"is_served": pc.is_null(unserved["line_id"])}
        yield as_schema(columns | {name: unserved[name] for name in ("reason", "cutoff_rank")}, LINE_SCHEMA)


def grant_tables(draft: Draft) -> Iterator[pa.Table]:
    """Give one row a unit granted, some at a time: from which cell, how far, by which way."""
    asked = rows_of(draft.lines, "line_id", draft.grants["line_id"])
    home = rows_of(draft.facts, "household_id", draft.lines["household_id"].take(asked))
    held = rows_of(draft.cells, "cell_id", draft.grants["cell_id"])
    used = ways_used(
        draft.reach, draft.lines["zone_code"].take(asked).cast(pa.string()), draft.cells["site_id"].take(held)
    )
    ways = best_ways(used, draft.policy.weights)
    moved = pc.cast(ways["movable"], pa.string())
    ways = ways.append_column("key", joined_key(ways["zone_code"], ways["site_id"], ways["side"], moved))
    columns = [name for name in ("site_id", "item", "movable") if name in draft.cells.column_names]
    told = [
        draft.lines.select(["household_id", "zone_code"]),
        draft.facts.select(["partner_id"]),
        draft.cells.select(columns),
    ]
    for start in range(0, draft.grants.num_rows, BLOCK_ROWS):
        places = [rows.slice(start, BLOCK_ROWS) for rows in (asked, home, held)]
        line, family, cell = (taken(table, rows) for table, rows in zip(told, places, strict=True))
        yield granted_units(draft.grants.slice(start, BLOCK_ROWS), line, family, cell, ways)


def granted_units(grants: pa.Table, line: pa.Table, family: pa.Table, cell: pa.Table, ways: pa.Table) -> pa.Table:
    """Return units granted as they are written; each row of the other tables goes with the unit of the same row."""
    # Units that may be moved have ways of their own.
    moved = pc.cast(is_movable(cell, ways), pa.string())
    key = joined_key(line["zone_code"].cast(pa.string()), cell["site_id"], grants["side"], moved)
    way = looked_up(ways, "key", key, "km", "mode", "via_site_id")
    columns = {name: grants[name] for name in ("line_id", "side", "cell_id")}
    columns |= {"household_id": line["household_id"], "partner_id": family["partner_id"]}
    columns |= {"site_id": cell["site_id"], "item": cell["item"], "km": way["km"], "mode": way["mode"]}
    columns["via_site_id"] = way["via_site_id"]
    columns["state"] = pa.array(["granted"] * grants.num_rows, pa.string())
    return as_schema(columns, GRANT_SCHEMA)


def ways_used(reach: pa.Table, zones: pa.ChunkedArray, sites: pa.ChunkedArray) -> pa.Table:
    """Leave the ways of these pairs of a zone and a site: a few of all those that were looked at."""
    used = pa.table({"zone_code": zones, "site_id": sites})
    kept, asked = numbered_alike(reach, used, ["zone_code", "site_id"])
    return reach.filter(pa.array(np.isin(kept, asked)))


def value_table(draft: Draft) -> pa.Table:
    """Return one row a cell: units available, units granted, and whom one more unit would serve (its rank)."""
    cells = draft.cells.sort_by("cell_id")
    counts = draft.grants.group_by("cell_id").aggregate([("cell_id", "count")])
    granted = pc.fill_null(looked_up(counts, "cell_id", cells["cell_id"])["cell_id_count"], 0)
    values = values_by_cells(draft.solution.values, draft.shelves)
    best = looked_up(values, "cell_id", cells["cell_id"])["best_rank"]
    columns = {"cell_id": cells["cell_id"], "available": cells["quantity"], "granted": granted, "best_rank": best}
    return as_schema(columns, VALUE_SCHEMA)


def looked_up(table: pa.Table, key: str, values: pa.ChunkedArray, *columns: str) -> pa.Table:
    """Return, for each value, the row (or these columns of it) whose key it is; all null where there is none."""
    return taken(table.select(columns) if columns else table, rows_of(table, key, values))


def rows_of(table: pa.Table, key: str, values: pa.ChunkedArray) -> pa.Array:
    """Return, for each value, the number of the row whose key it is; null where there is none."""
    return pc.index_in(values, value_set=table[key].combine_chunks()).combine_chunks()


def taken(table: pa.Table, rows: pa.Array) -> pa.Table:
    """Return the rows of these numbers; all null where a number is."""
    if not table.num_rows:  # taking from nothing gives columns without any piece, which Arrow then takes for empty
        return pa.table([pa.nulls(len(rows), field.type) for field in table.schema], names=table.column_names)
    return table.take(rows)


def joined_key(*columns: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return several text columns as one; no code holds the separator."""
    return pc.binary_join_element_wise(*columns, "|")


def as_schema(columns: Mapping[str, pa.ChunkedArray | pa.Array], kept: pa.Schema) -> pa.Table:
    """Return columns as a table of this schema."""
    return pa.table([columns[field.name].cast(field.type) for field in kept], schema=kept)


def schema(texts: str, numbers: str = "", floats: str = "", booleans: str = "") -> pa.Schema:
    """Return a schema from space-separated column names by type."""
    kinds = ((texts, pa.string()), (numbers, pa.int32()), (floats, pa.float64()), (booleans, pa.bool_()))
    return pa.schema([(name, kind) for names, kind in kinds for name in names.split()])


HOUSEHOLD_SCHEMA = schema(
    "household_id reason lottery parts commune_code department_code zone_code partner_id",
    "tier rank",
    "score",
    "is_eligible",
)
LINE_SCHEMA = schema("line_id household_id kit_code type_id reason", "unit_no rank cutoff_rank", booleans="is_served")
GRANT_SCHEMA = schema("line_id side household_id partner_id cell_id site_id via_site_id item mode state", floats="km")
VALUE_SCHEMA = schema("cell_id", "available granted best_rank")
