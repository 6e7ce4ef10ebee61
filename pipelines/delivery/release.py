"""Lets granted things leave: all of a plan, or what one site, structure or tier waits for, or what had come by a day.

Each family or shipment gets a day at its site, within what the site can hand out. This module must never grant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import pyarrow as pa

from campaigns.allocation.readable import PICK_UP, REMOTE
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, Side
from campaigns.model.outcome import Refusal, Sentence
from campaigns.slots import days_for
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.moves import move_grants
from pipelines.delivery.places import grants_where_handed_over
from pipelines.ids import new_ids
from pipelines.office import Office
from pipelines.planning.life import find_plan
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Choice:
    """What to release of a plan; an empty choice is everything.

    Attributes
    ----------
    tier
        Families of this tier only.
    arrived_by
        Only from stock that was there by this day.
    """

    site_code: str = ""
    partner_code: str = ""
    tier: int | None = None
    arrived_by: date | None = None

    def holds(self, grant: Row) -> bool:
        """Tell whether a grant is among those chosen."""
        return (
            self.site_code in ("", grant["site_code"])
            and self.partner_code in ("", grant["partner_code"])
            and self.tier in (None, grant["tier"])
            and (self.arrived_by is None or grant["available_on"] <= self.arrived_by)
        )


EVERYTHING = Choice()


def release_plan(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, choice: Choice = EVERYTHING
) -> Row | Refusal:
    """Let what an adopted plan grants leave its sites.

    Returns
    -------
    dict or Refusal
        `released`; `not_there_yet` (granted from a wave, or by way of another site, and not arrived there: released when it has); `unchanged` (units
        that left before, or are not chosen); `slots` (days given), `first_on` and `last_on` (of those days, ISO, or None).
    """
    plan = find_plan(office, campaign_id, plan_id, "revoke")
    if isinstance(plan, Refusal):
        return plan

    def write(session: Session) -> Effect | Refusal:
        if plan["state"] != "adopted":
            return not_adopted()
        grants = grants_where_handed_over(session, campaign_id, plan["plan_id"])
        granted = [grant for grant in grants if grant["state"] == GrantState.GRANTED and choice.holds(grant)]
        leaving = [grant for grant in granted if is_there(grant, office.clock().date())]
        refusal = move_grants(office, session, actor, campaign_id, "release", leaving)
        days = keep_slots(office, session, campaign_id, plan["plan_id"], leaving)
        answer = {
            "plan_id": plan["plan_id"],
            "released": len(leaving),
            "not_there_yet": len(granted) - len(leaving),
            "unchanged": len(grants) - len(granted),
            "slots": len(days),
            "first_on": min(days).isoformat() if days else None,
            "last_on": max(days).isoformat() if days else None,
        }
        return refusal or Effect(answer, plan["plan_id"], answer)

    chosen = {name: value for name, value in asdict(choice).items() if value}
    key = f"release:{plan['plan_id']}:{office.clock()}"
    return perform(office, Command("release", actor, campaign_id, key, {"plan_id": plan["plan_id"]} | chosen), write)


def is_there(grant: Row, today: date) -> bool:
    """Tell whether a unit is where it is handed over: its wave has come, and it has arrived if it had to travel."""
    travelled = grant["via_site_id"] is None or grant["has_arrived"]
    return bool(travelled and grant["available_on"] <= today)


def keep_slots(office: Office, session: Session, campaign_id: str, plan_id: str, grants: Sequence[Row]) -> list[date]:
    """Keep a day for what leaves each site whose door is limited, and return the days."""
    now = office.clock()
    taken: dict[str, dict[date, int]] = {}
    for row in session.rows("delivery/slot_days", {"today": now.date()}):
        taken.setdefault(row["site_id"], {})[row["slot_on"]] = row["units"]
    kept: list[Row] = []
    for site in session.rows("site/all"):
        at_site = [grant for grant in grants if grant["site_id"] == site["site_id"] and takes_room(grant)]
        if site["capacity_per_day"] and at_site:
            kept += slots_at(campaign_id, plan_id, site, at_site, now.date(), taken.get(site["site_id"], {}))
    if kept:
        named = [row | {"slot_id": slot_id} for row, slot_id in zip(kept, new_ids(now, len(kept)), strict=True)]
        session.append("pick_up_slot", pa.Table.from_pylist(named, schema=SLOT_SCHEMA))
    return [row["slot_on"] for row in kept]


def takes_room(grant: Row) -> bool:
    """Tell whether a unit takes room at the door: a device does, a recharge does not."""
    return bool(grant["side"] == Side.DEVICE and grant["mode"] != REMOTE)


def slots_at(
    campaign_id: str, plan_id: str, site: Row, grants: Sequence[Row], today: date, taken: Mapping[date, int]
) -> Iterable[Row]:
    """Return the slots of one site: families who come in the order of their rank, then shipments, each structure's together."""
    order = sorted(
        grants, key=lambda g: (g["mode"] != PICK_UP, "" if g["mode"] == PICK_UP else g["partner_code"], g["rank"])
    )
    groups: dict[tuple[str, str], int] = {}
    for grant in order:
        family = (grant["household_id"], grant["partner_id"])
        groups[family] = groups.get(family, 0) + 1
    partners = dict(groups.keys())
    named = [(household_id, units) for (household_id, _), units in groups.items()]
    for household_id, day, units in days_for(named, site["capacity_per_day"], today, taken):
        yield {
            "campaign_id": campaign_id, "plan_id": plan_id, "site_id": site["site_id"], "household_id": household_id,
            "partner_id": partners[household_id], "slot_on": day, "units": units,
        }  # fmt: skip


def not_adopted() -> Refusal:
    """Say that only an adopted plan can be released."""
    return Refusal(
        "not_adopted",
        Sentence(
            "Ce plan n'est pas adopté : rien ne peut partir. Faites-le approuver puis adopter d'abord.",
            "This plan is not adopted: nothing may leave. Have it approved and adopted first.",
        ),
    )


SLOT_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "slot_id", "plan_id", "site_id", "household_id", "partner_id")]
    + [("slot_on", pa.date32()), ("units", pa.int32())]
)
