"""A campaign for the tests of stock: five families of two structures, three sites, nothing on the shelves."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from campaigns.model.outcome import Refusal
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.lots import inspect_lot, receive_lot
from tests.answers import done
from tests.unit.small_campaign import COORDINATOR
from tests.unit.year_campaign import YearFolder


class StockCampaign:
    """The campaign, its clock, and shortcuts for what every test does."""

    def __init__(self, home: Path) -> None:
        self.folder = YearFolder(home)
        self.office = self.folder.office
        self.campaign_id = self.folder.model_id

    def days_pass(self, days: int) -> None:
        """Move the clock on."""
        self.folder.now += timedelta(days=days)

    def announced(self, site: str, item: str, units: int, **more: Any) -> str:
        """Announce a lot for today, bought unless the test says otherwise; return its id."""
        lot = Announcement(site, item, units, self.folder.now.date(), **({"origin": "purchase"} | more))
        return str(done(announce_lot(self.office, COORDINATOR, self.campaign_id, lot))["lot_id"])

    def on_shelf(self, site: str, item: str, units: int, grade: str = "A", **more: Any) -> str:
        """Announce, receive and inspect a lot whole; return its id."""
        lot_id = self.announced(site, item, units, **more)
        done(receive_lot(self.office, COORDINATOR, self.campaign_id, lot_id, units))
        grades = {grade if item not in ("data_12gb", "data_5gb", "mouse", "bag") else "": units}
        done(inspect_lot(self.office, COORDINATOR, self.campaign_id, lot_id, grades))
        return lot_id

    def cells(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return the cells whose columns have these values."""
        with self.office.store.reading() as session:
            rows = session.rows("stock/cells", {"campaign_id": self.campaign_id})
        return [row for row in rows if all(row[name] == value for name, value in wanted.items())]

    def cell(self, **wanted: Any) -> dict[str, Any]:
        """Return the one cell whose columns have these values."""
        found = self.cells(**wanted)
        assert len(found) == 1, found
        return found[0]

    def close(self) -> None:
        """Give the folder back."""
        self.folder.close()


def refused(answer: Any) -> str:
    """Return the code of a refusal, which says what to do and that nothing changed."""
    assert isinstance(answer, Refusal), answer
    assert "Rien n'a été modifié" in answer.sentence.fr, answer.sentence.fr
    return answer.code
