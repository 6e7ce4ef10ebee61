"""Adopted grants and lists matched as they come: the machine joins nobody who has one, and a question keeps its reason."""

import pytest

from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage import clustering
from pipelines.linkage.decide import answer_question, merge_by_hand
from pipelines.linkage.link import arriving_batch, keep_model
from pipelines.linkage.model import documented_model
from pipelines.planning.life import adopt_plan
from pipelines.planning.propose import propose_plan
from pipelines.reporting.view_questions import question_counts
from pipelines.sealing import unsealed_all
from tests.in_force import put_in_force
from tests.unit.growing_campaign import links
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, HEADER, SECOND_LIST, filled_campaign, opened_campaign
from tests.unit.test_linkage_decisions import members, received

TWO_PHONES = "Référence;Nom;Prénom;Téléphone;Téléphone 2;E-mail;Code postal;Commune;Ordinateur\n"
# The first is surely the Durands, the second surely the Nguyens, and both give one more number and mailbox: nothing else ties the two families.
DURAND = (TWO_PHONES + "A-1;DURAND;Sonia;0655667788;0644332211;maison@exemple.fr;93200;Saint-Denis;1\n").encode()
NGUYEN = (TWO_PHONES + "B-1;NGUYEN;Linh;0677889911;0644332211;maison@exemple.fr;93200;Saint-Denis;1\n").encode()


def homes_by_reference(small):
    """Return partner's reference -> household."""
    with small.office.store.reading() as session:
        said = unsealed_all(session, small.office.vault, small.campaign_id, "identity")
    return {said[request]["partner_reference"]: home for request, home in members(small).items()}


def granted(small):
    """Return the households with an adopted grant."""
    with small.office.store.reading() as session:
        rows = session.rows("household/granted", {"campaign_id": small.campaign_id})
    return {row["household_id"] for row in rows}


def open_questions(small):
    """Return the open questions."""
    with small.office.store.reading() as session:
        return session.rows("household/questions", {"campaign_id": small.campaign_id})


@pytest.mark.parametrize("lists", [(DURAND, NGUYEN), (NGUYEN, DURAND)], ids=["durand-first", "nguyen-first"])
def test_lists_that_tie_two_households_with_grants_join_neither_and_none_loses_its_grant(tmp_path, lists):
    small = filled_campaign(tmp_path)
    with small.office.store.writing() as session:
        keep_model(session, small.campaign_id, small.office.clock(), documented_model())
    links(small)
    before, served = homes_by_reference(small), granted(small)
    assert {before["E-1"], before["E-2"], before["E-3"], before["C-2"]} == served and len(served) == 4
    for number, data in enumerate(lists):
        received_as_a_batch(small, data, f"suite{number}.csv")
        after = homes_by_reference(small)
        assert {reference: after[reference] for reference in before} == before
        assert granted(small) == served
    assert (after["A-1"], after["B-1"]) == (before["E-2"], before["E-3"])
    (asked,) = open_questions(small)
    assert (asked["reason"], bool(asked["at_stake"])) == ("adopted_grant", True)
    pair = (asked["request_left"], asked["request_right"])
    answer = answer_question(small.office, COORDINATOR, small.campaign_id, pair, "same")
    assert answer["kept_apart_by_grants"] and granted(small) == served
    assert homes_by_reference(small) == after
    small.office.close()


def received_as_a_batch(small, data, name):
    """Receive a list, and make sure that only what arrived is compared."""
    receive_list(small.office, COORDINATOR, small.campaign_id, data, name, Reception("CHRS1"))
    assert arriving_batch(small.office, small.campaign_id) is not None
    links(small)


def test_a_question_keeps_its_reason_when_another_answer_groups_its_households_again(tmp_path, monkeypatch):
    monkeypatch.setattr(clustering, "LARGEST", 2)
    small = opened_campaign(tmp_path)
    third = (HEADER + "F-1;BENALI;Karim;0611223344;93200;Saint-Denis;1\n").encode()
    for code, data, name in (
        ("ECOLE1", FIRST_LIST, "a.csv"),
        ("CHRS1", SECOND_LIST, "b.csv"),
        ("CHRS1", third, "c.csv"),
    ):
        received(small, code, data, name)
    (asked,) = open_questions(small)
    assert asked["reason"] == "size"
    home = members(small)
    alone, others = (asked["household_left"], asked["household_right"])
    if sum(at == alone for at in home.values()) == 2:
        alone, others = others, alone
    pair = tuple(sorted(request for request, at in home.items() if at == others))
    answer_question(small.office, COORDINATOR, small.campaign_id, pair, "later")
    assert question_counts(small.office, COORDINATOR, small.campaign_id)["reasons"] == {"size": 1}
    answer_question(small.office, COORDINATOR, small.campaign_id, pair, "same")
    assert question_counts(small.office, COORDINATOR, small.campaign_id)["reasons"] == {"size": 1}
    small.office.close()


def test_no_plan_takes_force_that_serves_two_households_recognised_as_one_since(tmp_path):
    small = filled_campaign(tmp_path, adopted=False)
    office, campaign_id = small.office, small.campaign_id
    homes = homes_by_reference(small)
    merged = merge_by_hand(office, COORDINATOR, campaign_id, (homes["E-1"], homes["E-2"]))
    assert merged["kept_apart_by_grants"] is False, "a plan that is only approved keeps nobody apart"
    refused = adopt_plan(office, COORDINATOR, campaign_id)
    assert refused.code == "households_merged" and "deux fois" in refused.sentence.fr
    assert granted(small) == set()
    again = propose_plan(office, COORDINATOR, campaign_id)
    put_in_force(office, campaign_id, again["plan_id"])
    assert granted(small) == {home for home in homes_by_reference(small).values() if home} and len(granted(small)) == 3
    small.office.close()
