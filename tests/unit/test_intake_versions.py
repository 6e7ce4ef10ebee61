"""A list sent again: who is no longer in it is asked about, a row without a reference finds the request that it corrects."""

import random

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
from pipelines.linkage.link import link_households
from pipelines.partners import import_sites
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.view_submission import foresee_list
from pipelines.verify import verify_campaign
from tests.unit.small_campaign import (
    APPROVER,
    COORDINATOR,
    SITES,
    STOCK,
    filled_campaign,
)

HEADER = "Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur\n"
BENALI = "BENALI;Karim;0611223344;93200;Saint-Denis;1\n"
DURAND = "DURAND;Sonia;0655667788;93200;Saint-Denis;1\n"
NGUYEN = "NGUYEN;Linh;0677889911;93200;Saint-Denis;1\n"
ORTEGA = "ORTEGA;Luz;0699887766;93200;Saint-Denis;1\n"


def sent(small, *rows, code="ECOLE1", dry_run=False, header=HEADER):
    data = (header + "".join(rows)).encode()
    report = receive_list(small.office, COORDINATOR, small.campaign_id, data, "l.csv", Reception(code, dry_run=dry_run))
    assert not isinstance(report, Refusal)
    return {name: report["counts"][name] for name in ("new", "corrected", "unchanged", "absent")}


def foreseen_by_rows(small, *rows, header=HEADER):
    data = (header + "".join(rows)).encode()
    report = foresee_list(small.office, COORDINATOR, small.campaign_id, data, "l.csv", Reception("ECOLE1"))
    assert not isinstance(report, Refusal)
    return {name: report["counts"][name] for name in ("new", "corrected", "unchanged", "absent")}


def keys_held(small):
    with small.office.vault.keys() as keys:
        return keys.execute("select count(*) from data_key").fetchone()[0]


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
    benali, durand, nguyen, ortega = "E-1;" + BENALI, "E-2;" + DURAND, "E-3;" + NGUYEN, "E-5;" + ORTEGA
    sent(small, benali, durand, nguyen, ortega, header=header)
    sent(small, benali, nguyen, ortega, header=header)
    names, refused = asked(small), answer(small, "withdrawn")
    # Karim Benali is asked for by the shelter too: the school may withdraw its own request.
    sent(small, durand, nguyen, ortega, header=header)
    others, done = asked(small), answer(small, "withdrawn")
    small.office.close()
    assert names == ["DURAND"]
    assert isinstance(refused, Refusal) and refused.code == "already_granted"
    assert (others, done) == (["BENALI"], {"kept": 0, "withdrawn": 1})


def test_no_plan_takes_force_for_a_family_withdrawn_since_unless_another_structure_asks_for_it(small):
    office, campaign_id, header = small.office, small.campaign_id, "Référence;" + HEADER
    benali, durand, nguyen, ortega = "E-1;" + BENALI, "E-2;" + DURAND, "E-3;" + NGUYEN, "E-5;" + ORTEGA
    haddad = "E-6;HADDAD;Rim;0688776655;93200;Saint-Denis;1\n"
    sent(small, BENALI, code="CHRS1")
    sent(small, benali, durand, nguyen, ortega, haddad, header=header)
    import_sites(office, COORDINATOR, SITES, "sites.csv")
    import_stock(office, COORDINATOR, campaign_id, STOCK.format(day=office.clock().date()).encode(), "stock.csv")
    link_households(office, COORDINATOR, campaign_id)
    for rows, code in (((benali, nguyen, ortega, haddad), "family_gone"), ((nguyen, ortega, haddad), None)):
        assert propose_plan(office, COORDINATOR, campaign_id)["served"]
        lock_plan(office, COORDINATOR, campaign_id)
        approve_plan(office, APPROVER, campaign_id)
        # For Sonia Durand nobody else asks, for Karim Benali the shelter does.
        sent(small, *rows, header=header)
        assert answer(small, "withdrawn") == {"kept": 0, "withdrawn": 1}
        adopted = adopt_plan(office, COORDINATOR, campaign_id)
        assert getattr(adopted, "code", None) == code
        with office.store.reading() as session:
            reserved = sum(cell["reserved"] for cell in session.rows("stock/cells", {"campaign_id": campaign_id}))
        assert bool(reserved) is (code is None)
    assert verify_campaign(office, COORDINATOR, campaign_id)["holds"] is True


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


