"""The table twin of a map: the same departments and figures, written to be read.

It must show exactly what the map shows: what is hidden there is hidden here.
"""

from collections.abc import Mapping

import pyarrow as pa

from geo import words
from geo.coverage import MEASURES, Cell, CellState, coverage_cells
from geo.legend import reading

Row = dict[str, str]


def coverage_rows(
    coverage: pa.Table, language: str, measure: str = "gap", places: Mapping[str, str] | None = None
) -> list[Row]:
    """Return one row a territory, sorted by `measure`, the largest first, then hidden, then unknown, then by code.

    Parameters
    ----------
    coverage
        As for `geo.map.department_map`.
    measure
        What the rows are sorted by.
    places
        Code -> name of the communes drawn; by default the departments.

    Returns
    -------
    list of dict
        Heading -> text, in the language asked: department, code, then each measure of the table.
    """
    found = [name for name in MEASURES if name in coverage.column_names]
    cells = {name: {cell.code: cell for cell in coverage_cells(coverage, name, places)} for name in found}
    ordered = sorted(cells[measure].values(), key=rank)
    kind = "department" if places is None else "commune"
    return [row_of(cell, {name: cells[name][cell.code] for name in found}, kind, language) for cell in ordered]


def rank(cell: Cell) -> tuple[int, float, str]:
    """Return the place of a cell: shown ones by figure, then hidden, then unknown; ends in the code."""
    return list(CellState).index(cell.state), -(cell.value or 0.0), cell.code


def row_of(cell: Cell, figures: dict[str, Cell], kind: str, language: str) -> Row:
    """Return one territory as read."""
    heads = {name: words.say(text, language) for name, text in words.COLUMNS.items()}
    measures = {heads[name]: reading(figures[name], name, language) for name in figures}
    return {heads[kind]: cell.name, heads["code"]: cell.code, **measures}
