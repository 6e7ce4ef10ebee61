"""Moments as a French reader's clock shows them. The store keeps UTC; nothing here reads a clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

FRANCE = ZoneInfo("Europe/Paris")


def on_the_wall(moment: datetime) -> datetime:
    """Return a moment kept in UTC as the clocks of metropolitan France show it, as the pages do."""
    return moment.replace(tzinfo=UTC).astimezone(FRANCE)
