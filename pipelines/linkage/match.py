"""Recognises households in a bare table, without a campaign: for tests, auditors and comparisons.

The same engine, model and grouping as in production; only the automatic band joins.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from campaigns.model.outcome import Refusal, Sentence
from pipelines.linkage.clustering import Bands, Edge, Grouped, Known, grouped
from pipelines.linkage.engine import Weighed
from pipelines.linkage.nodes import READ
from pipelines.linkage.worker import weighed_in_worker
from pipelines.store.port import Row

# The thresholds of a table without a campaign.
USUAL_BANDS = Bands()
SEPARATORS = (",", ";", "\t", "|")


def match_file(source: Path, out: Path) -> Row | Refusal:
    """Read `request_id` and any canonical columns; write `request_id, household_id` (the id of the group's first request)."""
    rows = table_rows(source)
    if isinstance(rows, Refusal):
        return rows
    found = households_in(rows)
    home = {request_id: group[0] for group in found.groups for request_id in group}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("request_id", "household_id"))
    ids = rows["request_id"].to_pylist()
    writer.writerows((request_id, home[request_id]) for request_id in ids)
    out.write_text(text.getvalue(), "utf-8")
    return {"requests": len(ids), "households": len(found.groups)}


def households_in(rows: pa.Table, bands: Bands = USUAL_BANDS) -> Grouped:
    """Group the rows of a table; `request_id` and any canonical columns, as text."""
    weighed = weighed_in_worker(
        rows.select([name for name in rows.column_names if name in {"request_id", "partner", *READ}])
    )
    return grouped(rows["request_id"].to_pylist(), edges_of(weighed, bands), Known(), bands)


def edges_of(weighed: Weighed, bands: Bands = USUAL_BANDS) -> list[Edge]:
    """Return the weighed pairs that join or ask as edges, marked."""
    pairs = weighed.pairs.filter(pc.greater_equal(weighed.pairs["weight"], bands.review))
    marks = (mark(pairs).to_pylist() for mark in (custody, by_names))
    columns = (pairs[name].to_pylist() for name in ("weight", "left_id", "right_id"))
    return [Edge(*values) for values in zip(*columns, *marks, strict=True)]


def stored_edges(rows: Iterable[Row]) -> list[Edge]:
    """Return the rows of `linkage/edges_touching` as edges."""
    return [Edge(row["weight"], row["left_id"], row["right_id"], row["custody"], row["by_names"]) for row in rows]


def custody(pairs: pa.Table) -> pa.ChunkedArray:
    """Mark pairs of one child with two guardians, two homes and two phones: separated parents, perhaps; a human is asked."""
    same_child = pc.greater_equal(pairs["child_level"], SAME_CHILD)
    others = [pc.equal(pairs[f"{kind}_level"], 1) for kind in ("guardian", "phone")]
    return pc.and_(
        same_child, pc.and_(pc.and_(*others), pc.is_in(pairs["place_level"], pa.array([1, 2, 3], pa.int8())))
    )


def by_names(pairs: pa.Table) -> pa.ChunkedArray:
    """Mark pairs in which one person's names agree, and no number, no mailbox and no birth date (`linkage/edges` says it too)."""
    people = [pairs[f"{kind}_level"] for kind in ("guardian", "child")]
    silent = [pc.less(pairs[f"{kind}_level"], AGREES) for kind in ("phone", "email")]
    silent += [pc.less(level, WITH_A_DAY) for level in people]
    named = pc.or_(*(pc.greater_equal(level, AGREES) for level in people))
    return pc.and_(named, pc.and_(pc.and_(silent[0], silent[1]), pc.and_(silent[2], silent[3])))


# Level numbers (`evidence.level_codes`) from which a contact agrees, a person's day does, a child's name and day both do.
AGREES, WITH_A_DAY, SAME_CHILD = 2, 8, 17


def table_rows(source: Path) -> pa.Table | Refusal:
    """Return the rows of a UTF-8 CSV that has the column `request_id`, as text; blank cells are null.

    Columns are parted by the commonest of `SEPARATORS` in the header, whose names are read without case and outer spaces.
    """
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
        sign = max(SEPARATORS, key=first.count)
        header = [name.strip().lower() for name in next(csv.reader([first], delimiter=sign), [])]
        texts = pa_csv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()), null_values=[""], strings_can_be_null=True
        )
        table = pa_csv.read_csv(
            source,
            read_options=pa_csv.ReadOptions(column_names=header, skip_rows=1),
            parse_options=pa_csv.ParseOptions(delimiter=sign, newlines_in_values=True),
            convert_options=texts,
        )
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowInvalid):
        return not_a_table(source)
    if "request_id" not in table.column_names or len(set(header)) != len(header):
        return not_a_table(source)
    ids = table["request_id"]
    return not_a_table(source) if ids.null_count or len(pc.unique(ids)) != len(ids) else table


def not_a_table(source: Path) -> Refusal:
    """Say what the table must be."""
    return Refusal(
        "not_a_table",
        Sentence(
            f"« {source.name} » n'est pas un tableau CSV en UTF-8 avec une colonne « request_id », un identifiant différent à "
            "chaque ligne et autant de cellules partout. Corrigez le fichier, puis recommencez.",
            f"“{source.name}” is not a UTF-8 CSV table with a “request_id” column, a different identifier on each row and as "
            "many cells everywhere. Correct the file, then try again.",
        ),
    )
