"""How one cell is written, on the screen (in the reader's language) and in an exported file (as a plain value)."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from dashboard.parts.badges import badge_text
from dashboard.wording import numbers
from dashboard.wording.labels import label
from dashboard.wording.translation import Words

WRITERS: dict[str, Callable[[Any, str], str]] = {
    "number": numbers.number,
    "percent": numbers.percent,
    "kilometres": numbers.kilometres,
    "gigabytes": numbers.gigabytes,
    "day": numbers.day,
    "moment": numbers.moment,
}


def shown_cell(value: Any, kind: str, words: Words, *, raw: bool = False) -> Any:
    """Write a cell.

    Parameters
    ----------
    kind
        text, number, percent, kilometres, gigabytes, day, moment, or badge (a member of a code).
    raw
        For a file: numbers and dates stay what they are, codes become their label.
    """
    if value is None:
        return None if raw else numbers.MISSING
    if isinstance(value, StrEnum):
        return label(value, words) if raw or kind != "badge" else badge_text(value, words)
    if raw:
        return value
    writer = WRITERS.get(kind)
    return writer(value, words.language) if writer else str(value)
