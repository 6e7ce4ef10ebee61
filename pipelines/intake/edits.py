"""Puts what a person wrote on screen in place of cells, before they are read: the same checks then apply to both.

It must never touch a header or a row above it, nor make a row appear or disappear.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from pipelines.intake.forbidden import scrubbed
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import Choices, Grid, RowIssue
from pipelines.intake.row_messages import said, shown
from pipelines.intake.table_shape import Header
from pipelines.intake.values_places import own_text

LONGEST_EDIT = 2000
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Place = tuple[int, int]


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
    width = len(header.keys)
    first = header.row + 1
    wanted = replaced_cells(grid, header, choices)
    for (row, column), text in choices.edits.items():
        if not (first < row <= len(grid.rows) and 1 <= column <= width):
            raise refuse_place(row, column)
        wanted[row, column] = clean(text)
    rows = list(grid.rows)
    issues = []
    for (row, column), text in sorted(wanted.items()):
        cells = rows[row - 1] + ("",) * (column - len(rows[row - 1]))
        before = cells[column - 1]
        if own_text(before) == text:
            continue
        rows[row - 1] = (*cells[: column - 1], text, *cells[column:])
        issues.append(remark(row, header.keys[column - 1], own_text(before), text))
    return replace(grid, rows=tuple(rows)), issues


def replaced_cells(grid: Grid, header: Header, choices: Choices) -> dict[Place, str]:
    """Return the cells that a replacement reaches: every row that says the same in the same column."""
    by_column: dict[int, dict[str, str]] = {}
    for (key, text), new in choices.replacements.items():
        if key in header.keys:
            by_column.setdefault(header.keys.index(key), {})[text] = clean(new)
    return {
        (row + 1, at + 1): meant[own_text(cells[at])]
        for row, cells in enumerate(grid.rows)
        if row > header.row
        for at, meant in by_column.items()
        if at < len(cells) and own_text(cells[at]) in meant
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
