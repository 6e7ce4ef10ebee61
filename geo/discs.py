"""Where a count is drawn as a disc over a territory, and how large: its area is the count, and only what is shown has one."""

from collections.abc import Sequence
from math import sqrt

import shapely
from shapely.geometry.base import BaseGeometry

from geo.coverage import Cell, CellState
from geo.insets import Placed

SMALLEST_PX, LARGEST_PX = 3.0, 13.0


def disc_places(shapes: Sequence[Placed], counts: Sequence[Cell]) -> list[tuple[BaseGeometry, float, Cell]]:
    """Return the point, radius and count of each disc, the largest first.

    Paris and its ring have theirs in the frame that enlarges them.
    """
    shown = {cell.code: cell for cell in counts if cell.state is CellState.SHOWN and cell.value}
    most = max((cell.value or 0.0 for cell in shown.values()), default=1.0)
    enlarged = {placed.code for placed in shapes if placed.frame == "ring"}
    found = []
    for placed in shapes:
        cell = shown.get(placed.code)
        if cell is not None and (placed.frame == "ring" or placed.code not in enlarged):
            radius = SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * sqrt((cell.value or 0.0) / most)
            found.append((shapely.point_on_surface(placed.shape), round(radius, 1), cell))
    return sorted(found, key=lambda each: (-each[1], each[2].code))
