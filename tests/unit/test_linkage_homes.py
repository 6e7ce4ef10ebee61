"""Which household id a group of requests keeps, and the keys by which intake finds a row again."""

import itertools

from pipelines.linkage.homes import homes_of, replayed
from pipelines.linkage.keys import household_keys, match_key
from pipelines.linkage.normalise import name_key, surname_of


def minter():
    """Return a function that mints h1, h2, …"""
    numbers = itertools.count(1)
    return lambda: f"h{next(numbers)}"


def test_linking_again_mints_nothing():
    groups = [["r1", "r2"], ["r3"]]
    first = homes_of(groups, {}, set(), minter())
    again = homes_of(groups, first.member_of, set(), minter())
    assert again.member_of == first.member_of == {"r1": "h1", "r2": "h1", "r3": "h2"}
    assert (again.minted, again.redirects) == ((), {})


def test_two_households_that_meet_keep_the_older_id_and_the_other_redirects():
    found = homes_of([["r1", "r2"]], {"r1": "ha", "r2": "hb"}, set(), minter())
    assert found.member_of == {"r1": "ha", "r2": "ha"}
    assert found.redirects == {"hb": "ha"}


def test_the_household_with_a_grant_keeps_its_id_though_it_is_younger():
    found = homes_of([["r1", "r2"]], {"r1": "ha", "r2": "hb"}, {"hb"}, minter())
    assert found.member_of == {"r1": "hb", "r2": "hb"}
    assert found.redirects == {"ha": "hb"}


def test_a_household_whose_requests_part_keeps_its_id_with_the_oldest():
    found = homes_of([["r1"], ["r2", "r3"]], {"r1": "ha", "r2": "ha"}, set(), minter())
    assert found.member_of == {"r1": "ha", "r2": "h1", "r3": "h1"}
    assert found.redirects == {}


def test_events_in_their_order_rebuild_who_is_where():
    events = [
        {"type": "create", "household_id": "ha", "request_id": None},
        {"type": "attach", "household_id": "ha", "request_id": "r1"},
        {"type": "attach", "household_id": "hb", "request_id": "r2"},
        {"type": "attach", "household_id": "ha", "request_id": "r2"},
        {"type": "merge", "household_id": "ha", "request_id": None},
        {"type": "attach", "household_id": "ha", "request_id": "r3"},
        {"type": "detach", "household_id": "ha", "request_id": "r3"},
    ]
    assert replayed(events) == {"r1": "ha", "r2": "ha"}


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
