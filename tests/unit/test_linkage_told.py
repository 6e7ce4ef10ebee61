"""Of whom « déjà connue » may be said: names and a second thing that both lists give; never a name at an address, never guesses."""

import random

import pyarrow as pa
import pytest

from pipelines.intake.admission import REQUEST_SCHEMA
from pipelines.linkage.evidence import KINDS, level_codes
from pipelines.linkage.link import keep_evidence, keep_known
from pipelines.linkage.model import documented_model
from pipelines.linkage.told import MOST_ALIKE, NAMES_AGREE, SAME_MAIL, SAME_PHONE, WITH_THE_DAY, told_elsewhere
from pipelines.store.port import Session
from tests.unit.small_campaign import opened_campaign

AUTO = 4.6
PARTNER = {"a": "SCHOOL", "b": "SHELTER", "c": "SCHOOL"}
CODES = {kind: ("absent", *level_codes(kind)) for kind in KINDS}


def pairs(*rows):
    """Return weighed pairs: `(left, right, weight, {kind: code})`."""
    table = [
        {"left_id": left, "right_id": right, "weight": weight}
        | {f"{kind}_level": CODES[kind].index(said.get(kind, "absent")) for kind in KINDS}
        | {f"{kind}_bits": 0.0 for kind in KINDS}
        for left, right, weight, said in rows
    ]
    levels = [(f"{kind}_level", pa.int8()) for kind in KINDS] + [(f"{kind}_bits", pa.float64()) for kind in KINDS]
    ends = [("left_id", pa.string()), ("right_id", pa.string()), ("weight", pa.float64())]
    return pa.Table.from_pylist(table, schema=pa.schema([*ends, *levels]))


def test_the_levels_are_those_that_their_names_say():
    people = [code for code in CODES["guardian"] if code.endswith("_day") and not code.startswith(("no_name", "other"))]
    people = [code for code in people if "other_day" not in code]
    assert {CODES["guardian"].index(code) for code in people} == set(NAMES_AGREE)
    assert set(CODES["child"][WITH_THE_DAY:]) == {
        "near_name_same_day",
        "crossed_name_same_day",
        "same_name_same_day",
    }
    assert (CODES["phone"][SAME_PHONE], CODES["email"][SAME_MAIL]) == ("same", "same")


@pytest.mark.parametrize(
    ("said", "weight", "is_told"),
    [
        ({"surname": "same_word", "guardian": "same_name_no_day", "place": "same_address"}, 9.0, False),
        ({"surname": "same_word", "guardian": "same_name_same_day", "place": "same_address"}, 20.0, True),
        ({"surname": "same_word", "guardian": "same_name_same_day"}, 4.5, False),
        ({"surname": "same_word", "child": "same_name_same_day"}, 9.0, True),
        ({"surname": "same_word", "guardian": "same_name_no_day", "phone": "same"}, 20.0, True),
        ({"surname": "same_word", "guardian": "near_name_no_day", "email": "same"}, 20.0, True),
        ({"surname": "same_word", "guardian": "same_name_no_day", "phone": "near"}, 20.0, False),
        ({"surname": "same_word", "guardian": "other", "phone": "same"}, 20.0, False),
        ({"guardian": "other_name_same_day", "place": "same_address"}, 20.0, False),
        ({"guardian": "other", "child": "same_name_same_day", "phone": "other", "place": "same_postcode"}, 20.0, False),
    ],
)
def test_it_takes_names_and_a_birth_date_or_a_contact(said, weight, is_told):
    assert told_elsewhere(pairs(("a", "b", weight, said)), PARTNER, AUTO) == (
        frozenset("ab") if is_told else frozenset()
    )
    assert told_elsewhere(pairs(("a", "c", weight, said)), PARTNER, AUTO) == frozenset()


@pytest.mark.parametrize("varied", ["birth date", "number"])
def test_who_names_one_family_in_many_ways_learns_nothing(varied):
    """The guess that is right is told no more than those that are wrong; the other structure's row is."""
    guess = (
        {"guardian": "same_name_other_day", "phone": "same"}
        if varied == "birth date"
        else {"guardian": "same_name_same_day"}
    )
    right = {"guardian": "same_name_same_day", "phone": "same"}
    for many, told in ((MOST_ALIKE, {"a", "b"}), (MOST_ALIKE + 1, {"b"})):
        guesses = [(f"g{n}", "a", 12.0, guess) for n in range(many)]
        partner = PARTNER | {f"g{n}": "SCHOOL" for n in range(many)}
        assert told_elsewhere(pairs(("a", "b", 30.0, right), *guesses), partner, AUTO) == told


def test_the_store_says_it_of_the_same_requests(tmp_path):
    """One rule in two places: on pairs in memory as a list arrives, on stored evidence when households are recognised."""
    draw = random.Random(5)
    ids = [f"r{n:02d}" for n in range(40)]
    partner = {request: draw.choice("PPPQR") for request in ids}
    drawn = {tuple(sorted(draw.sample(ids, 2))) for _ in range(300)}
    rows = [
        (*ends, draw.choice((2.0, 4.6, 9.0)), {kind: draw.choice(CODES[kind]) for kind in KINDS})
        for ends in sorted(drawn)
    ]
    small = opened_campaign(tmp_path)
    with small.office.store.writing() as session:
        facts = {"campaign_id": small.campaign_id, "list_id": "L", "row_no": 1, "state": "active", "match_token": "m",
                 "received_at": small.office.clock(), "has_phone": True, "has_address": True, "version": 1}  # fmt: skip
        append_requests(
            session, [facts | {"request_id": one, "content_token": one, "partner_id": partner[one]} for one in ids]
        )
        keep_evidence(session, small.campaign_id, pairs(*rows), documented_model())
        keep_known(session, small.campaign_id, ids)
        seen = [row for one in "PQR" for row in session.rows(
            "view/partner_families", {"campaign_id": small.campaign_id, "partner_id": one})]  # fmt: skip
    small.office.close()
    told = told_elsewhere(pairs(*rows), partner, AUTO)
    assert {row["request_id"] for row in seen if row["known_elsewhere"]} == told
    assert 5 < len(told) < 35


def append_requests(session: Session, rows):
    """Write requests without passing intake."""
    session.append("request", pa.Table.from_pylist(rows, schema=REQUEST_SCHEMA))