def test_a_list_is_replaced_when_more_than_half_of_it_came_again():
    lists = {"one": {"a", "b", "f"}, "two": {"c", "d", "e"}, "half": {"a", "g"}, "none": set()}
    assert replaced_lists(lists, {"a", "b", "c"}) == ["one"]
    assert absent_requests(lists, {"a", "b", "c"}) == ["f"]
    assert absent_requests(lists | {"three": {"f", "x", "y"}}, {"a", "b"}) == []


def test_one_family_of_two_sent_again_alone_asks_nothing(small):
    sent(small, BENALI, DURAND)
    assert sent(small, BENALI.replace(";1\n", ";2\n"))["absent"] == 0


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
    data = (HEADER + BENALI + DURAND + NGUYEN).encode()
    held = receive_list(office, COORDINATOR, campaign_id, data, "l.csv", Reception("ECOLE1", hold=True))
    sent(small, ORTEGA)
    assert list_card(office, COORDINATOR, campaign_id, held["list_id"])["state"] == "in_review"
    assert sent(small, BENALI, NGUYEN, "")["new"] == 2
    assert list_card(office, COORDINATOR, campaign_id, held["list_id"])["state"] == "replaced"
    assert accept_list(office, COORDINATOR, campaign_id, held["list_id"]).code == "wrong_state"
    assert standing(small) == 3


@pytest.mark.parametrize("seed", range(2))
def test_a_list_received_by_blocks_is_decided_as_its_rows_were_foreseen_one_by_one(small, seed):
    drawn = random.Random(seed)
    names = ("BENALI", "BENALLI", "DURAND", "DURANT", "NGUYEN")
    phones = ("0611223344", "0655667788", "0677889911", "0699887766")
    rows: list[str] = []
    seen = set()
    for version in range(5):
        # Most rows come again, some of them in other words.
        rows = drawn.sample(rows, max(0, len(rows) - 1))
        rows = [row.replace("AL", "ALL", 1) if drawn.random() < 0.2 else row for row in rows]
        rows += [
            f"{drawn.choice(['', '', '', 'D-1', 'D-2'])};{drawn.choice(names)};{drawn.choice(['Karim', 'Karima', 'Sonia'])};"
            f"{drawn.choice(phones)};93200;Saint-Denis;{drawn.choice('12')}\n"
            for _ in range(drawn.randint(2, 4))
        ]
        # Blank lines tell equal versions apart.
        list_of = ("N° dossier;" + HEADER, *rows, "\n" * version)
        by_rows = foreseen_by_rows(small, *list_of[1:], header=list_of[0])
        held = keys_held(small)
        dry = sent(small, *list_of[1:], header=list_of[0], dry_run=True)
        assert keys_held(small) == held
        done = sent(small, *list_of[1:], header=list_of[0])
        assert done == dry == by_rows
        seen |= {change for change, count in done.items() if count}
    assert seen >= {"new", "corrected", "unchanged"}


def test_a_list_without_rows_counts_the_same_dry_received_and_sent_again(small):
    office, campaign_id = small.office, small.campaign_id
    data = (HEADER + BENALI + DURAND + NGUYEN.replace("NGUYEN", "") + "\n").encode()

    def counts(**options):
        report = receive_list(
            office, COORDINATOR, campaign_id, data, "l.csv", Reception("ECOLE1", with_rows=False, **options)
        )
        assert "rows" not in report
        return report["counts"], len(report["issues"])

    dry, kept, again = counts(dry_run=True), counts(), counts()
    same = ("physical", "accepted", "warned", "rejected", "blank")
    assert [[told[0][name] for name in same] for told in (dry, kept, again)] == [[dry[0][name] for name in same]] * 3
    assert dry[1] == kept[1] == again[1]
    good = dry[0]["accepted"] + dry[0]["warned"]
    assert good > 1
    assert (dry[0]["new"], kept[0]["new"], again[0]["new"]) == (good, good, 0)
    assert (dry[0]["unchanged"], kept[0]["unchanged"], again[0]["unchanged"]) == (0, 0, good)
