"""A list that arrives says « déjà connue » of a family that another structure asked for: never who, and never at the price of the list."""

import json

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn, Sentence
from dashboard.sign_in import fictive_actor
from pipelines.intake.receipts import receipt_file
from tests.unit.growing_campaign import growing_campaign, growing_rows, links, receives

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
