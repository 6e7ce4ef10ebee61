"""Referrals on the shared store: the same statements, and two people at once never give the last place twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Refusal
from pipelines.help.referrals import help_counts, list_referrals, record_referral, refer_families
from pipelines.help.workshops import list_workshops
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from tests.unit.small_campaign import COORDINATOR, opened_campaign
from tests.unit.test_referrals import FAMILIES, workshops_import

pytestmark = pytest.mark.postgres


def test_two_people_refer_at_once_on_the_shared_store(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    campaign = opened_campaign(tmp_path / "home")
    office, campaign_id = campaign.office, campaign.campaign_id
    assert not isinstance(
        receive_list(office, COORDINATOR, campaign_id, FAMILIES, "l.csv", Reception("ECOLE1")), Refusal
    )
    assert not isinstance(link_households(office, COORDINATOR, campaign_id), Refusal)
    assert workshops_import(campaign, 1)["added"] == 2
    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(lambda _: refer_families(office, COORDINATOR, campaign_id), range(2)))
    assert sorted(answer["referred"] for answer in answers if not isinstance(answer, Refusal)) == [0, 2]
    rows = list_referrals(office, COORDINATOR, campaign_id)
    assert not isinstance(rows, Refusal) and len({row["household_id"] for row in rows}) == len(rows) == 2
    given_up = record_referral(office, COORDINATOR, campaign_id, rows[1]["referral_id"], ReferralState.DECLINED)
    assert not isinstance(given_up, Refusal)
    days = list_workshops(office, COORDINATOR, campaign_id)
    assert not isinstance(days, Refusal) and [row["taken"] for row in days] == [1, 0]
    assert help_counts(office, campaign_id) == {"asked": 3, "referred": 1, "attended": 0}
    office.close()
