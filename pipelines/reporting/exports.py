"""Files that leave the house: releases with their data dictionary; the journal, for auditors. Never a household.

Every public file is that of a release: where the figures of today are not published yet, whoever may publish them does so.
"""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from campaigns.access import Scope, can, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from geo.map import department_map, map_html
from geo.open_data import HELPED, territory_frame, write_geojson, write_geoparquet
from pipelines.office import Office
from pipelines.reporting.cells import plain_cell
from pipelines.reporting.dictionary import dictionary_rows
from pipelines.reporting.figures import campaign_figures
from pipelines.reporting.open_workbook import workbook_bytes
from pipelines.reporting.release_help import help_rows
from pipelines.reporting.release_view import map_table, told_count
from pipelines.reporting.releases import Release, publish_figures, release
from pipelines.store.port import Row


def export_coverage(office: Office, actor: Actor, campaign_id: str, to: Path) -> Row | Refusal:
    """Write the published coverage by department as CSV, GeoJSON and a self-contained HTML map."""
    found = current_release(office, actor, campaign_id)
    if isinstance(found, Refusal):
        return found
    to.mkdir(parents=True, exist_ok=True)
    view = map_table(found)
    rows = view.departments.to_pylist()
    (to / "couverture.csv").write_bytes(csv_bytes(rows))
    write_geojson(territory_frame(found.rows("standing"), "department"), to / "couverture.geojson")
    drawn = department_map(
        view.departments, "gap", language="fr", as_of=found.as_of, unplaced=view.unplaced, inline=True
    )
    (to / "carte.html").write_text(map_html(drawn), "utf-8")
    return {
        "departments": len(rows),
        "hidden": sum(row["hidden"] for row in rows),
        "as_of": found.as_of,
        "release_id": found.release_id,
        "files": ["couverture.csv", "couverture.geojson", "carte.html"],
    }


def export_figures(office: Office, actor: Actor, campaign_id: str, to: Path) -> Row | Refusal:
    """Write every published figure under `publication-DAY/`, and before it, for those who run the campaign, its exact figures."""
    found = current_release(office, actor, campaign_id)
    if isinstance(found, Refusal):
        return found
    to.mkdir(parents=True, exist_ok=True)
    files = []
    if can(actor, "coverage.read", Scope()):
        exact = campaign_figures(office, actor, campaign_id)
        if isinstance(exact, Refusal):
            return exact
        (to / "chiffres.json").write_text(json.dumps(exact, ensure_ascii=False, indent=1, default=str), "utf-8")
        files.append("chiffres.json")
    folder = to / f"publication-{found.as_of.isoformat()}"
    return {"files": files + write_release(found, folder), "as_of": found.as_of, "release_id": found.release_id}


def current_release(office: Office, actor: Actor, campaign_id: str) -> Release | Refusal:
    """Return the newest release; one of today is made first by whoever may."""
    newest = release(office, actor, campaign_id)
    fresh = not isinstance(newest, Refusal) and newest.as_of == office.clock().date()
    if fresh or not can(actor, "figures.publish", Scope()):
        return newest
    made = publish_figures(office, actor, campaign_id)
    return made if isinstance(made, Refusal) else release(office, actor, campaign_id)


def write_release(found: Release, folder: Path) -> list[str]:
    """Write the files of a release: tables as CSV and XLSX, territories as GeoJSON and GeoParquet, the dictionary, the digest."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = public_tables(found)
    contents = {f"{name}.csv": csv_bytes(rows) for name, rows in tables.items()}
    contents["chiffres.xlsx"] = workbook_bytes(tables)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    written = list(contents)
    for level, name in (("region", "regions"), ("department", "departements"), ("commune", "communes")):
        frame = territory_frame(territory_rows(found, level), level)
        if len(frame):
            write_geojson(frame, folder / f"{name}.geojson")
            write_geoparquet(frame, folder / f"{name}.parquet")
            written += [f"{name}.geojson", f"{name}.parquet"]
    about = {
        "release_id": found.release_id, "as_of": found.as_of, "digest": found.digest, "told": told_count(found),
        "not_yet_published": [] if HELP_FILE in tables else [HELP_FILE],
    }  # fmt: skip
    (folder / "publication.json").write_text(json.dumps(about, ensure_ascii=False, indent=1, default=str), "utf-8")
    return [f"{folder.name}/{name}" for name in [*written, "publication.json"]]


def territory_rows(found: Release, level: str) -> list[Row]:
    """Return the figures that stand of the territories of a level, with accompaniment where it is published of them."""
    rows = [row for row in found.rows("standing") if row["level"] == level]
    helped = {row["territory_code"]: {name: row[name] for name in HELPED} for row in help_rows(found.tables) or ()}
    return [row | helped.get(row["territory_code"], {}) for row in rows]


def public_tables(found: Release) -> dict[str, list[Row]]:
    """Return the tables of a release as they go out, by file name, and the dictionary of their columns."""
    kinds = [
        row
        for name in ("partner_kind", "housing_kind", "waiting", "week")
        for row in found.rows(f"standing_{name}")[1:]
    ]
    flows = [
        {"site_code": site, "department_code": department, "units": row["units"]}
        for row in found.rows("flows")
        for site, _, department in [row["territory_code"].partition(">")]
        if department
    ]
    tables = {
        "territoires": found.rows("standing"),
        "publics": [{name: row[name] for name in KIND_COLUMNS} for row in kinds],
        "quantites": found.rows("quantities"),
        "effectifs": found.rows("people"),
        "mesures": found.rows("measures"),
        "sites": found.rows("sites"),
        "flux": flows,
        "donateurs": found.rows("donors"),
        "un_de_plus": found.rows("one_more"),
        "articles": found.rows("items") if "items" in found.tables else [],
    }
    helped = help_rows(found.tables)
    # A release made before the third verb was published has no such file: an empty one would say that nobody asked.
    if helped is not None:
        tables[HELP_FILE] = helped
    return tables | {"dictionnaire": dictionary_rows(tables)}


# Families that asked for help with their device, were sent to a workshop, and came, by territory.
HELP_FILE = "accompagnement"
KIND_COLUMNS = (
    "level",
    "territory_code",
    "need",
    "need_on",
    "served",
    "served_on",
    "gap",
    "gap_on",
    "rate",
    "rate_on",
    "need_move",
    "served_move",
    "gap_move",
    "since",
)


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
