"""The shapes of the communes of a department, from the reference files; districts stand for Paris, Lyon and Marseille."""

from functools import lru_cache

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from geo.gazetteer import REFERENCE


@lru_cache(maxsize=16)
def commune_shapes(department_code: str) -> dict[str, BaseGeometry]:
    """Return the shapes of a department's communes by code; nothing for what is no department."""
    path = REFERENCE / "communes_geometry" / f"{department_code}.parquet"
    if not path.is_file():
        return {}
    frame = gpd.read_parquet(path)
    return dict(zip(frame["commune_code"], frame.geometry, strict=True))
