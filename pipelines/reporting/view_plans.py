"""One plan with everything its page shows first: its counts against the need, what adopted plans gave, how old it is.

Nothing is decided here.
"""

from typing import Any

from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.life import all_plans
from pipelines.planning.views import plan_summary
from pipelines.reporting.view_sums import plan_sums
from pipelines.reporting.view_work import plan_freshness
from pipelines.store.port import Row


def plan_board(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return a plan as its page reads it.

    Returns
    -------
    dict or Refusal
        `plan` (its row), `served, asked` (lines), `share` (0 to 1), `homes, homes_asking` (households served, with a line),
        `units` (granted), `mean_km` (of the units that travel), `adopted_served` (lines that other adopted plans serve),
        `since` (lists, units that came in after it), `tiers, sites, ways, departments, policy` (`view_sums.plan_sums`),
        `reasons, items` (`views.plan_summary`).
    """
    summary = plan_summary(office, actor, campaign_id, plan_id)
    if isinstance(summary, Refusal):
        return summary
    sums = plan_sums(office, actor, campaign_id, plan_id)
    since = plan_freshness(office, actor, campaign_id, plan_id)
    plans = all_plans(office, actor, campaign_id)
    for part in (sums, since, plans):
        if isinstance(part, Refusal):
            return part
    return board_of(summary, sums, since, plans)  # type: ignore[arg-type]  # refusals left above


def board_of(summary: Row, sums: Row, since: Row, plans: list[Row]) -> Row:
    """Put the parts of a plan's page together."""
    plan = summary["plan"]
    served, asked = plan["served_count"], plan["served_count"] + plan["unserved_count"]
    others = [row for row in plans if row["state"] == PlanState.ADOPTED and row["plan_id"] != plan["plan_id"]]
    before = [row for row in others if row["proposed_at"] <= plan["proposed_at"]]
    return {
        "plan": plan,
        "plans": plans,
        "served": served,
        "asked": asked,
        "share": served / asked if asked else None,
        "homes": sum(row["households_served"] for row in sums["departments"]),
        "homes_asking": sum(row["households"] for row in sums["departments"]),
        "units": sum(row["granted"] for row in summary["items"]),
        "mean_km": mean_km(sums["sites"]),
        "adopted_served": sum(row["served_count"] for row in before),
        "since": since,
        "reasons": summary["reasons"],
        "items": summary["items"],
        **sums,
    }


def mean_km(sites: list[dict[str, Any]]) -> float | None:
    """Return the mean distance of the units that are fetched or delivered; None where all is credited from afar."""
    travelling = [(row["units"] - row["by_remote"], row["km_sum"]) for row in sites]
    units = sum(count for count, _ in travelling)
    return sum(km for _, km in travelling) / units if units else None
