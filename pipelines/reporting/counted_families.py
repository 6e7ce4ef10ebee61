"""Reads the households that published figures count: eligible or served, one row each, in one pass.

Every figure of a campaign is a count over this table. No name, no contact; it must never leave the pipelines.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from campaigns.territory_counts import placed
from geo.distances import nearest_km
from pipelines.office import Office
from pipelines.planning.facts import household_facts
from pipelines.reporting.figures import eligible_mask
from pipelines.store.port import Row

# Days of waiting, by the first day of each class.
WAIT_CLASSES = {"under_1_week": 0, "1_to_2_weeks": 7, "2_to_4_weeks": 14, "4_to_8_weeks": 28, "over_8_weeks": 56}


@dataclass(frozen=True)
class CountedFamilies:
    """What the figures are counted from.

    Attributes
    ----------
    families
        Key household_id: partner_id, partner_kind, housing_kind, country, region, department, commune, served, device, data
        (bool), waiting_days (to the adoption where served, else to today; null where not known), waiting, week (Monday of
        the first request), nearest_km (to free devices; null where not known).
    known
        Households recognised, eligible or not.
    facts
        All that was read of them (`pipelines.planning.facts`).
    eligible
        Whether each row of `facts` may be served.
    """

    families: pa.Table
    known: int
    policy: Policy
    as_of: date
    facts: pa.Table
    eligible: pa.Array


def counted_families(office: Office, campaign_id: str) -> CountedFamilies | Refusal:
    """Read the campaign's households with what became of them."""
    named = {"campaign_id": campaign_id}
    today = office.clock().date()
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock())
        served = session.rows("coverage/served_sides", named)
        stock = session.rows("view/stock_grid", named | {"today": today})
    joined = with_outcome(facts, served, today)
    eligible = eligible_mask(policy, facts)
    families = placed(joined.filter(pc.or_(eligible, joined["served"])), region_codes(office))
    families = with_nearest(office, policy, families, stock)
    return CountedFamilies(families, facts.num_rows, policy, today, facts, eligible)


def region_codes(office: Office) -> dict[str, str]:
    """Return the region of each department."""
    return {row["code"]: row["region_code"] for row in office.territories.all_departments().to_pylist()}


def with_outcome(facts: pa.Table, served: list[Row], today: date) -> pa.Table:
    """Join what each household received, and how long it waited for it."""
    found = {row["household_id"]: row for row in served}
    homes = facts["household_id"].to_pylist()
    rows = [found.get(home) for home in homes]
    since = [0 if row is None else (today - row["adopted_at"].date()).days for row in rows]
    waited = pc.max_element_wise(
        pc.subtract(pc.cast(facts["waiting_days"], pa.int64()), pa.array(since, pa.int64())), 0, skip_nulls=False
    )
    table = facts.select(
        ["household_id", "partner_id", "partner_kind", "housing_kind", "commune_code", "department_code"]
    )
    flags = {
        "served": [row is not None for row in rows],
        "device": [row is not None and row["device"] == 1 for row in rows],
        "data": [row is not None and row["data"] == 1 for row in rows],
    }
    for name, values in flags.items():
        table = table.append_column(name, pa.array(values, pa.bool_()))
    table = table.append_column("waiting_days", waited)
    table = table.append_column("waiting", wait_classes(waited))
    return table.append_column("week", weeks(facts["waiting_days"], today))


def wait_classes(days: pa.Array) -> pa.Array:
    """Return the class of each wait; null where it is not known."""
    codes = pa.array(list(WAIT_CLASSES), pa.string())
    values = np.asarray(pc.fill_null(days, 0).to_numpy(zero_copy_only=False))
    place = np.searchsorted(np.array(list(WAIT_CLASSES.values())), values, side="right") - 1
    return pc.if_else(pc.is_valid(days), pc.take(codes, pa.array(place)), pa.scalar(None, pa.string()))


def weeks(waiting_days: pa.Array, today: date) -> pa.Array:
    """Return the Monday of the week of each first request, as an ISO date."""
    found: dict[int | None, str | None] = {None: None}
    for days in pc.unique(waiting_days).to_pylist():
        if days is not None:
            first = today - timedelta(days=days)
            found[days] = (first - timedelta(days=first.weekday())).isoformat()
    return pa.array([found[days] for days in waiting_days.to_pylist()], pa.string())


def with_nearest(office: Office, policy: Policy, families: pa.Table, stock: list[Row]) -> pa.Table:
    """Add the distance from each household's commune to the nearest site that has devices free."""
    devices = {item.code for item in policy.items if item.side.value == "device"}
    sites = sorted({row["commune_code"] for row in stock if row["free"] > 0 and row["item"] in devices})
    known = [code for code in pc.unique(families["commune_code"]).to_pylist() if office.territories.commune(code)]
    found = nearest_km(office.territories, known, sites)
    distances = [found.get(code) for code in families["commune_code"].to_pylist()]
    return families.append_column("nearest_km", pa.array(distances, pa.float64()))
