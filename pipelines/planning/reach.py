"""Which sites can serve which zones, and how far they are.

A family may fetch a device at a site near its home; a site may also send it to the partner structure, which is the
delivery address; data credited remotely reaches everybody.
"""

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import SiteKind
from campaigns.model.policy import Policy
from geo.distances import reach_table
from geo.territories import Territories

PICK_UP, DELIVERY, REMOTE = "pick_up", "delivery", "remote"


def zone_reach(policy: Policy, territories: Territories, zones: list[str], sites: pa.Table) -> pa.Table:
    """Return every way a site serves a zone, the nearest way kept.

    Parameters
    ----------
    zones
        « commune of the home>commune of the partner » codes.
    sites
        site_id, kind, commune_code.

    Returns
    -------
    pyarrow.Table
        zone_code, site_id, km, mode: for each pair that can work, the nearest of pick_up and delivery, and `remote` beside
        it, which conveys data only.
    """
    halves = [zone.split(">") for zone in zones]
    columns = {"zone_code": zones, "home": [half[0] for half in halves], "partner": [half[1] for half in halves]}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    pick_up = one_way(policy.reach.pick_up_km, territories, table, "home", sites, PICK_UP)
    ways = [pick_up]
    if policy.reach.delivery:
        ways.append(one_way(policy.reach.delivery_km, territories, table, "partner", sites, DELIVERY))
    parcels = nearest_way(pa.concat_tables(ways))
    # Kept apart: at no distance, it would otherwise hide the way by which the same depot sends devices.
    return pa.concat_tables([parcels, everywhere(table, sites)]) if policy.reach.remote_data else parcels


def one_way(max_km: float, territories: Territories, zones: pa.Table, end: str, sites: pa.Table, mode: str) -> pa.Table:
    """Return the sites within `max_km` of one end of each zone."""
    ends = pc.unique(zones[end]).to_pylist()
    communes = pc.unique(sites["commune_code"]).to_pylist()
    near = reach_table(territories, ends, communes, max_km)
    joined = zones.select(["zone_code", end]).join(near, keys=end, right_keys="zone_code", join_type="inner")
    placed = joined.join(sites.select(["site_id", "commune_code"]), keys="site_commune_code", right_keys="commune_code")
    return with_mode(placed.filter(pc.is_valid(placed["site_id"])), mode)


def everywhere(zones: pa.Table, sites: pa.Table) -> pa.Table:
    """Return the national depots, which reach every zone without distance."""
    depots = sites.filter(pc.equal(sites["kind"], SiteKind.DEPOT.value))["site_id"].to_pylist()
    codes = zones["zone_code"].to_pylist()
    pairs = [(code, depot) for code in codes for depot in depots]
    table = pa.table(
        {
            "zone_code": pa.array([code for code, _ in pairs], pa.string()),
            "site_id": pa.array([depot for _, depot in pairs], pa.string()),
            "km": pa.array([0.0] * len(pairs), pa.float64()),
        }
    )
    return with_mode(table, REMOTE)


def with_mode(table: pa.Table, mode: str) -> pa.Table:
    """Return zone_code, site_id, km, mode in that order."""
    kept = table.select(["zone_code", "site_id", "km"])
    return kept.append_column("mode", pa.array([mode] * kept.num_rows, pa.string()))


def nearest_way(ways: pa.Table) -> pa.Table:
    """Keep one way for each pair of zone and site: the shortest, a pick-up before a delivery at equal distance."""
    order = ways.sort_by(
        [("zone_code", "ascending"), ("site_id", "ascending"), ("km", "ascending"), ("mode", "descending")]
    )
    zones, sites = order["zone_code"].to_pylist(), order["site_id"].to_pylist()
    first = [i == 0 or (zones[i], sites[i]) != (zones[i - 1], sites[i - 1]) for i in range(len(zones))]
    return order.filter(pa.array(first, pa.bool_()))
