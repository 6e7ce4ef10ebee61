"""A view that the pipelines give whole, cut into the portions that the paged table asks for.

For views that are already in memory and small (a campaign's lists, sites, plans); long ones are cut by the store.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.parts.table import Ask, Column, Fetch, Slice
from dashboard.wording.translation import Words


def listed(rows: Sequence[Mapping[str, Any]], columns: Sequence[Column]) -> Fetch:
    """Return what answers a table's questions on rows in their natural order, searched in the columns of text.

    Parameters
    ----------
    rows
        In their natural order, which also parts equal values.
    """
    texts = [column.key for column in columns if column.kind == "text"]

    def fetch(ask: Ask) -> Slice:
        found = [row for row in rows if _holds(row, texts, ask.search)]
        if ask.sort:
            found.sort(key=lambda row: _order(row.get(ask.sort)), reverse=ask.descending)
        return Slice(found[ask.offset : ask.offset + ask.limit], len(found))

    return fetch


def listed_table(table: pa.Table, columns: Sequence[Column]) -> Fetch:
    """Return what answers a table's questions on Arrow columns, as `listed` does on rows; only the rows asked for are made.

    Parameters
    ----------
    table
        In its natural order, which also parts equal values; it holds every column that is shown.
    """
    texts = [column.key for column in columns if column.kind == "text"]

    def fetch(ask: Ask) -> Slice:
        found = table
        if ask.search:
            holds = [pc.match_substring(pc.utf8_lower(table[key]), ask.search.lower()) for key in texts]
            found = table.filter(reduce(pc.or_kleene, holds))
        if ask.sort:
            keys = found[ask.sort]
            keys = pc.utf8_lower(keys) if pa.types.is_string(keys.type) else keys
            order, unknown = ("descending", "at_end") if ask.descending else ("ascending", "at_start")
            found = found.take(pc.sort_indices(keys, sort_keys=[("", order, unknown)]))
        return Slice(found.slice(ask.offset, ask.limit).to_pylist(), found.num_rows)

    return fetch


def translated(rows: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Return rows whose `label_fr` and `label_en` became `label`, in the reader's language."""
    return [dict(row) | {"label": row.get(f"label_{words.language}", "")} for row in rows]


def _holds(row: Mapping[str, Any], texts: list[str], wanted: str) -> bool:
    folded = wanted.casefold()
    return not folded or any(folded in str(row.get(key) or "").casefold() for key in texts)


def _order(value: Any) -> tuple[bool, Any]:
    # What is not known comes first; texts are compared without their capitals.
    return (value is not None, value.casefold() if isinstance(value, str) else value or 0)
