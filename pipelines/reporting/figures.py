"""The figures of a campaign: the seven quantities, each under its own name, for the whole campaign."""

from collections import Counter

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from pipelines.office import Office
from pipelines.reporting.coverage import household_counts
from pipelines.store.port import Row

# A unit that was handed over was granted, released and delivered before: each quantity counts what reached that step.
REACHED = {
    "granted": ("granted", "released", "delivered", "handed_over"),
    "released": ("released", "delivered", "handed_over"),
    "delivered": ("delivered", "handed_over"),
    "handed_over": ("handed_over",),
    "returned": ("returned",),
}


def campaign_figures(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return the figures of a campaign.

    Returns
    -------
    dict or Refusal
        `as_of`; `requests`, `households` (eligible, served); `units`: for devices and data, the seven quantities `asked,
        eligible, granted, released, delivered, handed_over, returned` (units; eligible counts households); `aggregates`
        (requests without names, and the families they announce).
    """
    refusal = check_can(actor, "figures.read", Scope())
    if refusal is not None:
        return refusal
    counted = household_counts(office, campaign_id)
    if isinstance(counted, Refusal):
        return counted
    need, served = counted
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        asked = session.rows("coverage/asked", named)[0]
        states = session.rows("coverage/quantities", named)
        linked = session.rows("household/count", named)[0]
        policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    sides = {item.code: item.side.value for item in policy.items}
    units = {side: reached_units(states, sides, side) for side in ("device", "data")}
    units["device"]["asked"], units["data"]["asked"] = asked["devices"], asked["connections"]
    return {
        "as_of": office.clock().date(),
        "requests": asked["requests"],
        "households": {"known": linked["households"], "eligible": sum(need.values()), "served": sum(served.values())},
        "units": units,
        "aggregates": {"requests": asked["aggregates"], "households": asked["aggregate_households"]},
    }


def reached_units(states: list[Row], sides: dict[str, str], side: str) -> dict[str, int]:
    """Return how many units of one side reached each step."""
    counts: Counter[str] = Counter()
    for row in states:
        if sides.get(row["item"]) == side:
            counts[row["state"]] += row["units"]
    return {name: sum(counts[state] for state in reached) for name, reached in REACHED.items()}
