"""Draws what one plan serves more or less than another, by department; differences of 1 to 10 households are not counted.

Blue-green where the second serves more, brick where it serves less, each from light to dark: two ramps that stay apart for
colour-blind eyes, beside their words.
"""

from collections import Counter
from collections.abc import Mapping

from geo import words
from geo.classes import class_of
from geo.coverage import SMALLEST_SHOWN_COUNT, Cell, CellState, department_names
from geo.insets import FRAMES, drawn_bounds, placed_shapes
from geo.legend import dotted, foot_html, key, swatch
from geo.map import finished, framed, frames_layer, label_layer, territories_layer
from geo.map_frame import OfflineMap, blank_map
from geo.map_text import read_number, safe_map_text
from geo.theme import painted

# A difference is in the class of the last limit that it reaches.
LIMITS = (50.0, 200.0)
STEPS = (1, 2, 4)
SAME = painted("same")


def difference_map(
    changes: Mapping[str, int], first: str, second: str, *, language: str, inline: bool = False
) -> OfflineMap:
    """Draw the differences.

    Parameters
    ----------
    changes
        Department -> households served by the second plan minus by the first; absent: no household there.
    first, second
        What the plans are called.

    Raises
    ------
    ValueError
        When a code is no department.
    """
    names = department_names()
    if strange := sorted(set(changes) - set(names)):
        raise ValueError(f"not departments: {strange}")
    cells = [cell_of(code, names[code], changes.get(code, 0)) for code in sorted(names)]
    said = {cell.code: sentence(cell, language) for cell in cells}
    drawn = blank_map()
    frames_layer().add_to(drawn)
    territories_layer(placed_shapes(), cells, "served", cell_style, language, said).add_to(drawn)
    for frame in FRAMES:
        label_layer(frame, language).add_to(drawn)
    framed(drawn, cells, "served", language, drawn_bounds(), "")
    return finished(
        drawn, legend(cells, first, second, language), words.say(words.CHANGE_LABEL, language), language, inline
    )


def cell_of(code: str, name: str, change: int) -> Cell:
    """Return one department; a small difference is hidden."""
    if 0 < abs(change) < SMALLEST_SHOWN_COUNT:
        return Cell(code, name, CellState.HIDDEN, None)
    return Cell(code, name, CellState.SHOWN, float(change))


def colour_of(value: float) -> str:
    """Return the colour of a difference."""
    if value == 0:
        return SAME
    step = STEPS[class_of(abs(value), LIMITS)]
    return painted(f"{'served' if value > 0 else 'gap'}-{step}")


def cell_style(cell: Cell) -> dict[str, object]:
    """Return how a department is drawn."""
    if cell.value is None:
        return {
            "fillColor": painted("hidden"),
            "fillOpacity": 1,
            "color": painted("ink"),
            "weight": 1.6,
            "dashArray": "1 4",
        }
    return {"fillColor": colour_of(cell.value), "fillOpacity": 1, "color": painted("slate"), "weight": 0.6}


def sentence(cell: Cell, language: str) -> str:
    """Say the difference of one department."""
    if cell.value is None:
        return words.say(words.CHANGE_HIDDEN, language)
    if cell.value == 0:
        return words.say(words.CHANGE_NONE, language)
    return ("+" if cell.value > 0 else "\N{MINUS SIGN}") + read_number(abs(cell.value), language)


def legend(cells: list[Cell], first: str, second: str, language: str) -> str:
    """Return the legend as HTML."""
    shown = [cell.value for cell in cells if cell.value is not None]
    held = Counter((value > 0, class_of(abs(value), LIMITS)) for value in shown if value)
    starts = (float(SMALLEST_SHOWN_COUNT), *LIMITS)
    keys = []
    for more in (True, False):
        for place, start in enumerate(starts):
            text = class_text(place, starts, more, language)
            keys.append(
                key(swatch(colour_of(start if more else -start)), text, held[more, place], "department", language)
            )
    keys.append(key(swatch(SAME), words.say(words.CHANGE_NONE, language), shown.count(0.0), "department", language))
    hidden = len(cells) - len(shown)
    if hidden:
        keys.append(key(dotted(), words.say(words.CHANGE_HIDDEN, language), hidden, "department", language))
    said = words.say(words.CHANGE_DENOMINATOR, language, first=first, second=second)
    title = safe_map_text(words.say(words.CHANGE_LABEL, language))
    return (
        f'<section class="map-legend"><h2>{title}</h2><p>{safe_map_text(said)}</p><ul>{"".join(keys)}</ul></section>'
        f"{foot_html((), 'department', language)}"
    )


def class_text(place: int, starts: tuple[float, ...], more: bool, language: str) -> str:
    """Write the bounds of a class."""
    low = read_number(starts[place], language)
    if place == len(starts) - 1:
        return words.say(words.CHANGE_MOST if more else words.CHANGE_LEAST, language, low=low)
    high = read_number(starts[place + 1] - 1, language)
    return words.say(words.CHANGE_MORE if more else words.CHANGE_LESS, language, low=low, high=high)
