"""A list sent again: who is no longer in it is asked about, a row without a reference finds the request that it corrects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.intake.absences import answer_absences, open_absences
from pipelines.intake.likeness import corrections, same_people
from pipelines.intake.lists import accept_list, list_card
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.versions import absent_requests, replaced_lists
from tests.unit.small_campaign import COORDINATOR, filled_campaign, opened_campaign

HEADER = "Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur\n"
BENALI = "BENALI;Karim;0611223344;93200;Saint-Denis;1\n"
DURAND = "DURAND;Sonia;0655667788;93200;Saint-Denis;1\n"
NGUYEN = "NGUYEN;Linh;0677889911;93200;Saint-Denis;1\n"
ORTEGA = "ORTEGA;Luz;0699887766;93200;Saint-Denis;1\n"


@pytest.fixture
def small(tmp_path):
    opened = opened_campaign(tmp_path / "home")
    yield opened
    opened.office.close()


def sent(small, *rows, code="ECOLE1", dry_run=False, header=HEADER):
    data = (header + "".join(rows)).encode()
    report = receive_list(small.office, COORDINATOR, small.campaign_id, data, "l.csv", Reception(code, dry_run=dry_run))
    assert not isinstance(report, Refusal)
    return {name: report["counts"][name] for name in ("new", "corrected", "unchanged", "absent")}


def asked(small, code="ECOLE1"):
    rows = open_absences(small.office, COORDINATOR, small.campaign_id, small.partner_ids[code])
    assert not isinstance(rows, Refusal)
    return [row["values"]["guardian_last_name"] for row in rows]


def standing(small):
    with small.office.store.reading() as session:
        return len(session.rows("request/linkable", {"campaign_id": small.campaign_id}))


def answer(small, said, code="ECOLE1", actor=COORDINATOR):
    rows = open_absences(small.office, COORDINATOR, small.campaign_id, small.partner_ids[code])
    answers = {row["request_id"]: said for row in rows}
    return answer_absences(small.office, actor, small.campaign_id, small.partner_ids[code], answers)


def test_a_family_missing_from_the_new_version_is_asked_about_and_stays(small):
    sent(small, BENALI, DURAND, NGUYEN)
    assert sent(small, BENALI, NGUYEN, dry_run=True) == {"new": 0, "corrected": 0, "unchanged": 2, "absent": 1}
    assert asked(small) == []
    assert sent(small, BENALI, NGUYEN)["absent"] == 1
    assert asked(small) == ["DURAND"]
    assert standing(small) == 3


def test_a_family_said_to_be_withdrawn_no_longer_counts(small):
    sent(small, BENALI, DURAND, NGUYEN)
    sent(small, BENALI, NGUYEN)
    assert answer(small, "withdrawn") == {"kept": 0, "withdrawn": 1}
    assert (standing(small), asked(small)) == (2, [])
    # Asked for again, it is a new request.
    assert sent(small, BENALI, DURAND, NGUYEN, "\n")["new"] == 1


def test_a_family_said_to_be_still_there_is_not_asked_about_again(small):
    sent(small, BENALI, DURAND, NGUYEN)
    sent(small, BENALI, NGUYEN)
    assert answer(small, "kept") == {"kept": 1, "withdrawn": 0}
    sent(small, NGUYEN, BENALI)
    assert (standing(small), asked(small)) == (3, [])


def test_a_family_that_comes_again_is_no_longer_asked_about(small):
    sent(small, BENALI, DURAND, NGUYEN)
    sent(small, BENALI, NGUYEN)
    sent(small, DURAND, BENALI, NGUYEN)
    assert asked(small) == []


def test_another_list_of_the_same_structure_asks_nothing(small):
    sent(small, BENALI, DURAND)
    assert sent(small, NGUYEN, ORTEGA) == {"new": 2, "corrected": 0, "unchanged": 0, "absent": 0}
    assert asked(small) == []


def test_another_structure_is_neither_asked_nor_may_it_answer(small):
    sent(small, BENALI, DURAND, NGUYEN)
    sent(small, BENALI, NGUYEN)
    sent(small, BENALI, NGUYEN, code="CHRS1")
    assert asked(small, "CHRS1") == []
    stranger = fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])
    assert answer(small, "withdrawn", actor=stranger).code == "out_of_scope"
    assert standing(small) == 5


def test_a_family_with_a_device_granted_is_not_withdrawn(tmp_path):
    small = filled_campaign(tmp_path / "home")
    header = "Référence;" + HEADER
    sent(small, "E-1;" + BENALI, "E-2;" + DURAND, "E-3;" + NGUYEN, header=header)
    sent(small, "E-1;" + BENALI, "E-3;" + NGUYEN, header=header)
    assert asked(small) == ["DURAND"]
    refused = answer(small, "withdrawn")
    assert isinstance(refused, Refusal) and refused.code == "already_granted"
    assert asked(small) == ["DURAND"]
    # Karim Benali is asked for by the shelter too: the school may withdraw its own request.
    sent(small, "E-2;" + DURAND, "E-3;" + NGUYEN, header=header)
    assert asked(small) == ["BENALI"]
    assert answer(small, "withdrawn") == {"kept": 0, "withdrawn": 1}
    small.office.close()


def test_a_name_put_right_without_a_reference_corrects_its_own_request(small):
    sent(small, "DUPOND;Karim;0611223344;93200;Saint-Denis;1\n", DURAND, NGUYEN)
    done = sent(small, "DUPONT;Karim;0611223344;93200;Saint-Denis;1\n", DURAND, NGUYEN)
    assert done == {"new": 0, "corrected": 1, "unchanged": 2, "absent": 0}
    assert standing(small) == 3


def test_a_brother_with_the_same_phone_is_another_request(small):
    header = "Nom enfant;Prénom enfant;Téléphone;Code postal;Commune;Ordinateur\n"
    lea, leo = ("MARTIN;Léa;0611223344;93200;Saint-Denis;1\n", "MARTIN;Léo;0611223344;93200;Saint-Denis;1\n")
    others = ("DURAND;Sonia;0655667788;93200;Saint-Denis;1\n", "NGUYEN;Linh;0677889911;93200;Saint-Denis;1\n")
    sent(small, lea, *others, header=header)
    assert sent(small, leo, *others, header=header) == {"new": 1, "corrected": 0, "unchanged": 2, "absent": 1}


def test_likeness_never_reaches_into_another_list(small):
    sent(small, "DUPOND;Karim;0611223344;93200;Saint-Denis;1\n")
    assert sent(small, "DUPONT;Karim;0611223344;93200;Saint-Denis;1\n", DURAND, NGUYEN)["new"] == 3


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ({"guardian_last_name": "DUPOND"}, {"guardian_last_name": "Dupont"}, True),
        ({"guardian_last_name": "BA", "guardian_first_name": "Awa"}, {"guardian_full_name": "Awa BA"}, True),
        ({"guardian_last_name": "BA", "guardian_first_name": "Awa"}, {"guardian_full_name": "Aya BA"}, False),
        ({"child_first_name": "Léa"}, {"guardian_first_name": "Léa"}, False),
        ({"child_first_name": "Mohamed", "guardian_last_name": "X"}, {"child_first_name": "Mohammed"}, True),
    ],
)  # fmt: skip
def test_two_rows_name_the_same_people(left, right, alike):
    assert same_people(left, right) is alike


def test_a_row_that_could_correct_two_requests_corrects_none():
    names = {"guardian_last_name": "DUPONT"}
    assert corrections({0: ["a", "b"]}, {"a": names, "b": names}, {0: names}) == {}
    assert corrections({0: ["a"], 1: ["a"]}, {"a": names}, {0: names, 1: names}) == {}
    assert corrections({0: ["a"]}, {}, {0: names}) == {}
    assert corrections({0: ["a"]}, {"a": names}, {0: names}) == {0: "a"}


def test_a_list_is_replaced_when_half_of_it_came_again():
    lists = {"one": {"a", "b"}, "two": {"c", "d", "e"}, "none": set()}
    assert replaced_lists(lists, {"a", "c"}) == ["one"]
    assert absent_requests(lists, {"a", "c"}) == ["b"]
    assert absent_requests(lists | {"three": {"b", "x", "y"}}, {"a"}) == []


LISTS = st.dictionaries(st.sampled_from(["l1", "l2", "l3"]), st.sets(st.sampled_from("abcdefgh")))


@given(LISTS, st.sets(st.sampled_from("abcdefgh")))
def test_nobody_who_came_or_stands_in_another_list_is_asked_about(lists, matched):
    absent = set(absent_requests(lists, matched))
    replaced = set(replaced_lists(lists, matched))
    assert not absent & matched
    assert all(name in replaced for name, requests in lists.items() if requests & absent)
    assert absent <= set().union(*lists.values())


def test_a_list_in_review_gives_way_to_its_new_version(small):
    office, campaign_id = small.office, small.campaign_id
    data = (HEADER + BENALI + DURAND).encode()
    held = receive_list(office, COORDINATOR, campaign_id, data, "l.csv", Reception("ECOLE1", hold=True))
    sent(small, ORTEGA)
    assert list_card(office, COORDINATOR, campaign_id, held["list_id"])["state"] == "in_review"
    assert sent(small, BENALI, NGUYEN)["new"] == 2
    assert list_card(office, COORDINATOR, campaign_id, held["list_id"])["state"] == "replaced"
    assert accept_list(office, COORDINATOR, campaign_id, held["list_id"]).code == "wrong_state"
    assert standing(small) == 3
