"""Where each department is drawn: at its place, and in frames beside the metropole for the overseas ones and for Paris.

Shapes in frames are moved and enlarged to be seen; codes stay true. It must never be used to measure.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import REFERENCE
from geo.projections import DEGREES, PROJECTIONS, WEB_MERCATOR, Shapes, metric, projected, zone_of

RING = ("75", "92", "93", "94")
FRAME_SIZE_M = 296_000.0
FRAME_STEP_M = 322_000.0
FRAMES_LEFT_M = -980_000.0
FRAMES_TOP_M = 6_640_000.0
RING_FRAME_M = (940_000.0, 6_224_000.0, 1_356_000.0, 6_640_000.0)
LABEL_HEIGHT_M = 58_000.0
MARGIN_M = 16_000.0
DECIMALS = 4


@dataclass(frozen=True)
class Frame:
    """A box beside the metropole, in Web Mercator metres, and the departments drawn in it."""

    name: str
    codes: tuple[str, ...]
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Placed:
    """A department as drawn, in longitude and latitude of the drawing; `frame` is empty at its true place."""

    code: str
    frame: str
    shape: BaseGeometry


def overseas_frame(position: int, code: str) -> Frame:
    """Return the frame of an overseas department: one column, from the top."""
    top = FRAMES_TOP_M - position * FRAME_STEP_M
    return Frame(code, (code,), FRAMES_LEFT_M, top - FRAME_SIZE_M, FRAMES_LEFT_M + FRAME_SIZE_M, top)


OVERSEAS = tuple(code for code in PROJECTIONS if code != "metropole")
FRAMES = (*(overseas_frame(i, code) for i, code in enumerate(OVERSEAS)), Frame("ring", RING, *RING_FRAME_M))


@lru_cache(maxsize=1)
def placed_shapes() -> tuple[Placed, ...]:
    """Return every department where it is drawn; Paris and its ring come twice: at their place and enlarged."""
    whole = read_shapes(REFERENCE / "departments.geojson")
    ring = read_shapes(REFERENCE / "paris_ring.geojson")
    at_home = [Placed(code, "", shape) for code, shape in whole.items() if code not in OVERSEAS]
    return (
        *at_home,
        *(placed for frame in FRAMES for placed in framed(frame, ring if frame.name == "ring" else whole)),
    )


def read_shapes(path: Path) -> dict[str, BaseGeometry]:
    """Return the shapes of a GeoJSON file by code."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["id"]: shapely.geometry.shape(feature["geometry"]) for feature in features}


def framed(frame: Frame, shapes: dict[str, BaseGeometry]) -> list[Placed]:
    """Move the departments of a frame into it, together."""
    drawn = frame_move(frame, shapes)(np.array([shapes[code] for code in frame.codes], dtype=object))
    return [Placed(code, frame.name, shape) for code, shape in zip(frame.codes, drawn, strict=True)]


def frame_move(frame: Frame, shapes: dict[str, BaseGeometry]) -> Callable[[Shapes], Shapes]:
    """Return the move of anything in longitude and latitude into a frame, at the scale that fills it above its label."""
    zone = zone_of(frame.codes[0])
    left, bottom, right, top = shapely.total_bounds(
        metric(np.array([shapes[code] for code in frame.codes], dtype=object), zone)
    )
    room_x = frame.right - frame.left - 2 * MARGIN_M
    room_y = frame.top - frame.bottom - LABEL_HEIGHT_M - 2 * MARGIN_M
    scale = min(room_x / (right - left), room_y / (top - bottom))
    source = np.array([(left + right) / 2, (bottom + top) / 2])
    target = np.array([(frame.left + frame.right) / 2, frame.bottom + LABEL_HEIGHT_M + MARGIN_M + room_y / 2])

    def move(placed: Shapes) -> Shapes:
        moved = shapely.transform(metric(placed, zone), lambda xy: (xy - source) * scale + target)
        drawn: Shapes = shapely.transform(projected(moved, WEB_MERCATOR, DEGREES), lambda xy: np.round(xy, DECIMALS))
        return drawn

    return move


def frame_shape(frame: Frame) -> BaseGeometry:
    """Return the outline of a frame, in longitude and latitude."""
    return on_map(shapely.box(frame.left, frame.bottom, frame.right, frame.top))


def label_shape(frame: Frame) -> BaseGeometry:
    """Return the strip at the foot of a frame where its name is written."""
    return on_map(shapely.box(frame.left, frame.bottom, frame.right, frame.bottom + LABEL_HEIGHT_M))


def on_map(shape: BaseGeometry) -> BaseGeometry:
    """Bring a Web Mercator shape to longitude and latitude."""
    return projected(np.array([shape], dtype=object), WEB_MERCATOR, DEGREES)[0]


@lru_cache(maxsize=1)
def drawn_bounds() -> tuple[tuple[float, float], tuple[float, float]]:
    """Return ((south, west), (north, east)) of everything drawn, frames included."""
    shapes = [*(placed.shape for placed in placed_shapes()), *(frame_shape(frame) for frame in FRAMES)]
    west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
    return (south, west), (north, east)
