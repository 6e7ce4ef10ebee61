"""A table of a few rows, whole: no search, no pages; its CSV and XLSX beside."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard.parts.export import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.sheet_cells import shown_cell
from dashboard.parts.table import Column
from dashboard.wording.translation import Words

FIGURE_PX = 110
# Under a heading of one short word, several of them stay in view beside a map.
NARROW_PX = 67
# The longest name of a department beside them.
PLACE_PX = 168
Rows = Sequence[Mapping[str, Any]]


def short_table(rows: Rows, columns: Sequence[Column], words: Words, *, key: str, file_name: str = "",
                height: int | Literal["content"] = "content") -> None:  # fmt: skip
    """Show a few rows.

    Parameters
    ----------
    key
        Name of the table on the page.
    file_name
        Name of the exported files without extension; empty: no export.
    height
        In pixels, where the table is to be as high as what stands beside it.
    """
    cells = {column.key: [shown_cell(row.get(column.key), column.kind, words) for row in rows] for column in columns}
    settings = {column.key: _setting(column) for column in columns}
    table = pd.DataFrame(cells, dtype="string")
    st.dataframe(table, hide_index=True, column_config=settings, height=height, key=key)
    if file_name:
        fetch_links(key, _exports(rows, columns, words, file_name))


def _setting(column: Column) -> Any:
    is_text = column.kind in ("text", "badge", "place")
    # A figure under a long heading would be out of view, at the right end of its column.
    width = {"figure": FIGURE_PX, "narrow": NARROW_PX, "place": PLACE_PX}.get(column.kind)
    return st.column_config.TextColumn(column.title, alignment="left" if is_text else "right", width=width)


def _exports(rows: Rows, columns: Sequence[Column], words: Words, file_name: str) -> list[FileLink]:
    _ = words
    titles = [column.title for column in columns]
    cells = [[shown_cell(row.get(column.key), column.kind, words, raw=True) for column in columns] for row in rows]
    return [
        FileLink(_("Tableau en CSV"), lambda: as_csv(titles, cells), f"{file_name}.csv", CSV_TYPE),
        FileLink(_("Tableau en XLSX"), lambda: as_xlsx(titles, cells), f"{file_name}.xlsx", XLSX_TYPE),
    ]
