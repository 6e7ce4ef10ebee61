"""A list that arrives says « déjà connue » of a family that another structure asked for: never who, and never at the price of the list."""

import json

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn, Sentence
from dashboard.sign_in import fictive_actor
from pipelines.intake.lists import accept_list
from pipelines.intake.receipts import receipt_file
from pipelines.intake.receive import Reception, receive_list
from tests.unit.growing_campaign import growing_campaign, growing_rows, links, list_of, receives
from tests.unit.small_campaign import COORDINATOR

NEW = {"request_id": "Z-9", "guardian_last_name": "Zyskowicz", "guardian_first_name": "Wieslaw", "phone_1": "0799887766",
       "postcode": "69100", "commune": "Villeurbanne", "need": 1}  # fmt: skip


@pytest.fixture
def small(tmp_path):
    opened = growing_campaign(tmp_path)
    yield opened
    opened.office.close()


def complete(rows):
    """Return a row that says enough to be surely found again."""
    return next(row for row in rows if row.get("phone_1") and row.get("guardian_birth_date") and row.get("address"))


def known_of(small, code):
    """Return the requests of a structure of which it is told that another knows the family."""
    named = {"campaign_id": small.campaign_id, "partner_id": small.partner_ids[code]}
    with small.office.store.reading() as session:
        return {row["request_id"] for row in session.rows("view/partner_families", named) if row["known_elsewhere"]}


def test_a_family_of_another_structure_is_said_known_and_a_new_one_is_not(small):
    rows = growing_rows(120, 7)
    receives(small, rows, "depart.csv")
    links(small)
    answer = receives(small, [dict(complete(rows), request_id="Z-1"), NEW], "suite.csv", "CHRS1")
    assert answer["counts"]["known"] == 1
    assert [row["known"] for row in answer["rows"]] == [True, False]
    words = json.dumps(answer, ensure_ascii=False, default=str)
    assert "ECOLE1" not in words and small.partner_ids["ECOLE1"] not in words
    partner = fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])
    receipt = receipt_file(small.office, partner, small.campaign_id, answer["list_id"])
    assert isinstance(receipt, bytes)
    told = [line for line in receipt.decode("utf-8-sig").splitlines() if "Déjà connue par une autre structure" in line]
    assert len(told) == 1 and "Z-1" in told[0]
    again = links(small)
    assert again["requests"] == len(rows) + 2


@pytest.mark.slow
def test_who_guesses_learns_nothing_neither_as_the_list_arrives_nor_later(small):
    """A name at an address is no answer; a birth date guessed among many neither, though it be right; nor is a look before sending."""
    rows = growing_rows(120, 7)
    receives(small, rows, "depart.csv")
    links(small)
    family = complete(rows) | {"phone_2": "", "email": ""}
    place = dict(family, request_id="Z-1", phone_1="", guardian_birth_date="", child_birth_date="")
    answer = receives(small, [place, NEW], "place.csv", "CHRS1")
    assert answer["counts"]["known"] == 0
    guesses = [dict(family, request_id=f"G-{year}", guardian_birth_date=f"{year}-03-04") for year in range(1980, 1989)]
    guesses[4]["guardian_birth_date"] = family["guardian_birth_date"]
    looked = receive_list(small.office, COORDINATOR, small.campaign_id, list_of(guesses), "essai.csv",
                          Reception("CHRS1", dry_run=True))  # fmt: skip
    assert "known" not in looked["counts"]
    answer = receives(small, guesses, "essai.csv", "CHRS1")
    assert answer["counts"]["known"] == 0
    assert known_of(small, "CHRS1") == set()
    links(small)
    assert known_of(small, "CHRS1") == set()
    with small.office.store.reading() as session:
        asked = [
            row for row in session.rows("journal/all", {"campaign_id": small.campaign_id}) if '"asked"' in row["detail"]
        ]
    assert [json.loads(row["detail"])["asked"] for row in asked] == [2, 9]


@pytest.mark.slow
def test_what_was_said_as_the_list_arrived_is_said_after_households_are_recognised(small):
    rows = growing_rows(120, 7)
    receives(small, rows, "depart.csv")
    links(small)
    receives(small, [dict(row, request_id=f"Z-{n}") for n, row in enumerate(rows[:40])], "suite.csv", "CHRS1")
    told = known_of(small, "CHRS1")
    links(small)
    assert known_of(small, "CHRS1") == told
    assert 10 < len(told) < 40


@pytest.mark.slow
def test_a_list_too_long_to_look_up_says_that_it_will_be_and_a_held_one_is_looked_up_when_accepted(small, monkeypatch):
    rows = growing_rows(120, 7)
    receives(small, rows, "depart.csv")
    links(small)
    held = receive_list(small.office, COORDINATOR, small.campaign_id, list_of([dict(complete(rows), request_id="Z-1")]),
                        "tenue.csv", Reception("CHRS1", hold=True))  # fmt: skip
    assert known_of(small, "CHRS1") == set()
    accept_list(small.office, COORDINATOR, small.campaign_id, held["list_id"])
    assert len(known_of(small, "CHRS1")) == 1
    monkeypatch.setattr("pipelines.linkage.at_intake.MOST_ROWS", 1)
    monkeypatch.setattr("pipelines.linkage.at_intake.looked_up", None)
    answer = receives(small, [NEW, dict(NEW, request_id="Z-8", guardian_first_name="Ewa")], "longue.csv", "CHRS1")
    assert "known" not in answer["counts"]
    assert set(answer["known_later"]) == {"fr", "en"}


def test_ones_own_family_sent_twice_is_not_known_of_another_structure(small):
    rows = growing_rows(120, 8)
    receives(small, rows, "depart.csv")
    links(small)
    answer = receives(small, [dict(complete(rows), request_id="Z-1", note="2e enfant")], "suite.csv")
    assert answer["counts"]["known"] == 0


def test_a_list_is_received_when_nobody_can_look_it_up(small, monkeypatch):
    rows = growing_rows(120, 9)
    first = receives(small, rows, "depart.csv")
    assert "known" not in first["counts"]
    links(small)

    def fails(*_args, **_options):
        raise CannotGoOn("linkage_time_limit", Sentence("trop long", "too long"))

    monkeypatch.setattr("pipelines.linkage.at_intake.compared_batch", fails)
    answer = receives(small, [NEW], "suite.csv", "CHRS1")
    assert answer["counts"]["accepted"] + answer["counts"]["warned"] == 1
    assert "known" not in answer["counts"]
