"""What many tests of a room ask for. A module that wants another `office` or `small` than these defines its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.office import Office, open_office
from tests.unit.small_campaign import SmallCampaign, opened_campaign
from tests.unit.stock_campaign import StockCampaign


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Open an office on an empty folder."""
    opened = open_office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallCampaign]:
    """Open a campaign with two partners and nothing else."""
    opened = opened_campaign(tmp_path / "home")
    yield opened
    opened.office.close()


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[StockCampaign]:
    """Open the campaign of a few sites, with nothing on their shelves."""
    opened = StockCampaign(tmp_path)
    yield opened
    opened.close()
