"""Sites and stock of the sample: thirteen reception points, sixty relays, one national reserve; lots arriving in three waves.

Stock is drawn from the demand of the invented families, so that it stays about three times too small whatever the size.
It must never decide who gets a device.
"""

import csv
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np

from campaigns.model.codes import SiteKind
from pipelines.sample.calibration import SAMPLE_FOLDER, StockShares
from pipelines.sample.draws import Ints, apportioned, chance, generator, weighted, weighted_keys
from pipelines.sample.sample import Sample

USUAL_REQUESTS = 12_000  # the size for which the sites' hand-out capacities were written
UNITS_A_LOT = 12
FEWEST_LOTS, MOST_LOTS = 20, 400
SITE_WEIGHTS = {SiteKind.POINT_ACCUEIL: 7.0, SiteKind.RELAIS: 1.0, SiteKind.DEPOT: 0.0}


@dataclass(frozen=True)
class SampleSite:
    """A place where devices are kept and handed out; capacity in devices a day."""

    code: str
    name: str
    kind: SiteKind
    commune_code: str
    capacity_per_day: int


@dataclass(frozen=True)
class Lot:
    """Units of one item that become available at one site on one day."""

    site_code: str
    item: str
    grade: str
    quantity: int
    available_on: date
    donor: str
    earmark: str


def sample_sites(requests: int, folder: Path = SAMPLE_FOLDER) -> tuple[SampleSite, ...]:
    """Read the sites; a sample larger than usual hands out more a day."""
    growth = max(1.0, requests / USUAL_REQUESTS)
    with (folder / "sites.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            SampleSite(
                row["code"],
                row["name"],
                SiteKind(row["kind"]),
                row["commune_code"],
                round(int(row["capacity_per_day"]) * growth),
            )
            for row in csv.DictReader(file)
        )


def drawn_stock(sample: Sample, sites: tuple[SampleSite, ...]) -> tuple[Lot, ...]:
    """Draw the lots of all waves, in order of arrival, site and item."""
    shares, rng = sample.calibration.stock, generator(sample.seed, 9)
    devices = round(int(sample.needs.devices.sum()) / shares.device_demand_ratio)
    data = round(int(sample.needs.connection.sum()) / shares.data_demand_ratio)
    lots: list[Lot] = []
    for share, days in zip(_wave_shares(shares), shares.wave_days, strict=True):
        day = sample.today + timedelta(days=days)
        lots += _device_lots(rng, round(devices * share), day, sites, shares)
        lots += _data_lots(rng, round(data * share), day, sites, shares)
    return _gathered(lots)


def _gathered(lots: list[Lot]) -> tuple[Lot, ...]:
    """Add up lots that differ by nothing else than their quantity, so that no two lines of the file are alike."""
    quantities: Counter[Lot] = Counter()
    for lot in lots:
        quantities[replace(lot, quantity=0)] += lot.quantity
    merged = [replace(lot, quantity=quantity) for lot, quantity in quantities.items() if quantity]
    return tuple(sorted(merged, key=_order))


def _order(lot: Lot) -> tuple[str, ...]:
    return (lot.available_on.isoformat(), lot.site_code, lot.item, lot.grade, lot.donor, lot.earmark)


def _wave_shares(shares: StockShares) -> list[float]:
    """Turn cumulated waves (4,000 then 12,400 then 16,182) into the share that each one brings."""
    return [(after - before) / shares.waves[-1] for before, after in pairwise((0, *shares.waves))]


def _lot_count(units: int) -> int:
    return min(MOST_LOTS, max(FEWEST_LOTS, units // UNITS_A_LOT))


def _device_lots(
    rng: np.random.Generator, units: int, day: date, sites: tuple[SampleSite, ...], shares: StockShares
) -> list[Lot]:
    count = _lot_count(units)
    quantities = apportioned(units, rng.uniform(0.4, 1.6, count))
    places = weighted(rng, [SITE_WEIGHTS[site.kind] for site in sites], count)
    items, grades = weighted_keys(rng, shares.device_mix, count), weighted_keys(rng, shares.grades, count)
    given = chance(rng, shares.in_kind_share, count)
    earmarked = chance(rng, shares.earmarked_share, count)
    donors, earmarks = rng.integers(1_000_000, size=(2, count))
    return [
        Lot(
            site_code=sites[places[i]].code,
            item=str(items[i]),
            grade=str(grades[i]),
            quantity=int(quantities[i]),
            available_on=day,
            donor=_pick(shares.donors_in_kind if given[i] else shares.donors_bought, donors[i]),
            earmark=_pick(shares.earmarks, earmarks[i]) if earmarked[i] else "",
        )
        for i in range(count)
    ]


def _data_lots(
    rng: np.random.Generator, units: int, day: date, sites: tuple[SampleSite, ...], shares: StockShares
) -> list[Lot]:
    """Keep most data bundles in the national reserve, the others as cards at the sites."""
    reserve = next(site for site in sites if site.kind is SiteKind.DEPOT)
    at_reserve = round(units * shares.depot_data_share)
    count = _lot_count(units - at_reserve)
    places = weighted(rng, [SITE_WEIGHTS[site.kind] for site in sites], count)
    items = weighted_keys(rng, shares.data_mix, count)
    quantities: Ints = apportioned(units - at_reserve, rng.uniform(0.4, 1.6, count))
    kept = apportioned(at_reserve, list(shares.data_mix.values()))
    rows = [(reserve.code, item, int(n)) for item, n in zip(shares.data_mix, kept, strict=True)]
    rows += [(sites[places[i]].code, str(items[i]), int(quantities[i])) for i in range(count)]
    return [Lot(site, item, "", n, day, shares.donors_data[0], "") for site, item, n in rows]


def _pick(words: tuple[str, ...], number: int) -> str:
    return words[int(number) % len(words)]
