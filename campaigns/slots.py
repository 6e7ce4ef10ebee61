"""Gives each family or shipment a day at its site, as many a day as the site can hand out. It knows no clock and no name."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

SATURDAY = 5


def working_day(day: date) -> date:
    """Return this day, or the Monday after it."""
    return day if day.weekday() < SATURDAY else day + timedelta(days=7 - day.weekday())


def days_for(
    groups: Iterable[tuple[str, int]], capacity: int, first: date, taken: Mapping[date, int]
) -> list[tuple[str, date, int]]:
    """Return (group, day, units), groups in their order, each on the first working day that still has room for all of it.

    Parameters
    ----------
    groups
        Who comes together, and for how many units.
    capacity
        Units a day; a group that is larger comes on several days in a row.
    taken
        Units already promised on each day.
    """
    if capacity <= 0:
        return []
    used = dict(taken)
    found: list[tuple[str, date, int]] = []
    for group, units in groups:
        left, day = units, working_day(first)
        while left:
            room = capacity - used.get(day, 0)
            if room >= min(left, capacity):
                came = min(left, room)
                found.append((group, day, came))
                used[day] = used.get(day, 0) + came
                left -= came
            day = working_day(day + timedelta(days=1))
    return found
