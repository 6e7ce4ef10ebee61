"""Makes one gap-free coverage of communes out of published polygons, and dissolves it into departments and regions.

Run by `make reference` only. It must never measure or simplify in degrees: each zone is worked on in its own metric
projection, and goes back to longitude and latitude at the end.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.projections import DEGREES, PROJECTIONS, Shapes, metric, projected

# Gaps between neighbours narrower than this are faults of the source, and closed.
SLIVER_M = 60.0
COMMUNE_TOLERANCE_M = 300.0
# Guyane is as wide as Portugal; the islands and the Paris ring are drawn enlarged.
DEPARTMENT_TOLERANCE_M = {"metropole": 900.0, "971": 300.0, "972": 300.0, "973": 1500.0, "974": 300.0, "976": 200.0}
RING_TOLERANCE_M = 250.0
RING = ("75", "92", "93", "94")
# Spain inside France: the one hole of the national territory which is real.
LLIVIA = (1.98, 42.47)


@dataclass(frozen=True)
class Coverage:
    """Polygons that share their edges exactly and leave no gap; `codes[i]` names `shapes[i]`."""

    codes: list[str]
    shapes: Shapes


def degrees(shapes: Shapes, zone: str, decimals: int) -> Shapes:
    """Project back, rounding; a corner shared by two shapes stays shared because it rounds once to one value."""
    back = projected(shapes, PROJECTIONS[zone], DEGREES)
    rounded: Shapes = shapely.orient_polygons(shapely.transform(back, lambda xy: np.round(xy, decimals)))
    return rounded


def clean_coverage(codes: list[str], shapes: Shapes, zone: str, heirs: dict[str, int]) -> Coverage:
    """Close slivers and overlaps, then give every remaining hole to a neighbour.

    The published polygon of a commune merged lately may still be that of its largest part; the others are then holes.
    A hole goes to the neighbour most likely to have absorbed it, and among equals to the one with the longest border.

    Parameters
    ----------
    codes, shapes
        One polygon a commune, in metres.
    heirs
        commune_code -> how likely it is to have absorbed a commune whose polygon is missing (absent: 0).
    """
    cleaned = shapely.coverage_clean(shapes, gap_width=SLIVER_M)
    for hole in holes(shapely.coverage_union_all(cleaned)):
        if zone == "metropole" and hole.contains(metric(np.array([shapely.Point(LLIVIA)], dtype=object), zone)[0]):
            continue
        heir = heir_of(hole, codes, cleaned, heirs)
        cleaned[heir] = shapely.union(cleaned[heir], hole)
    return Coverage(codes, cleaned)


def holes(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the inner rings of a shape as polygons, the largest first."""
    rings = [ring for part in shapely.get_parts(shape) for ring in part.interiors]
    return sorted((shapely.Polygon(ring) for ring in rings), key=lambda hole: (-hole.area, hole.bounds))


def heir_of(hole: BaseGeometry, codes: list[str], shapes: Shapes, heirs: dict[str, int]) -> int:
    """Return the position of the neighbour that a hole belongs to."""
    near = np.flatnonzero(shapely.intersects(shapes, hole))
    borders = {i: shapely.intersection(shapes[i], hole.exterior).length for i in near}
    return int(max(near, key=lambda i: (heirs.get(codes[i], 0), borders[i], codes[i])))


def dissolved(coverage: Coverage, parents: list[str]) -> Coverage:
    """Unite the shapes of each parent; sorted by parent code."""
    groups = sorted(set(parents))
    parent_of = np.array(parents)
    united = [shapely.coverage_union_all(coverage.shapes[parent_of == group]) for group in groups]
    return Coverage(groups, np.array(united, dtype=object))


def simplified(coverage: Coverage, tolerance_m: float) -> Coverage:
    """Simplify as a coverage: shared borders stay shared. The tolerance is the side of the smallest triangle kept."""
    return Coverage(coverage.codes, shapely.coverage_simplify(coverage.shapes, tolerance_m))


def check(coverage: Coverage) -> None:
    """Stop the build if shapes overlap, leave slivers, or are not valid."""
    wrong = [code for code, ok in zip(coverage.codes, shapely.is_valid(coverage.shapes), strict=True) if not ok]
    if wrong or not shapely.coverage_is_valid(coverage.shapes):
        raise SystemExit(f"La couverture n'est pas valide / not a valid coverage: {', '.join(wrong) or 'edges'}")
