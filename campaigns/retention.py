"""How long what is kept may be kept: one table of durations, and the days that follow from it.

It knows no clock and erases nothing.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Durations:
    """What the organisation may keep: received files in days, the rest in months."""

    received_days: int
    identity_months: int
    contact_months: int
    journal_months: int


# Received files: a month to put rows right. Identities: six months after the end for returns and complaints, and never over
# two years after the last contact (CNIL, social support). Journal: a year (CNIL, délibération 2021-122).
DURATIONS: Final = Durations(received_days=30, identity_months=6, contact_months=24, journal_months=12)


@dataclass(frozen=True, slots=True)
class Limits:
    """Before which moment something is to go, and whether the campaign's identities are due."""

    received_before: datetime
    contact_before: datetime
    journal_before: datetime
    identities_until: date
    identities_due: bool


def limits(now: datetime, ends_on: date, closed_at: datetime | None, kept: Durations = DURATIONS) -> Limits:
    """Return the limits of a campaign at a moment; a campaign closed early ends the day it was closed."""
    end = min(ends_on, closed_at.date()) if closed_at else ends_on
    until = months_after(end, kept.identity_months)
    return Limits(
        received_before=now - timedelta(days=kept.received_days),
        contact_before=moment_months_before(now, kept.contact_months),
        journal_before=moment_months_before(now, kept.journal_months),
        identities_until=until,
        identities_due=now.date() >= until,
    )


def months_after(day: date, months: int) -> date:
    """Return the same day some months later (earlier, for a negative number), or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def moment_months_before(now: datetime, months: int) -> datetime:
    """Return the same moment some months earlier."""
    return datetime.combine(months_after(now.date(), -months), now.time())
