"""Rebuilds the reading of a kept list from what the vault holds, so that its receipt can be written again."""

from typing import Any

from campaigns.model.codes import RowOutcome
from campaigns.model.outcome import Sentence
from pipelines.intake.reading import ColumnMatch, FileFormat, ListReading, RowIssue, RowReading
from pipelines.store.port import Row


def reading_of(contents: Row) -> ListReading:
    """Return the reading behind `list_contents`."""
    card, head = contents["card"], contents["head"]
    counts = {
        name: card[f"{name}_count"]
        for name in ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")
    }
    rows = tuple(
        RowReading(row["row_no"], RowOutcome(row["outcome"]), reasons(row), row["values"], tuple(row["cells"]))
        for row in contents["rows"]
    )
    issues = tuple(issue(row["row_no"], kept) for row in contents["rows"] for kept in row["issues"])
    return ListReading(
        format=FileFormat(**head["format"]),
        columns=tuple(ColumnMatch(samples=(), **column) for column in head["columns"]),
        header_cells=tuple(head["header_cells"]),
        rows=rows,
        other_rows=tuple((number, kind, tuple(cells)) for number, kind, cells in head["other_rows"]),
        issues=issues,
        counts=counts,
        aggregate=card["is_aggregate"],
    )


def reasons(row: Row) -> tuple[str, ...]:
    """Return the reasons of a row."""
    return tuple(reason for reason in row["reasons"].split(",") if reason)


def issue(row_no: int, kept: dict[str, Any]) -> RowIssue:
    """Return one issue of a row."""
    said = Sentence(kept["fr"], kept["en"])
    return RowIssue(row_no, kept["column"], kept["code"], kept["severity"], kept["value"], said, kept["suggestion"])
