"""`verify` counts the places of workshops again: each fault that is planted behind the program's back is told."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.codes import Role
from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Refusal
from pipelines.help.checks import referral_faults
from pipelines.help.places import drop_withdrawn
from pipelines.help.referrals import list_referrals, record_referral, refer_families
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.people import person_named
from pipelines.privacy.objection import record_objection
from pipelines.verify import verify_campaign
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, opened_campaign
from tests.unit.test_referrals import FAMILIES, workshops_import
from tests.unit.year_campaign import raw

FIRST = "(select min(held_on) from workshop)"
# What is planted, and every fault that the check tells of it; R is the referral of the first day, Q the request of the second.
PLANTED = {
    "a place too many taken": (
        f"update workshop set taken = taken + 1, places = 2 where held_on = {FIRST}",
        ["workshop AT1 on D: places taken: 2, families: 1"],
    ),
    "a place forgotten": (
        f"update workshop set taken = 0 where held_on = {FIRST}",
        ["workshop AT1 on D: places taken: 0, families: 1"],
    ),
    "two families for one place": (
        f"update referral set held_on = {FIRST}",
        [
            "workshop AT1 on D: places taken: 1, families: 2", "workshop AT1 on D: families: 2, places: 1",
            "workshop AT1 on E: places taken: 1, families: 0",
        ],
    ),
    "a request that never was": (
        "update referral set request_id = 'NOBODY' where referral_id = 'R'",
        ["referral R: its request does not exist"],
    ),
    "a request that was erased": (
        "update request set state = 'erased' where request_id in (select request_id from referral where referral_id = 'R')",
        ["referral R: awaited, but its request is erased"],
    ),
    "a request that was withdrawn": (
        "update request set state = 'withdrawn' where request_id in (select request_id from referral where referral_id = 'R')",
        ["referral R: awaited, but its request is withdrawn"],
    ),
    "a day that never was": (
        "update referral set code = 'AT9' where referral_id = 'R'",
        ["workshop AT1 on D: places taken: 1, families: 0", "referral R: its day does not exist"],
    ),
    "a state that is none": (
        "update referral set state = 'perhaps' where referral_id = 'R'",
        [
            "workshop AT1 on D: places taken: 1, families: 0", "referral R: perhaps is no state",
            "referral R: perhaps, but referred was noted last",
        ],
    ),
    "a family awaited twice": (
        "update referral set request_id = 'Q' where referral_id = 'R'",
        ["request Q: days on which it is awaited: 2"],
    ),
    "a family that came, and nobody noted it": (
        "update referral set state = 'attended' where referral_id = 'R'",
        ["referral R: attended, but referred was noted last"],
    ),
    "a referral that is gone": (
        "delete from referral where referral_id = 'R'",
        ["workshop AT1 on D: places taken: 1, families: 0", "2 referrals were made, 1 are kept"],
    ),
}  # fmt: skip


class TakenBackError(Exception):
    """Ends a transaction whose changes are not to stay."""


def sent_campaign(home: Path) -> SmallCampaign:
    """Open a campaign in which two families are awaited, each on its day."""
    campaign = opened_campaign(home)
    office, campaign_id = campaign.office, campaign.campaign_id
    received = receive_list(office, COORDINATOR, campaign_id, FAMILIES, "l.csv", Reception("ECOLE1"))
    assert not isinstance(received, Refusal)
    assert not isinstance(link_households(office, COORDINATOR, campaign_id), Refusal)
    workshops_import(campaign, 1)
    made = refer_families(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal) and made["referred"] == 2
    return campaign


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Lend that campaign; whoever changes it takes the change back."""
    campaign = sent_campaign(tmp_path_factory.mktemp("places") / "home")
    yield campaign
    campaign.office.close()


def faults_after(campaign: SmallCampaign, text: str) -> list[str]:
    """Change the store behind the program's back, return what the check tells of it, and take the change back."""
    found: list[str] = []
    with contextlib.suppress(TakenBackError), campaign.office.store.writing() as session:
        assert referral_faults(session, campaign.campaign_id) == []
        raw(session, text)
        found = referral_faults(session, campaign.campaign_id)
        raise TakenBackError
    return found


@pytest.mark.parametrize("name", PLANTED)
def test_a_fault_planted_behind_the_programs_back_is_told(sent: SmallCampaign, name: str) -> None:
    text, told = PLANTED[name]
    rows = list_referrals(sent.office, COORDINATOR, sent.campaign_id)
    assert not isinstance(rows, Refusal)
    first, second = rows
    names = {
        first["referral_id"]: "R", str(first["held_on"]): "D", str(second["held_on"]): "E",
        second["request_id"]: "Q",
    }  # fmt: skip
    for long, short in names.items():
        text = text.replace(f"'{short}'", f"'{long}'")
    found = faults_after(sent, text)
    for long, short in names.items():
        found = [fault.replace(long, short) for fault in found]
    assert found == told


@pytest.mark.slow
def test_what_is_noted_holds_and_whoever_objects_is_awaited_no_longer(tmp_path: Path) -> None:
    campaign = sent_campaign(tmp_path / "home")
    office, campaign_id = campaign.office, campaign.campaign_id
    rows = list_referrals(office, COORDINATOR, campaign_id)
    assert not isinstance(rows, Refusal)
    for state in (ReferralState.ABSENT, ReferralState.ATTENDED):
        noted = record_referral(office, COORDINATOR, campaign_id, rows[0]["referral_id"], state)
        assert not isinstance(noted, Refusal)
    dpo = person_named(Role.DPO.value)
    answer = record_objection(office, dpo, campaign_id, rows[1]["request_id"], dry_run=False)
    assert not isinstance(answer, Refusal)
    after = list_referrals(office, COORDINATOR, campaign_id)
    assert not isinstance(after, Refusal) and [row["state"] for row in after] == ["attended", "withdrawn"]
    with office.store.writing() as session:
        assert [row["taken"] for row in session.rows("referral/workshops", {"campaign_id": campaign_id})] == [1, 0]
        assert drop_withdrawn(session, campaign_id) == 0
    checks = verify_campaign(office, dpo, campaign_id)
    assert not isinstance(checks, Refusal) and checks["checks"]["referrals"] == {"holds": True, "faults": []}
    office.close()
