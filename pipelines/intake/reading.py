"""Reads a partner's file into checked rows: the one door of the reading half of intake.

File -> grid -> header -> columns -> rows -> values -> reasons, every physical row accounted for.
It must never open a file of this machine or the network: bytes come in, frozen values go out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import RowOutcome, RowReason
from campaigns.model.outcome import Refusal
from pipelines.intake.block import BlockRows, issues_of
from pipelines.intake.columns import SAMPLE_ROWS, match_columns
from pipelines.intake.csv_reader import read_csv
from pipelines.intake.ditto_marks import spelled_out, spelled_sample
from pipelines.intake.edits import edited
from pipelines.intake.forbidden import scrubbed
from pipelines.intake.formats import file_kind
from pipelines.intake.merged_cells import repeated
from pipelines.intake.messages import file_notice, refuse
from pipelines.intake.reading_parts import (
    AS_RECOGNISED,
    REFUSE,
    Choices,
    ColumnMatch,
    FileFormat,
    Grid,
    ListReading,
    ListRefused,
    OtherRow,
    ReadingHead,
    RowIssue,
    RowReading,
)  # fmt: skip
from pipelines.intake.row_kinds import is_equation, own_texts
from pipelines.intake.row_messages import said
from pipelines.intake.row_values import draft_row
from pipelines.intake.table_rows import Judge
from pipelines.intake.table_shape import Header, find_header, header_score, header_sureness
from pipelines.intake.table_survey import Survey, Table, survey
from pipelines.intake.workbook_reader import read_workbook

__all__ = ["Choices", "ColumnMatch", "FileFormat", "ListReading", "RowIssue", "RowReading", "read_list"]


def read_list(
    data: bytes, file_name: str, *, today: date, partner_kind: str | None = None, choices: Choices = AS_RECOGNISED
) -> ListReading | Refusal:
    """Read a list.

    Parameters
    ----------
    data
        The file as received.
    today
        The day by which dates are judged.
    partner_kind
        A `PartnerKind` value, when known: a school's list speaks of pupils.
    choices
        What a person changed, or what was remembered; the rest is recognised.

    Returns
    -------
    ListReading or Refusal
        The whole list, good and bad rows alike; a refusal only when the file cannot be read as a list.
    """
    try:
        head, blocks = read_blocks(data, file_name, today=today, partner_kind=partner_kind, choices=choices)
        return assembled(head, list(blocks))
    except ListRefused as refused:
        return refused.refusal


def read_blocks(
    data: bytes, file_name: str, *, today: date, partner_kind: str | None, choices: Choices
) -> tuple[ReadingHead, Iterator[pa.RecordBatch]]:
    """Read a list as `read_list` does: its head, then its rows block by block.

    Raises
    ------
    ListRefused
        When the file cannot be read as a list; once the head is there, rows can no longer be refused.
    """
    grid, header = best_grid(data, file_name, choices)
    # A caller that kept no hold of the file gives its memory back here.
    del data
    return blocks_of_grid(grid, header, today, partner_kind, choices)


def best_grid(data: bytes, file_name: str, choices: Choices) -> tuple[Grid, Header]:
    """Return the table of the file: of several sheets, the one whose header is best known."""
    kind = file_kind(data, file_name)
    grids = [read_csv(data, choices)] if kind == "csv" else read_workbook(data, kind, choices)
    if not any(any(own_texts(cells)) for grid in grids for cells in grid.rows):
        raise refuse("empty_file")
    tables, refusals = [], []
    for grid in grids:
        if grid.physical_count != len(grid.rows):
            raise refuse("row_count_differs", counted=grid.physical_count, read=len(grid.rows))
        try:
            tables.append((grid, find_header(grid, choices)))
        except ListRefused as refused:
            refusals.append(refused)
    if not tables:
        raise refusals[0]
    known = {*choices.remembered, *choices.targets}
    # The sheet with most known headers is the list; instructions and choices have few.
    best = max(tables, key=lambda table: header_score(table[0].rows[table[1].row], known))
    return with_other_sheets(*best, [other for other in grids if other is not best[0]])


def with_other_sheets(grid: Grid, header: Header, others: Sequence[Grid]) -> tuple[Grid, Header]:
    """Tell which visible sheets were left."""
    notices = tuple(
        file_notice(
            "other_sheet",
            f"La feuille « {other.sheet} » n'a pas été lue : la liste est prise dans « {grid.sheet} ». Changez de feuille si ce n'est pas la bonne.",
            f"Sheet “{other.sheet}” was not read: the list is taken from “{grid.sheet}”. Change sheets if it is not the right one.",
        )
        for other in others
    )
    return replace(grid, notices=grid.notices + notices), header


def blocks_of_grid(
    grid: Grid, header: Header, today: date, partner_kind: str | None, choices: Choices
) -> tuple[ReadingHead, Iterator[pa.RecordBatch]]:
    """Read a table whose header is known, with the cells that a person wrote instead: its head at once, its rows by blocks."""
    grid, rewritten = edited(grid, header, choices)
    # What a receipt prints under its table is no cell of its columns.
    below = [cells for cells in grid.rows[header.row + 1 : header.row + 1 + SAMPLE_ROWS] if not is_equation(cells)]
    sample = spelled_sample(below)
    columns = match_columns(header, sample, choices, partner_kind, today)
    grid = spelled_out(repeated(grid, header, columns), header, columns)
    table = Table(grid, header, columns, today)
    found = survey(table)
    if not found.is_data.any():
        raise refuse("no_rows", row=header.row + 1)
    aggregate = not found.named and asks_for_several(table, found)
    # What stood in a withdrawn column is quoted nowhere.
    withdrawn = {column.header for column in columns if column.target == REFUSE}
    rewritten = [issue for issue in rewritten if issue.column not in withdrawn]
    numbers = {number for number, _, _ in found.others}
    elsewhere = [issue for issue in rewritten if issue.row in numbers]
    issues = (*grid.notices, *elsewhere, *need_notices(table.positions), *total_issues(found.others))
    head = ReadingHead(
        found_format(grid, header, choices), tuple(columns), tuple(scrubbed(cell) for cell in grid.rows[header.row]), found.others,
        tuple(sorted(issues, key=issue_row)), grid.physical_count, int(found.is_data.sum()), aggregate,
    )  # fmt: skip
    return head, Judge(table, found, aggregate, rewritten).blocks()


def found_format(grid: Grid, header: Header, choices: Choices) -> FileFormat:
    """Return how the file was read."""
    return FileFormat(
        grid.kind,
        grid.encoding,
        grid.separator,
        grid.sheet,
        header.row + 1,
        1 if header.band is None else 2,
        grid.date_system,
        grid.sheets,
        {**grid.sureness, "header": header_sureness(grid.rows[header.row], choices)},
    )


def assembled(head: ReadingHead, blocks: Sequence[pa.RecordBatch]) -> ListReading:
    """Put a whole reading together."""
    issues = sorted([*head.issues, *(issue for block in blocks for issue in issues_of(block))], key=issue_row)
    counts = row_counts(head.physical_count, head.other_rows, outcome_counts(blocks))
    return ListReading(
        head.format, head.columns, head.header_cells, BlockRows(blocks), head.other_rows, tuple(issues), counts, head.aggregate
    )  # fmt: skip


def issue_row(issue: RowIssue) -> int:
    """Return the row that an issue speaks of."""
    return issue.row


def asks_for_several(table: Table, found: Survey) -> bool:
    """Tell whether some row of a list without names counts families."""
    if not {"households_count", "need_text"} & table.positions.keys():
        return False
    seen = 0
    for block in table.blocks():
        places = np.flatnonzero(found.is_data[seen : seen + len(block.rows)]).tolist()
        seen += len(block.rows)
        drafts = (draft_row(0, block.kept_cells(at), table.positions, table.reader) for at in places)
        if any(draft.values.get("households_count") is not None for draft in drafts):
            return True
    return False


def need_notices(positions: Mapping[str, int]) -> list[RowIssue]:
    """Tell when no column says what is needed: every row would be held back for it."""
    if any(name.startswith("need_") for name in positions):
        return []
    return [
        file_notice(
            "no_need_column",
            "Aucune colonne ne dit ce qu'il faut (ordinateur, tablette, connexion…). Indiquez laquelle, ou ajoutez-la.",
            "No column says what is needed (laptop, tablet, connection…). Say which one it is, or add it.",
            "warn",
        )
    ]


def total_issues(others: Sequence[OtherRow]) -> list[RowIssue]:
    """Tell of each total row that it is no request."""
    code = RowReason.TOTAL_ROW.value
    return [
        RowIssue(row, None, code, "info", None, said(code, row, None, None))
        for row, kind, _ in others
        if kind == "total"
    ]


def outcome_counts(blocks: Iterable[pa.RecordBatch]) -> Counter[str]:
    """Count the rows of blocks by outcome."""
    counts: Counter[str] = Counter()
    for block in blocks:
        for found in pc.value_counts(block.column("outcome")).to_pylist():
            counts[found["values"]] += found["counts"]
    return counts


def row_counts(physical: int, others: Sequence[OtherRow], outcomes: Mapping[str, int]) -> dict[str, int]:
    """Return both sides of the row equation: `physical` is the other reader's count."""
    kinds = [kind for _, kind, _ in others]
    return {
        "physical": physical,
        "header": kinds.count("header"),
        "blank": kinds.count("blank"),
        "not_data": len(kinds) - kinds.count("header") - kinds.count("blank"),
        **{outcome.value: outcomes.get(outcome.value, 0) for outcome in RowOutcome},
    }
