"""A view that the pipelines give whole, cut into the portions that the paged table asks for.

For views that are already in memory and small (a campaign's lists, sites, plans); long ones are cut by the store.
"""

from collections.abc import Mapping, Sequence
from typing import Any

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


def translated(rows: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Return rows whose `label_fr` and `label_en` became `label`, in the reader's language."""
    return [dict(row) | {"label": row.get(f"label_{words.language}", "")} for row in rows]


def _holds(row: Mapping[str, Any], texts: list[str], wanted: str) -> bool:
    folded = wanted.casefold()
    return not folded or any(folded in str(row.get(key) or "").casefold() for key in texts)


def _order(value: Any) -> tuple[bool, Any]:
    # What is not known comes first; texts are compared without their capitals.
    return (value is not None, value.casefold() if isinstance(value, str) else value or 0)
