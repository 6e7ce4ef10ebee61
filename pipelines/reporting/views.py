"""What the screens list: a household opened as a card, the ranking.

Each view checks rights and answers plain rows; no name is opened here.
"""

import pyarrow as pa
import pyarrow.compute as pc

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
        `ranked` (households), `tiers` {tier: households}, `ineligible` {reason: households}, `rows` (Arrow columns, one row a
        household, by rank, with the parts of its score), `criteria` (labels and ceilings).
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
    refused = eligible.filter(pc.invert(eligible["eligible"]))
    return {
        "ranked": ranked.num_rows,
        "tiers": counts_of(ranked["tier"]),
        "ineligible": counts_of(refused["reason_code"]),
        "rows": ranked,
        "criteria": [criterion.model_dump(mode="json") for criterion in policy.criteria],
    }


def counts_of(column: pa.ChunkedArray) -> dict[str, int]:
    """Return how often each value stands in a column, in the order of the values."""
    found = ((pair["values"], pair["counts"]) for pair in pc.value_counts(column).to_pylist())
    return {str(value): count for value, count in sorted(found)}
