"""The pictures of a release's maps: which words stand around the drawing, the same as on the page of the map."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from geo import words
from geo.fact_map import still_fact_map
from geo.facts import FactLayer, Facts, fact_notes
from geo.legend import footnote
from geo.map import notes_of
from geo.map_text import read_day, read_number
from geo.still_map import still_map
from geo.still_picture import Picture, picture_of
from geo.territories import load_territories


def coverage_picture(
    coverage: pa.Table, measure: str, *, language: str, department_code: str = "", as_of: date | None = None,
    unplaced: int | None = 0, kept: int = 0, scale: Sequence[float] = (),
) -> Picture:  # fmt: skip
    """Return one measure by department, or by commune of one; parameters as for `geo.map.department_map`."""
    still = still_map(coverage, measure, language, department_code or None, scale)
    title = dated(words.say(words.LABELS[measure], language), department_code, language, as_of)
    level = "commune" if department_code else "department"
    notes = [
        *unplaced_notes(unplaced, level, language),
        *notes_of(kept, bool(scale), False, False, language),
        footnote(level, language),
    ]
    return picture_of(still, title, words.say(words.DENOMINATORS[measure], language), notes)


def fact_picture(
    layer: FactLayer, facts: Facts, coverage: pa.Table, measure: str, *, language: str, department_code: str = "",
    as_of: date | None = None, unplaced: int | None = 0,
) -> Picture:  # fmt: skip
    """Return a fact of territories with the measure over it as discs; parameters as for `geo.fact_map.fact_map`."""
    still = still_fact_map(layer, facts, coverage, measure, language, department_code)
    below = dated(words.say(words.LABELS[measure], language), department_code, language, as_of)
    if layer.is_sample:
        below = f"{words.say(words.FACT_SAMPLE, language)} {below}."
    level = "commune" if department_code else "department"
    notes = [
        *fact_notes(layer, measure, bool(department_code), language), *unplaced_notes(unplaced, level, language),
        footnote(level, language),
    ]  # fmt: skip
    return picture_of(still, layer.label, below, notes)


def dated(text: str, department_code: str, language: str, as_of: date | None) -> str:
    """Return what is measured, where, and when."""
    if department_code:
        place = load_territories().department_name(department_code)
        text = words.say(words.IN_PLACE, language, what=text, place=place)
    return text if as_of is None else f"{text}, {words.say(words.AS_OF, language, day=read_day(as_of, language))}"


def unplaced_notes(unplaced: int | None, level: str, language: str) -> list[str]:
    """Say how many households could not be placed."""
    if unplaced is None:
        return [words.say(words.UNPLACED_HIDDEN[level], language)]
    return [words.say(words.UNPLACED[level], language, n=read_number(unplaced, language))] if unplaced else []
