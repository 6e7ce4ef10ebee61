"""What a family may ask: what is kept of it, by whom it was seen, to be put right; and that asking leaves a trace and no name."""

import json
import time
from pathlib import Path

import pyarrow as pa
import pytest

from campaigns.model.codes import ErasureReason, OpeningReason
from campaigns.model.outcome import Refusal
from pipelines.intake.corrections import correct_rows
from pipelines.people import partner_person
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.person import Through, open_person, who_saw
from pipelines.privacy.person_export import export_person, person_html, write_person
from pipelines.privacy.search import search_person
from pipelines.reporting.view_lists import list_repairs
from pipelines.reporting.view_partner import FamilyQuestion, partner_families
from pipelines.verify import verify_campaign
from tests.spec.planted_family import (
    COORDINATOR,
    DPO,
    PLANTED,
    Planted,
    adopted_plan,
    done,
    handed_over,
)

ASKS = OpeningReason.RIGHTS_REQUEST


def journal_of(planted: Planted) -> str:
    """Return the journal and the answers kept, as text."""
    with planted.office.store.reading() as session:
        batches = [
            row for name in ("journal", "command_result") for batch in session.whole(name) for row in batch.to_pylist()
        ]
    return str(batches)


@pytest.mark.parametrize("typed", ["06 12 34 09 87", "+33612340987", "0612340987", " ZQX.Ypsi@example.org "])
def test_a_whole_contact_finds_the_family_and_the_journal_keeps_no_contact(planted: Planted, typed: str) -> None:
    found = done_list(search_person(planted.office, DPO, planted.campaign_id, typed))
    assert {row["household_id"] for row in found} == {planted.household()}
    assert len(found) == (1 if "@" in typed else 2)
    told = journal_of(planted).lower()
    assert "person.search" in told
    assert not any(word.lower() in told for word in PLANTED)


def done_list(answer: object) -> list[dict]:
    """Return a list that must not be a refusal."""
    assert not isinstance(answer, Refusal), answer
    return answer  # type: ignore[return-value]


@pytest.mark.parametrize("typed", ["0612340", "Zqxvardaillan", "", "%", "zqx.ypsi"])
def test_a_part_of_a_contact_or_a_name_is_refused(planted: Planted, typed: str) -> None:
    refused = search_person(planted.office, DPO, planted.campaign_id, typed)
    assert isinstance(refused, Refusal) and refused.code == "not_a_contact"


def test_somebody_elses_contact_finds_nobody(planted: Planted) -> None:
    assert search_person(planted.office, DPO, planted.campaign_id, "06 99 99 99 98") == []


def test_one_family_opens_with_a_reason_that_the_journal_keeps(planted: Planted) -> None:
    opened = done_list(open_person(planted.office, DPO, planted.campaign_id, planted.household(), ASKS))
    assert [row["values"]["guardian_last_name"].upper() for row in opened] == ["ZQXVARDAILLAN"] * 2
    entry = planted.rows("journal/all")[-1]
    assert (entry["action"], entry["object_id"], json.loads(entry["detail"])) == (
        "identity.read", planted.household(), {"reason": "rights_request"},
    )  # fmt: skip
    assert isinstance(open_person(planted.office, DPO, planted.campaign_id, "inconnu", ASKS), Refusal)


def test_a_family_is_given_all_that_is_kept_and_why_it_was_served(planted: Planted, tmp_path: Path) -> None:
    adopted_plan(planted)
    handed_over(planted)
    found = done(export_person(planted.office, DPO, planted.campaign_id, planted.household()))
    assert [row["partner"] for row in found["requests"]] == ["Ecole", "Relais"]
    assert found["kept_until"] == "2027-06-01"
    assert found["decisions"] and found["seen"]
    page = person_html(found)
    for word in (
        "Zqxvardaillan",
        "+33612340987",
        "17 impasse des Zorilles",
        "zqx.ypsi@example.org",
        "Wqzremarque libre",
        "01/06/2027",
    ):
        assert word in page
    assert found["decisions"][0]["fr"].split(".")[0][:20] in page
    assert "Troisieme" not in page and "Autre" not in page.replace("Autre téléphone", "")
    names = write_person(found, tmp_path / "acces")
    assert json.loads((tmp_path / "acces" / names[1]).read_text("utf-8"))["subject_id"] == planted.household()


