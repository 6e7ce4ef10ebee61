"""What the matrix of rights is tried on: whose data, and a store that takes back what a try wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from pipelines.partners import list_partners
from pipelines.sign_in.codes import issue_code
from pipelines.store.port import Session, Store
from tests.spec.planted_family import COORDINATOR, Planted


@dataclass(frozen=True)
class Target:
    """Whose data: a structure of Saint-Denis with one of its lists and households."""

    partner_id: str
    partner_code: str
    list_id: str
    household_id: str
    code_id: str


class TakenBack(Exception):
    """Takes back what a try wrote."""


class DryStore:
    """A store whose transactions are taken back when they end."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that is taken back at its end."""
        try:
            with self.store.writing() as session:
                yield session
                raise TakenBack
        except TakenBack:
            return


def plant_referral(planted: Planted, target: Target) -> None:
    """Send a household of a structure to a workshop, under an id that says whose it is."""
    request = planted.rows("view/household_requests", household_id=target.household_id)[0]["request_id"]
    day, place = (
        {"code": ["A"], "held_on": [date(2026, 1, 5)]},
        {"place": ["x"], "commune_code": ["93066"], "hours": [""]},
    )
    with planted.office.store.writing() as session:
        if target.partner_code == "P1":
            session.append(
                "workshop",
                pa.table({"campaign_id": [planted.campaign_id], **day, **place, "places": [2], "taken": [2]}),
            )
        made = {
            "referral_id": [f"R-{target.partner_code}"],
            "request_id": [request],
            "km": [0.0],
            "state": ["referred"],
        }
        session.append(
            "referral",
            pa.table({"campaign_id": [planted.campaign_id], **day, **made, "referred_at": [datetime(2026, 1, 5)]}),
        )


def target_of(planted: Planted, code: str) -> Target:
    """Return a structure, its list and one household that is its alone."""
    partner = next(row for row in list_partners(planted.office, COORDINATOR) if row["code"] == code)
    mine = next(row for row in planted.rows("list/all") if row["partner_id"] == partner["partner_id"])
    homes = [row["household_id"] for row in planted.rows("household/members")]
    cards = {home: planted.rows("view/household_requests", household_id=home) for home in homes}
    alone = next(home for home, rows in cards.items() if {row["partner_id"] for row in rows} == {partner["partner_id"]})
    issued = issue_code(planted.office, COORDINATOR, code)
    assert isinstance(issued, dict)
    return Target(partner["partner_id"], code, mine["list_id"], alone, issued["code_id"])
