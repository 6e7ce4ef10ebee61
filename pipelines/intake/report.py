"""The report of a received list in the shape of the command line (design §12): plain JSON values.

It shows a partner's own data back to that partner; it must never be written to the journal.
"""

from collections import Counter
from collections.abc import Mapping, Set
from datetime import date
from typing import Any

from pipelines.intake.accounting import Breaker, equation_holds, equation_text
from pipelines.intake.reading import FileFormat, ListReading, RowReading


def list_report(
    list_id: str | None, reading: ListReading, changes: Mapping[int, str], state: str, breaker: Breaker | None,
    made: Mapping[str, int] | None = None, absent: int = 0, known: Set[int] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the JSON of `connexion receive`.

    Parameters
    ----------
    changes
        Row number -> `new`, `unchanged` or `corrected`, for the rows that became requests.
    made
        How many rows were new, unchanged and corrected, for a report without rows; None counts `changes`.
    absent
        Families of an earlier version that this list has no longer: the partner is asked about them.
    known
        Rows whose family another structure already asked for; None where nobody looked.
    """
    found = Counter(changes.values()) if made is None else made
    counts = dict(reading.counts) | {change: found.get(change, 0) for change in ("new", "unchanged", "corrected")}
    counts["absent"] = absent
    if known is not None:
        counts["known"] = len(known)
    equation = equation_text(counts)
    return {
        "list_id": list_id,
        "state": state,
        "format": format_part(reading.format),
        "mapping": {column.header: column.target for column in reading.columns},
        "counts": counts,
        "equation": {"holds": equation_holds(counts), "fr": equation.fr, "en": equation.en},
        **({"rows": [row_part(row, changes, known) for row in reading.rows]} if made is None else {}),
        "issues": [issue_part(issue) for issue in reading.issues],
        "breaker": {"code": breaker.code, "fr": breaker.sentence.fr, "en": breaker.sentence.en} if breaker else None,
    }


def row_part(row: RowReading, changes: Mapping[int, str], known: Set[int] | None = None) -> dict[str, Any]:
    """Return one row as plain values; `known` says « déjà connue » of a family, never by whom."""
    return {
        "row": row.row,
        "outcome": row.outcome.value,
        "reasons": list(row.reasons),
        "change": changes.get(row.row),
        **({} if known is None or row.row not in changes else {"known": row.row in known}),
        "values": {name: plain(value) for name, value in row.values.items()},
    }


def format_part(found: FileFormat) -> dict[str, Any]:
    """Return how the file was read."""
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
