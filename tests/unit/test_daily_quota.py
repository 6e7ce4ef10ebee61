"""How many files, and how heavy, a structure and a person may send in a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaigns.daily_quota import Quota, Quotas, Sent, beyond_quota
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.intake.receive import Reception, receive_list
from pipelines.office import Office
from pipelines.reporting.view_submission import foresee_list
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, HEADER, SECOND_LIST, SmallCampaign

QUOTAS = Quotas(Quota(2, 1), Quota(4, 3))
NOTHING = Sent()
THIRD_LIST = (HEADER + "E-9;LEROY;Anna;0612121212;93200;Saint-Denis;1\n").encode()


@pytest.mark.parametrize(
    ("structure", "person", "size", "code"),
    [
        (Sent(1, 400_000), NOTHING, 600_000, None),
        (Sent(1, 400_000), NOTHING, 600_001, "too_many_megabytes"),
        (Sent(2, 0), NOTHING, 1, "too_many_files"),
        (NOTHING, Sent(3, 2_999_999), 1, None),
        (NOTHING, Sent(3, 2_999_999), 2, "too_many_megabytes"),
        (NOTHING, Sent(4, 0), 1, "too_many_files"),
        (Sent(3, 2_000_000), NOTHING, 1, "too_many_files"),
    ],
)
def test_the_last_file_that_fits_is_taken_and_the_next_is_not(
    structure: Sent, person: Sent, size: int, code: str | None
) -> None:
    refusal = beyond_quota(QUOTAS, structure, person, size)
    assert (refusal.code if refusal else None) == code


def test_a_refusal_says_whose_limit_how_much_and_what_to_do() -> None:
    files = beyond_quota(QUOTAS, NOTHING, Sent(4, 10), 1)
    assert files is not None and files.sentence.fr == (
        "De votre part, la limite des fichiers reçus en vingt-quatre heures est atteinte : 4. Ce fichier n'a pas été lu et rien "
        "n'a été modifié. Réunissez les familles qui restent dans une seule liste, et envoyez-la demain."
    )
    heavy = beyond_quota(QUOTAS, Sent(1, 400_001), NOTHING, 1_000_000)
    assert heavy is not None and heavy.sentence.en == (
        "For this structure, 1 MB of files were already received in twenty-four hours; with this one (1 MB) the limit of 1 MB "
        "would be passed. It was not read and nothing was changed. Remove pictures and sheets that are not needed, or send it tomorrow."
    )


def test_a_day_of_work_never_meets_the_limits() -> None:
    # Twenty lists of two thousand rows (some 200 kB each) by each of twenty structures, all sent by one person.
    size = 200_000
    assert beyond_quota(Quotas(), Sent(19, 19 * size), Sent(399, 399 * size), size) is None
    # A register of a million families in one file of the largest size that is read.
    assert beyond_quota(Quotas(), NOTHING, NOTHING, 250_000_000) is None


def sent(small: SmallCampaign, office: Office, data: bytes, code: str = "ECOLE1") -> str:
    """Send a file as coordinator; returns the state of its list, or the code of the refusal."""
    answer = receive_list(office, COORDINATOR, small.campaign_id, data, "l.csv", Reception(code))
    return answer.code if isinstance(answer, Refusal) else str(answer["state"])


def lists_and_tries(small: SmallCampaign) -> tuple[int, list[str]]:
    """Return how many lists are kept, and the details of the refusals in the journal."""
    with small.office.store.reading() as session:
        entries = session.rows("journal/all", {"campaign_id": small.campaign_id})
        lists = session.rows("list/all", {"campaign_id": small.campaign_id})
    return len(lists), [entry["detail"] for entry in entries if entry["action"] == "refused"]


def test_a_file_beyond_the_structures_day_is_not_read_and_is_journalled(small: SmallCampaign) -> None:
    office = replace(small.office, quotas=Quotas(Quota(1, 1), Quota(9, 9)))
    assert sent(small, office, FIRST_LIST) == "accepted"
    # No list at all: had it been read, the answer would be of its content.
    assert sent(small, office, b"\x89PNG\r\n\x1a\n") == "too_many_files"
    looked = foresee_list(office, COORDINATOR, small.campaign_id, SECOND_LIST, "l.csv", Reception("ECOLE1"))
    assert isinstance(looked, Refusal) and looked.code == "too_many_files"
    assert lists_and_tries(small) == (1, ['{"code":"too_many_files"}'] * 2)
    # What is in already adds nothing, and another structure has a day of its own.
    assert sent(small, office, FIRST_LIST) == "accepted"
    assert sent(small, office, SECOND_LIST, "CHRS1") == "accepted"
    # A minute before the day is over, and when it is.
    day = office.clock() + timedelta(hours=24)
    assert sent(small, replace(office, clock=lambda: day - timedelta(minutes=1)), THIRD_LIST) == "too_many_files"
    assert sent(small, replace(office, clock=lambda: day), THIRD_LIST) == "accepted"


def test_a_person_has_one_day_for_all_structures_together(
    small: SmallCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A megabyte of one byte less than both lists.
    monkeypatch.setattr("campaigns.daily_quota.MEGABYTE", len(FIRST_LIST) + len(SECOND_LIST) - 1)
    office = replace(small.office, quotas=Quotas(Quota(9, 9), Quota(9, 1)))
    assert sent(small, office, FIRST_LIST) == "accepted"
    assert sent(small, office, SECOND_LIST, "CHRS1") == "too_many_megabytes"
    # The structure's own secretary has not sent anything yet.
    secretary = fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])
    answer = receive_list(office, secretary, small.campaign_id, SECOND_LIST, "l.csv", Reception("CHRS1"))
    assert not isinstance(answer, Refusal)
    assert lists_and_tries(small) == (2, ['{"code":"too_many_megabytes"}'])


def test_a_list_for_another_structure_is_not_read_and_the_try_is_journalled(small: SmallCampaign) -> None:
    secretary = fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])
    for look in (receive_list, foresee_list):
        answer = look(small.office, secretary, small.campaign_id, FIRST_LIST, "l.csv", Reception("ECOLE1"))
        assert isinstance(answer, Refusal) and answer.code == "out_of_scope"
    assert lists_and_tries(small) == (0, ['{"code":"out_of_scope"}'] * 2)


def test_whoever_sends_meanwhile_is_counted_before_a_list_is_kept(
    small: SmallCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both were let through before either was kept.
    office = replace(small.office, quotas=Quotas(Quota(1, 1), Quota(9, 9)))
    monkeypatch.setattr("pipelines.intake.receive.stopped_by_the_day", lambda *_: None)
    assert [sent(small, office, data) for data in (FIRST_LIST, THIRD_LIST)] == ["accepted", "too_many_files"]
    assert lists_and_tries(small) == (1, ['{"code":"too_many_files"}'])
