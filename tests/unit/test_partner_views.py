"""What a partner structure reads about itself, on a campaign counted by hand."""

from collections.abc import Iterator

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.family_steps import FamilyStep
from pipelines.intake.reading_parts import Choices
from pipelines.intake.receipts import receipt_file
from pipelines.intake.receive import Reception, receive_list
from pipelines.reporting.view_partner import (
    FamilyQuestion,
    lists_to_correct,
    partner_deliveries,
    partner_desk,
    partner_families,
    sent_lists,
)
from pipelines.reporting.view_submission import foresee_list
from tests.unit.small_campaign import FIRST_LIST, SECOND_LIST, SmallCampaign, filled_campaign


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign whose two partners sent lists, under an adopted and released plan; read by tests, never changed."""
    campaign = filled_campaign(tmp_path_factory.mktemp("filled"))
    yield campaign
    campaign.office.close()


def school(small: SmallCampaign) -> Actor:
    """Return the person of the school."""
    return fictive_actor(Role.PARTNER, small.partner_ids["ECOLE1"])


def shelter(small: SmallCampaign) -> Actor:
    """Return the person of the shelter."""
    return fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])


def foresee(small: SmallCampaign, data: bytes, choices: Choices = Choices()) -> dict[str, object]:  # noqa: B008 frozen
    """Look at what a list of the school would do."""
    reception = Reception("ECOLE1", dry_run=True, choices=choices)
    report = foresee_list(small.office, school(small), small.campaign_id, data, "classe.csv", reception)
    assert not isinstance(report, Refusal)
    return report


def test_what_is_foreseen_is_what_then_happens(small: SmallCampaign) -> None:
    before = foresee(small, FIRST_LIST)
    sent = receive_list(small.office, school(small), small.campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1"))
    assert not isinstance(sent, Refusal)
    assert before["counts"] == sent["counts"]
    row = b"E-1;BENALI;Karim;0611223344;93200;Saint-Denis;"
    corrected = FIRST_LIST.replace(row + b"1", row + b"2")
    assert corrected != FIRST_LIST
    counts = foresee(small, corrected)["counts"]
    assert [counts[name] for name in ("new", "unchanged", "corrected")] == [0, 2, 1]  # type: ignore[index]


def test_a_chosen_meaning_of_a_column_changes_the_reading(small: SmallCampaign) -> None:
    columns = {column["header"]: column["target"] for column in foresee(small, FIRST_LIST)["columns"]}  # type: ignore[attr-defined]
    assert columns["Ordinateur"] == "need_laptop"
    report = foresee(small, FIRST_LIST, Choices(targets={"Ordinateur": "need_tablet"}))
    assert report["mapping"]["Ordinateur"] == "need_tablet"  # type: ignore[index]
    values = [row["values"] for row in report["rows"] if row["outcome"] == "accepted"]  # type: ignore[attr-defined]
    assert all("need_tablet" in row for row in values)


def test_nobody_foresees_in_the_name_of_another_structure(small: SmallCampaign) -> None:
    report = foresee_list(
        small.office, shelter(small), small.campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1", dry_run=True)
    )
    assert isinstance(report, Refusal) and report.code == "out_of_scope"


@pytest.mark.parametrize("view", [partner_desk, sent_lists, lists_to_correct, partner_deliveries])
def test_a_partner_reads_nothing_of_another(filled: SmallCampaign, view: object) -> None:
    answer = view(filled.office, shelter(filled), filled.campaign_id, filled.partner_ids["ECOLE1"])  # type: ignore[operator]
    assert isinstance(answer, Refusal) and answer.code == "out_of_scope"


def families(small: SmallCampaign, actor: Actor, question: FamilyQuestion | None = None) -> list[dict[str, object]]:
    """Read the families of a person's structure."""
    asked = question or FamilyQuestion(0, 100)
    answer = partner_families(small.office, actor, small.campaign_id, actor.partner_id or "", asked)
    assert not isinstance(answer, Refusal)
    return answer.rows


