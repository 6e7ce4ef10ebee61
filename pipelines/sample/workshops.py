"""Workshops of the sample: a weekly drop-in at each reception point, and what became of the families that were sent there.

It must never decide who is sent where.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from campaigns.model.codes import SiteKind
from campaigns.model.help_codes import ReferralState
from pipelines.sample.calibration import HelpShares
from pipelines.sample.draws import generator, weighted_keys
from pipelines.sample.supplies import SampleSite


@dataclass(frozen=True)
class SampleWorkshop:
    """A line of the table of workshops: a drop-in that comes back each week until its last day."""

    code: str
    place: str
    commune_code: str
    first_on: date
    last_on: date
    hours: str
    places: int


COLUMNS = tuple(field.name for field in fields(SampleWorkshop))


def sample_workshops(sites: Sequence[SampleSite], today: date, shares: HelpShares) -> Iterator[SampleWorkshop]:
    """Return the drop-ins of the reception points, around the day of the campaign."""
    first, last = (today + timedelta(days=days) for days in (shares.days[0], shares.days[-1]))
    for site in sites:
        if site.kind is SiteKind.POINT_ACCUEIL:
            yield SampleWorkshop(
                f"PERM-{site.code}",
                f"{site.name} : permanence",
                site.commune_code,
                first,
                last,
                shares.hours,
                shares.places,
            )


def drawn_outcomes(seed: int, count: int, shares: HelpShares) -> list[ReferralState]:
    """Draw what became of so many families that were awaited: most came."""
    return [ReferralState(code) for code in weighted_keys(generator(seed, 11), shares.outcomes, count)]
