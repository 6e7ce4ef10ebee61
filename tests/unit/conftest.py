"""What many tests of a room ask for. A module that wants another `office` or `small` than these defines its own.

Campaigns are imported when they are asked for: a test of one rule alone starts two seconds sooner.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pipelines.office import Office
    from tests.sign_in_world import Clock
    from tests.unit.small_campaign import SmallCampaign
    from tests.unit.stock_campaign import StockCampaign


@pytest.fixture
def clock() -> Clock:
    """Give a clock that stands still until it is told to go on."""
    from tests.sign_in_world import Clock

    return Clock()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Open an office on an empty folder."""
    from pipelines.office import open_office

    opened = open_office(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallCampaign]:
    """Open a campaign with two partners and nothing else."""
    from tests.unit.small_campaign import opened_campaign

    opened = opened_campaign(tmp_path / "home")
    yield opened
    opened.office.close()


@pytest.fixture
def stock(tmp_path: Path) -> Iterator[StockCampaign]:
    """Open the campaign of a few sites, with nothing on their shelves."""
    from tests.unit.stock_campaign import StockCampaign

    opened = StockCampaign(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open the frame on one page without a campaign behind it."""
    from campaigns.model.codes import Role
    from dashboard import gallery, memory, pages_table, shell
    from tests.unit.no_office import NoOffice

    campaign = {"campaign_id": "c1", "code": "CRUE", "name": "Crue", "state": "open"}
    entry = pages_table.PageEntry("dashboard.gallery", "Plan", ":material/home:", "plan", tuple(Role), "campaign.read")
    guide = next(entry for entry in pages_table.PAGES if entry.url_path == "guide")
    monkeypatch.setattr(pages_table, "PAGES", (entry, guide))
    monkeypatch.setattr(memory, "open_desk_office", NoOffice)
    monkeypatch.setattr(shell, "list_campaigns", lambda office, actor: [campaign])
    monkeypatch.setattr(gallery, "page", lambda desk: None)
