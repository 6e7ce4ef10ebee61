"""Files that leave the house: coverage and figures, disclosed; the journal, for auditors. Never a household."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from geo.coverage import coverage_geojson
from geo.map import department_map, map_html
from pipelines.office import Office
from pipelines.reporting.cells import plain_cell
from pipelines.reporting.coverage import department_coverage
from pipelines.reporting.figures import campaign_figures
from pipelines.store.port import Row


def export_coverage(office: Office, actor: Actor, campaign_id: str, to: Path) -> Row | Refusal:
    """Write the protected coverage as CSV, GeoJSON and a self-contained HTML map."""
    coverage = department_coverage(office, actor, campaign_id)
    if isinstance(coverage, Refusal):
        return coverage
    to.mkdir(parents=True, exist_ok=True)
    rows = coverage.departments.to_pylist()
    (to / "couverture.csv").write_bytes(csv_bytes(rows))
    (to / "couverture.geojson").write_text(
        json.dumps(coverage_geojson(coverage.departments), ensure_ascii=False), "utf-8"
    )
    drawn = department_map(
        coverage.departments, "gap", language="fr", as_of=coverage.as_of, unplaced=coverage.unplaced, inline=True
    )
    (to / "carte.html").write_text(map_html(drawn), "utf-8")
    hidden = sum(row["hidden"] for row in rows)
    return {
        "departments": len(rows),
        "hidden": hidden,
        "as_of": coverage.as_of,
        "files": ["couverture.csv", "couverture.geojson", "carte.html"],
    }


def export_figures(office: Office, actor: Actor, campaign_id: str, to: Path) -> Row | Refusal:
    """Write the figures of the campaign as JSON."""
    figures = campaign_figures(office, actor, campaign_id)
    if isinstance(figures, Refusal):
        return figures
    to.mkdir(parents=True, exist_ok=True)
    (to / "chiffres.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1, default=str), "utf-8")
    return {"files": ["chiffres.json"], "as_of": figures["as_of"]}


def export_journal(office: Office, actor: Actor, campaign_id: str, to: Path) -> Row | Refusal:
    """Write the campaign's journal, entry by entry, as JSON lines."""
    refusal = check_can(actor, "journal.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        entries = session.rows("journal/all", {"campaign_id": campaign_id})
    to.mkdir(parents=True, exist_ok=True)
    lines = "\n".join(json.dumps(entry, ensure_ascii=False, default=str) for entry in entries)
    (to / "journal.jsonl").write_text(lines + "\n", "utf-8")
    return {"entries": len(entries), "files": ["journal.jsonl"]}


def csv_bytes(rows: Sequence[Row]) -> bytes:
    """Return rows as CSV for French spreadsheets (`;`, UTF-8 with BOM), no cell able to run."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
        writer.writerows(["" if value is None else plain_cell(str(value)) for value in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")
