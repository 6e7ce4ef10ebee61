"""Coverage of a campaign by department: households in need, served, and the gap, protected before anyone sees them.

Only counts by department leave this module; what disclosure control hides is hidden here, not on the map.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.disclosure import protect
from campaigns.eligibility import eligibility
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from pipelines.office import Office
from pipelines.planning.facts import household_facts
from pipelines.store.port import Row


@dataclass(frozen=True)
class Coverage:
    """What may be shown of a campaign.

    Attributes
    ----------
    departments
        One row a department (101): territory_code, parent_code (« R » and the region's code, which alone could be a
        department's), need, served, gap (households; null where hidden) and their `_hidden` flags,
        rate (served / need, 0..1), hidden (bool), unknown (bool: no request came from there).
    unplaced
        Households whose department is not known (null when too few to say).
    """

    departments: pa.Table
    unplaced: int | None
    as_of: date


def department_coverage(office: Office, actor: Actor, campaign_id: str) -> Coverage | Refusal:
    """Count eligible and served households by department and protect the counts."""
    refusal = check_can(actor, "coverage.read", Scope(aggregated=True))
    if refusal is not None:
        return refusal
    counted = household_counts(office, campaign_id)
    if isinstance(counted, Refusal):
        return counted
    need, served = counted
    places = office.territories.all_departments().to_pylist()
    rows = [
        {
            "territory_code": place["code"], "parent_code": f"R{place['region_code']}", "need": need[place["code"]],
            "served": served[place["code"]], "gap": need[place["code"]] - served[place["code"]],
        }
        for place in places
    ]  # fmt: skip
    known = {place["code"] for place in places}
    unplaced = sum(count for code, count in need.items() if code not in known)
    return Coverage(
        with_rates(protected(rows)),
        unplaced if unplaced == 0 or unplaced >= 11 else None,
        office.clock().date(),
    )


def household_counts(office: Office, campaign_id: str) -> tuple[Counter[str], Counter[str]] | Refusal:
    """Return (eligible, served) households by department code; served ones are eligible by construction."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
        facts = household_facts(session, campaign_id, office.clock())
        served_ids = {row["household_id"] for row in session.rows("coverage/served", named)}
        kept = session.rows("erasure/kept_counts", named)
    if isinstance(policy, Refusal):
        return policy
    verdicts = dict(
        zip(*(eligibility(policy, facts)[name].to_pylist() for name in ("household_id", "eligible")), strict=True)
    )
    homes = zip(facts["household_id"].to_pylist(), facts["department_code"].to_pylist(), strict=True)
    placed = [(home, department or "") for home, department in homes if verdicts[home] or home in served_ids]
    need = Counter(department for _, department in placed)
    served = Counter(department for home, department in placed if home in served_ids)
    # Erased families have no facts any more: figures count them as they were counted last.
    for row in kept:
        need[row["department_code"]] += row["need_count"]
        served[row["department_code"]] += row["served_count"]
    return need, served


def protected(rows: list[Row]) -> pa.Table:
    """Protect the counts; while nobody at all is served, that is public, and saying it department by department tells nothing."""
    table = pa.Table.from_pylist(rows)
    if any(row["served"] for row in rows):
        return protect(table)
    need = protect(table.drop_columns(["served", "gap"])).to_pylist()
    shown = [
        row | {"served": 0, "gap": row["need"], "served_hidden": False, "gap_hidden": row["need_hidden"]}
        for row in need
    ]
    return pa.Table.from_pylist(shown)


def with_rates(table: pa.Table) -> pa.Table:
    """Add `rate` where need and served may both be shown, and `unknown` where nothing was asked."""
    rows = table.to_pylist()
    for row in rows:
        shown = row["need"] is not None and row["served"] is not None
        row["rate"] = row["served"] / row["need"] if shown and row["need"] else None
        row["unknown"] = not row["hidden"] and row["need"] == 0
    extra = [("rate", pa.float64()), ("unknown", pa.bool_())]
    return pa.Table.from_pylist(rows, schema=pa.schema([*table.schema, *[pa.field(*field) for field in extra]]))
