"""The application served on the small campaign, for journeys that need no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.reporting.releases import publish_figures
from tests.journeys.app_server import served
from tests.unit.small_campaign import COORDINATOR, filled_campaign


@contextmanager
def served_small_campaign(home: Path) -> Iterator[str]:
    """Serve the small campaign, its plan adopted and its figures published, and give the address."""
    small = filled_campaign(home)
    assert not isinstance(publish_figures(small.office, COORDINATOR, small.campaign_id), Refusal)
    small.office.close()
    with served(home) as at:
        yield at
