"""Moves shapes between longitude and latitude and metres, each territory in its official projection.

It must never scale or simplify: a shape that comes back is where it was.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

# Official projections: Lambert-93, then one per overseas department (Guadeloupe and Martinique share theirs).
PROJECTIONS = {"metropole": 2154, "971": 5490, "972": 5490, "973": 2972, "974": 2975, "976": 4471}
DEGREES = 4326
WEB_MERCATOR = 3857

Shapes = NDArray[np.object_]


def zone_of(department_code: str) -> str:
    """Return the projection zone of a department."""
    return department_code if department_code in PROJECTIONS else "metropole"


def metric(shapes: Shapes, zone: str) -> Shapes:
    """Project from longitude and latitude to metres."""
    return projected(shapes, DEGREES, PROJECTIONS[zone])


def projected(shapes: Shapes, source: int, target: int) -> Shapes:
    """Project shapes from one EPSG system to another, x before y."""
    move = Transformer.from_crs(source, target, always_xy=True).transform
    moved: Shapes = shapely.transform(shapes, lambda x, y: move(x, y), interleaved=False)
    return moved
