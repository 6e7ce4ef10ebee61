"""The figures of a campaign for those who run it: the seven quantities, each under its own name, exact and not published.

What leaves the house is read from a release (`releases`), never from here.
"""

from collections import Counter
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.eligibility import eligibility
from campaigns.equipment import allowed_units
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
    read = read_families(office, campaign_id)
    if isinstance(read, Refusal):
        return read
    need, served = counts_by_department(read)
    eligible = units_of_eligible(read.policy, read.facts, read.eligible, read.kept)
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        asked = session.rows("coverage/asked", named)[0]
        states = session.rows("coverage/quantities", named)
        linked = session.rows("household/count", named)[0]
    policy = read.policy
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


@dataclass(frozen=True)
class ReadFamilies:
    """What the exact figures are counted from: each household once, with what the policy says of it.

    Attributes
    ----------
    facts
        Key household_id (`pipelines.planning.facts`).
    eligible, served
        One value a row of `facts`: may it be served, does it hold a live grant.
    kept
        Erased families, by department, as they were counted last: they have no facts any more.
    """

    policy: Policy
    facts: pa.Table
    eligible: pa.Array
    served: pa.Array
    kept: list[Row]


def read_families(office: Office, campaign_id: str) -> ReadFamilies | Refusal:
    """Read and judge the campaign's households once."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock()).combine_chunks()
        served = session.table("coverage/served", named)["household_id"].combine_chunks()
        kept = session.rows("erasure/kept_counts", named)
    homes = facts["household_id"].combine_chunks()
    return ReadFamilies(policy, facts, eligible_mask(policy, facts), pc.is_in(homes, value_set=served), kept)


def eligible_mask(policy: Policy, facts: pa.Table) -> pa.Array:
    """Tell for each household whether it may be served."""
    if facts.num_rows == 0:
        return pa.array([], pa.bool_())
    return eligibility(policy, facts)["eligible"].combine_chunks()


def eligible_units(office: Office, campaign_id: str) -> dict[str, int] | Refusal:
    """Count the units that the policy allows to serve, by side (device, data): one a line and side of its kit."""
    read = read_families(office, campaign_id)
    if isinstance(read, Refusal):
        return read
    return units_of_eligible(read.policy, read.facts, read.eligible, read.kept)


def units_of_eligible(policy: Policy, facts: pa.Table, eligible: pa.Array, kept: list[Row]) -> dict[str, int]:
    """Count the same over families that were read already (`ReadFamilies`).

    A line is made for each unit that a household may receive, and a kit counts on both sides (`campaigns.lines`).
    """
    erased = {side: sum(row[f"{side}_count"] for row in kept) for side in SIDES}
    if facts.num_rows == 0:
        return erased
    allowed = allowed_units(policy, facts).filter(eligible)
    living = {"device": allowed["device_units"], "data": allowed["bundle_units"]}
    return {side: (pc.sum(living[side]).as_py() or 0) + erased[side] for side in SIDES}


def household_counts(office: Office, campaign_id: str) -> tuple[Counter[str], Counter[str]] | Refusal:
    """Return (eligible, served) households by department code; served ones are eligible by construction."""
    read = read_families(office, campaign_id)
    return read if isinstance(read, Refusal) else counts_by_department(read)


def counts_by_department(read: ReadFamilies) -> tuple[Counter[str], Counter[str]]:
    """Return the same over families that were read already."""
    departments = pc.fill_null(read.facts["department_code"], "")
    need = _counted(departments.filter(pc.or_(read.eligible, read.served)))
    served = _counted(departments.filter(read.served))
    for row in read.kept:
        need[row["department_code"]] += row["need_count"]
        served[row["department_code"]] += row["served_count"]
    return need, served


def _counted(codes: pa.ChunkedArray) -> Counter[str]:
    return Counter({row["values"]: row["counts"] for row in codes.value_counts().to_pylist()})
