"""Writes a plan's problem and result as the folders of `connexion solve` and `connexion certify`: anyone can check it."""

from pathlib import Path

import pyarrow.csv as arrow_csv

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.draft import PASS_PROBLEM_PARTS, PROBLEM_PARTS, parquet_table
from pipelines.planning.life import find_plan
from pipelines.store.port import Row


def export_plan(office: Office, actor: Actor, campaign_id: str, to: Path, plan_id: str | None = None) -> Row | Refusal:
    """Write `problem/` and `result/` under a folder; ids only, no person."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    plan = find_plan(office, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        parts = session.rows("plan/parts", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
    files = []
    for row in parts:
        folder = to / ("problem" if row["part"] in (*PROBLEM_PARTS, *PASS_PROBLEM_PARTS) else "result")
        folder.mkdir(parents=True, exist_ok=True)
        arrow_csv.write_csv(parquet_table(bytes(row["content"])), folder / f"{row['part']}.csv")
        files.append(f"{folder.name}/{row['part']}.csv")
    return {"plan_id": plan["plan_id"], "digest": plan["digest"], "files": sorted(files), "parts": len(parts)}
