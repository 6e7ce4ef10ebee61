"""A campaign in which an adopted plan grants many units, written straight into the store: what follows is tested, not the planning."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from campaigns.model.codes import GrantState, MovementCategory
from pipelines.delivery.references import grant_reference
from pipelines.delivery.release import Choice, release_plan
from pipelines.office import Office
from pipelines.partners import import_sites
from pipelines.planning.stock import import_stock, record_movements
from pipelines.verify import grant_faults, journal_faults, stock_faults
from tests.answers import done
from tests.unit.small_campaign import COORDINATOR, SITES, SmallCampaign, opened_campaign

PLAN_ID = "01PLAN"
STOCK = "site_code,item,grade,quantity,available_on,donor,earmark\nSITE1,{item},{grade},{count},{day},,\n"


@dataclass(frozen=True, repr=False)
class Granted:
    """The campaign, and the reference of each unit, in the order of its rank."""

    small: SmallCampaign
    references: list[str]

    @property
    def office(self) -> Office:
        """Return the campaign's office."""
        return self.small.office

    @property
    def campaign_id(self) -> str:
        """Return the campaign."""
        return self.small.campaign_id


def granted_campaign(
    home: Path, count: int, *, item: str = "data_5gb", mode: str = "remote", partner: str = "ECOLE1", released: bool = True,
    capacity: int = 50, name: str = "petite",
) -> Granted:  # fmt: skip
    """Grant one unit to each of `count` families of one structure, from one cell, and release them."""
    small = opened_campaign(home)
    office, today = small.office, small.office.clock().date()
    grade = "" if item.startswith("data") else "A"
    side = "data" if item.startswith("data") else "device"
    stock = STOCK.format(item=item, grade=grade, count=count + 10, day=today).encode()
    done(import_sites(office, COORDINATOR, SITES.replace(b",50\n", f",{capacity}\n".encode()), "sites.csv"))
    done(import_stock(office, COORDINATOR, small.campaign_id, stock, "stock.csv"))
    write_plan(office, small.campaign_id, small.partner_ids[partner], count, (item, mode, side), office.clock())
    if released:
        done(release_plan(office, COORDINATOR, small.campaign_id, None, Choice()))
    return Granted(small, [grant_reference(PLAN_ID, f"h{place:04d}-1", side) for place in range(count)])


def write_plan(
    office: Office, campaign_id: str, partner_id: str, count: int, what: tuple[str, str, str], now: datetime
) -> None:
    """Write an adopted plan with its households, lines and grants, and reserve its units."""
    item, mode, side = what
    plan = {
        "campaign_id": campaign_id, "plan_id": PLAN_ID, "state": "adopted", "policy_digest": "d", "policy_toml": "t",
        "engine_version": "1", "digest": "d", "seed": "s", "served_count": count, "unserved_count": 0, "bound_count": count,
        "objective": 0, "seconds": 0.0, "proposed_at": now, "proposed_by": "a", "adopted_at": now, "adopted_by": "b",
        "requests_count": count, "version": 1,
    }  # fmt: skip
    with office.store.writing() as session:
        cell = session.rows("stock/cells", {"campaign_id": campaign_id})[0]
        key = [
            {"campaign_id": campaign_id, "plan_id": PLAN_ID, "household_id": f"h{place:04d}"} for place in range(count)
        ]
        session.append("plan", pa.Table.from_pylist([plan]))
        homes = [
            row
            | {"is_eligible": True, "tier": 1 + place % 2, "rank": place + 1, "parts": "{}", "partner_id": partner_id}
            for place, row in enumerate(key)
        ]
        session.append("plan_household", pa.Table.from_pylist(homes))
        lines = [
            row | {"line_id": f"{row['household_id']}-1", "unit_no": 1, "kit_code": "k", "type_id": "t", "rank": place + 1, "is_served": True}
            for place, row in enumerate(key)
        ]  # fmt: skip
        session.append("plan_line", pa.Table.from_pylist(lines))
        grants = [
            row
            | {
                "line_id": f"{row['household_id']}-1", "side": side, "partner_id": partner_id, "cell_id": cell["cell_id"],
                "site_id": cell["site_id"], "item": item, "km": 1.0, "mode": mode, "state": GrantState.GRANTED.value,
            }
            for row in key
        ]  # fmt: skip
        session.append("plan_grant", pa.Table.from_pylist(grants))
        session.run("stock/reserve", {"campaign_id": campaign_id, "cell_id": cell["cell_id"], "quantity": count})
        record_movements(
            session,
            office,
            COORDINATOR,
            campaign_id,
            MovementCategory.RESERVED,
            [(cell["cell_id"], count)],
            "plan",
            PLAN_ID,
        )


def faults_of(granted: Granted) -> list[str]:
    """Return where stock, journal and grants disagree; the plan was written by hand, so its certificate is not looked at."""
    office = granted.office
    with office.store.reading() as session:
        checks = (stock_faults, journal_faults, grant_faults)
        return [fault for check in checks for fault in check(office, session, granted.campaign_id)]


def later(office: Office, days: int) -> Office:
    """Return the same office some days later."""
    return replace(office, clock=lambda: office.clock() + timedelta(days=days))


def shuffled(rows: list, seed: int) -> list:
    """Return the rows in another order."""
    made = list(rows)
    random.Random(seed).shuffle(made)
    return made


def written(day: date) -> str:
    """Return a day as people type it."""
    return f"{day:%d/%m/%Y}"
