"""The report of a received list in the shape of the command line (design §12): plain JSON values.

It shows a partner's own data back to that partner; it must never be written to the journal.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.intake.accounting import Breaker, equation_holds, equation_text
from pipelines.intake.reading import ListReading


def list_report(
    list_id: str | None,
    reading: ListReading,
    changes: Mapping[int, str],
    state: str,
    breaker: Breaker | None,
    absent: int = 0,
) -> dict[str, Any]:
    """Return the JSON of `connexion receive`.

    Parameters
    ----------
    changes
        Row number -> `new`, `unchanged` or `corrected`, for the rows that became requests.
    absent
        Families of an earlier version that this list has no longer: the partner is asked about them.
    """
    counts = (
        dict(reading.counts)
        | {change: sum(made == change for made in changes.values()) for change in ("new", "unchanged", "corrected")}
        | {"absent": absent}
    )
    equation = equation_text(counts)
    return {
        "list_id": list_id,
        "state": state,
        "format": format_part(reading),
        "mapping": {column.header: column.target for column in reading.columns},
        "counts": counts,
        "equation": {"holds": equation_holds(counts), "fr": equation.fr, "en": equation.en},
        "rows": [
            {
                "row": row.row,
                "outcome": row.outcome.value,
                "reasons": list(row.reasons),
                "change": changes.get(row.row),
                "values": {name: plain(value) for name, value in row.values.items()},
            }
            for row in reading.rows
        ],
        "issues": [issue_part(issue) for issue in reading.issues],
        "breaker": {"code": breaker.code, "fr": breaker.sentence.fr, "en": breaker.sentence.en} if breaker else None,
    }


def format_part(reading: ListReading) -> dict[str, Any]:
    """Return how the file was read."""
    found = reading.format
    return {
        "kind": found.kind,
        "encoding": found.encoding,
        "separator": found.separator,
        "sheet": found.sheet,
        "header_row": found.header_row,
        "sheets": [list(sheet) for sheet in found.sheets],
        "sureness": dict(found.sureness),
    }


def issue_part(issue: Any) -> dict[str, Any]:
    """Return one issue as plain values."""
    return {
        "row": issue.row,
        "column": issue.column,
        "code": issue.code,
        "severity": issue.severity,
        "value": issue.value,
        "message": issue.message.fr,
        "message_en": issue.message.en,
        "suggestion": issue.suggestion,
    }


def plain(value: object) -> object:
    """Return a JSON value."""
    return value.isoformat() if isinstance(value, date) else value
