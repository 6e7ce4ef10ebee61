"""What the screens list: a partner's requests and what became of them, the households, the ranking.

Each view checks rights and answers plain rows; names are opened only for the partner who gave them.
"""

from typing import Any

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from pipelines.delivery.notes import family_name
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.sealing import unsealed
from pipelines.store.port import Row

# The furthest step of a household's grants is what its partner reads.
ORDER = ("returned", "granted", "released", "delivered", "handed_over")


def partner_requests(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> list[Row] | Refusal:
    """Return a partner's requests, newest first, by its own references.

    Returns
    -------
    list of dict or Refusal
        request_id, reference, family (as the partner wrote it), received_at, progress (received, recognised, granted,
        released, delivered, handed_over, returned), items (granted item codes), shared (bool: known from elsewhere too).
    """
    refusal = check_can(actor, "list.read", Scope(partner_id))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("view/partner_requests", {"campaign_id": campaign_id, "partner_id": partner_id})
        identities = unsealed(session, office.vault, campaign_id, IDENTITY, {row["request_id"] for row in rows})
    return [request_line(row, identities.get(row["request_id"], {})) for row in rows]


def request_line(row: Row, identity: dict[str, Any]) -> Row:
    """Return one request in its partner's words."""
    grants = [grant.split(":") for grant in (row["grants"] or "").split(",") if grant]
    furthest = max((ORDER.index(state) for _, state in grants), default=None)
    progress = ORDER[furthest] if furthest is not None else ("recognised" if row["household_id"] else "received")
    return {
        "request_id": row["request_id"],
        "reference": identity.get("partner_reference", ""),
        "family": family_name(identity),
        "received_at": row["received_at"],
        "progress": progress,
        "items": [item for item, _ in grants],
        "shared": (row["household_requests"] or 0) > 1,
        "households_count": row["households_count"],
        **{
            name: row[name]
            for name in ("need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection")
        },
    }


def households(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the households that the actor may see, those asked for by most requests first; no name."""
    refusal = check_can(actor, "household.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("view/households", {"campaign_id": campaign_id})
    return [row for row in rows if actor.department_code in (None, row["department_code"])]


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
