"""What the page of rules reads: the policies to start from, and what another policy would change before it is adopted.

Nothing is written: an effect is computed and forgotten.
"""

from pathlib import Path

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy, policy_digest
from pipelines.office import Office
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.store.port import Row

TEMPLATES = Path(__file__).parents[2] / "data" / "policies"


def policy_templates() -> list[Row]:
    """Return the policies delivered with the application, by code: `code, name_fr, name_en, text`."""
    found = []
    for path in sorted(TEMPLATES.glob("*.toml")):
        text = path.read_text("utf-8")
        policy = parse_policy(text)
        if isinstance(policy, Policy):
            found.append({"code": policy.code, "name_fr": policy.name_fr, "name_en": policy.name_en, "text": text})
    return found


def campaign_card(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return the campaign with its policy text and version."""
    refusal = check_can(actor, "campaign.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("campaign/one", {"campaign_id": campaign_id})[0]


def policy_effect(office: Office, actor: Actor, campaign_id: str, policy_text: str) -> Row | Refusal:
    """Compare the ranking under another policy with the one in force.

    Returns
    -------
    dict or Refusal
        `same` (bool: the text says what is in force), `gain_tier, lose_tier, same_tier` (households ranked by both),
        `enter, leave` (households that become eligible, or no longer are), `rise, fall` (ranks), and `tiers`:
        `tier, before, after` (households) under the tier numbers of each policy. Refused when the text is no policy.
    """
    refusal = check_can(actor, "rank.read", Scope())
    if refusal is not None:
        return refusal
    other = parse_policy(policy_text)
    if isinstance(other, Refusal):
        return other
    with office.store.reading() as session:
        current = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
        facts = household_facts(session, campaign_id, office.clock())
    if isinstance(current, Refusal):
        return current
    before, after = (
        {row["household_id"]: row for row in ranked_households(policy, facts)[1].to_pylist()}
        for policy in (current, other)
    )
    same = policy_digest(current) == policy_digest(other)
    return {"same": same, "name_fr": other.name_fr, "name_en": other.name_en, **differences(before, after)}


def differences(before: dict[str, Row], after: dict[str, Row]) -> Row:
    """Count who gains and who loses between two rankings (household_id -> tier, rank)."""
    both = before.keys() & after.keys()
    gain = sum(after[home]["tier"] < before[home]["tier"] for home in both)
    lose = sum(after[home]["tier"] > before[home]["tier"] for home in both)
    numbers = sorted({row["tier"] for row in (*before.values(), *after.values())})
    return {
        "enter": len(after.keys() - before.keys()),
        "leave": len(before.keys() - after.keys()),
        "gain_tier": gain,
        "lose_tier": lose,
        "same_tier": len(both) - gain - lose,
        "rise": sum(after[home]["rank"] < before[home]["rank"] for home in both),
        "fall": sum(after[home]["rank"] > before[home]["rank"] for home in both),
        "tiers": [
            {"tier": tier, "before": counted(before, tier), "after": counted(after, tier)} for tier in numbers
        ],
    }  # fmt: skip


def counted(ranking: dict[str, Row], tier: int) -> int:
    """Count the households of a tier."""
    return sum(row["tier"] == tier for row in ranking.values())
