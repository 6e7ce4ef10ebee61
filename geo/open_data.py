"""Published figures with their shapes, as open data: GeoJSON and GeoParquet, EPSG:4326.

It takes figures by territory code, and refuses any other column. Shapes are simplified to be drawn, never to measure.
"""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd

from geo.commune_shapes import commune_shapes
from geo.gazetteer import REFERENCE
from geo.insets import read_shapes

COUNTS = ("need", "served", "gap")
FIGURES = (
    *COUNTS, *(f"{name}_on" for name in COUNTS), *(f"{name}_move" for name in COUNTS), "since", "rate", "rate_on",
    "inhabitants", "need_per_1000", "heard",
)  # fmt: skip
# Accompaniment, where a release tells it: older ones do not, and it has no commune.
STEPS = ("asked", "referred", "attended")
HELPED = (*STEPS, *(f"{name}_on" for name in STEPS))
COLUMNS = frozenset({"territory_code", "parent_code", "level", "name", *FIGURES, *HELPED})


def territory_frame(rows: Sequence[dict[str, Any]], level: str) -> gpd.GeoDataFrame:
    """Return the rows of one level with their shape; what is placed nowhere has none and is left out.

    Raises
    ------
    ValueError
        When a row has a column that is no published figure.
    """
    kept = [row for row in rows if row["level"] == level]
    strange = {name for row in kept for name in row} - COLUMNS
    if strange:
        raise ValueError(f"columns that are no published figure: {sorted(strange)}")
    shapes = shapes_of(level, {row["parent_code"] for row in kept})
    placed = [row for row in kept if row["territory_code"] in shapes]
    helped = HELPED if placed and HELPED[0] in placed[0] else ()
    names = ("territory_code", "parent_code", "name", *FIGURES, *helped)
    columns = {name: [row[name] for row in placed] for name in names}
    return gpd.GeoDataFrame(columns, geometry=[shapes[row["territory_code"]] for row in placed], crs=4326)


def shapes_of(level: str, parents: set[str | None]) -> dict[str, Any]:
    """Return the shapes of a level by territory code."""
    if level == "region":
        return {f"R{code}": shape for code, shape in read_shapes(REFERENCE / "regions.geojson").items()}
    if level == "department":
        return dict(read_shapes(REFERENCE / "departments.geojson"))
    return {code: shape for parent in sorted(filter(None, parents)) for code, shape in commune_shapes(parent).items()}


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write the frame as GeoJSON, days in ISO."""
    features = [
        {
            "type": "Feature",
            "id": row["territory_code"],
            "properties": {name: plain(value) for name, value in row.items() if name != "geometry"},
            "geometry": row["geometry"].__geo_interface__,
        }
        for row in frame.to_dict("records")
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n", "utf-8")


def plain(value: Any) -> Any:
    """Return a cell as JSON takes it; what is not known is null."""
    if isinstance(value, date):
        return value.isoformat()
    if value is None or value != value:
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_geoparquet(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write the frame as GeoParquet."""
    frame.to_parquet(path, index=False, compression="zstd")