def test_each_family_stands_under_the_partners_own_reference(filled: SmallCampaign) -> None:
    rows = families(filled, school(filled))
    assert {(row["reference"], row["family"]) for row in rows} == {
        ("E-1", "BENALI Karim"), ("E-2", "DURAND Sonia"), ("E-3", "NGUYEN Linh"),
    }  # fmt: skip


def test_a_family_that_another_structure_knows_too_is_marked(filled: SmallCampaign) -> None:
    known = {row["reference"]: row["known_elsewhere"] for row in families(filled, school(filled))}
    assert known == {"E-1": True, "E-2": False, "E-3": False}


def test_what_another_structure_gives_only_closes_the_question(filled: SmallCampaign) -> None:
    by_reference = {
        row["reference"]: row for actor in (school(filled), shelter(filled)) for row in families(filled, actor)
    }
    pair = [by_reference["E-1"], by_reference["C-1"]]
    assert sorted(str(row["step"]) for row in pair) == ["released", "served_elsewhere"]
    closed = next(row for row in pair if row["step"] is FamilyStep.SERVED_ELSEWHERE)
    assert closed["items"] == []


def test_a_filter_and_a_search_leave_what_they_name(filled: SmallCampaign) -> None:
    found = families(filled, school(filled), FamilyQuestion(0, 10, search="durand"))
    assert [row["reference"] for row in found] == ["E-2"]
    released = families(filled, school(filled), FamilyQuestion(0, 10, step="released"))
    assert all(row["step"] is FamilyStep.RELEASED for row in released)
    backwards = families(filled, school(filled), FamilyQuestion(0, 10, sort="reference", descending=True))
    assert [row["reference"] for row in backwards] == ["E-3", "E-2", "E-1"]


def test_a_corrected_list_replaces_the_one_before(small: SmallCampaign) -> None:
    office, actor, campaign_id = small.office, school(small), small.campaign_id
    partner_id = small.partner_ids["ECOLE1"]
    assert not isinstance(receive_list(office, actor, campaign_id, FIRST_LIST, "un.csv", Reception("ECOLE1")), Refusal)
    held = partner_desk(office, actor, campaign_id, partner_id)
    mended = FIRST_LIST.replace(b"E-4;;;", b"E-4;PETIT;Lou;")
    assert not isinstance(receive_list(office, actor, campaign_id, mended, "deux.csv", Reception("ECOLE1")), Refusal)
    after = partner_desk(office, actor, campaign_id, partner_id)
    assert not isinstance(held, Refusal) and not isinstance(after, Refusal)
    assert (held["rows_to_correct"], after["rows_to_correct"]) == (1, 0)
    lists = sent_lists(office, actor, campaign_id, partner_id)
    assert {row["file_name"]: row["is_replaced"] for row in lists} == {"un.csv": True, "deux.csv": False}  # type: ignore[union-attr]


def test_another_list_does_not_replace_the_one_before(small: SmallCampaign) -> None:
    office, actor, campaign_id = small.office, school(small), small.campaign_id
    for name, data in (("un.csv", FIRST_LIST), ("autre.csv", SECOND_LIST)):
        assert not isinstance(receive_list(office, actor, campaign_id, data, name, Reception("ECOLE1")), Refusal)
    counts = partner_desk(office, actor, campaign_id, small.partner_ids["ECOLE1"])
    assert not isinstance(counts, Refusal) and counts["rows_to_correct"] == 1


def test_the_receipt_of_a_list_is_the_partners_own_table(filled: SmallCampaign) -> None:
    lists = sent_lists(filled.office, school(filled), filled.campaign_id, filled.partner_ids["ECOLE1"])
    assert not isinstance(lists, Refusal)
    receipt = receipt_file(filled.office, school(filled), filled.campaign_id, lists[0]["list_id"])
    assert isinstance(receipt, bytes) and b"BENALI" in receipt
