"""How far places are from each other, along the WGS84 ellipsoid.

It must never measure in degrees, nor know what is at a place.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from geo.gazetteer import Gazetteer

_WGS84 = Geod(ellps="WGS84")
METRES_PER_KM = 1000.0
EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the IUGG
BLOCK = 4096
NEAREST_TRIED = 4

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH_SCHEMA = pa.schema([("zone_code", pa.string()), ("site_commune_code", pa.string()), ("km", pa.float64())])


def kilometres(lat1: ArrayLike, lon1: ArrayLike, lat2: ArrayLike, lon2: ArrayLike) -> Floats:
    """Return the length of the geodesic between points, broadcast against each other.

    Parameters
    ----------
    lat1, lon1, lat2, lon2
        WGS84 degrees.

    Returns
    -------
    array of float64
        Kilometres, of the broadcast shape (Karney 2013, as PROJ computes it).
    """
    points = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (lon1, lat1, lon2, lat2)))
    from_lon, from_lat, to_lon, to_lat = (np.ascontiguousarray(each).reshape(-1) for each in points)
    length_m = np.asarray(_WGS84.inv(from_lon, from_lat, to_lon, to_lat)[2], dtype=np.float64)
    return length_m.reshape(points[0].shape) / METRES_PER_KM


def reach_table(places: Gazetteer, zone_codes: Sequence[str], site_codes: Sequence[str], max_km: float) -> pa.Table:
    """Return the sites within reach of each zone, point of commune to point of commune.

    Parameters
    ----------
    zone_codes, site_codes
        Commune codes, present in the reference table; repeats count once.
    max_km
        The largest distance kept, itself included.

    Returns
    -------
    pyarrow.Table
        zone_code, site_commune_code, km; one row a pair; sorted by zone, then km, then site.

    Raises
    ------
    KeyError
        When a code names no commune.
    """
    zones, sites = sorted(set(zone_codes)), sorted(set(site_codes))
    if not zones or not sites:
        return REACH_SCHEMA.empty_table()
    zone_lat, zone_lon = points_of(places, zones)
    site_lat, site_lon = points_of(places, sites)
    row, column = maybe_near(zone_lat, zone_lon, site_lat, site_lon, max_km)
    km = kilometres(zone_lat[row], zone_lon[row], site_lat[column], site_lon[column])
    near = km <= max_km
    columns = [np.array(zones)[row[near]], np.array(sites)[column[near]], km[near]]
    table = pa.table([pa.array(each) for each in columns], schema=REACH_SCHEMA)
    return table.sort_by([("zone_code", "ascending"), ("km", "ascending"), ("site_commune_code", "ascending")])


def nearest_km(places: Gazetteer, zone_codes: Sequence[str], site_codes: Sequence[str]) -> dict[str, float]:
    """Return how far each zone is from the nearest site, point of commune to point of commune; nothing without a site.

    Parameters
    ----------
    zone_codes, site_codes
        Commune codes, present in the reference table.
    """
    if not zone_codes or not site_codes:
        return {}
    zone_lat, zone_lon = points_of(places, zone_codes)
    site_lat, site_lon = points_of(places, site_codes)
    targets = directions(site_lat, site_lon).T
    # The nearest on the sphere may not be the nearest on the ellipsoid: the exact length decides between the first few.
    few = min(len(site_codes), NEAREST_TRIED)
    found: dict[str, float] = {}
    for start in range(0, len(zone_codes), BLOCK):
        block = slice(start, start + BLOCK)
        closeness = directions(zone_lat[block], zone_lon[block]) @ targets
        tried = np.argpartition(-closeness, few - 1, axis=1)[:, :few]
        km = kilometres(zone_lat[block][:, None], zone_lon[block][:, None], site_lat[tried], site_lon[tried])
        found |= dict(zip(zone_codes[block], km.min(axis=1).tolist(), strict=True))
    return found


def maybe_near(lat1: Floats, lon1: Floats, lat2: Floats, lon2: Floats, max_km: float) -> tuple[Ints, Ints]:
    """Return the pairs that can be within `max_km`, cheaply: the exact length is then computed for them alone.

    On a sphere of mean radius lengths differ from the ellipsoid's by less than 0.6 %; one per cent and a kilometre are allowed.
    """
    angle = min((max_km * 1.01 + 1.0) / EARTH_RADIUS_KM, np.pi)
    targets = directions(lat2, lon2).T
    found = [
        np.nonzero(directions(lat1[i : i + BLOCK], lon1[i : i + BLOCK]) @ targets >= np.cos(angle))
        for i in range(0, lat1.size, BLOCK)
    ]
    rows = [row + i * BLOCK for i, (row, _) in enumerate(found)]
    return np.concatenate(rows), np.concatenate([column for _, column in found])


def directions(lat: Floats, lon: Floats) -> Floats:
    """Return unit vectors (n x 3) from the centre of the sphere towards each point."""
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)


def points_of(places: Gazetteer, codes: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the latitudes and longitudes of communes."""
    found = [places.communes[code] for code in codes]
    return np.array([each.lat for each in found]), np.array([each.lon for each in found])
