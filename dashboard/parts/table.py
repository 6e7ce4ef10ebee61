"""A long table shown twenty-five rows at a time, sorted and searched by whoever holds the rows (the store), not here.

It must never load the whole table to show one page; the exports read page after page when they are fetched.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.exports_route import export_address
from dashboard.link import linked_choice
from dashboard.parts.export import CSV_TYPE, XLSX_TYPE, as_csv, as_xlsx
from dashboard.parts.sheet_cells import shown_cell
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

ROWS_A_PAGE = 25
NATURAL = "."
# What is written to the right would lose its first letters in a column too narrow for it.
WIDTHS_PX = {"day": 110, "moment": 185}
ROWS_AN_EXPORT_READ = 1000


@dataclass(frozen=True)
class Column:
    """One column: its key in the rows, its title in the reader's language, how its cells are written.

    `kind` is text, number, percent, kilometres, gigabytes, day, moment or badge (see `sheet_cells`).
    """

    key: str
    title: str
    kind: str = "text"
    sortable: bool = True


@dataclass(frozen=True)
class Ask:
    """What a table asks for: which rows, in which order. `sort` is a column's key, or empty for the natural order."""

    offset: int
    limit: int
    sort: str = ""
    descending: bool = False
    search: str = ""


@dataclass(frozen=True)
class Slice:
    """Some rows, and how many there are in all."""

    rows: Sequence[Mapping[str, Any]]
    total: int


Fetch = Callable[[Ask], Slice]


def paged_table(
    fetch: Fetch,
    columns: Sequence[Column],
    words: Words,
    *,
    key: str,
    file_name: str = "",
    searchable: bool = True,
    opens: bool = False,
) -> Mapping[str, Any] | None:
    """Show a table with its search, order, pages and exports.

    Parameters
    ----------
    fetch
        Gives the rows asked for; sorting must end in a unique id, so that no row is on two pages.
    key
        Name of the table; search, order and page are kept in the link under it.
    file_name
        Name of the exported files without extension; empty: no export.
    opens
        Whether a row that is chosen opens something: only then do the rows have a box to tick.

    Returns
    -------
    mapping or None
        The row that the reader chose.
    """  # fmt: skip
    ask = _controls(columns, words, key, searchable)
    first = fetch(ask)
    page = _page_number(first.total, key)
    ask = replace(ask, offset=(page - 1) * ROWS_A_PAGE)
    found = first if ask.offset == 0 else fetch(ask)
    chosen = _grid(found, columns, words, f"{key}_grid_{page}", opens)
    _footer(found, ask, words)
    if file_name:
        _exports(fetch, ask, columns, words, key, file_name)
    return chosen


def _controls(columns: Sequence[Column], words: Words, key: str, searchable: bool) -> Ask:
    _ = words
    orders = {NATURAL: _("Ordre habituel")}
    for column in columns:
        if column.sortable:
            orders[column.key] = f"{column.title} ↑"
            orders[f"-{column.key}"] = f"{column.title} ↓"
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    search = ""
    if searchable:
        search = left.text_input(_("Chercher"), key=f"{key}_q", bind="query-params", icon=":material/search:")
    if len(orders) == 1:
        return Ask(0, ROWS_A_PAGE, search=search.strip())
    with right:
        order = linked_choice(_("Trier par"), f"{key}_tri", orders)
    sort = "" if order == NATURAL else order.removeprefix("-")
    return Ask(0, ROWS_A_PAGE, sort, order.startswith("-"), search.strip())


def _page_number(total: int, key: str) -> int:
    count = max(1, -(-total // ROWS_A_PAGE))
    if count == 1:
        return 1
    # The number of pages is part of the key: a search that leaves fewer pages starts again at the first.
    return st.pagination(count, key=f"{key}_p{count}", bind="query-params")


def _grid(found: Slice, columns: Sequence[Column], words: Words, key: str, opens: bool) -> Mapping[str, Any] | None:
    cells = {
        column.key: [shown_cell(row.get(column.key), column.kind, words) for row in found.rows] for column in columns
    }
    settings = {
        column.key: st.column_config.TextColumn(
            column.title,
            alignment="left" if column.kind in ("text", "badge") else "right",
            width=WIDTHS_PX.get(column.kind),
        )
        for column in columns
    }
    table = pd.DataFrame(cells, dtype="string")
    if not opens:
        st.dataframe(table, hide_index=True, column_config=settings, height="content", key=key)
        return None
    event = st.dataframe(
        table, hide_index=True, column_config=settings, height="content", key=key,
        on_select="rerun", selection_mode="single-row",
    )  # fmt: skip
    picked = event.selection.rows
    return found.rows[picked[0]] if picked and picked[0] < len(found.rows) else None


def _footer(found: Slice, ask: Ask, words: Words) -> None:
    last = ask.offset + len(found.rows)
    text = words.plural(
        "{first} à {last} sur {total} ligne", "{first} à {last} sur {total} lignes", found.total,
        first=number(min(ask.offset + 1, last), words.language), last=number(last, words.language),
        total=number(found.total, words.language),
    )  # fmt: skip
    draw(fragment("<p class='cu-sum'>{text}</p>", text=text))


def _exports(fetch: Fetch, ask: Ask, columns: Sequence[Column], words: Words, key: str, file_name: str) -> None:
    _ = words
    titles = [column.title for column in columns]

    def rows() -> Iterator[list[Any]]:
        return ([shown_cell(row.get(c.key), c.kind, words, raw=True) for c in columns] for row in every_row(fetch, ask))

    slot = f"{_session_id()}/{key}"
    sheet = export_address(f"{slot}/csv", lambda: as_csv(titles, rows()), f"{file_name}.csv", CSV_TYPE)
    book = export_address(f"{slot}/xlsx", lambda: as_xlsx(titles, rows()), f"{file_name}.xlsx", XLSX_TYPE)
    draw(
        fragment(
            "<div class='cu-links'><a href='{sheet}' download>{csv}</a><a href='{book}' download>{xlsx}</a></div>",
            sheet=sheet, book=book, csv=_("Tableau en CSV"), xlsx=_("Tableau en XLSX"),
        )
    )  # fmt: skip


def every_row(fetch: Fetch, ask: Ask) -> Iterator[Mapping[str, Any]]:
    """Read the rows of a view one portion after the other, to the end."""
    offset, total = 0, 1
    while offset < total:
        found = fetch(replace(ask, offset=offset, limit=ROWS_AN_EXPORT_READ))
        if not found.rows:
            return
        yield from found.rows
        offset, total = offset + len(found.rows), found.total


def _session_id() -> str:
    context = st.runtime.scriptrunner.get_script_run_ctx()
    return context.session_id if context else ""
