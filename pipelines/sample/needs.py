"""What invented families have at home and ask for, calibrated on the surveys of spring 2020.

Situations and needs are separate: a student mostly asks for a connection, a sheltered family mostly for both.
It must never depend on a name or a place.
"""

from dataclasses import dataclass

import numpy as np

from campaigns.model.codes import ConnectionSituation, DeviceSituation
from pipelines.sample.calibration import Calibration
from pipelines.sample.draws import Bools, Ints, Texts, chance, generator, weighted, weighted_keys

WITHOUT_COMPUTER = (DeviceSituation.NONE.value, DeviceSituation.SMARTPHONE_ONLY.value)
LACKING = (*WITHOUT_COMPUTER, DeviceSituation.BROKEN.value)


@dataclass(frozen=True)
class Needs:
    """One entry per family: situation codes, units asked, and what partners note besides."""

    device_situation: Texts
    connection_situation: Texts
    laptop: Ints
    tablet: Ints
    smartphone: Ints
    phone: Ints
    connection: Ints
    scholarship_step: Ints
    urgent: Bools
    help_wanted: Bools

    @property
    def devices(self) -> Ints:
        """Return the devices that each family asks for, of any sort."""
        return self.laptop + self.tablet + self.smartphone + self.phone


def drawn_needs(
    seed: int, student: Bools, children_count: Ints, students_count: Ints, calibration: Calibration
) -> Needs:
    """Draw situations, then what follows from them."""
    rng = generator(seed, 4)
    size = student.size
    device = weighted_keys(rng, calibration.families.device_situations, size)
    connection = weighted_keys(rng, calibration.families.connection_situations, size)
    _settle_students(rng, student, device, connection, calibration)
    laptop, tablet = _computers(rng, student, device, children_count, students_count, calibration)
    smartphone = ~student & (device == DeviceSituation.NONE) & chance(rng, calibration.needs.smartphone_share, size)
    phone = ~student & ~smartphone & (device == DeviceSituation.NONE) & chance(rng, calibration.needs.phone_share, size)
    nothing_else = laptop + tablet + smartphone + phone == 0
    connection[nothing_else & (connection == ConnectionSituation.FIXED)] = ConnectionSituation.LIMITED_MOBILE.value
    limited_asks = chance(rng, calibration.needs.limited_asks_connection_share, size) | nothing_else
    asks = (connection == ConnectionSituation.NONE) | (
        (connection == ConnectionSituation.LIMITED_MOBILE) & limited_asks
    )
    # A chance of its own, so that the rest of the sample is as it was before families could ask for help.
    wants_help = chance(generator(seed, 10), calibration.needs.help_share, size)
    return Needs(
        device_situation=device,
        connection_situation=connection,
        laptop=laptop,
        tablet=tablet,
        smartphone=smartphone.astype(np.int64),
        phone=phone.astype(np.int64),
        connection=asks.astype(np.int64),
        scholarship_step=weighted(rng, calibration.students.scholarship_shares, size),
        urgent=chance(rng, calibration.families.urgent_share, size),
        help_wanted=wants_help & (laptop + tablet + smartphone + phone > 0),
    )


def _settle_students(
    rng: np.random.Generator, student: Bools, device: Texts, connection: Texts, calibration: Calibration
) -> None:
    """Overwrite the situations of students: most have a computer and no connection that lasts the month."""
    connected_only = student & chance(rng, calibration.students.connection_only_share, student.size)
    equipped = connected_only & chance(rng, 0.75, student.size)
    device[connected_only] = DeviceSituation.SHARED.value
    device[equipped] = DeviceSituation.SUFFICIENT.value
    lacking = student & ~connected_only
    device[lacking] = np.where(
        chance(rng, 0.5, student.size), DeviceSituation.BROKEN.value, DeviceSituation.SMARTPHONE_ONLY.value
    )[lacking]
    stuck = connected_only & (connection == ConnectionSituation.FIXED)
    connection[stuck] = ConnectionSituation.LIMITED_MOBILE.value


def _computers(
    rng: np.random.Generator,
    student: Bools,
    device: Texts,
    children_count: Ints,
    students_count: Ints,
    calibration: Calibration,
) -> tuple[Ints, Ints]:
    """Ask for one computer or tablet where there is none, or where several pupils share one; a second for three children."""
    size = student.size
    shares_among_pupils = (device == DeviceSituation.SHARED) & (students_count >= 2)
    asks = np.isin(device, LACKING) | shares_among_pupils
    second = asks & ~student & (children_count >= 3) & chance(rng, calibration.needs.second_device_share, size)
    tablet_first = ~student & chance(rng, calibration.needs.tablet_share, size)
    units = asks.astype(np.int64) + second
    return np.where(tablet_first, 0, units), np.where(tablet_first, units, 0)
