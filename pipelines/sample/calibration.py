"""What the sample campaign must look like: the published figures of spring 2020, read from `data/sample/calibration.toml`.

Every family of the sample is invented. This module must never hold a figure itself: figures live in the file, with their source.
"""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

SAMPLE_FOLDER = Path(__file__).resolve().parents[2] / "data" / "sample"


class Section(BaseModel):
    """A section of the file: frozen, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Demand(Section):
    ile_de_france_share: float
    known_elsewhere_share: float
    second_child_share: float
    faulty_share: float


class Structures(Section):
    families: int


class FamilyShares(Section):
    children_shares: tuple[float, ...]
    childless_share: float
    school_age_share: float
    second_adult_share: float
    other_surname_share: float
    phone_share: float
    email_share: float
    urgent_share: float
    device_situations: dict[str, float]
    connection_situations: dict[str, float]
    housing: dict[str, float]
    structure_housing: dict[str, float]


class StudentShares(Section):
    connection_only_share: float
    scholarship_shares: tuple[float, ...]
    residence_share: float


class NeedShares(Section):
    tablet_share: float
    second_device_share: float
    smartphone_share: float
    phone_share: float
    limited_asks_connection_share: float
    help_share: float


class StockShares(Section):
    device_demand_ratio: float
    data_demand_ratio: float
    waves: tuple[int, ...]
    wave_days: tuple[int, ...]
    device_mix: dict[str, float]
    data_mix: dict[str, float]
    grades: dict[str, float]
    earmarked_share: float
    depot_data_share: float
    in_kind_share: float
    donors_in_kind: tuple[str, ...]
    donors_bought: tuple[str, ...]
    donors_data: tuple[str, ...]
    earmarks: tuple[str, ...]


class HelpShares(Section):
    places: int
    hours: str
    days: tuple[int, ...]
    referral_days: tuple[int, ...]
    noted_day: int
    outcomes: dict[str, float]


class Calibration(Section):
    """All the figures; shares between 0 and 1, days counted from the day of the campaign."""

    demand: Demand
    structures: Structures
    families: FamilyShares
    students: StudentShares
    needs: NeedShares
    stock: StockShares
    help: HelpShares
    faults: dict[str, float]


def load_calibration(folder: Path = SAMPLE_FOLDER) -> Calibration:
    """Read the calibration file of a folder."""
    return Calibration.model_validate(tomllib.loads((folder / "calibration.toml").read_text(encoding="utf-8")))
