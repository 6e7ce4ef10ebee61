"""The figures of a campaign for those who run it: the seven quantities, each under its own name, exact and not published.

What leaves the house is read from a release (`releases`), never from here.
"""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.allocation.columns import whole
from campaigns.eligibility import eligibility
from campaigns.lines import kit_table, request_lines
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.help.referrals import help_counts
from pipelines.office import Office
from pipelines.planning.facts import household_facts
from pipelines.store.port import Row

SIDES = ("device", "data")
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
        eligible, granted, released, delivered, handed_over, returned` (units); `aggregates` (requests
        without names, and the families they announce); `help`: families that ask for help with their device, that were sent
        to a workshop, and that came (`asked, referred, attended`).
    """
    refusal = check_can(actor, "coverage.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        # Read once: of a million households they are most of the work.
        facts = household_facts(session, campaign_id, office.clock())
        asked = session.rows("coverage/asked", named)[0]
        states = session.rows("coverage/quantities", named)
        linked = session.rows("household/count", named)[0]
    need, served = household_counts_of(office, campaign_id, policy, facts)
    eligible = eligible_units_of(office, campaign_id, policy, facts)
    sides = {item.code: item.side.value for item in policy.items}
    asked_units = {"device": asked["devices"], "data": asked["connections"]}
    units = {
        side: {"asked": asked_units[side], "eligible": eligible[side]} | reached_units(states, sides, side)
        for side in SIDES
    }
    return {
        "as_of": office.clock().date(),
        "requests": asked["requests"],
        "households": {"known": linked["households"], "eligible": sum(need.values()), "served": sum(served.values())},
        "units": units,
        "aggregates": {"requests": asked["aggregates"], "households": asked["aggregate_households"]},
        "help": help_counts(office, campaign_id),
    }


def reached_units(states: list[Row], sides: dict[str, str], side: str) -> dict[str, int]:
    """Return how many units of one side reached each step."""
    counts: Counter[str] = Counter()
    for row in states:
        if sides.get(row["item"]) == side:
            counts[row["state"]] += row["units"]
    return {name: sum(counts[state] for state in reached) for name, reached in REACHED.items()}


def eligible_units(office: Office, campaign_id: str) -> dict[str, int] | Refusal:
    """Count the units that the policy allows to serve, by side (device, data): one a line and side of its kit."""
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock())
    return eligible_units_of(office, campaign_id, policy, facts)


def eligible_units_of(office: Office, campaign_id: str, policy: Policy, facts: pa.Table) -> dict[str, int]:
    """Count the same over facts that were read already."""
    with office.store.reading() as session:
        kept = session.rows("erasure/kept_counts", {"campaign_id": campaign_id})
    erased = {side: sum(row[f"{side}_count"] for row in kept) for side in SIDES}
    if facts.num_rows == 0:
        return erased
    verdicts = eligibility(policy, facts)
    homes = verdicts.filter(verdicts["eligible"]).select(["household_id"])
    # How many lines there are does not depend on who comes first: any order will do, and ranking a million takes long.
    ranked = homes.append_column("rank", pa.array(range(1, homes.num_rows + 1), pa.int64()))
    living = units_by_side(policy, request_lines(policy, ranked, facts))
    return {side: living[side] + erased[side] for side in SIDES}


def units_by_side(policy: Policy, lines: pa.Table) -> dict[str, int]:
    """Count lines by the sides of their kit."""
    sides: dict[str, set[str]] = {}
    for row in kit_table(policy).to_pylist():
        sides.setdefault(row["kit_code"], set()).add(row["side"])
    kits = lines["kit_code"].value_counts().to_pylist()
    return {side: sum(kit["counts"] for kit in kits if side in sides[kit["values"]]) for side in SIDES}


def household_counts(office: Office, campaign_id: str) -> tuple[Counter[str], Counter[str]] | Refusal:
    """Return (eligible, served) households by department code; served ones are eligible by construction."""
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock())
    return household_counts_of(office, campaign_id, policy, facts)


def household_counts_of(
    office: Office, campaign_id: str, policy: Policy, facts: pa.Table
) -> tuple[Counter[str], Counter[str]]:
    """Count the same over facts that were read already."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        served_ids = whole(session.table("coverage/served", named)["household_id"]).cast(pa.string())
        kept = session.rows("erasure/kept_counts", named)
    is_served = pc.is_in(whole(facts["household_id"]), value_set=served_ids)
    homes = pa.table({"department": pc.fill_null(facts["department_code"], ""), "served": is_served})
    homes = homes.filter(pc.or_(eligibility(policy, facts)["eligible"], is_served))
    need, served = by_department(homes), by_department(homes.filter(homes["served"]))
    # Erased families have no facts any more: figures count them as they were counted last.
    for row in kept:
        need[row["department_code"]] += row["need_count"]
        served[row["department_code"]] += row["served_count"]
    return need, served


def by_department(homes: pa.Table) -> Counter[str]:
    """Count households by department code."""
    return Counter({row["values"]: row["counts"] for row in homes["department"].value_counts().to_pylist()})
