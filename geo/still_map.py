"""A map that does not move, for paper and for pages without script: plain polygons, lines and words, drawn by whoever prints.

The same figures, colours and frames as the map on screen. It takes what that one takes, and no more.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from geo import words
from geo.classes import HIDDEN_FILL, INK, LINE, PAPER, SLATE, UNKNOWN_FILL, class_limits, class_of, ramp
from geo.commune_shapes import commune_shapes
from geo.coverage import Cell, CellState, coverage_cells
from geo.discs import disc_places
from geo.insets import FRAMES, Placed, frame_shape, placed_shapes
from geo.legend import class_text, only_class, reading
from geo.map import commune_names, frame_label
from geo.projections import DEGREES, WEB_MERCATOR, projected

WIDTH, HEIGHT = 620.0, 560.0
HATCH_STEP = 5.0
# Half a point: less is not seen on paper, and weighs.
TOLERANCE = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class StillShape:
    """One territory: its rings in points of the drawing, how they are filled, and what is read of it."""

    code: str
    said: str
    rings: tuple[tuple[Point, ...], ...]
    fill: str
    is_dotted: bool
    hatch: tuple[tuple[Point, Point], ...]


@dataclass(frozen=True, slots=True)
class StillKey:
    """One line of the legend; `fill` is a colour, or « dotted » or « hatched »."""

    fill: str
    text: str


@dataclass(frozen=True)
class StillMap:
    """The drawing: `height` follows from the shape; frames and labels are empty for one department."""

    width: float
    height: float
    title: str
    shapes: tuple[StillShape, ...]
    frames: tuple[tuple[Point, ...], ...]
    labels: tuple[tuple[Point, str], ...]
    keys: tuple[StillKey, ...]
    discs: tuple["StillDisc", ...] = ()


@dataclass(frozen=True, slots=True)
class StillDisc:
    """One count over a territory, its area as the count."""

    at: Point
    radius: float
    fill: str


class Sheet:
    """Turns longitude and latitude into points of the drawing."""

    def __init__(self, shapes: Sequence[BaseGeometry]) -> None:
        west, south, east, north = shapely.total_bounds(self._metres(shapes))
        self.scale = min(WIDTH / (east - west), HEIGHT / (north - south))
        self.west, self.north = west, north
        self.width, self.height = (east - west) * self.scale, (north - south) * self.scale

    def placed(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a shape in points, simplified to what can be seen."""
        metres = self._metres([shape])[0]
        points = shapely.transform(
            metres, lambda xy: np.stack([xy[:, 0] - self.west, self.north - xy[:, 1]], axis=1) * self.scale
        )
        return shapely.simplify(points, TOLERANCE)

    def _metres(self, shapes: Sequence[BaseGeometry]) -> np.ndarray:
        return projected(np.array(shapes, dtype=object), DEGREES, WEB_MERCATOR)


def still_map(
    coverage: pa.Table,
    measure: str,
    language: str,
    department_code: str | None = None,
    scale: Sequence[float] = (),
) -> StillMap:
    """Draw one measure by department, or by commune of one department; `scale` as for `geo.map.department_map`.

    Raises
    ------
    ValueError
        When the table is not one of published figures.
    """
    cells = coverage_cells(coverage, measure, commune_names(department_code) if department_code else None)
    limits = class_limits(cells, measure, scale)
    colours = ramp(measure, len(limits) + 1)
    said = {cell.code: reading(cell, measure, language) for cell in cells}
    keys = keys_of(cells, measure, limits, colours, language)
    return still_of(
        cells,
        said,
        Painted(limits, colours),
        keys,
        words.say(words.LABELS[measure], language),
        language,
        department_code,
    )


@dataclass(frozen=True, slots=True)
class Painted:
    """Limits between classes, ascending, and the colour of each class."""

    limits: Sequence[float]
    colours: Sequence[str]


def still_of(
    cells: Sequence[Cell], said: Mapping[str, str], painted: Painted, keys: tuple[StillKey, ...], title: str, language: str,
    department_code: str | None = None, counts: Sequence[Cell] = (), disc_fill: str = "",
) -> StillMap:  # fmt: skip
    """Draw cells by class; `said` is what is read of each, `counts` are drawn over them as discs."""
    if department_code:
        shapes = [Placed(code, "", shape) for code, shape in commune_shapes(department_code).items()]
        frames = []
    else:
        shapes, frames = list(placed_shapes()), list(FRAMES)
    boxes = [frame_shape(frame) for frame in frames]
    sheet = Sheet([placed.shape for placed in shapes] + boxes)
    by_code = {cell.code: cell for cell in cells}
    drawn = [
        still_shape(by_code[placed.code], sheet.placed(placed.shape), said[placed.code], painted)
        for placed in shapes if placed.code in by_code
    ]  # fmt: skip
    outlines = [sheet.placed(box) for box in boxes]
    labels = [
        ((round((box.bounds[0] + box.bounds[2]) / 2, 1), round(box.bounds[3] - 5, 1)), frame_label(frame, language))
        for frame, box in zip(frames, outlines, strict=True)
    ]
    # Dotted ones last, so that no neighbour covers their outline.
    drawn.sort(key=lambda shape: (shape.is_dotted, shape.code))
    discs = tuple(
        StillDisc(points_of(sheet.placed(point))[0], radius, disc_fill)
        for point, radius, _ in disc_places(shapes, counts)
    )
    return StillMap(
        round(sheet.width, 1), round(sheet.height, 1), title, tuple(drawn),
        tuple(points_of(outline.exterior) for outline in outlines), tuple(labels), keys, discs,
    )  # fmt: skip


