"""The figures of the sample, computed from what was drawn, to be set beside the published ones.

It must never read the calibration: a figure that was asked for and not obtained has to show.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.model.codes import ConnectionSituation
from pipelines.sample.draws import Bools
from pipelines.sample.needs import WITHOUT_COMPUTER
from pipelines.sample.places import ILE_DE_FRANCE
from pipelines.sample.sample import Sample
from pipelines.sample.supplies import Lot


@dataclass(frozen=True)
class SampleSummary:
    """Counts, and shares in per cent. « Families » leaves students out; `demand_per_stock` counts units asked for one in stock."""

    requests_count: int
    families_count: int
    students_count: int
    regions_count: int
    structures_count: int
    families_per_structure: float
    children_per_structure: float
    children_per_family: float
    school_age_pct: float
    without_computer_pct: float
    without_connection_pct: float
    students_connection_only_pct: float
    ile_de_france_pct: float
    known_by_several_pct: float
    faulty_pct: float
    device_units_asked: int
    data_units_asked: int
    device_units_in_stock: int
    data_units_in_stock: int
    demand_per_stock: float
    help_asked_pct: float


def summarise(sample: Sample, stock: tuple[Lot, ...]) -> SampleSummary:
    """Compute the figures of a sample and of its stock."""
    families, needs, asked = sample.families, sample.needs, sample.asked
    other = ~families.student
    housed = families.homes.structure >= 0
    children = families.people.children_count
    regions = sample.places.regions[families.homes.place]
    everyone = np.ones(asked.family.size, dtype=bool)
    connection_only = (needs.devices == 0) & (needs.connection > 0)
    in_stock = sum(lot.quantity for lot in stock)
    data_in_stock = sum(lot.quantity for lot in stock if lot.item.startswith("data"))
    device_units, data_units = int(needs.devices.sum()), int(needs.connection.sum())
    return SampleSummary(
        requests_count=sample.requests,
        families_count=int(other.sum()),
        students_count=int(families.student.sum()),
        regions_count=len(set(regions)),
        structures_count=int(sample.structures.families.size),
        families_per_structure=_ratio(housed.sum(), sample.structures.families.size),
        children_per_structure=_ratio(children[housed].sum(), sample.structures.families.size),
        children_per_family=_ratio(children[housed].sum(), housed.sum()),
        school_age_pct=100 * _ratio(families.people.students_count[housed].sum(), children[housed].sum()),
        without_computer_pct=_pct(np.isin(needs.device_situation, WITHOUT_COMPUTER), other),
        without_connection_pct=_pct(needs.connection_situation == ConnectionSituation.NONE, other),
        students_connection_only_pct=_pct(connection_only, families.student),
        ile_de_france_pct=_pct(regions[asked.family] == ILE_DE_FRANCE, everyone),
        known_by_several_pct=_pct(asked.list_number != families.list_number[asked.family], everyone),
        faulty_pct=_pct(asked.fault != "", everyone),
        device_units_asked=device_units,
        data_units_asked=data_units,
        device_units_in_stock=in_stock - data_in_stock,
        data_units_in_stock=data_in_stock,
        demand_per_stock=_ratio(device_units + data_units, in_stock),
        help_asked_pct=_pct(needs.help_wanted, needs.devices > 0),
    )


def _ratio(part: int, whole: int) -> float:
    return float(part) / float(whole) if whole else 0.0


def _pct(which: Bools, among: Bools) -> float:
    return 100 * _ratio(int((which & among).sum()), int(among.sum()))
