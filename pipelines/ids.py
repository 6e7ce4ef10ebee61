"""Mints the identifiers of the store: ULIDs, sortable by time, never derived from what they name.

This module must never read a clock of its own: the caller's clock is the office's.
"""

from datetime import UTC, datetime

from ulid import ULID


def new_id(now: datetime) -> str:
    """Return a fresh ULID stamped with `now` (UTC without zone)."""
    return str(ULID.from_datetime(now.replace(tzinfo=UTC)))


def new_ids(now: datetime, count: int) -> list[str]:
    """Return `count` fresh ULIDs stamped with `now`, in increasing order."""
    return sorted(new_id(now) for _ in range(count))
