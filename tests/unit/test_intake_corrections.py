"""A cell of a kept list is put right on screen: what becomes good counts at once, and nobody loses a place by a slip.

The list has six rows: two good, one without a name, one with a wrong postcode, one that repeats the first, one remark.
"""

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.intake.corrections import correct_rows
from pipelines.intake.lists import accept_list, list_card, list_contents, refuse_list
from pipelines.intake.receipts import receipt_file
from pipelines.intake.receive import Reception, receive_list
from tests.unit.small_campaign import COORDINATOR

LIST = """Liste de la classe;;;;;;
Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur
E-1;BENALI;Karim;0611223344;93200;Saint-Denis;1
E-2;DURAND;Sonia;0655667788;93200;Saint-Denis;1
E-3;;;0677889911;93200;Saint-Denis;1
E-4;NGUYEN;Linh;0677889912;93999;Saint-Denis;1
;BENALI;Karim;0611223344;93200;Saint-Denis;1
E-6;ORTEGA;Luz;06998877;93200;Saint-Denis;1
""".encode()
NAME, FIRST, PHONE, POSTCODE = 2, 3, 4, 5


def received(small, hold=False):
    report = receive_list(
        small.office, COORDINATOR, small.campaign_id, LIST, "classe.csv", Reception("ECOLE1", hold=hold)
    )
    assert not isinstance(report, Refusal)
    return report


def corrected(small, list_id, edits, actor=COORDINATOR, version=None):
    return correct_rows(small.office, actor, small.campaign_id, list_id, edits, version)


def requests(small):
    with small.office.store.reading() as session:
        named = {"campaign_id": small.campaign_id, "partner_id": small.partner_ids["ECOLE1"]}
        return session.rows("request/of_partner", named)


def row_of(small, list_id, number):
    contents = list_contents(small.office, COORDINATOR, small.campaign_id, list_id)
    return next(row for row in contents["rows"] if row["row_no"] == number)


def test_a_row_without_a_name_counts_as_soon_as_it_has_one(small):
    report = received(small)
    assert (report["counts"]["accepted"], report["counts"]["warned"], report["counts"]["rejected"]) == (2, 1, 3)
    answer = corrected(small, report["list_id"], {(5, NAME): "SARR", (5, FIRST): "Awa"})
    assert answer["rows"] == [5]
    assert answer["counts"] == {"accepted": 3, "warned": 1, "rejected": 2, "new": 1, "unchanged": 0, "corrected": 0}
    assert len(requests(small)) == 4
    card = list_card(small.office, COORDINATOR, small.campaign_id, report["list_id"])
    assert (card["accepted_count"], card["rejected_count"], card["new_count"], card["version"]) == (3, 2, 4, 3)


def test_the_same_correction_sent_twice_is_one(small):
    report = received(small)
    edits = {(5, NAME): "SARR"}
    first = corrected(small, report["list_id"], edits, version=2)
    assert not isinstance(first, Refusal)
    again = corrected(small, report["list_id"], edits)
    assert not isinstance(again, Refusal)
    assert len(requests(small)) == 4


def test_a_counted_row_put_right_stays_the_same_request_even_under_another_name(small):
    report = received(small)
    before = row_of(small, report["list_id"], 4)
    answer = corrected(small, report["list_id"], {(4, 1): "", (4, NAME): "DURANT"})
    assert answer["counts"]["corrected"] == 1
    after = row_of(small, report["list_id"], 4)
    assert after["subject_id"] == before["subject_id"]
    assert after["values"]["guardian_last_name"] == "DURANT"
    assert len(requests(small)) == 3


def test_a_correction_may_not_take_a_place_away(small):
    report = received(small)
    answer = corrected(small, report["list_id"], {(4, NAME): "", (4, FIRST): ""})
    assert isinstance(answer, Refusal) and answer.code == "would_hold_back"
    assert row_of(small, report["list_id"], 4)["outcome"] == "accepted"


def test_a_repeated_row_is_freed_when_it_says_what_makes_it_different(small):
    report = received(small)
    assert row_of(small, report["list_id"], 7)["reasons"] == "duplicate_in_file"
    answer = corrected(small, report["list_id"], {(7, FIRST): "Sofiane"})
    assert answer["rows"] == [7] and answer["counts"]["new"] == 1


def test_a_row_nobody_touched_is_judged_again_when_the_row_it_repeats_changes(small):
    report = received(small, hold=True)
    answer = corrected(small, report["list_id"], {(3, FIRST): "Karima"})
    assert answer["rows"] == [3, 7]
    assert row_of(small, report["list_id"], 7)["outcome"] == "accepted"
    assert requests(small) == []


