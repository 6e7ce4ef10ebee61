"""From how many bits of evidence a campaign joins, and from how many it asks: what its policy says (`[recognition]`)."""

from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from campaigns.model.policy_sections import Recognition
from pipelines.linkage.clustering import Bands
from pipelines.store.port import Session


def recognition_of(session: Session, campaign_id: str) -> Recognition:
    """Return what the policy in force says of recognising families."""
    found = session.rows("campaign/one", {"campaign_id": campaign_id})
    policy = parse_policy(found[0]["policy_toml"]) if found else None
    return Recognition() if policy is None or isinstance(policy, Refusal) else policy.recognition


def bands_of(session: Session, campaign_id: str) -> Bands:
    """Return the bands of a campaign."""
    said = recognition_of(session, campaign_id)
    return Bands(said.auto_bits, said.review_bits)
