"""Writes a plan as a bundle that anyone can check without the database: its problem, its result, its policy, its digest.

`problem/` and `result/` are the folders of `connexion solve` and `connexion certify`; ids only, no person.
"""

import hashlib
import json
from pathlib import Path

import pyarrow.csv as arrow_csv

from campaigns.allocation.digest import BOUND_RESULT_COLUMNS, PASS_RESULT_COLUMNS, RESULT_COLUMNS, digest
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.draft import (
    LEVEL_PARTS,
    PASS_PROBLEM_PARTS,
    PROBLEM_PARTS,
    SAME_SITE_PARTS,
    kept_problem,
)
from pipelines.planning.kept_tables import parquet_table
from pipelines.planning.life import readable_plan
from pipelines.planning.solve_folder import SUMMARY, Published
from pipelines.store.port import Row

OF_PROBLEM = (*PROBLEM_PARTS, *PASS_PROBLEM_PARTS, *LEVEL_PARTS, *SAME_SITE_PARTS)
PLAN, POLICY, ASSUMPTIONS, MANIFEST = "plan.json", "policy.toml", "assumptions.json", "SHA256SUMS"
TOLD = (
    "plan_id",
    "digest",
    "policy_digest",
    "engine_version",
    "seed",
    "served_count",
    "unserved_count",
    "bound_count",
    "objective",
)


def export_plan(office: Office, actor: Actor, campaign_id: str, to: Path, plan_id: str | None = None) -> Row | Refusal:
    """Write the bundle of a plan under a folder.

    Returns
    -------
    dict or Refusal
        `plan_id, digest, files` (their names in the folder), `parts` (tables written).
    """
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    with office.store.reading() as session:
        parts = {row["part"]: parquet_table(bytes(row["content"])) for row in session.rows("plan/parts", named)}
        policy_toml = session.rows("view/plan_policy", named)[0]["policy_toml"]
        scenarios = {
            row["plan_id"]: row["assumptions"] for row in session.rows("plan/scenarios", {"campaign_id": campaign_id})
        }
    problem = kept_problem(parts)
    if isinstance(problem, Refusal):
        return problem
    files = []
    for name, table in sorted(parts.items()):
        folder = to / ("problem" if name in OF_PROBLEM else "result")
        folder.mkdir(parents=True, exist_ok=True)
        arrow_csv.write_csv(table, folder / f"{name}.csv", arrow_csv.WriteOptions(quoting_style="needed"))
        files.append(f"{folder.name}/{name}.csv")
    figures = {"served": plan["served_count"], "bound": plan["bound_count"], "objective": plan["objective"]}
    results = [parts.get(name) for name in (*RESULT_COLUMNS, *PASS_RESULT_COLUMNS, *BOUND_RESULT_COLUMNS)]
    published = Published(*results, **figures)  # type: ignore[arg-type]  # grants, unserved and values are always kept
    texts = {
        f"result/{SUMMARY}": as_json(figures | {"digest": digest(problem, published)}),
        POLICY: policy_toml,
        PLAN: as_json({name: plan[name] for name in TOLD}),
    }
    if plan["plan_id"] in scenarios:
        texts[ASSUMPTIONS] = scenarios[plan["plan_id"]]
    for name, text in texts.items():
        (to / name).write_bytes(text.encode())
        files.append(name)
    (to / MANIFEST).write_text("".join(f"{file_sum(to / name)}  {name}\n" for name in sorted(files)), encoding="utf-8")
    return {
        "plan_id": plan["plan_id"], "digest": plan["digest"], "files": sorted([*files, MANIFEST]), "parts": len(parts),
    }  # fmt: skip


def file_sum(path: Path) -> str:
    """Return the SHA-256 of a file, as `sha256sum` writes it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def as_json(values: Row) -> str:
    """Write values as JSON, one a line."""
    return json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n"
