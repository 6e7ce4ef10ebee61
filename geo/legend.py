"""Writes the legend of a map: what is counted, out of what, when, and what is hidden or not known.

HTML of our own, every text through `safe_map_text`. It must never leave something that the map hides unsaid.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from geo import words
from geo.classes import class_of, steps
from geo.coverage import Cell, CellState
from geo.map_text import read_day, read_number, read_rate, safe_map_text
from geo.theme import painted, painted_ramp, theme_rules

INK, PAPER, LINE, SLATE = (painted(name) for name in ("ink", "paper", "line", "slate"))
STYLE = f"""
{theme_rules()}
html,body{{height:100%;margin:0}}
body{{display:flex;flex-direction:column;background:{PAPER};color:{INK};
font:14px/1.35 "Atkinson Hyperlegible",system-ui,sans-serif}}
.folium-map{{flex:1 1 auto;min-height:300px;background:{PAPER}!important;font:inherit}}
.map-legend{{flex:none;padding:.5rem .75rem .6rem;border-bottom:1px solid {LINE}}}
.map-foot{{order:1;flex:none;padding:.4rem .75rem;border-top:1px solid {LINE};font-size:.8125rem}}
.map-foot p{{margin:.15rem 0}}.map-foot small{{color:{SLATE};font-size:.8125rem}}
.map-legend h2{{font-size:1rem;margin:0 0 .1rem}}
.map-legend p{{margin:.15rem 0;max-width:80ch}}
.map-legend ul{{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;margin:.35rem 0;padding:0}}
.map-legend li{{display:flex;align-items:center;gap:.4rem}}
.map-legend small{{color:{SLATE};font-size:.8125rem}}
.map-legend svg{{flex:none;width:26px;height:16px}}
.leaflet-container .leaflet-tooltip{{font:inherit;color:{INK};background:{PAPER};border-color:{LINE};padding:.25rem .5rem}}
.leaflet-tooltip-top::before{{border-top-color:{LINE}}}.leaflet-tooltip-bottom::before{{border-bottom-color:{LINE}}}
.leaflet-tooltip-left::before{{border-left-color:{LINE}}}.leaflet-tooltip-right::before{{border-right-color:{LINE}}}
.leaflet-container .leaflet-bar a{{background:{PAPER};color:{INK};border-color:{LINE}}}
.leaflet-tooltip table{{margin:0}}
.leaflet-container .map-said{{white-space:normal;width:max-content;max-width:200px}}
.leaflet-container .map-label{{background:none;border:0;box-shadow:none;padding:0;font-size:12px;white-space:nowrap}}
.leaflet-container .map-label::before{{display:none}}
@media (max-width:600px){{.leaflet-container .map-label{{font-size:9px}}}}
@media print{{.leaflet-control-container{{display:none}}}}
"""


def reading(cell: Cell, measure: str, language: str) -> str:
    """Return what is said of a department: its figure, « masqué », or « inconnu »."""
    if cell.state is CellState.HIDDEN:
        return words.say(words.HIDDEN_SHORT, language)
    if cell.value is None:
        return words.say(words.UNKNOWN_SHORT, language)
    return figure(cell.value, measure, language)


def figure(value: float, measure: str, language: str) -> str:
    """Write a figure of a measure."""
    return read_rate(value, language) if measure == "rate" else read_number(value, language)


def legend_html(
    cells: Sequence[Cell],
    measure: str,
    limits: Sequence[float],
    language: str,
    as_of: date | None = None,
    unplaced: int | None = 0,
    level: str = "department",
    heading: str = "",
    notes: Sequence[str] = (),
) -> str:
    """Return the legend as HTML.

    Parameters
    ----------
    limits
        Limits of the classes, ascending.
    unplaced
        Households without a known place; None when too few to be said.
    level
        What the territories are: department or commune.
    heading
        Words in place of the measure's own.
    notes
        More to be said of the figures or the marks.
    """
    colours = painted_ramp(measure, steps(len(limits) + 1))
    held = Counter(class_of(cell.value, limits) for cell in cells if cell.value is not None)
    states = Counter(cell.state for cell in cells)
    keys = [
        key(swatch(colour), class_text(i, limits, measure, language) if limits else only_class(cells, measure, language), held[i], level, language)
        for i, colour in enumerate(colours)
    ] if held else []  # fmt: skip
    if states[CellState.HIDDEN]:
        keys.append(key(dotted(), words.say(words.HIDDEN, language), states[CellState.HIDDEN], level, language))
    if states[CellState.UNKNOWN]:
        keys.append(key(hatched(), words.say(words.UNKNOWN, language), states[CellState.UNKNOWN], level, language))
    return (
        f'<section class="map-legend"><h2>{title(heading or words.say(words.LABELS[measure], language), language, as_of)}</h2>'
        f"<p>{safe_map_text(words.say(words.DENOMINATORS[measure], language))}</p><ul>{''.join(keys)}</ul>"
        f"{unplaced_html(unplaced, level, language)}</section>{foot_html(notes, level, language)}"
    )


def foot_html(notes: Sequence[str], level: str, language: str) -> str:
    """Return what stands below the map: remarks on the marks, on scales, and the attribution."""
    return f'<footer class="map-foot">{notes_html(notes)}<small>{safe_map_text(footnote(level, language))}</small></footer>'


def title(text: str, language: str, as_of: date | None) -> str:
    """Return what is measured, and when."""
    if as_of is not None:
        text += ", " + words.say(words.AS_OF, language, day=read_day(as_of, language))
    return safe_map_text(text)


def class_text(position: int, limits: Sequence[float], measure: str, language: str) -> str:
    """Write the bounds of a class: « moins de 20 », « 20 à 49 », « 500 et plus »."""
    low = figure(limits[position - 1], measure, language) if position else ""
    if position == len(limits):
        return words.say(words.AT_LEAST, language, low=low or "0")
    above = limits[position]
    if not position:
        return words.say(words.LESS_THAN, language, high=figure(above, measure, language))
    high = figure(above if measure == "rate" else above - 1, measure, language)
    return words.say(words.FROM_TO, language, low=low, high=high)


def only_class(cells: Sequence[Cell], measure: str, language: str) -> str:
    """Write the bounds of the one class of a map with too few figures for several: « 146 », « 40 à 52 »."""
    values = [cell.value for cell in cells if cell.value is not None]
    low, high = (figure(value, measure, language) for value in (min(values), max(values)))
    return low if low == high else words.say(words.FROM_TO, language, low=low, high=high)


def key(mark: str, text: str, territories_count: int, level: str, language: str) -> str:
    """Return one line of the legend: a mark, its meaning, how many territories have it."""
    count = words.say(words.TERRITORIES_COUNT[level], language, n=read_number(territories_count, language))
    return f"<li>{mark}<span>{safe_map_text(text)} <small>({safe_map_text(count)})</small></span></li>"


def swatch(colour: str) -> str:
    """Return a filled mark."""
    return mark(f'fill="{colour}" stroke="{SLATE}" stroke-width="1"')


def dotted() -> str:
    """Return the mark of a hidden figure: light grey, dotted outline."""
    return mark(
        f'fill="{painted("hidden")}" stroke="{INK}" stroke-width="1.5" stroke-dasharray="1 3" stroke-linecap="round"'
    )


def hatched() -> str:
    """Return the mark of an unknown figure: hatched grey."""
    lines = "".join(f'<path d="M{x} 15L{x + 14} 1" stroke="{SLATE}" stroke-width="1"/>' for x in range(-8, 26, 5))
    return (
        '<svg viewBox="0 0 26 16" aria-hidden="true">'
        f'<rect x="1" y="1" width="24" height="14" fill="{painted("unknown")}" stroke="{SLATE}"/>'
        f'<svg x="1" y="1" width="24" height="14" viewBox="1 1 24 14">{lines}</svg></svg>'
    )


def mark(attributes: str) -> str:
    """Return a small rectangle."""
    return f'<svg viewBox="0 0 26 16" aria-hidden="true"><rect x="1" y="1" width="24" height="14" {attributes}/></svg>'


def unplaced_html(unplaced: int | None, level: str, language: str) -> str:
    """Say how many households could not be placed; nothing when there are none."""
    if unplaced == 0:
        return ""
    if unplaced is None:
        return f"<p>{safe_map_text(words.say(words.UNPLACED_HIDDEN[level], language))}</p>"
    return f"<p>{safe_map_text(words.say(words.UNPLACED[level], language, n=read_number(unplaced, language)))}</p>"


def notes_html(notes: Sequence[str]) -> str:
    """Return each remark as a paragraph."""
    return "".join(f"<p>{safe_map_text(note)}</p>" for note in notes)


def footnote(level: str, language: str) -> str:
    """Return the remark on scales, where there are frames, and the attribution."""
    scales = f"{words.say(words.SCALES, language)} " if level == "department" else ""
    return f"{scales}{words.say(words.SOURCES, language)}"
