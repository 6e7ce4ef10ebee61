"""Which sites can serve which zones, and how far they are.

A family may fetch a device at a site near its home; a site may also send it to the partner structure, which is the
delivery address; data credited remotely reaches everybody.
"""

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.readable import DELIVERY, MOVED, PICK_UP, REMOTE
from campaigns.model.catalogue import Transfers
from campaigns.model.codes import SiteKind
from campaigns.model.policy import Policy
from geo.distances import reach_table
from geo.territories import Territories


def zone_reach(policy: Policy, territories: Territories, zones: list[str], sites: pa.Table) -> pa.Table:
    """Return every way a site serves a zone, the nearest way kept.

    Parameters
    ----------
    zones
        « commune of the home>commune of the partner » codes.
    sites
        site_id, kind, commune_code, capacity_per_day.

    Returns
    -------
    pyarrow.Table
        zone_code, site_id, km, mode: for each pair that can work, the nearest of pick_up and delivery; `remote` beside it,
        which conveys data only; and `moved` where the policy lets units go to another site, with `via_site_id` and
        `move_penalty` (points), `km` then being the family's own way.
    """
    halves = [zone.split(">") for zone in zones]
    columns = {"zone_code": zones, "home": [half[0] for half in halves], "partner": [half[1] for half in halves]}
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    pick_up = one_way(policy.reach.pick_up_km, territories, table, "home", sites, PICK_UP)
    ways = [pick_up]
    if policy.reach.delivery:
        ways.append(one_way(policy.reach.delivery_km, territories, table, "partner", sites, DELIVERY))
    parts = [nearest_way(pa.concat_tables(ways))]
    if policy.transfers is not None:
        parts.append(moved_ways(policy, policy.transfers, territories, pick_up, sites))
    # Kept apart: at no distance, it would otherwise hide the way by which the same depot sends devices.
    if policy.reach.remote_data:
        parts.append(everywhere(table, sites))
    return pa.concat_tables(parts, promote_options="default")


def moved_ways(
    policy: Policy, transfers: Transfers, territories: Territories, pick_up: pa.Table, sites: pa.Table
) -> pa.Table:
    """Return how a unit of one site reaches a zone when it is moved to another, where the family fetches it: the cheapest."""
    communes = pc.unique(sites["commune_code"]).to_pylist()
    near = reach_table(territories, communes, communes, transfers.max_km).rename_columns(["to", "from", "leg_km"])
    limited = pc.is_valid(sites["capacity_per_day"]) if policy.hand_out_days else pa.nulls(sites.num_rows, pa.bool_())
    free = pc.or_(pc.invert(pc.fill_null(limited, False)), transfers.to_limited_sites)
    ends = sites.select(["site_id", "commune_code"])
    legs = near.join(ends.filter(free).rename_columns(["via_site_id", "to"]), "to", join_type="inner")
    legs = legs.join(ends.rename_columns(["from_site_id", "from"]), "from", join_type="inner")
    legs = legs.filter(pc.not_equal(legs["via_site_id"], legs["from_site_id"]))
    ways = pick_up.select(["zone_code", "site_id", "km"]).rename_columns(["zone_code", "via_site_id", "km"])
    found = ways.join(legs.select(["via_site_id", "from_site_id", "leg_km"]), "via_site_id", join_type="inner")
    points = pc.floor(pc.add(pc.multiply(found["leg_km"], float(transfers.per_km)), 0.5)).cast(pa.int64())
    found = found.append_column("move_penalty", pc.add(points, transfers.per_unit))
    cost = pc.add(pc.multiply(found["km"], float(policy.weights.per_km)), found["move_penalty"].cast(pa.float64()))
    found = found.append_column("cost", cost).sort_by(
        [(name, "ascending") for name in ("zone_code", "from_site_id", "cost", "via_site_id")]
    )
    pairs = list(zip(found["zone_code"].to_pylist(), found["from_site_id"].to_pylist(), strict=True))
    first = [place == 0 or pair != pairs[place - 1] for place, pair in enumerate(pairs)]
    kept = found.filter(pa.array(first, pa.bool_()))
    return pa.table({
        "zone_code": kept["zone_code"], "site_id": kept["from_site_id"], "km": kept["km"],
        "mode": pa.array([MOVED] * kept.num_rows, pa.string()), "via_site_id": kept["via_site_id"],
        "move_penalty": kept["move_penalty"],
    })  # fmt: skip


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
