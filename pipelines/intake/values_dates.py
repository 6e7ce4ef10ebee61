"""Dates as partners write them: 03/04/2015, 3/4/15, 2015-04-03, « 3 avr. 2015 », a spreadsheet's day number.

This module must never read the clock: `today` is given.
"""

import re
from datetime import date, timedelta
from functools import cache

from pipelines.intake.vocabulary import always_nothing, plain, profile, sign_set, unaccented

OLDEST_YEAR = 1905
DAY_FIRST = re.compile(r"^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?$")
YEAR_FIRST = re.compile(r"^(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?:[ T]\d{1,2}[:h]\d{2}.*)?$")
WORDED = re.compile(
    r"^(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?(\d{1,2})(?:er|ere|e|st|nd|rd|th)? ([a-z]+) (\d{4}|\d{2})$"
)
MONTH_FIRST = re.compile(r"^([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})$")
# « né le 3 avril 2011 », « 03/04/2011 (9 ans) »: what is said around a day.
AROUND = re.compile(r"^(?:n[ée]{1,2}(?:\(e\)|e)?\s+)?le\s+|\s*\([^)]*\)$", re.IGNORECASE)
SERIAL = re.compile(r"^(\d{4,5})(?:[.,]\d+)?$")
# Only where it cannot be a day first: 19850614, never 20011990.
COMPACT_YEAR_FIRST = re.compile(r"^((?:19|20)\d{2})(?!(?:0[1-9]|1[0-2])(?:19|20)\d{2}$)(0[1-9]|1[0-2])([0-2]\d|3[01])$")
COMPACT = re.compile(r"^(\d{2})(\d{2})(\d{4})$")
# Day numbers of 1932 to 2064: outside, a number is no birth date.
SERIALS = range(11700, 60000)
EPOCHS = {1900: date(1899, 12, 30), 1904: date(1904, 1, 1)}


@cache
def no_dates() -> frozenset[str]:
    """Return the dates that mean that no date is known."""
    return sign_set("placeholders", "dates") | sign_set("placeholders", "in_text") | always_nothing()


def read_date(text: str, today: date, date_system: int = 1900) -> tuple[date | None, str | None]:
    """Read one date.

    Returns
    -------
    (date or None, problem or None)
        Problems: `invalid_date` (no such day), `incomplete_date` (a year, a month or words only). A future date is a
        date. Both None when nothing is written.
    """
    text = AROUND.sub("", text.strip().lstrip("'"))
    if not text or unaccented(text) in no_dates():
        return None, None
    numbers = split_date(text, today)
    if numbers is not None:
        return checked_date(*numbers)
    serial = SERIAL.match(text)
    if serial and int(serial[1]) in SERIALS:
        return EPOCHS[date_system] + timedelta(days=int(serial[1])), None
    return None, "incomplete_date" if any(sign.isalnum() for sign in text) else None


def split_date(text: str, today: date) -> tuple[int, int, int] | None:
    """Return year, month and day as written, or None when the text has another shape."""
    if found := DAY_FIRST.match(text):
        return full_year(found[3], today), int(found[2]), int(found[1])
    if found := YEAR_FIRST.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := COMPACT_YEAR_FIRST.match(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := COMPACT.match(text):
        return int(found[3]), int(found[2]), int(found[1])
    return worded_date(plain(text), today)


def worded_date(text: str, today: date) -> tuple[int, int, int] | None:
    """Return year, month and day of a date that names its month."""
    months = profile("vocabularies")["months"]["names"]
    found = WORDED.match(text)
    if found and found[2] in months:
        return full_year(found[3], today), months[found[2]], int(found[1])
    found = MONTH_FIRST.match(text)
    if found and found[1] in months:
        return int(found[3]), months[found[1]], int(found[2])
    return None


def full_year(text: str, today: date) -> int:
    """Return a year in four digits; two digits are read as the nearest year that is not to come."""
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year <= today.year % 100 else 1900 + year


def checked_date(year: int, month: int, day: int) -> tuple[date | None, str | None]:
    """Return the date if the calendar has it and somebody alive can be born on it."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None, "invalid_date"
    return (found, None) if year >= OLDEST_YEAR else (None, "invalid_date")
