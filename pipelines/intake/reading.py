"""Reads a partner's file into checked rows: the one door of the reading half of intake.

File -> grid -> header -> columns -> rows -> values -> reasons, every physical row accounted for.
It must never open a file of this machine or the network: bytes come in, frozen values go out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from campaigns.model.codes import RowOutcome, RowReason
from campaigns.model.outcome import Refusal
from geo.resolution import CommuneAnswer
from pipelines.intake.columns import match_columns
from pipelines.intake.csv_reader import read_csv
from pipelines.intake.edits import edited
from pipelines.intake.forbidden import scrubbed
from pipelines.intake.formats import file_kind
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
    OtherKind,
    OtherRow,
    RowIssue,
    RowReading,
)  # fmt: skip
from pipelines.intake.row_issues import row_issues
from pipelines.intake.row_kinds import own_texts, row_kind, table_look
from pipelines.intake.row_messages import said
from pipelines.intake.row_places import REASONS, Place, place_of, resolve_places
from pipelines.intake.row_rules import Draft, judge_row, mark_duplicates, outcome_of
from pipelines.intake.row_values import draft_row, field_positions
from pipelines.intake.table_shape import Header, find_header, header_score, header_sureness
from pipelines.intake.values import CellReader
from pipelines.intake.workbook_reader import read_workbook

__all__ = ["Choices", "ColumnMatch", "FileFormat", "ListReading", "RowIssue", "RowReading", "read_list"]

Numbered = tuple[int, tuple[str, ...]]


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
        return reading_of_grid(*best_grid(data, file_name, choices), today, partner_kind, choices)
    except ListRefused as refused:
        return refused.refusal


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


def reading_of_grid(grid: Grid, header: Header, today: date, partner_kind: str | None, choices: Choices) -> ListReading:
    """Read a table whose header is known, with the cells that a person wrote instead."""
    grid, rewritten = edited(grid, header, choices)
    columns = match_columns(header, grid.rows[header.row + 1 :], choices, partner_kind, today)
    # What stood in a withdrawn column is quoted nowhere.
    withdrawn = {column.header for column in columns if column.target == REFUSE}
    rewritten = [issue for issue in rewritten if issue.column not in withdrawn]
    kept = kept_rows(grid, header, columns)
    data, others = parted_rows(kept, header, columns, grid)
    if not data:
        raise refuse("no_rows", row=header.row + 1)
    positions = field_positions(columns)
    reader = CellReader(today, grid.date_system)
    drafts = [draft_row(number, cells, positions, reader) for number, cells in data]
    aggregate = is_aggregate(drafts)
    answers = judge_rows(drafts, today, aggregate)
    headers = {column.target: column.header for column in columns}
    issues = (
        list(grid.notices)
        + rewritten
        + need_notices(positions)
        + total_issues(others)
        + formula_issues(grid, columns, data)
    )
    for draft in drafts:
        issues += row_issues(draft, headers, answers.get(draft.row))
    rows = tuple(finished_row(draft) for draft in drafts)
    found_format = FileFormat(
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
    header_cells = tuple(scrubbed(cell) for cell in grid.rows[header.row])
    ordered = tuple(sorted(issues, key=lambda issue: issue.row))
    return ListReading(
        found_format, tuple(columns), header_cells, rows, others, ordered, row_counts(grid, rows, others), aggregate
    )


def kept_rows(grid: Grid, header: Header, columns: Sequence[ColumnMatch]) -> list[Numbered]:
    """Return every row as it may be kept: cells of refused columns blanked, forbidden numbers withdrawn."""
    refused = {column.position - 1 for column in columns if column.target == REFUSE}
    upper = {header.row, header.band}
    return [
        (
            at + 1,
            tuple("" if place in refused and at not in upper else scrubbed(cell) for place, cell in enumerate(cells)),
        )
        for at, cells in enumerate(grid.rows)
    ]


def parted_rows(
    kept: Sequence[Numbered], header: Header, columns: Sequence[ColumnMatch], grid: Grid
) -> tuple[list[Numbered], tuple[OtherRow, ...]]:
    """Part the data rows from the others, each with its kind."""
    others: list[OtherRow] = []
    for number, cells in kept[: header.row + 1]:
        others.append((number, row_above(number - 1, cells, header, grid), cells))
    below = kept[header.row + 1 :]
    texts = [own_texts(cells) for _, cells in below]
    filled = [sum(map(bool, row)) for row in texts]
    look = table_look(header, columns, [count for count in filled if count > 1])
    last_wide = max((at for at, count in enumerate(filled) if count > 1), default=-1)
    uncached = {row for row, _ in grid.uncached}
    data: list[Numbered] = []
    for at, (number, cells) in enumerate(below):
        kind: OtherKind | None = "hidden" if number - 1 in grid.left else row_kind(texts[at], look, at < last_wide)
        if kind is None or (kind == "blank" and number - 1 in uncached):
            data.append((number, cells))
        else:
            others.append((number, kind, cells))
    return data, tuple(others)


def row_above(at: int, cells: tuple[str, ...], header: Header, grid: Grid) -> OtherKind:
    """Return the kind of a row down to the header."""
    if at == header.row:
        return "header"
    if at == header.band:
        return "band"
    if at == 0 and grid.sep_line:
        return "sep"
    return "title" if any(own_texts(cells)) else "blank"


def is_aggregate(drafts: Sequence[Draft]) -> bool:
    """Tell whether the list asks for several families at once: counts of families, and no name anywhere."""
    named = any(name.endswith("_name") for draft in drafts for name in draft.values)
    return not named and any(draft.values.get("households_count") is not None for draft in drafts)


def judge_rows(drafts: Sequence[Draft], today: date, aggregate: bool) -> dict[int, CommuneAnswer]:
    """Give every row its reasons; return what is known of each row's commune."""
    resolved: Mapping[Place, CommuneAnswer] = resolve_places([draft.values for draft in drafts])
    answers = {}
    for draft in drafts:
        if not aggregate:
            draft.values.pop("households_count", None)
        judge_row(draft, today, aggregate)
        answer = resolved.get(place_of(draft.values))
        if answer is not None:
            answers[draft.row] = answer
            settle_place(draft, answer)
    mark_duplicates(drafts)
    return answers


