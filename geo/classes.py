"""Five classes with round limits, and one ramp of colour a measure: light says little, dark says much.

It must never use white, nor a colour that also means hidden or unknown.
"""

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from geo.coverage import Cell, CellState

CLASSES = 5
RATE_LIMITS = (0.2, 0.4, 0.6, 0.8)
ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
PAPER, INK, LINE, SLATE = "#FBFAF7", "#1B2A41", "#D5D0C4", "#5B6B7F"
HIDDEN_FILL, UNKNOWN_FILL = "#EFEDE8", "#E4E1DA"
# The dark end of each ramp is the colour that names the measure everywhere else; a rate is neither need nor gap.
DARK_END = {"need": "#9A5B00", "served": "#0B6E69", "gap": "#A8321F", "rate": "#27466B", "fact": "#5A3E85"}
MIX = (0.16, 0.34, 0.54, 0.76, 1.0)


def class_limits(cells: Sequence[Cell], measure: str, scale: Sequence[float] = ()) -> tuple[float, ...]:
    """Return at most four round limits that part the shown figures into classes of about as many territories.

    A figure equal to a limit belongs to the class above it.

    Parameters
    ----------
    scale
        Shown figures of all days among which a reader moves, this one included: they are parted in its place, so that a colour means
        the same on each.
    """
    if measure == "rate":
        return RATE_LIMITS
    shown = [cell.value for cell in cells if cell.value is not None and cell.state is CellState.SHOWN]
    values = np.array(scale or shown)
    if not values.size:
        return ()
    choices = [limit for limit in round_numbers(values.max()) if values.min() < limit <= values.max()]
    wanted = np.quantile(values, [i / CLASSES for i in range(1, CLASSES)])
    chosen: set[float] = set()
    for each in wanted:
        left = [limit for limit in choices if limit not in chosen]
        if left:
            chosen.add(min(left, key=lambda limit: (abs(limit - each), limit)))
    return tuple(sorted(chosen))


def round_numbers(largest: float) -> list[float]:
    """Return the whole round numbers up to a figure: 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 25, 30, 40…"""
    powers = [10.0**power for power in range(int(np.log10(max(largest, 1.0))) + 1)]
    return [step * power for power in powers for step in ROUND if (step * power).is_integer()]


def class_of(value: float, limits: Sequence[float]) -> int:
    """Return the class of a figure, 0 for the lightest."""
    return bisect_right(limits, value)


def ramp(measure: str, classes: int) -> list[str]:
    """Return as many colours as classes, from light to the measure's own."""
    return [mixed(PAPER, DARK_END[measure], MIX[step]) for step in steps(classes)]


def steps(classes: int) -> list[int]:
    """Return which of the steps of a ramp so many classes take, the palest first."""
    return [round(i * (CLASSES - 1) / (classes - 1)) for i in range(classes)] if classes > 1 else [2]


def mixed(light: str, dark: str, share: float) -> str:
    """Return a colour between two, `share` of the dark one (sRGB)."""
    pairs = zip(channels(light), channels(dark), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
