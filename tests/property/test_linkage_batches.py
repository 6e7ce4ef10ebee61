"""Lists matched as they come give the households of one comparison, however the requests are cut into lists."""

import random

import pyarrow as pa
import pytest

from campaigns.model.outcome import Refusal
from pipelines.linkage.clustering import Bands
from pipelines.linkage.decide import answer_question
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.frozen import kept_state, stage_ids
from pipelines.linkage.identities import IDENTITY, clear_campaign
from pipelines.linkage.model import documented_model
from pipelines.sealing import unsealed_all
from tests.unit.growing_campaign import growing_campaign, growing_rows, links, partition, questions, receives
from tests.unit.small_campaign import COORDINATOR

FIRST, REQUESTS = 150, 260


def grown(home, rows, cuts):
    """Receive the first rows and compare them, then the others in lists cut at some places, each matched as it comes."""
    small = growing_campaign(home)
    receives(small, rows[:FIRST], "depart.csv")
    links(small)
    for number, (start, end) in enumerate(zip((FIRST, *cuts), (*cuts, len(rows)), strict=True)):
        receives(small, rows[start:end], f"suite{number}.csv", "CHRS1")
        links(small)
    return small


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_cut_into_lists_gives_the_households_of_one_list(tmp_path, seed):
    rows = growing_rows(REQUESTS, seed)
    whole = grown(tmp_path / "whole", rows, ())
    expected, asked = partition(whole), questions(whole)
    assert len(expected) < len(rows) - 40
    cuts = tuple(sorted(random.Random(seed).sample(range(FIRST + 1, len(rows)), 4)))
    in_lists = grown(tmp_path / "lists", rows, cuts)
    assert partition(in_lists) == expected
    assert questions(in_lists) == asked
    whole.office.close()
    in_lists.office.close()


def test_a_batch_weighs_its_pairs_as_a_full_comparison_under_the_same_frozen_parameters(tmp_path):
    rows = growing_rows(REQUESTS, 4)
    small = growing_campaign(tmp_path)
    named = {"campaign_id": small.campaign_id}
    receives(small, rows[:FIRST], "depart.csv")
    frozen = weighed_pairs(clear(small), documented_model())
    links(small)
    receives(small, rows[FIRST:], "suite.csv", "CHRS1")
    links(small)
    with small.office.store.reading() as session:
        state = kept_state(session, small.campaign_id)
        kept = {(row["left_id"], row["right_id"]): row["weight"]
                for row in session.rows("linkage/edges", named | {"lowest": -99.0})}  # fmt: skip
    full = weighed_pairs(clear(small), documented_model(), frozen.rarity)
    expected = {(row["left_id"], row["right_id"]): row["weight"] for row in full.pairs.to_pylist()}
    assert state is not None and state.requests == FIRST
    assert full.hubs == frozen.hubs
    assert {pair: kept.get(pair) for pair in expected} == expected
    # A key that few shared when a pair was found may be common by now: what it found stays, and asks nothing.
    assert all(weight < Bands().review for pair, weight in kept.items() if pair not in expected)
    small.office.close()


def clear(small):
    """Return the requests of a campaign as they are compared."""
    with small.office.store.reading() as session:
        contents = session.table("linkage/contents", {"campaign_id": small.campaign_id})
        return clear_campaign(small.office, session, small.campaign_id, contents)


def test_a_corrected_row_leaves_its_keys_and_pairs_and_a_withdrawn_one_its_household(tmp_path):
    rows = growing_rows(FIRST, 5)
    small = growing_campaign(tmp_path)
    named = {"campaign_id": small.campaign_id}
    receives(small, rows, "depart.csv")
    links(small)
    right = next(row for row in rows if row.get("phone_1") and row.get("guardian_birth_date") and row.get("address"))
    names = {name: right.get(name) for name in ("guardian_last_name", "guardian_first_name", "need")}
    wrong = names | {"request_id": "T-1", "phone_1": "0799887766", "postcode": "13001", "commune": "Marseille"}
    for sent, name in ((wrong, "un.csv"), (dict(right, request_id="T-1"), "deux.csv"), (wrong, "trois.csv")):
        answer = receives(small, [sent | {"email": name + "@exemple.fr"}], name, "CHRS1")
        assert answer["counts"]["corrected"] == (name != "un.csv")
        assert links(small)["moved"] == 1
        assert (right["request_id"] in together_with(small, "T-1")) == (name == "deux.csv")
    made = request_named(small, "T-1")
    with small.office.store.writing() as session:
        session.stage("arriving_absence", pa.table({"request_id": [made]}))
        session.run("request/withdraw", named | {"partner_id": small.partner_ids["CHRS1"]})
    assert links(small)["requests"] == len(rows)
    with small.office.store.reading() as session:
        assert made not in {row["request_id"] for row in session.rows("household/members", named)}
        stage_ids(session, [made])
        assert session.rows("linkage/edges_touching", named | {"lowest": -99.0}) == []
        assert session.rows("linkage/changes", named) == []
    small.office.close()


def test_what_people_decided_holds_when_a_list_is_matched_in_a_batch(tmp_path):
    rows = growing_rows(FIRST, 6)
    small = growing_campaign(tmp_path)
    receives(small, rows, "depart.csv")
    links(small)
    receives(small, [dict(rows[0], request_id="T-1")], "double.csv", "CHRS1")
    links(small)
    pair = tuple(request_named(small, name) for name in (rows[0]["request_id"], "T-1"))
    assert not isinstance(answer_question(small.office, COORDINATOR, small.campaign_id, pair, "different"), Refusal)
    receives(small, [dict(rows[0], request_id="T-2")], "triple.csv", "CHRS1")
    links(small)
    assert "T-1" not in together_with(small, rows[0]["request_id"])
    assert "T-2" in together_with(small, rows[0]["request_id"]) | together_with(small, "T-1")
    small.office.close()


def together_with(small, reference):
    """Return the references of the household of one request."""
    return next(group for group in partition(small) if reference in group)


def request_named(small, reference):
    """Return the id of the request with a reference."""
    with small.office.store.reading() as session:
        said = unsealed_all(session, small.office.vault, small.campaign_id, IDENTITY)
    return next(request for request, values in said.items() if values.get("partner_reference") == reference)
