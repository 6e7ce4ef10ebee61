"""The parts of a read list: what a person chose, how the file was read, its columns, rows and issues.

Plain frozen values that travel between processes. This module must never hold a rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from campaigns.model.codes import RowOutcome
from campaigns.model.outcome import Refusal, Sentence

FileKind = Literal["csv", "xlsx", "ods", "xls"]
OtherKind = Literal["blank", "title", "band", "header", "repeated_header", "section", "sep", "total", "note", "hidden"]
Severity = Literal["reject", "warn", "info"]
# By what a column was recognised.
How = Literal["header", "fuzzy", "content", "remembered", "choice"]

REFUSE = "refuse"
IGNORE = "ignore"


class ListRefused(Exception):
    """Ends the reading of a file early; `read_list` turns it into the refusal that it carries."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True)
class Choices:
    """What a person changed on the confirmation screen, or what was remembered for the partner.

    `header_row` is 1-based; `targets` maps a header key (as in `ColumnMatch.header`) to a field, `refuse` or `ignore`;
    `remembered` is the same, from the partner's earlier lists, and gives way to `targets`. `edits` maps (row, column),
    1-based, to the text that a person wrote instead; `replacements` maps (header key, text of a cell) to the text meant in
    every row that says so, and gives way to `edits`.
    """

    encoding: str | None = None
    separator: str | None = None
    # Leave the hidden rows of a sheet aside; hidden sheets are left anyway, unless one is chosen.
    skip_hidden: bool = False
    sheet: str | None = None
    header_row: int | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    remembered: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[tuple[int, int], str] = field(default_factory=dict)
    replacements: Mapping[tuple[str, str], str] = field(default_factory=dict)


AS_RECOGNISED = Choices()


@dataclass(frozen=True)
class FileFormat:
    """How the file was read; encoding and separator for text files, sheet for workbooks.

    `sheets` are the names of all sheets, each with whether it is hidden, in workbook order. `sureness` says for `encoding`,
    `separator` and `header` how sure the recognition is, 0 to 1 (what a person chose is 1).
    """

    kind: FileKind
    encoding: str | None
    separator: str | None
    sheet: str | None
    header_row: int
    header_rows: int
    date_system: int
    sheets: tuple[tuple[str, bool], ...] = ()
    sureness: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnMatch:
    """One column: its header, what it was understood to be, how surely and why, and up to three samples."""

    position: int
    header: str
    target: str
    confidence: float
    how: How
    samples: tuple[str, ...]


@dataclass(frozen=True)
class RowIssue:
    """One thing to know about one cell, row or (row 0) the whole file."""

    row: int
    column: str | None
    code: str
    severity: Severity
    value: str | None
    message: Sentence
    suggestion: str | None = None


@dataclass(frozen=True)
class RowReading:
    """One data row: its outcome, why, its normalised values and its own cells (what must not be kept is blanked)."""

    row: int
    outcome: RowOutcome
    reasons: tuple[str, ...]
    values: Mapping[str, object]
    cells: tuple[str, ...]


OtherRow = tuple[int, OtherKind, tuple[str, ...]]


@dataclass(frozen=True)
class ListReading:
    """A whole list as read; `counts` holds both sides of the row equation."""

    format: FileFormat
    columns: tuple[ColumnMatch, ...]
    header_cells: tuple[str, ...]
    rows: Sequence[RowReading]
    other_rows: tuple[OtherRow, ...]
    issues: tuple[RowIssue, ...]
    counts: Mapping[str, int]
    aggregate: bool


@dataclass(frozen=True)
class ReadingHead:
    """What is known of a list before its rows are judged; `issues` are those of no request."""

    format: FileFormat
    columns: tuple[ColumnMatch, ...]
    header_cells: tuple[str, ...]
    other_rows: tuple[OtherRow, ...]
    issues: tuple[RowIssue, ...]
    physical_count: int
    data_count: int
    aggregate: bool


@dataclass(frozen=True)
class Grid:
    """A file as rows of text cells, before anybody knows what they mean.

    Attributes
    ----------
    rows
        Every physical row, in order; rows may have different lengths.
    physical_count
        Rows counted by another reader than the one that gave the cells.
    merges
        Merged areas as (first row, first column, last row, last column), 0-based.
    uncached
        Cells (row, column), 0-based, that hold a formula without a saved result.
    sheets
        Names of all sheets of the workbook, each with whether it is hidden.
    left
        Rows, 0-based, that are hidden and were asked to be left.
    sureness
        How sure the recognition of the encoding and the separator is, 0 to 1.
    """

    kind: FileKind
    rows: Sequence[tuple[str, ...]]
    physical_count: int
    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    date_system: int = 1900
    sep_line: bool = False
    merges: tuple[tuple[int, int, int, int], ...] = ()
    uncached: frozenset[tuple[int, int]] = frozenset()
    notices: tuple[RowIssue, ...] = ()
    sheets: tuple[tuple[str, bool], ...] = ()
    left: frozenset[int] = frozenset()
    sureness: Mapping[str, float] = field(default_factory=dict)
