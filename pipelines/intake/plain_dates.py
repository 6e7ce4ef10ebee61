"""Days written in digits, read thousands at a time: 03/04/2015, 3/4/15, 03-04-2015, 2015-04-03.

Only days that the calendar has, that are not to come and on which somebody alive can be born; the others are left.
This module must never read the clock: `today` is given.
"""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.intake.arrow_texts import bits, patched
from pipelines.intake.values_dates import OLDEST_YEAR, no_dates

DAY_FIRST = "^[0-9]{2}[/.-][0-9]{2}[/.-][0-9]{4}$"
DAY_FIRST_SHORT = "^[0-9]{2}[/.-][0-9]{2}[/.-][0-9]{2}$"
YEAR_FIRST = "^[0-9]{4}[/.-][0-9]{2}[/.-][0-9]{2}$"
MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
LONG, SHORT = 10, 8
ZERO = ord("0")


def plain_dates(cells: pa.Array, today: date) -> tuple[np.ndarray, pa.Array]:
    """Return which cells are plain days, and the days in ISO text."""
    padded = pc.replace_substring_regex(cells, pattern="^([0-9])([/.-])", replacement=r"0\1\2")
    # In RE2 a group has one digit: the second is the sign that pads.
    padded = pc.replace_substring_regex(padded, pattern="^([0-9]{2}[/.-])([0-9])([/.-])", replacement=r"\10\2\3")
    is_plain, days = np.zeros(len(cells), dtype=bool), pa.array([None] * len(cells), pa.string())
    for shape, width in ((DAY_FIRST, LONG), (YEAR_FIRST, LONG), (DAY_FIRST_SHORT, SHORT)):
        places = bits(pc.match_substring_regex(padded, shape))
        if not places.any():
            continue
        year, month, day = parts(digits(padded.filter(pa.array(places)), width), shape, today)
        good = is_a_day(year, month, day, today)
        places[places] = good
        days = patched(days, places, iso_texts(year[good], month[good], day[good]))
        is_plain |= places
    return is_plain & ~bits(pc.is_in(cells, pa.array(sorted(no_dates()), pa.string()))), days


def digits(texts: pa.Array, width: int) -> np.ndarray:
    """Return the signs of texts of one length as numbers, one row a text."""
    start = np.frombuffer(texts.buffers()[1], dtype=np.int32)[texts.offset]
    signs = np.frombuffer(texts.buffers()[2], dtype=np.uint8)[start : start + len(texts) * width]
    return signs.reshape(len(texts), width).astype(np.int32) - ZERO


def parts(signs: np.ndarray, shape: str, today: date) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return year, month and day; two digits are the nearest year that is not to come."""
    if shape == YEAR_FIRST:
        return number(signs[:, :4]), number(signs[:, 5:7]), number(signs[:, 8:])
    year = number(signs[:, 6:])
    if shape == DAY_FIRST_SHORT:
        year = np.where(year <= today.year % 100, 2000, 1900) + year
    return year, number(signs[:, 3:5]), number(signs[:, :2])


def number(signs: np.ndarray) -> np.ndarray:
    """Return the number that some digits write."""
    found: np.ndarray = signs @ (10 ** np.arange(signs.shape[1] - 1, -1, -1, dtype=np.int32))
    return found


def is_a_day(year: np.ndarray, month: np.ndarray, day: np.ndarray, today: date) -> np.ndarray:
    """Tell which days the calendar has, in the lives of the living."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = MONTH_DAYS[np.where(month <= 12, month, 0)] + (leap & (month == 2))
    past = year * 10_000 + month * 100 + day <= today.year * 10_000 + today.month * 100 + today.day
    good: np.ndarray = (day >= 1) & (day <= last) & (year >= OLDEST_YEAR) & past
    return good


def iso_texts(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> pa.Array:
    """Write days as ISO text."""
    signs = np.full((len(year), LONG), ord("-"), dtype=np.uint8)
    for places, part in (((0, 1, 2, 3), year), ((5, 6), month), ((8, 9), day)):
        for place in reversed(places):
            signs[:, place] = part % 10 + ZERO
            part = part // 10
    offsets = np.arange(0, LONG * (len(year) + 1), LONG, dtype=np.int32)
    return pa.StringArray.from_buffers(len(year), pa.py_buffer(offsets), pa.py_buffer(signs.tobytes()))
