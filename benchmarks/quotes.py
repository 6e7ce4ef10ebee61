"""Figures quoted in other documents by their name: found on the page, and written again from it.

A quotation is a number, what it counts, and the name in brackets: « 50.32 s (`end_to_end/whole_seconds_100000_requests`) ». The number is ours,
as the page writes it.
"""

import re
from collections.abc import Mapping

NAME = r"[a-z_]+/[\w.:/<>-]+"
QUOTED = re.compile(rf"(?P<value>\d[\d,.]*\d|\d)(?P<what>[^()`\d]{{0,60}}\(`(?P<name>{NAME})`\))")
ROW = re.compile(rf"^\| `({NAME})` \| [^|]* \| [^|]* \| ([^|]*) \|", re.MULTILINE)


def values_of(page: str) -> dict[str, str]:
    """Return what the page says of ours, by name.

    >>> values_of("| `maps/bytes` | bytes, lower is better | 3 | 609,676 | 848,540 (0.72) | ours |")
    {'maps/bytes': '609,676'}
    """
    return {name: value.strip() for name, value in ROW.findall(page)}


def requoted(text: str, values: Mapping[str, str]) -> str:
    """Write each quoted figure as the page has it; one that the page no longer has stays, for a test to find.

    >>> requoted("It takes 9.1 s (`plan/seconds`).", {"plan/seconds": "8.25"})
    'It takes 8.25 s (`plan/seconds`).'
    """
    return QUOTED.sub(lambda found: values.get(found["name"], found["value"]) + found["what"], text)
