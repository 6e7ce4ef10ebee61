"""The sixty invented partners of the sample: who they are, how large their list is, whom they know.

Their codes have the right shape and belong to nobody. This module must never hold a family.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from campaigns.model.codes import PartnerKind
from pipelines.sample.calibration import SAMPLE_FOLDER
from pipelines.sample.draws import Bools, Floats, Ints, apportioned
from pipelines.sample.places import ILE_DE_FRANCE, Places

AGGREGATE = "aggregate"
ROWS_FOR_ANOTHER_LIST = 20
FEWEST_LISTS = 5


@dataclass(frozen=True)
class SamplePartner:
    """A partner; `reach` holds department codes (its own first), `ages` the ages of the pupils that it follows, if any."""

    code: str
    name: str
    kind: PartnerKind
    commune_code: str
    phone: str
    email: str
    style: str
    weight: float
    reach: tuple[str, ...]
    ages: tuple[int, int] | None

    @property
    def writes_children(self) -> bool:
        """Say whether its list names a child on each row."""
        return self.ages is not None

    @property
    def writes_students(self) -> bool:
        """Say whether its list names students."""
        return self.kind is PartnerKind.STUDENT_SERVICE

    @property
    def writes_structures(self) -> bool:
        """Say whether the families of its list live in accommodation places."""
        return self.kind is PartnerKind.SHELTER


def load_partners(folder: Path = SAMPLE_FOLDER) -> tuple[SamplePartner, ...]:
    """Read the partners, the largest mix of kinds first."""
    with (folder / "partners.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_partner(row) for row in csv.DictReader(file))


def _partner(row: dict[str, str]) -> SamplePartner:
    first, _, last = row["ages"].partition("-")
    return SamplePartner(
        code=row["code"],
        name=row["name"],
        kind=PartnerKind(row["kind"]),
        commune_code=row["commune_code"],
        phone=row["phone"],
        email=row["email"],
        style=row["style"],
        weight=float(row["weight"]),
        reach=tuple(row["reach"].split()),
        ages=(int(first), int(last)) if last else None,
    )


@dataclass(frozen=True)
class ListSizes:
    """Rows of each nominative list: families met there first, brothers and sisters, families that another partner also sent."""

    partners: tuple[SamplePartner, ...]
    families: Ints
    siblings: Ints
    known_elsewhere: Ints

    @property
    def rows(self) -> Ints:
        """Return the number of rows of each list."""
        return self.families + self.siblings + self.known_elsewhere


def senders(
    partners: tuple[SamplePartner, ...], requests: int
) -> tuple[tuple[SamplePartner, ...], tuple[SamplePartner, ...]]:
    """Choose who sends a nominative list, and who sends counts only (nobody, in a small sample)."""
    nominative = tuple(partner for partner in partners if partner.style != AGGREGATE)
    counts_only = tuple(partner for partner in partners if partner.style == AGGREGATE)
    wanted = max(FEWEST_LISTS, requests // ROWS_FOR_ANOTHER_LIST)
    return nominative[:wanted], counts_only if wanted > len(nominative) else ()


def list_sizes(
    partners: tuple[SamplePartner, ...],
    places: Places,
    rows: int,
    *,
    ile_de_france_share: float,
    known_elsewhere_share: float,
    second_child_share: float,
) -> ListSizes:
    """Share the rows among the lists, keeping the share of Île-de-France and that of families known elsewhere."""
    totals = apportioned(rows, _weights(partners, places, ile_de_france_share))
    able = np.array([any(knows_alike(a, b) for b in partners if b is not a) for a in partners])
    known_share = min(0.3, known_elsewhere_share * rows / max(1, int(totals[able].sum())))
    known = np.where(able, np.rint(totals * known_share), 0).astype(np.int64)
    writes_children = np.array([partner.writes_children for partner in partners])
    siblings = np.where(writes_children, np.rint((totals - known) * second_child_share), 0).astype(np.int64)
    return ListSizes(partners, totals - known - siblings, siblings, known)


def _weights(partners: tuple[SamplePartner, ...], places: Places, share: float) -> Floats:
    weights = np.array([partner.weight for partner in partners])
    inside: Bools = np.array([places.region_of_department(p.reach[0]) == ILE_DE_FRANCE for p in partners])
    if inside.all() or not inside.any():
        return weights
    scale: Floats = np.where(inside, share / weights[inside].sum(), (1 - share) / weights[~inside].sum())
    return weights * scale


def knows_alike(one: SamplePartner, other: SamplePartner) -> bool:
    """Say whether a family sent by `other` could be on the list of `one`: shared territory, same public."""
    return bool(set(one.reach) & set(other.reach)) and accepts(one, student=other.writes_students)


def accepts(partner: SamplePartner, *, student: bool) -> bool:
    """Say whether a partner's public holds such a family."""
    if student:
        return partner.writes_students or (partner.kind is PartnerKind.ASSOCIATION and not partner.writes_children)
    return not partner.writes_students
