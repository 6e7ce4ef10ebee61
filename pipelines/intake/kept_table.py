"""Rebuilds the table of a kept list from what the vault holds, so that it can be read again with a cell put right.

Same rows under the same numbers, same header, same meaning of each column: only what a person wrote may differ.
"""

from collections.abc import Mapping

from pipelines.intake.reading_parts import Choices, Grid
from pipelines.intake.table_shape import Header
from pipelines.store.port import Row

BAND_MARK = " > "


def kept_table(contents: Row) -> tuple[Grid, Header]:
    """Return the grid and the header of a list opened by `lists.list_contents`.

    A row whose family was erased stands blank, under its number.
    """
    head, found = contents["head"], contents["head"]["format"]
    other = {number: (kind, tuple(cells)) for number, kind, cells in head["other_rows"]}
    data = {row["row_no"]: tuple(row["cells"]) for row in contents["rows"]}
    numbers = sorted(other.keys() | data.keys())
    rows = tuple(other[number][1] if number in other else data[number] for number in numbers)
    keys = [column["header"] for column in head["columns"]]
    grid = Grid(
        kind=found["kind"],
        rows=rows,
        physical_count=len(rows),
        encoding=found["encoding"],
        separator=found["separator"],
        sheet=found["sheet"],
        date_system=found["date_system"],
        sep_line=any(kind == "sep" for kind, _ in other.values()),
        uncached=frozenset(uncached_cells(contents, keys)),
        left=frozenset(number - 1 for number, (kind, _) in other.items() if kind == "hidden"),
    )
    return grid, kept_header(head, keys)


def kept_header(head: Row, keys: list[str]) -> Header:
    """Return the header as it was found."""
    at = head["format"]["header_row"] - 1
    band = next(
        (number - 1 for number, kind, _ in head["other_rows"] if kind == "band" and abs(number - 1 - at) == 1), None
    )
    bands = tuple(key.rsplit(BAND_MARK, 1)[0] if band is not None and BAND_MARK in key else "" for key in keys)
    cells = tuple(head["header_cells"])
    texts = tuple(cells[place] if place < len(cells) else "" for place in range(len(keys)))
    return Header(at, band, texts, bands, tuple(keys))


def uncached_cells(contents: Row, keys: list[str]) -> list[tuple[int, int]]:
    """Return the cells (row, column), 0-based, of which the file held a formula without its result."""
    return [
        (row["row_no"] - 1, keys.index(issue["column"]))
        for row in contents["rows"]
        for issue in row["issues"]
        if issue["code"] == "uncached_formula" and issue["column"] in keys
    ]


def kept_meaning(contents: Row, edits: Mapping[tuple[int, int], str]) -> Choices:
    """Return the choices under which a kept list is read again: what each column was taken for, and the new cells."""
    return Choices(targets={column["header"]: column["target"] for column in contents["head"]["columns"]}, edits=edits)
