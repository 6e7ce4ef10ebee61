"""Rules put in force from the command line, which knows no version: sent twice they are one version, and may come back after others."""

from pathlib import Path

from campaigns.model.policy import parse_policy
from pipelines.campaigns_desk import adopt_policy, campaign_policy, policy_versions
from tests.unit.small_campaign import COORDINATOR, POLICY, SmallCampaign, opened_campaign

FIRST = POLICY.read_text("utf-8")
SECOND = FIRST.replace("weight = 0.12", "weight = 0.2", 1)


def in_force(small: SmallCampaign) -> tuple[int, object]:
    """Return how many versions there are, and the rules in force."""
    versions = policy_versions(small.office, COORDINATOR, small.campaign_id)
    assert isinstance(versions, list)
    return len(versions), campaign_policy(small.office, COORDINATOR, small.campaign_id)


def test_rules_that_were_replaced_can_be_adopted_again(tmp_path: Path) -> None:
    small = opened_campaign(tmp_path)
    for count, text in enumerate((FIRST, SECOND, FIRST, SECOND), start=2):
        answers = [adopt_policy(small.office, COORDINATOR, small.campaign_id, text, None) for _ in range(2)]
        assert answers[0] == answers[1]
        assert in_force(small) == (count, parse_policy(text))
    small.office.close()
