"""What in the stock calls for somebody: few units left, recharges about to expire, reservations that wait, kits that lack a part.

The thresholds are those of the policy (`[alerts]`). It must never change anything.
"""

from collections import defaultdict
from datetime import date, timedelta

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from pipelines.campaigns_desk import campaign_policy
from pipelines.office import Office
from pipelines.store.port import Row

KINDS = ("expired", "expiring", "closed_site", "kit_short", "late_lot", "to_inspect", "aged", "low")


def stock_alerts(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the alerts, the most pressing kind first.

    Returns
    -------
    list of dict or Refusal
        `kind` (one of `KINDS`), `site_name, item, units, on` (a day, or None) and `lot_code` (or an empty text).
    """
    policy = check_can(actor, "stock.read", Scope()) or campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    today = office.clock().date()
    named = {"campaign_id": campaign_id}
    before = office.clock() - timedelta(days=policy.alerts.reserved_days)
    with office.store.reading() as session:
        cells = session.rows("stock/cells", named)
        lots = session.rows("lot/all", named | {"today": today})
        aged = session.rows("stock/aged_reservations", named | {"before": before})
    found = [
        *expiries(cells, policy, today), *misplaced(cells), *short_kits(cells, policy), *lot_alerts(lots, today),
        *(alert("aged", row, row["units"], row["since"].date()) for row in aged), *low_stock(cells, policy, today),
    ]  # fmt: skip
    return sorted(
        found, key=lambda row: (KINDS.index(row["kind"]), row["on"] or date.max, row["site_name"], row["item"])
    )


def alert(kind: str, row: Row, units: int, on: date | None = None) -> Row:
    """Return one alert on a site and item."""
    code = row.get("lot_code") or row.get("code") or ""
    return {
        "kind": kind,
        "site_name": row["site_name"],
        "item": row["item"],
        "units": units,
        "on": on,
        "lot_code": code,
    }


def expiries(cells: list[Row], policy: Policy, today: date) -> list[Row]:
    """Return what has expired on the shelf, and what will within the policy's days."""
    last = today + timedelta(days=policy.alerts.expiring_days)
    dated = [row for row in cells if row["expires_on"] is not None and row["on_hand"] and row["expires_on"] <= last]
    return [
        alert("expired" if row["expires_on"] < today else "expiring", row, row["on_hand"], row["expires_on"])
        for row in dated
    ]


def misplaced(cells: list[Row]) -> list[Row]:
    """Return what lies at a closed site: what came back there has to be transferred."""
    return [
        alert("closed_site", row, row["on_hand"] + row["to_inspect"])
        for row in cells
        if row["site_closed_at"] is not None and row["on_hand"] + row["to_inspect"]
    ]


def sums_by_site(cells: list[Row], today: date) -> dict[tuple[str, str], int]:
    """Return the free units of each site and item that are there today and fit to be given."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in cells:
        usable = row["available_on"] <= today and row["grade"] != "INVENDABLE"
        sums[row["site_name"], row["item"]] += row["on_hand"] - row["reserved"] if usable else 0
    return sums


def low_stock(cells: list[Row], policy: Policy, today: date) -> list[Row]:
    """Return the open sites where fewer units than the policy's threshold are free, of what they once had."""
    shut = {row["site_name"] for row in cells if row["site_closed_at"] is not None}
    return [
        alert("low", {"site_name": site, "item": item}, units)
        for (site, item), units in sums_by_site(cells, today).items()
        if units < policy.alerts.low_units and site not in shut
    ]


def short_kits(cells: list[Row], policy: Policy) -> list[Row]:
    """Return the sites with more devices on hand than parts to make their kits; `units` are the parts that lack."""
    on_hand: dict[tuple[str, str], int] = defaultdict(int)
    for row in cells:
        on_hand[row["site_name"], row["item"]] += row["on_hand"] if row["grade"] != "INVENDABLE" else 0
    needed: dict[tuple[str, str], int] = defaultdict(int)
    for item in policy.items:
        for part in item.contents:
            for site in {row["site_name"] for row in cells}:
                needed[site, part] += on_hand[site, item.code]
    return [
        alert("kit_short", {"site_name": site, "item": part}, units - on_hand[site, part])
        for (site, part), units in needed.items()
        if units > on_hand[site, part]
    ]


def lot_alerts(lots: list[Row], today: date) -> list[Row]:
    """Return the lots that should have come, and those that wait for inspection."""
    late = [
        alert("late_lot", lot, lot["announced_count"] - lot["received"], lot["expected_on"])
        for lot in lots
        if lot["closed_at"] is None and lot["received"] < lot["announced_count"] and lot["expected_on"] < today
    ]
    waiting = [alert("to_inspect", lot, lot["to_inspect"], lot["received_on"]) for lot in lots if lot["to_inspect"]]
    return late + waiting
