"""Puts what a person wrote on screen in place of cells, before they are read: the same checks then apply to both.

It must never touch a header or a row above it, nor make a row appear or disappear.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import overload

from pipelines.intake.forbidden import scrubbed
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import Choices, Grid, RowIssue
from pipelines.intake.row_messages import said, shown
from pipelines.intake.table_shape import Header
from pipelines.intake.values_places import own_text

LONGEST_EDIT = 2000
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Place = tuple[int, int]
Cells = tuple[str, ...]


def edited(grid: Grid, header: Header, choices: Choices) -> tuple[Grid, list[RowIssue]]:
    """Return the table with its rewritten cells, and a remark for each of them.

    Parameters
    ----------
    choices
        `edits` and `replacements`; an edit of a row wins over a replacement in its column.

    Raises
    ------
    ListRefused
        `bad_choice` when an edit stands outside the rows below the header, or is no text that a cell may hold.
    """
    if not choices.edits and not choices.replacements:
        return grid, []
    first, width = header.row + 1, len(header.keys)
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in choices.edits.items():
        if not (first < row <= len(grid.rows) and 1 <= column <= width):
            raise refuse_place(row, column)
        by_row.setdefault(row, {})[column] = clean(text)
    meant = meant_by_column(header, choices)
    fresh: dict[int, tuple[str, ...]] = {}
    issues = []
    for row, cells in enumerate(grid.rows, start=1) if meant else edited_rows(grid, by_row):
        wanted = (replaced_cells(cells, meant) | by_row.get(row, {})) if row > first else {}
        for column, text in sorted(wanted.items()):
            cells = cells + ("",) * (column - len(cells))
            before = own_text(cells[column - 1])
            if before != text:
                cells = (*cells[: column - 1], text, *cells[column:])
                fresh[row - 1] = cells
                issues.append(remark(row, header.keys[column - 1], before, text))
    return replace(grid, rows=RewrittenRows(grid.rows, fresh)), issues


def edited_rows(grid: Grid, rows: Iterable[int]) -> Iterator[tuple[int, Cells]]:
    """Give the rows that an edit names, with their numbers."""
    wanted = set(rows)
    return ((row, cells) for row, cells in enumerate(grid.rows, start=1) if row in wanted)


class RewrittenRows(Sequence[Cells]):
    """The rows of a table with some of them (0-based) in another wording; the others are never copied."""

    def __init__(self, rows: Sequence[Cells], fresh: Mapping[int, Cells]) -> None:
        self.rows, self.fresh = rows, fresh

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Cells]:
        return (self.fresh.get(at, cells) for at, cells in enumerate(self.rows))

    @overload
    def __getitem__(self, at: int) -> Cells: ...
    @overload
    def __getitem__(self, at: slice) -> list[Cells]: ...
    def __getitem__(self, at: int | slice) -> Cells | list[Cells]:
        if isinstance(at, slice):
            places = range(len(self.rows))[at]
            return [self.fresh.get(place, cells) for place, cells in zip(places, self.rows[at], strict=True)]
        place = range(len(self.rows))[at]
        return self.fresh[place] if place in self.fresh else self.rows[place]


def meant_by_column(header: Header, choices: Choices) -> dict[int, dict[str, str]]:
    """Return what each replaced text is to say, by 0-based column."""
    by_column: dict[int, dict[str, str]] = {}
    for (key, text), new in choices.replacements.items():
        if key in header.keys:
            by_column.setdefault(header.keys.index(key), {})[text] = clean(new)
    return by_column


def replaced_cells(cells: Cells, meant: Mapping[int, Mapping[str, str]]) -> dict[int, str]:
    """Return the cells of a row (1-based column -> text) that a replacement reaches: all that say the same in a column."""
    return {
        at + 1: texts[own_text(cells[at])]
        for at, texts in meant.items()
        if at < len(cells) and own_text(cells[at]) in texts
    }


def clean(text: str) -> str:
    """Return what a cell may hold of a text that came from a browser."""
    if len(text) > LONGEST_EDIT or NOT_TEXT.search(text):
        raise refuse(
            "bad_choice",
            detail_fr=f"le texte écrit dans une case est illisible ou dépasse {LONGEST_EDIT} caractères",
            detail_en=f"the text written into a cell is not readable or exceeds {LONGEST_EDIT} characters",
        )
    return text.strip()


def refuse_place(row: int, column: int) -> Exception:
    """Return the refusal of an edit that no row of the list has room for."""
    return refuse(
        "bad_choice",
        detail_fr=f"la case de la ligne {row}, colonne {column}, n'est pas dans la liste",
        detail_en=f"the cell at row {row}, column {column} is not in the list",
    )


def remark(row: int, column: str, before: str, after: str) -> RowIssue:
    """Return what the receipt says of a cell that was rewritten; a number that may not be kept is not quoted."""
    code = "rewritten" if before and after else "filled_in" if after else "emptied"
    old = scrubbed(before)
    sentence = said(code, row, column, old, new=shown(scrubbed(after)))
    return RowIssue(row, column, code, "info", old or None, sentence)


def described(edits: Mapping[Place, str]) -> list[list[object]]:
    """Return edits as plain JSON values, in the order of the list."""
    return [[row, column, text] for (row, column), text in sorted(edits.items())]
