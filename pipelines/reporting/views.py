"""What the screens list: a household opened as a card, the ranking.

Each view checks rights and answers plain rows; no name is opened here.
"""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from pipelines.office import Office
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.store.port import Row


def household_card(office: Office, actor: Actor, campaign_id: str, household_id: str) -> Row | Refusal:
    """Return a household's requests with the structures that sent them; names stay masked."""
    with office.store.reading() as session:
        requests = session.rows("view/household_requests", {"campaign_id": campaign_id, "household_id": household_id})
    scopes = [Scope(row["partner_id"], row["department_code"]) for row in requests] or [Scope()]
    refusals = [check_can(actor, "household.read", scope) for scope in scopes]
    if all(refusal is not None for refusal in refusals):
        return refusals[0] or {}
    return {"household_id": household_id, "requests": requests}


def ranking(office: Office, actor: Actor, campaign_id: str, policy_text: str | None = None) -> Row | Refusal:
    """Rank the campaign's households under its policy, or under another to compare.

    Returns
    -------
    dict or Refusal
        `ranked` (households), `tiers` {tier: households}, `ineligible` {reason: households}, `rows` (one a household, by rank,
        with the parts of its score), `criteria` (labels and ceilings).
    """
    refusal = check_can(actor, "rank.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        text = policy_text or session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"]
        policy = parse_policy(text)
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock())
    eligible, ranked = ranked_households(policy, facts)
    tiers: dict[str, int] = {}
    for tier in ranked["tier"].to_pylist():
        tiers[str(tier)] = tiers.get(str(tier), 0) + 1
    refused: dict[str, int] = {}
    for row in eligible.to_pylist():
        if not row["eligible"]:
            refused[row["reason_code"]] = refused.get(row["reason_code"], 0) + 1
    return {
        "ranked": ranked.num_rows,
        "tiers": dict(sorted(tiers.items())),
        "ineligible": refused,
        "rows": ranked.to_pylist(),
        "criteria": [criterion.model_dump(mode="json") for criterion in policy.criteria],
    }