def still_shape(cell: Cell, shape: BaseGeometry, said: str, painted: Painted) -> StillShape:
    """Return one territory as drawn."""
    rings = tuple(points_of(polygon.exterior) for polygon in polygons(shape))
    hidden = cell.state is CellState.HIDDEN
    unknown = cell.value is None and not hidden
    fill = (
        HIDDEN_FILL
        if hidden
        else UNKNOWN_FILL
        if unknown or cell.value is None
        else painted.colours[class_of(cell.value, painted.limits)]
    )
    hatch = tuple(hatching(shape)) if unknown else ()
    return StillShape(cell.code, f"{cell.name} ({cell.code}) : {said}", rings, fill, hidden, hatch)


def polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the polygons of a shape."""
    parts = shapely.get_parts(shape)
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def points_of(ring: BaseGeometry) -> tuple[Point, ...]:
    """Return the points of a ring, to a tenth."""
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in shapely.get_coordinates(ring))


def hatching(shape: BaseGeometry) -> Iterator[tuple[Point, Point]]:
    """Return the slanted lines inside a shape, every few points over the whole drawing so that neighbours fit."""
    left, top, right, bottom = shape.bounds
    first = int(np.floor((left + top) / HATCH_STEP))
    last = int(np.ceil((right + bottom) / HATCH_STEP))
    for step in range(first, last + 1):
        sum_xy = step * HATCH_STEP
        slanted = shapely.LineString([(left - 1, sum_xy - left + 1), (right + 1, sum_xy - right - 1)])
        for part in shapely.get_parts(shapely.intersection(slanted, shape)):
            if part.geom_type == "LineString" and not part.is_empty:
                (x1, y1), *_, (x2, y2) = shapely.get_coordinates(part).tolist()
                yield (round(x1, 1), round(y1, 1)), (round(x2, 1), round(y2, 1))


def keys_of(
    cells: Sequence[Cell], measure: str, limits: Sequence[float], colours: Sequence[str], language: str
) -> tuple[StillKey, ...]:
    """Return the legend: classes with how many territories each has, hidden, unknown."""
    states = Counter(cell.state for cell in cells)
    held = Counter(class_of(cell.value, limits) for cell in cells if cell.value is not None)
    keys = (
        [
            (
                colour,
                class_text(i, limits, measure, language) if limits else only_class(cells, measure, language),
                held[i],
            )
            for i, colour in enumerate(colours)
        ]
        if held
        else []
    )
    keys += [("dotted", words.say(words.HIDDEN, language), states[CellState.HIDDEN])]
    keys += [("hatched", words.say(words.UNKNOWN, language), states[CellState.UNKNOWN])]
    return tuple(StillKey(fill, f"{text} ({count})") for fill, text, count in keys if count)


def svg_of(still: StillMap) -> str:
    """Return the drawing as SVG, every text escaped; no script, no style from outside."""

    def path(ring: tuple[Point, ...]) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"

    parts = []
    for shape in still.shapes:
        dash = (
            f' stroke="{INK}" stroke-width="1.1" stroke-dasharray="1 3"'
            if shape.is_dotted
            else f' stroke="{PAPER}" stroke-width=".6"'
        )
        rings = "".join(path(ring) for ring in shape.rings)
        parts.append(f'<path d="{rings}" fill="{shape.fill}"{dash}><title>{escape(shape.said)}</title></path>')
        if shape.hatch:
            lines = "".join(f"M{x1:g} {y1:g}L{x2:g} {y2:g}" for (x1, y1), (x2, y2) in shape.hatch)
            parts.append(
                f'<path d="{lines}" stroke="{SLATE}" stroke-width=".7" fill="none"/><path d="{rings}" fill="none" stroke="{SLATE}" stroke-width=".5"/>'
            )
    parts += [f'<path d="{path(frame)}" fill="none" stroke="{LINE}"/>' for frame in still.frames]
    parts += [
        f'<circle cx="{disc.at[0]:g}" cy="{disc.at[1]:g}" r="{disc.radius:g}" fill="{disc.fill}" fill-opacity=".85" stroke="{PAPER}"/>'
        for disc in still.discs
    ]
    parts += [
        f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="11" fill="{INK}">{escape(text)}</text>'
        for (x, y), text in still.labels
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {still.width + 4:g} {still.height + 4:g}" role="img" '
        f'aria-label="{escape(still.title)}">{"".join(parts)}</svg>'
    )