def test_a_list_in_review_is_corrected_before_it_is_accepted(small):
    report = received(small, hold=True)
    assert corrected(small, report["list_id"], {(6, POSTCODE): "93200"})["counts"]["accepted"] == 3
    accepted = accept_list(small.office, COORDINATOR, small.campaign_id, report["list_id"])
    assert accepted["counts"] == {"new": 4, "unchanged": 0, "corrected": 0, "absent": 0}


@pytest.mark.parametrize(
    "edit", [(2, 2, "Nom"), (1, 1, "x"), (9, 2, "X"), (5, 8, "X"), (0, 0, "X"), (5, 2, "a\x00b"), (5, 2, "a" * 2001)]
)  # fmt: skip
def test_a_cell_outside_the_rows_or_without_text_is_refused_whole(small, edit):
    report = received(small)
    answer = corrected(small, report["list_id"], {edit[:2]: edit[2]})
    assert isinstance(answer, Refusal) and answer.code in ("bad_choice", "row_vanished")
    assert list_card(small.office, COORDINATOR, small.campaign_id, report["list_id"])["version"] == 2


def test_a_row_cannot_be_emptied(small):
    report = received(small)
    answer = corrected(small, report["list_id"], {(5, place): "" for place in range(1, 8)})
    assert isinstance(answer, Refusal) and answer.code == "row_vanished"


def test_another_structures_list_cannot_be_edited_and_the_try_leaves_a_trace(small):
    report = received(small)
    stranger = fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])
    answer = corrected(small, report["list_id"], {(5, NAME): "SARR"}, actor=stranger)
    assert isinstance(answer, Refusal) and answer.code == "out_of_scope"
    assert row_of(small, report["list_id"], 5)["outcome"] == "rejected"
    with small.office.store.reading() as session:
        last = session.rows("journal/last", {"campaign_id": small.campaign_id})[0]
        entries = session.rows("journal/all", {"campaign_id": small.campaign_id})
    assert last and (entries[-1]["action"], entries[-1]["object_id"]) == ("refused", "list.correct")
    own = fictive_actor(Role.PARTNER, small.partner_ids["ECOLE1"])
    assert not isinstance(corrected(small, report["list_id"], {(5, NAME): "SARR"}, actor=own), Refusal)


def test_a_refused_list_and_a_list_changed_meanwhile_are_left_as_they_are(small):
    report = received(small, hold=True)
    assert corrected(small, report["list_id"], {(5, NAME): "SARR"}, version=7).code == "stale_version"
    assert not isinstance(
        refuse_list(small.office, COORDINATOR, small.campaign_id, report["list_id"], "wrong_file"), Refusal
    )
    assert corrected(small, report["list_id"], {(5, NAME): "SARR"}).code == "wrong_state"
    assert corrected(small, "nowhere", {(5, NAME): "SARR"}).code == "unknown_list"


def test_the_receipt_holds_the_cell_put_right_and_sent_again_changes_nothing(small):
    report = received(small)
    corrected(small, report["list_id"], {(5, NAME): "SARR"})
    corrected(small, report["list_id"], {(5, FIRST): "Awa"})
    receipt = receipt_file(small.office, COORDINATOR, small.campaign_id, report["list_id"])
    text = receipt.decode("utf-8-sig")
    assert "E-3;SARR;Awa;0677889911" in text
    assert "« SARR » a été écrit à l'écran dans cette case vide" in text
    assert "« Awa » a été écrit à l'écran" in text
    again = receive_list(small.office, COORDINATOR, small.campaign_id, receipt, "recu.csv", Reception("ECOLE1"))
    counts = {name: again["counts"][name] for name in ("new", "corrected", "unchanged", "absent")}
    assert counts == {"new": 0, "corrected": 0, "unchanged": 4, "absent": 0}


def test_no_withdrawn_column_is_quoted_when_a_cell_of_it_is_written(small):
    data = "Nom;Besoin PC;Nationalité\nBENALI;1;Zélande\nDURAND;1;Zélande\n".encode()
    report = receive_list(small.office, COORDINATOR, small.campaign_id, data, "n.csv", Reception("ECOLE1"))
    answer = corrected(small, report["list_id"], {(2, 3): "Utopie"})
    assert not isinstance(answer, Refusal)
    row = row_of(small, report["list_id"], 2)
    assert "Utopie" not in str(row) and "Zélande" not in str(row)
