"""Counts a campaign on one day, for a release: households, units, flows from sites, stock by site.

True counts: they must go through `release_tables` before anybody sees them.
"""

from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from pipelines.office import Office
from pipelines.reporting.counted_families import counted_families, region_codes
from pipelines.reporting.figures import reached_units, units_of_eligible
from pipelines.reporting.release_tables import Truth
from pipelines.store.port import Row

SIDES = ("device", "data")
# Stock is told by about so many units, so that one grant does not show in it.
STOCK_STEP = 10


def truth_of(office: Office, campaign_id: str) -> Truth | Refusal:
    """Count everything that a release tells of."""
    counted = counted_families(office, campaign_id)
    if isinstance(counted, Refusal):
        return counted
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        kept = session.rows("erasure/kept_counts", named)
        asked = session.rows("coverage/asked", named)[0]
        states = session.rows("coverage/quantities", named)
        partners = session.rows("coverage/partners", named)
        flows = session.rows("coverage/flows", named)
        donors = session.rows("coverage/donors", named)
        stock = session.rows("view/stock_grid", named | {"today": counted.as_of})
        one_more = session.rows("coverage/one_more", named)
        codes = {row["site_id"]: row["code"] for row in session.rows("site/all")}
    eligible = units_of_eligible(counted.policy, counted.facts, counted.eligible, kept)
    sides = {item.code: item.side.value for item in counted.policy.items}
    asked_units = {"device": asked["devices"], "data": asked["connections"]}
    units = {
        side: {"asked": asked_units[side], "eligible": eligible[side]} | reached_units(states, sides, side)
        for side in SIDES
    }
    people = {"requests": asked["requests"], "announced": asked["aggregate_households"], "structures": len(partners)}
    sites = [row | {"site_code": codes[row["site_id"]]} for row in stock]
    return Truth(
        counted, region_codes(office), units, people, flows, donors, site_rows(sites, counted.policy), one_more,
        [{"item": item.code, "label_fr": item.label_fr, "label_en": item.label_en} for item in counted.policy.items],
    )  # fmt: skip


def site_rows(stock: list[Row], policy: Policy) -> list[Row]:
    """Return about how many units each site has free, by side."""
    sides = {item.code: item.side.value for item in policy.items}
    sums: dict[tuple[str, str], Row] = {}
    for row in stock:
        side = sides.get(row["item"])
        if side is None:
            continue
        kept = {"site_code": row["site_code"], "name": row["site_name"], "kind": row["site_kind"], "side": side}
        place = {name: row[name] for name in ("commune_code", "department_code")}
        found = sums.setdefault((row["site_code"], side), kept | place | {"about_units": 0})
        found["about_units"] += row["free"]
    return [row | {"about_units": row["about_units"] // STOCK_STEP * STOCK_STEP} for _, row in sorted(sums.items())]
