"""Which requests become one household, and which id it keeps."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pipelines.linkage.keys import household_keys, match_key
from pipelines.linkage.normalise import name_key, surname_of
from pipelines.linkage.partition import groups_of, households_of, hub_tokens


def minter():
    """Return a function that mints h1, h2, …"""
    numbers = itertools.count(1)
    return lambda: f"h{next(numbers)}"


def test_requests_that_share_a_phone_are_one_household():
    assert groups_of(["r1", "r2", "r3"], [("r1", "phone", "p"), ("r2", "phone", "p")], set()) == [["r1", "r2"], ["r3"]]


def test_a_chain_of_shared_keys_is_one_household():
    keys = [("r1", "phone", "p"), ("r2", "phone", "p"), ("r2", "email", "e"), ("r3", "email", "e")]
    assert groups_of(["r3", "r2", "r1"], keys, set()) == [["r1", "r2", "r3"]]


def test_a_surname_alone_joins_nobody():
    assert groups_of(["r1", "r2"], [("r1", "surname", "s"), ("r2", "surname", "s")], set()) == [["r1"], ["r2"]]


def test_a_phone_with_four_surnames_is_a_hub_and_one_with_three_is_not():
    keys = [(f"r{n}", kind, token) for n in range(4) for kind, token in (("phone", "desk"), ("surname", f"s{n}"))]
    assert hub_tokens(keys) == {"desk"}
    assert hub_tokens(keys[:6]) == set()


def test_a_contact_that_a_partner_declared_joins_nobody():
    keys = [("r1", "phone", "desk"), ("r2", "phone", "desk")]
    assert groups_of(["r1", "r2"], keys, hub_tokens(keys, {"desk"})) == [["r1"], ["r2"]]


def test_linking_again_mints_nothing():
    groups = [["r1", "r2"], ["r3"]]
    first = households_of(groups, {}, set(), minter())
    again = households_of(groups, first.member_of, set(), minter())
    assert again.member_of == first.member_of
    assert (again.minted, again.redirects, again.questions) == ((), {}, ())


def test_two_households_that_meet_keep_the_older_id_and_the_other_redirects():
    found = households_of([["r1", "r2"]], {"r1": "ha", "r2": "hb"}, set(), minter())
    assert found.member_of == {"r1": "ha", "r2": "ha"}
    assert found.redirects == {"hb": "ha"}


def test_a_merge_that_touches_an_adopted_grant_is_asked_and_not_made():
    found = households_of([["r1", "r2", "r3"]], {"r1": "ha", "r2": "hb"}, {"hb"}, minter())
    assert found.member_of == {"r1": "ha", "r2": "hb", "r3": "ha"}
    assert found.questions == (("ha", "hb"),)
    assert found.redirects == {}


def test_a_household_whose_requests_part_keeps_its_id_with_the_oldest():
    found = households_of([["r1"], ["r2"]], {"r1": "ha", "r2": "ha"}, set(), minter())
    assert found.member_of == {"r1": "ha", "r2": "h1"}


def test_a_household_with_an_adopted_grant_is_never_parted_by_the_machine():
    found = households_of([["r1"], ["r2"]], {"r1": "ha", "r2": "ha"}, {"ha"}, minter())
    assert found.member_of == {"r1": "ha", "r2": "ha"}


EDGES = st.lists(st.tuples(st.sampled_from(["r1", "r2", "r3", "r4", "r5"]), st.just("phone"), st.sampled_from("abc")))


@given(EDGES, st.randoms(use_true_random=False))
def test_the_order_of_requests_and_keys_changes_nothing(keys, random):
    ids = ["r1", "r2", "r3", "r4", "r5"]
    expected = groups_of(ids, keys, set())
    random.shuffle(ids)
    random.shuffle(keys)
    assert groups_of(ids, keys, set()) == expected


def test_a_name_in_one_cell_and_in_two_gives_one_key():
    assert name_key("BEN ALI", "Élodie") == name_key("Elodie Ben-Ali") == "ali ben elodie"
    assert name_key("de la Tour", "Ana") == "ana tour"


def test_short_surnames_are_kept():
    assert name_key("Ba") == "ba"
    assert surname_of(None, "LY Aminata") == "ly"


def test_what_is_absent_gives_no_key():
    assert household_keys({"guardian_last_name": "Sy"}) == [("surname", "sy")]
    assert dict(household_keys({"email": "A@b.org", "phone_1": "+33612345678"})) == {
        "email": "a@b.org",
        "phone": "+33612345678",
    }


def test_a_row_is_found_again_by_its_reference_before_its_names():
    assert match_key({"partner_reference": " D-12 ", "guardian_last_name": "Sy"}) == "reference|d-12"
    assert match_key({"guardian_full_name": "SY Awa"}) == "people|awa sy|"
