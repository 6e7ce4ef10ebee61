"""Data rows in bulk: a block of Arrow columns, as rows travel from the child and are kept; a row or an issue is a view on it.

What a person wrote stands in JSON columns (`cells`, `issues`, `content`), ready to be sealed. This module must never judge.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, overload

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import RowOutcome
from campaigns.model.outcome import Sentence
from campaigns.model.row import CANONICAL_FIELDS
from pipelines.intake.reading_parts import RowIssue, RowReading

# Fields that stand in clear in the table `request`, under the same names; all the others are sealed.
PLAIN = (
    "commune_code", "school_level", "exam_year", "children_count", "students_count", "household_size", "housing_kind",
    "device_situation", "connection_situation", "need_laptop", "need_tablet", "need_smartphone", "need_phone",
    "need_connection", "operator", "scholarship_level", "urgency", "information_given", "households_count",
    "help_wanted",
)  # fmt: skip
COUNTS = (
    "children_count", "students_count", "household_size", "need_laptop", "need_tablet", "need_smartphone", "need_phone",
    "need_connection", "households_count",
)  # fmt: skip
DATES = ("guardian_birth_date", "child_birth_date")
# Column -> the kind of household key that it holds.
KEY_COLUMNS = {
    "email_key": "email", "guardian_key": "guardian", "child_key": "child", "phone_1_key": "phone", "phone_2_key": "phone",
    "surname_key": "surname",
}  # fmt: skip
NO_ISSUE = "[]"


def plain_type(name: str) -> pa.DataType:
    """Return the Arrow type of a plain column."""
    if name in COUNTS:
        return pa.int32()
    return pa.bool_() if name == "exam_year" else pa.string()


# What admission needs of a row that may become a request; `content` and `identity` are JSON.
ADMISSION_FIELDS = [
    *((name, pa.string()) for name in ("content", "identity", "match", *KEY_COLUMNS, "postcode")),
    *((name, plain_type(name)) for name in PLAIN), ("has_phone", pa.bool_()), ("has_address", pa.bool_()),
]  # fmt: skip
BLOCK_SCHEMA = pa.schema(
    [("row_no", pa.int32()), *((name, pa.string()) for name in ("outcome", "reasons", "cells", "issues")), *ADMISSION_FIELDS]
)  # fmt: skip
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)


def json_text(value: object) -> str:
    """Return a value as JSON in one spelling: keys sorted, signs as they are, a date as ISO text."""
    return ENCODER.encode(value)


def checked_block(block: pa.RecordBatch) -> pa.RecordBatch:
    """Return a block if it has the columns of one and its texts are sound.

    Raises
    ------
    ValueError
        When it has not; the child has handled a stranger's file.
    """
    if block.schema != BLOCK_SCHEMA:
        raise ValueError("not a block of rows")
    block.validate(full=True)
    return block


class BlockRows(Sequence[RowReading]):
    """The rows of some blocks, each made when it is asked for."""

    def __init__(self, blocks: Iterable[pa.RecordBatch]) -> None:
        self.blocks = tuple(blocks)
        self.starts = [0]
        for block in self.blocks:
            self.starts.append(self.starts[-1] + block.num_rows)

    def __len__(self) -> int:
        return self.starts[-1]

    def __iter__(self) -> Iterator[RowReading]:
        for block in self.blocks:
            yield from rows_of(block)

    @overload
    def __getitem__(self, at: int) -> RowReading: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[RowReading, ...]: ...
    def __getitem__(self, at: int | slice) -> RowReading | tuple[RowReading, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        at = at + len(self) if at < 0 else at
        for block, start in zip(self.blocks, self.starts, strict=False):
            if 0 <= at - start < block.num_rows:
                return next(rows_of(block.slice(at - start, 1)))
        raise IndexError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(same, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self.starts))

    def __repr__(self) -> str:
        return repr(tuple(self))


def same(one: object, other: object) -> bool:
    """Tell whether two rows are equal."""
    return one == other


def rows_of(block: pa.RecordBatch) -> Iterator[RowReading]:
    """Give the rows of a block, each with its values in canonical order."""
    columns = [block.column(name).to_pylist() for name in ("row_no", "outcome", "reasons", "content", "cells")]
    for number, outcome, reasons, content, cells in zip(*columns, strict=True):
        told = tuple(reasons.split(",")) if reasons else ()
        yield RowReading(number, RowOutcome(outcome), told, values_of(content), tuple(json.loads(cells)))


def values_of(content: str) -> dict[str, Any]:
    """Return the values of a row, in canonical order, dates as dates."""
    kept = json.loads(content)
    for name in DATES:
        if name in kept:
            kept[name] = date.fromisoformat(kept[name])
    return {name: kept[name] for name in CANONICAL_FIELDS if name in kept}


def issues_of(block: pa.RecordBatch) -> Iterator[RowIssue]:
    """Give the issues of a block's rows."""
    told = block.filter(pc.not_equal(block.column("issues"), NO_ISSUE)).select(["row_no", "issues"])
    for row in told.to_pylist():
        for kept in json.loads(row["issues"]):
            yield issue_of(row["row_no"], kept)


def issue_of(row_no: int, kept: dict[str, Any]) -> RowIssue:
    """Return one issue of a row."""
    said = Sentence(kept["fr"], kept["en"])
    return RowIssue(row_no, kept["column"], kept["code"], kept["severity"], kept["value"], said, kept["suggestion"])


def issue_texts(issue: RowIssue) -> dict[str, Any]:
    """Return what is said of a cell or a row, as it is kept with its row: column, code, severity, value, fr, en, suggestion."""
    return {
        "column": issue.column, "code": issue.code, "severity": issue.severity, "value": issue.value, "fr": issue.message.fr,
        "en": issue.message.en, "suggestion": issue.suggestion,
    }  # fmt: skip
