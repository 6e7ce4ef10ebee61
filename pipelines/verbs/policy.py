"""Verbs of a campaign's policy: what another would change, its versions, its adoption."""

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import adopt_policy, policy_versions, version_differences
from pipelines.office import Office
from pipelines.planning.prospect import policy_prospect
from pipelines.verbs.calling import Answer, OnCampaign, Options, text_of


def effect(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Say whom another policy would serve."""
    text = text_of(options.file)
    if isinstance(text, Refusal):
        return text
    return policy_prospect(office, actor, campaign_id, text, draws_count=options.draws)


def adopt(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Put another policy in force."""
    text = text_of(options.file)
    return text if isinstance(text, Refusal) else adopt_policy(office, actor, campaign_id, text, None)


def versions(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """List the versions without their texts."""
    rows = policy_versions(office, actor, campaign_id)
    if isinstance(rows, Refusal):
        return rows
    return [{name: value for name, value in row.items() if name != "policy_toml"} for row in rows]


ON_CAMPAIGN: dict[str, OnCampaign] = {
    "policy effect": effect,
    "policy adopt": adopt,
    "policy versions": versions,
    "policy differences": lambda office, actor, campaign_id, o: version_differences(
        office, actor, campaign_id, o.first_no, o.second_no
    ),
}