def settle_place(draft: Draft, answer: CommuneAnswer) -> None:
    """Give a row its commune, or the reason why it has none."""
    reason = REASONS.get(answer.status)
    if reason is not None and RowReason.EXAMPLE_ROW.value not in draft.reasons():
        draft.add(RowReason(reason))
    code = answer.commune_code
    if (
        code is None
        and answer.status == "unknown_name"
        and draft.values.get("postcode")
        and len(answer.candidates) == 1
    ):
        code = answer.candidates[0]
    if code is not None:
        draft.values["commune_code"] = code


def finished_row(draft: Draft) -> RowReading:
    """Return a judged row; a child's date that cannot be is dropped, so that nothing is ever computed from it."""
    values = dict(draft.values)
    if (RowReason.FUTURE_DATE, "child_birth_date") in draft.found:
        values.pop("child_birth_date", None)
    for name, code in draft.problems:
        if code == "unusable_value":
            values.pop(name, None)
    return RowReading(draft.row, outcome_of(draft.found), draft.reasons(), values, draft.cells)


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


def formula_issues(grid: Grid, columns: Sequence[ColumnMatch], data: Sequence[Numbered]) -> list[RowIssue]:
    """Tell of each formula of a data row that has no saved result."""
    numbers = {number for number, _ in data}
    code = "uncached_formula"
    return [
        RowIssue(row + 1, columns[at].header, code, "warn", None, said(code, row + 1, columns[at].header, None))
        for row, at in sorted(grid.uncached)
        if row + 1 in numbers and at < len(columns)
    ]


def row_counts(grid: Grid, rows: Sequence[RowReading], others: Sequence[OtherRow]) -> dict[str, int]:
    """Return both sides of the row equation: `physical` is the other reader's count."""
    kinds = [kind for _, kind, _ in others]
    outcomes = [row.outcome for row in rows]
    return {
        "physical": grid.physical_count,
        "header": kinds.count("header"),
        "blank": kinds.count("blank"),
        "not_data": len(kinds) - kinds.count("header") - kinds.count("blank"),
        "accepted": outcomes.count(RowOutcome.ACCEPTED),
        "warned": outcomes.count(RowOutcome.WARNED),
        "rejected": outcomes.count(RowOutcome.REJECTED),
    }