def test_what_a_family_wrote_cannot_run_in_its_page(planted: Planted) -> None:
    found = done(export_person(planted.office, DPO, planted.campaign_id, planted.household()))
    found["requests"][0]["values"]["note"] = "<script>alert(1)</script> \"' & <img src=x onerror=alert(1)>"
    found["requests"][0]["partner"] = "<b>gras</b>"
    page = person_html(found)
    assert "<script" not in page and "<img" not in page and "<b>" not in page
    assert "&lt;script&gt;" in page


def test_who_saw_the_family_is_told_by_its_ways(planted: Planted) -> None:
    adopted_plan(planted)
    handed_over(planted)
    office, campaign_id, home = planted.office, planted.campaign_id, planted.household()
    rows = planted.rows("erasure/family", subject_id=home)
    list_id, partner_id = rows[0]["list_id"], rows[0]["partner_id"]
    done(list_repairs(office, COORDINATOR, campaign_id, list_id))
    school = partner_person(partner_id, "Ecole")
    for _ in range(3):
        assert not isinstance(partner_families(office, school, campaign_id, partner_id, FamilyQuestion(0, 25)), Refusal)
    done_list(open_person(office, DPO, campaign_id, home, ASKS))
    seen = done_list(who_saw(office, DPO, campaign_id, home))
    ways = [(row["action"], row["through"], row["actor_id"]) for row in seen]
    assert ways[0] == ("identity.read", Through.FAMILY, "dpo")
    assert ("identity.read", Through.LIST, "coordinatrice") in ways
    assert ("delivery.export", Through.NOTES, "coordinatrice") in ways
    assert ("list.submit", Through.LIST, "coordinatrice") in ways
    # Three looks within the hour are one entry.
    assert ways.count(("identity.read", Through.STRUCTURE, school.user_id)) == 1
    other = next(row["household_id"] for row in planted.rows("household/members") if row["household_id"] != home)
    assert "dpo" not in {row["actor_id"] for row in done_list(who_saw(office, DPO, campaign_id, other))}
    assert isinstance(who_saw(office, person_of("logistique"), campaign_id, home), Refusal)


def person_of(name: str):
    """Return one of the fictive people."""
    from pipelines.people import person_named

    return person_named(name)


def test_who_saw_is_told_within_a_second_among_a_hundred_thousand_entries(planted: Planted) -> None:
    office, campaign_id, home = planted.office, planted.campaign_id, planted.household()
    last = planted.rows("journal/all")[-1]
    count = 100_000
    with office.store.reading() as session:
        schema = session.columns("journal")
    columns = {name: [last[name]] * count for name in schema.names} | {
        "sequence": list(range(10_000, 10_000 + count)),
        "object_id": [home if number % 1000 == 0 else f"autre-{number}" for number in range(count)],
        "action": ["identity.read"] * count,
    }
    with office.store.writing() as session:
        session.append("journal", pa.table(columns, schema=schema))
    started = time.process_time()
    seen = done_list(who_saw(office, DPO, campaign_id, home))
    assert len(seen) >= 100
    assert time.process_time() - started < 1.0


def test_data_protection_puts_a_row_right(planted: Planted) -> None:
    row = next(one for one in planted.rows("erasure/family", subject_id=planted.household()) if one["row_no"] == 3)
    corrected = done(correct_rows(planted.office, DPO, planted.campaign_id, row["list_id"], {(3, 6): "18 rue du Port"}))
    assert corrected["counts"]["corrected"] == 1
    opened = done_list(open_person(planted.office, DPO, planted.campaign_id, row["request_id"], ASKS))
    assert [one["values"]["address"] for one in opened if one["request_id"] == row["request_id"]] == ["18 rue du Port"]
    assert done(verify_campaign(planted.office, DPO, planted.campaign_id))["holds"]


def test_an_erased_family_is_found_by_nothing_and_its_export_is_empty_of_it(planted: Planted) -> None:
    home = planted.household()
    done(erase_family(planted.office, DPO, planted.campaign_id, home, ErasureReason.FAMILY_ASKED, dry_run=False))
    assert search_person(planted.office, DPO, planted.campaign_id, "0612340987") == []
    page = person_html(done(export_person(planted.office, DPO, planted.campaign_id, home)))
    assert "effacée" in page
    assert not any(word.lower() in page.lower() for word in PLANTED)
