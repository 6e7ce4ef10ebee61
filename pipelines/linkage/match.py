"""Recognises households in a bare table, without a campaign: for tests, auditors and comparisons."""

import csv
import io
from pathlib import Path

from campaigns.model.outcome import Refusal, Sentence
from pipelines.linkage.keys import household_keys
from pipelines.linkage.partition import groups_of, hub_tokens
from pipelines.store.port import Row


def match_file(source: Path, out: Path) -> Row | Refusal:
    """Read `request_id` and any canonical columns; write `request_id, household_id` (the id of the group's first request)."""
    rows = table_rows(source)
    if isinstance(rows, Refusal):
        return rows
    keys = [(row["request_id"], kind, value) for row in rows for kind, value in household_keys(row)]
    groups = groups_of([row["request_id"] for row in rows], keys, hub_tokens(keys))
    home = {request_id: group[0] for group in groups for request_id in group}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("request_id", "household_id"))
    writer.writerows((row["request_id"], home[row["request_id"]]) for row in rows)
    out.write_text(text.getvalue(), "utf-8")
    return {"requests": len(rows), "households": len(groups)}


def table_rows(source: Path) -> list[dict[str, str]] | Refusal:
    """Return the rows of a UTF-8 CSV that has the column `request_id`."""
    try:
        rows = list(csv.DictReader(io.StringIO(source.read_text("utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error):
        return not_a_table(source)
    if rows and "request_id" not in rows[0]:
        return not_a_table(source)
    return rows


def not_a_table(source: Path) -> Refusal:
    """Say what the table must be."""
    return Refusal(
        "not_a_table",
        Sentence(
            f"« {source.name} » n'est pas un tableau CSV en UTF-8 avec une colonne « request_id ». Corrigez le fichier, puis recommencez.",
            f"“{source.name}” is not a UTF-8 CSV table with a “request_id” column. Correct the file, then try again.",
        ),
    )
