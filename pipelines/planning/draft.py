"""Writes a computed plan as a draft: its problem and result whole (so that anyone can certify it later), and the same
by household, line and grant for the screens.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from campaigns.allocation.build import best_ways
from campaigns.allocation.digest import ENGINE_VERSION
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import Solution
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from pipelines.store.port import Row, Session

PROBLEM_PARTS = ("lines", "options", "cells", "sites")
RESULT_PARTS = ("grants", "unserved", "values")
# Kept only by a plan whose policy declares reserves or floors.
PASS_PROBLEM_PARTS = ("passes", "quotas", "openings")
PASS_RESULT_PARTS = ("entries", "witness")
FLOORS = "floors"


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
    session.append("plan_household", keyed(base, household_table(draft)))
    session.append("plan_line", keyed(base, line_table(draft)))
    session.append("plan_grant", keyed(base, grant_table(draft)))
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
    if draft.problem.passes.num_rows:
        tables |= {name: getattr(draft.problem, name) for name in PASS_PROBLEM_PARTS}
        tables |= {name: getattr(draft.solution, name) for name in PASS_RESULT_PARTS}
        tables[FLOORS] = draft.floors
    contents = {name: parquet_bytes(table) for name, table in tables.items()}
    return pa.table(
        {"part": pa.array(list(contents), pa.string()), "content": pa.array(list(contents.values()), pa.binary())}
    )


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table as Parquet."""
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def kept_problem(parts: Mapping[str, pa.Table]) -> Problem | Refusal:
    """Return the problem of a plan from its kept parts."""
    optional = {name: parts[name] for name in PASS_PROBLEM_PARTS if name in parts}
    return problem_from_tables(*(parts[name] for name in PROBLEM_PARTS), **optional)


def kept_parts(session: Session, campaign_id: str, plan_id: str) -> dict[str, pa.Table]:
    """Return the Arrow tables of a plan's problem and result."""
    named = {"campaign_id": campaign_id, "plan_id": plan_id}
    return {row["part"]: parquet_table(bytes(row["content"])) for row in session.rows("plan/parts", named)}


def parquet_table(content: bytes) -> pa.Table:
    """Return the table behind Parquet bytes."""
    return pq.read_table(io.BytesIO(content))


def household_table(draft: Draft) -> pa.Table:
    """Return one row a household: eligible or not and why, tier, score and its parts, lottery, rank."""
    ranks = {row["household_id"]: row for row in draft.ranked.to_pylist()}
    reasons = {row["household_id"]: row for row in draft.eligible.to_pylist()}
    criteria = [criterion.name for criterion in draft.policy.criteria]
    rows = []
    for fact in draft.facts.select(
        ["household_id", "commune_code", "department_code", "zone_code", "partner_id"]
    ).to_pylist():
        verdict, ranked = reasons[fact["household_id"]], ranks.get(fact["household_id"], {})
        parts = {name: ranked[name] for name in criteria if ranked.get(name)}
        rows.append(
            fact
            | {
                "is_eligible": verdict["eligible"], "reason": verdict["reason_code"], "tier": ranked.get("tier"),
                "score": ranked.get("score"), "rank": ranked.get("rank"), "parts": json.dumps(parts, sort_keys=True),
                "lottery": None if not ranked else str(ranked["lottery"]),
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=HOUSEHOLD_SCHEMA)


def line_table(draft: Draft) -> pa.Table:
    """Return one row a line: served or not, with the reason and the cutoff."""
    unserved = {row["line_id"]: row for row in draft.solution.unserved.to_pylist()}
    types = dict(zip(*(draft.problem.lines[name].to_pylist() for name in ("line_id", "type_id")), strict=True))
    rows = [
        {
            "line_id": line["line_id"], "household_id": line["household_id"], "unit_no": line["unit_no"],
            "kit_code": line["kit_code"], "type_id": types[line["line_id"]], "rank": line["rank"],
            "is_served": line["line_id"] not in unserved,
            "reason": unserved.get(line["line_id"], {}).get("reason"),
            "cutoff_rank": unserved.get(line["line_id"], {}).get("cutoff_rank"),
        }
        for line in draft.lines.to_pylist()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=LINE_SCHEMA)


def grant_table(draft: Draft) -> pa.Table:
    """Return one row a unit granted: from which cell, how far, by which way."""
    lines = {row["line_id"]: row for row in draft.lines.to_pylist()}
    cells = {row["cell_id"]: row for row in draft.cells.to_pylist()}
    ways = best_ways(draft.reach, draft.policy.weights).to_pylist()
    reach = {(row["zone_code"], row["site_id"], row["side"]): row for row in ways}
    partners = dict(zip(*(draft.facts[name].to_pylist() for name in ("household_id", "partner_id")), strict=True))
    rows = []
    for grant in draft.solution.grants.to_pylist():
        line, cell = lines[grant["line_id"]], cells[grant["cell_id"]]
        way = reach[(line["zone_code"], cell["site_id"], grant["side"])]
        rows.append(
            grant
            | {
                "household_id": line["household_id"], "partner_id": partners[line["household_id"]],
                "site_id": cell["site_id"], "item": cell["item"], "km": way["km"], "mode": way["mode"], "state": "granted",
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows, schema=GRANT_SCHEMA)


def value_table(draft: Draft) -> pa.Table:
    """Return one row a cell: units available, units granted, and whom one more unit would serve (its rank)."""
    granted: dict[str, int] = {}
    for cell_id in draft.solution.grants["cell_id"].to_pylist():
        granted[cell_id] = granted.get(cell_id, 0) + 1
    best = dict(zip(*(draft.solution.values[name].to_pylist() for name in ("cell_id", "best_rank")), strict=True))
    rows = [
        {
            "cell_id": cell["cell_id"], "available": cell["quantity"], "granted": granted.get(cell["cell_id"], 0),
            "best_rank": best.get(cell["cell_id"]),
        }
        for cell in draft.problem.cells.to_pylist()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=VALUE_SCHEMA)


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
GRANT_SCHEMA = schema("line_id side household_id partner_id cell_id site_id item mode state", floats="km")
VALUE_SCHEMA = schema("cell_id", "available granted best_rank")
