"""Invents a campaign of any size for the benches: zones around departments, sites, uneven stock, ranked lines.

Geography is synthetic: 101 departments of unequal weight, sites reach the zones within 60 km, the eight nearest at most. Same
seed, same instance. It must never be mistaken for figures of a real campaign.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Floats = npt.NDArray[np.float64]

DEPARTMENTS = [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
NEAREST, MAX_KM, DEVICES_PER_HOUSEHOLD = 8, 60.0, 0.3
KITS = {
    "laptop": (("laptop", 0),),
    "laptop_or_tablet": (("laptop", 0), ("tablet", 3)),
    "tablet_or_laptop": (("tablet", 0), ("laptop", 2)),
    "tablet_or_phone": (("tablet", 0), ("smartphone", 4)),
    "smartphone": (("smartphone", 0),),
}
BUNDLES = {"data_full": (("data_12gb", 0), ("data_5gb", 1)), "data_extra": (("data_5gb", 0),)}
DEMAND = (0.2, 0.35, 0.15, 0.2, 0.1)
STOCK = {"laptop": 0.5, "tablet": 0.3, "smartphone": 0.2}
TIER_SHARES = (0.05, 0.15, 0.3, 0.3, 0.2)


@dataclass(frozen=True)
class Instance:
    """The tables that `build_problem` takes, and the tier and department of each line in rank order."""

    lines: pa.Table
    kits: pa.Table
    cells: pa.Table
    reach: pa.Table
    sites: pa.Table
    tiers: npt.NDArray[np.int64]


def invented(
    households: int,
    *,
    coupled: bool,
    seed: int = 1,
    zones: int = 3_500,
    sites: int = 500,
    per_household: float = DEVICES_PER_HOUSEHOLD,
) -> Instance:
    """Invent a campaign; `coupled` asks a device and its data together, data coming from department and national pools.

    `per_household` says how many devices there are for one household, and data in proportion (the national pool stays as it is).
    """
    draw = np.random.default_rng(seed)
    weight = 1 / np.arange(1, len(DEPARTMENTS) + 1) ** 0.6
    weight /= weight.sum()
    centre = draw.uniform(0, 950, (len(DEPARTMENTS), 2))
    zone_department = np.sort(draw.choice(len(DEPARTMENTS), zones, p=0.5 / len(DEPARTMENTS) + weight / 2))
    zone_place = centre[zone_department] + draw.normal(0, 28, (zones, 2))
    site_department = np.sort(draw.choice(len(DEPARTMENTS), sites, p=0.5 / len(DEPARTMENTS) + weight / 2))
    site_place = centre[site_department] + draw.normal(0, 22, (sites, 2))
    zone_weight = draw.lognormal(0, 1.1, zones) * weight[zone_department]
    zone_codes = np.array([f"{DEPARTMENTS[d]}{i:04d}" for i, d in enumerate(zone_department)], dtype=object)
    home = draw.choice(zones, households, p=zone_weight / zone_weight.sum())
    need = draw.choice(len(KITS), households, p=DEMAND)
    device_codes, bundle_codes = list(KITS), list(BUNDLES)
    codes = np.array(device_codes, dtype=object)[need]
    if coupled:
        bundle = draw.choice(len(BUNDLES), households, p=(0.6, 0.4))
        pairs = np.array([f"{d}+{b}" for d in device_codes for b in bundle_codes], dtype=object)
        codes = pairs[need * len(BUNDLES) + bundle]
    lines = pa.table(
        {
            "line_id": pa.array(np.char.add("L", np.arange(households).astype(str)).astype(object), pa.string()),
            "rank": pa.array(np.arange(1, households + 1)),
            "zone_code": pa.array(zone_codes[home], pa.string()),
            "kit_code": pa.array(codes, pa.string()),
        }
    )
    cells = stocked(draw, site_department, households, per_household, coupled)
    return Instance(
        lines, kit_rows(coupled), cells, reach_rows(zone_codes, zone_department, zone_place, site_place, coupled),
        site_rows(draw, sites, households * per_household / sites, coupled), np.sort(draw.choice(5, households, p=TIER_SHARES) + 1),
    )  # fmt: skip


def kit_rows(coupled: bool) -> pa.Table:
    """List what each kit accepts."""
    rows = [(device, "device", item, penalty) for device, accepts in KITS.items() for item, penalty in accepts]
    if coupled:
        rows = [
            (f"{device}+{bundle}", side, item, penalty)
            for device, of_device in KITS.items()
            for bundle, of_bundle in BUNDLES.items()
            for side, accepts in (("device", of_device), ("data", of_bundle))
            for item, penalty in accepts
        ]
    names = ("kit_code", "side", "item", "penalty")
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    return pa.table(columns | {"min_grade": pa.nulls(len(rows), pa.string())})


def stocked(
    draw: np.random.Generator,
    departments: npt.NDArray[np.int64],
    households: int,
    per_household: float,
    coupled: bool,
) -> pa.Table:
    """Stock sites unevenly (lognormal); data lie in one pool a department and one national."""
    rows = []
    uneven = draw.lognormal(0, 0.9, len(departments))
    for item, share in STOCK.items():
        units = draw.multinomial(int(households * per_household * share), uneven / uneven.sum())
        rows += [(f"S{s:03d}-{item}", "device", item, f"S{s:03d}", int(n)) for s, n in enumerate(units)]
    if coupled:
        weight = draw.lognormal(0, 0.5, len(DEPARTMENTS))
        for item, share in (("data_12gb", 0.5), ("data_5gb", 0.4)):
            total = households * per_household * share
            units = draw.multinomial(int(total), weight / weight.sum())
            rows += [(f"P{d}-{item}", "data", item, f"P{d}", int(n)) for d, n in zip(DEPARTMENTS, units, strict=True)]
        rows.append(("NATIONAL-data_12gb", "data", "data_12gb", "NATIONAL", int(households * 0.02)))
    names = ("cell_id", "side", "item", "site_id", "quantity")
    columns = {name: [row[i] for row in rows] for i, name in enumerate(names)}
    nothing = pa.nulls(len(rows), pa.string())
    return pa.table(columns | {"grade": nothing, "earmark": nothing})


def reach_rows(
    codes: npt.NDArray[np.object_], departments: npt.NDArray[np.int64], zones: Floats, sites: Floats, coupled: bool
) -> pa.Table:
    """List the eight nearest sites of each zone within 60 km, and the pools."""
    zone, site, km = [], [], []
    for i, place in enumerate(zones):
        far = np.hypot(*(sites - place).T)
        near = [int(s) for s in np.argsort(far)[:NEAREST] if far[s] <= MAX_KM]
        zone += [codes[i]] * len(near)
        site += [f"S{s:03d}" for s in near]
        km += [round(float(far[s]), 1) for s in near]
    mode = ["pick_up"] * len(zone)
    if coupled:
        for code, department in zip(codes, departments, strict=True):
            zone += [code, code]
            site += [f"P{DEPARTMENTS[department]}", "NATIONAL"]
            km += [0.0, 0.0]
            mode += ["remote", "remote"]
    return pa.table({"zone_code": pa.array(zone, pa.string()), "site_id": site, "km": km, "mode": mode})


def site_rows(draw: np.random.Generator, sites: int, mean: float, coupled: bool) -> pa.Table:
    """Limit one site in five to what it can hand out."""
    capacity = [int(mean * draw.uniform(0.5, 2)) if draw.random() < 0.2 else None for _ in range(sites)]
    ids = [f"S{s:03d}" for s in range(sites)]
    if coupled:
        ids += [f"P{d}" for d in DEPARTMENTS] + ["NATIONAL"]
        capacity += [None] * (len(DEPARTMENTS) + 1)
    return pa.table({"site_id": ids, "capacity": pa.array(capacity, pa.int64())})
