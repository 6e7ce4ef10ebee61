"""The rules of disclosure at their edges: each number that separates what is shown from what is hidden, checked by hand."""

import pyarrow as pa
import pytest

from campaigns.disclosure import ROOT, dominated, protect
from campaigns.disclosure_groups import Pattern, Territory, alone, closed, patterns
from campaigns.model.outcome import CannotGoOn
from tests.unit.test_rules_disclosure import Row, after, shown, table_of

T = 11
SHOWN, PARTS, NOT_SERVED, ALL = Pattern.SHOWN, Pattern.PARTS, Pattern.NOT_SERVED, Pattern.ALL


@pytest.mark.parametrize(
    ("need", "served", "gap", "leaves", "hides"),
    [
        (0, 0, 0, 0, SHOWN),
        (10, 5, 5, 1, ALL),
        (11, 5, 6, 1, PARTS),
        (22, 11, 11, 1, SHOWN),
        (22, 10, 12, 1, PARTS),
        (22, 12, 10, 1, PARTS),
        # Twelve families in two communes: each has one to eleven of them, not one to twelve.
        (12, 6, 6, 2, ALL),
        (13, 6, 7, 2, PARTS),
        (33, 16, 17, 23, ALL),
        (34, 17, 17, 23, SHOWN),
    ],
)
def test_a_territory_alone(need: int, served: int, gap: int, leaves: int, hides: Pattern) -> None:
    assert alone(Territory("A", need, served, gap, leaves), T) is hides


def test_the_patterns_that_may_be_used_are_four() -> None:
    asked = [SHOWN, Pattern.NEED, Pattern.SERVED, Pattern.GAP, PARTS, NOT_SERVED, Pattern.NEED | Pattern.SERVED, ALL]
    assert [closed(one) for one in asked] == [SHOWN, NOT_SERVED, PARTS, PARTS, PARTS, NOT_SERVED, ALL, ALL]


def country(*parts: Territory, root: Pattern = SHOWN) -> list[Pattern]:
    """Return what the parts of a country hide; the country's own first."""
    need, served, gap = (sum(counts) for counts in zip(*(part.counts for part in parts), strict=True))
    whole = Territory(ROOT, need, served, gap, sum(part.leaves for part in parts), root)
    found = patterns(whole, {ROOT: parts}, T)
    return [found[ROOT], *(found[part.code] for part in parts)]


def one(code: str, served: int, gap: int, forced: Pattern = SHOWN) -> Territory:
    """Return a commune."""
    return Territory(code, served + gap, served, gap, 1 if served + gap else 0, forced)


def spread(code: str, served: int, gap: int, leaves: int) -> Territory:
    """Return a department of that many communes with a need, of which the need and the gap may not be told."""
    return Territory(code, served + gap, served, gap, leaves, NOT_SERVED)


BIG, BIGGER = one("Y", 100, 100), one("Z", 200, 200)


@pytest.mark.parametrize(
    ("parts", "hides"),
    [
        # Needs of 6 and 7: five and six above one family each, wide enough (what is served of them is not); of 6 and 6: not.
        ([one("A", 3, 3), one("B", 3, 4), BIG], [ALL, ALL, PARTS]),
        ([one("A", 3, 3), one("B", 3, 3), BIG], [ALL, ALL, ALL]),
        ([one("A", 3, 3), BIG], [ALL, ALL]),
        # Served counts of 5 and 6 among needs that are told; of 5 and 5; gaps of 5 and 6; of 5 and 5.
        ([one("A", 5, 95), one("B", 6, 94), BIG], [PARTS, PARTS, SHOWN]),
        ([one("A", 5, 95), one("B", 5, 95), BIG], [PARTS, PARTS, PARTS]),
        ([one("A", 95, 5), one("B", 94, 6), BIG], [PARTS, PARTS, SHOWN]),
        ([one("A", 95, 5), one("B", 95, 5), BIG], [PARTS, PARTS, PARTS]),
        # The need alone may not be told: the smallest other hides the same.
        ([one("A", 50, 50, NOT_SERVED), BIGGER, BIG], [NOT_SERVED, SHOWN, NOT_SERVED]),
        ([one("A", 50, 50, Pattern.NEED), BIG], [NOT_SERVED, NOT_SERVED]),
        # Gaps of 16 in 10 communes and of 15 in 10 leave 6 and 5; in 11 communes, 6 and 4.
        ([spread("A", 45, 16, 10), spread("B", 45, 15, 10), BIG], [NOT_SERVED, NOT_SERVED, SHOWN]),
        ([spread("A", 45, 16, 10), spread("B", 45, 15, 11), BIG], [NOT_SERVED, NOT_SERVED, NOT_SERVED]),
        # A gap of 12 in 20 communes leaves nothing, and takes nothing from the 11 or 10 of the other.
        ([spread("A", 45, 20, 9), spread("C", 88, 12, 20), BIG], [NOT_SERVED, NOT_SERVED, SHOWN]),
        ([spread("A", 45, 20, 10), spread("C", 88, 12, 20), BIG], [NOT_SERVED, NOT_SERVED, NOT_SERVED]),
    ],
)
def test_parts_are_hidden_with_others_until_there_is_room(parts: list[Territory], hides: list[Pattern]) -> None:
    assert country(*parts) == [SHOWN, *hides]


def test_of_two_as_large_the_first_code_goes() -> None:
    assert country(one("A", 3, 3), one("C", 50, 50), one("B", 50, 50)) == [SHOWN, ALL, SHOWN, ALL]


def test_what_is_forced_on_the_whole_is_forced_on_its_parts_but_on_those_without_need() -> None:
    assert country(BIG, one("E", 0, 0), BIGGER, root=Pattern.GAP) == [PARTS, PARTS, SHOWN, PARTS]
    assert country(BIG, one("E", 0, 0), BIGGER, root=ALL) == [ALL, ALL, SHOWN, ALL]
    assert country(BIG, one("E", 0, 0), BIGGER, root=NOT_SERVED) == [NOT_SERVED, NOT_SERVED, SHOWN, NOT_SERVED]


def test_a_whole_whose_parts_have_no_room_hides_with_another_whole() -> None:
    regions = [Territory(code, 100, 50, 50, 1) for code in ("R1", "R2", "R3")]
    parts = {"R1": [one("A", 50, 50, Pattern.GAP)], "R2": [one("B", 50, 50)], "R3": [one("C", 50, 50)]}
    found = patterns(Territory(ROOT, 300, 150, 150, 3), {ROOT: regions} | parts, T)
    assert found == {ROOT: SHOWN, "R1": PARTS, "R2": PARTS, "R3": SHOWN, "A": PARTS, "B": PARTS, "C": SHOWN}


def test_what_was_chosen_for_other_wholes_stands_when_one_must_hide_more() -> None:
    # R2 hides nothing of its own, though it is looked at before and after R1 is found to have no room.
    regions = [Territory("R1", 100, 50, 50, 1), Territory("R2", 400, 200, 200, 2), Territory("R3", 500, 250, 250, 2)]
    parts = {
        "R1": [one("A", 50, 50, ALL)],
        "R2": [one("B", 100, 100), one("C", 100, 100)],
        "R3": [one("D", 125, 125), one("E", 125, 125)],
    }
    found = patterns(Territory(ROOT, 1000, 500, 500, 5), {ROOT: regions} | parts, T)
    assert found == {
        ROOT: SHOWN,
        "R1": ALL,
        "R2": ALL,
        "R3": SHOWN,
        "A": ALL,
        "B": ALL,
        "C": ALL,
        "D": SHOWN,
        "E": SHOWN,
    }


# Whole tables.


def test_a_served_count_that_moved_little_waits_with_its_gap_and_the_need_does_not() -> None:
    first = [protect(table_of(("A", None, 100, 40, 60), ("B", None, 120, 50, 70), ("C", None, 150, 70, 80)))]
    found = after(first, ("A", None, 120, 45, 75), ("B", None, 140, 65, 75), ("C", None, 170, 90, 80))
    assert found == {"A": (120, None, None), "B": (140, None, None), "C": (170, 90, 80)}


def test_a_whole_that_moved_little_hides_its_parts_where_it_is_a_row_and_only_there() -> None:
    # A rose by 40 and B fell by 35: what is told of each is far from what was, and R, told or not, moved by 5.
    then: list[Row] = [("A", "R", 100, 40, 60), ("B", "R", 100, 40, 60)]
    now: list[Row] = [("A", "R", 140, 60, 80), ("B", "R", 65, 25, 40)]
    assert after([protect(table_of(*then))], *now) == {"A": (140, 60, 80), "B": (65, 25, 40)}
    whole = protect(table_of(*then, ("R", None, 200, 80, 120)))
    assert after([whole], *now, ("R", None, 205, 85, 120)) == dict.fromkeys("ABR", (None,) * 3)


def test_what_waits_with_a_small_move_is_what_ends_it_not_the_smallest() -> None:
    # D hides its need for another reason, and did not move; A moved by 4: only C, which moved by 30, hides what they did.
    then: list[Row] = [
        ("FR", None, 420, 150, 270),
        ("A", "FR", 100, 40, 60),
        ("B", "FR", 90, 20, 70),
        ("C", "FR", 110, 30, 80),
        ("D", "FR", 120, 60, 60),
    ]
    now: list[Row] = [
        ("FR", None, 454, 150, 304),
        ("A", "FR", 104, 40, 64),
        ("B", "FR", 90, 20, 70),
        ("C", "FR", 140, 30, 110),
        ("D", "FR", 120, 60, 60),
    ]
    found = protect(table_of(*now), earlier=[protect(table_of(*then))], forced={"D": NOT_SERVED}).to_pylist()
    assert {row["territory_code"]: (row["need"], row["served"], row["gap"]) for row in found} == {
        "FR": (454, 150, 304), "A": (None, 40, None), "B": (90, 20, 70), "C": (None, 30, None), "D": (None, 60, None)
    }  # fmt: skip


def test_what_an_earlier_release_hid_of_a_whole_that_is_no_row_is_not_known() -> None:
    first = [protect(table_of(("A", "R1", 5, 2, 3), ("B", "R2", 100, 50, 50), ("C", "R3", 200, 100, 100)))]
    now: list[Row] = [("A", "R1", 30, 15, 15), ("B", "R2", 130, 65, 65), ("C", "R3", 230, 115, 115)]
    assert after(first, *now) == {code: tuple(counts) for code, _, *counts in now}


def test_a_country_that_is_no_row_was_not_known_where_a_part_was_hidden() -> None:
    # C's need moved by 5 and waits, with D's that did not move: no total of that day tells what both did.
    then: list[Row] = [
        ("A", "R1", 5, 2, 3),
        ("B", "R2", 100, 50, 50),
        ("C", "R3", 200, 100, 100),
        ("D", "R4", 220, 110, 110),
    ]
    now: list[Row] = [
        ("A", "R1", 250, 125, 125),
        ("B", "R2", 300, 150, 150),
        ("C", "R3", 205, 130, 75),
        ("D", "R4", 220, 110, 110),
    ]
    assert after([protect(table_of(*then))], *now) == {
        "A": (250, 125, 125), "B": (300, 150, 150), "C": (None, 130, None), "D": (None, 110, None)
    }  # fmt: skip


def test_a_measure_alone_looks_back_too() -> None:
    def requests(*counts: int) -> pa.Table:
        codes = ["A", "B", "C"]
        return pa.table({"territory_code": codes, "parent_code": ["R", "R", None], "requests": list(counts)})

    first = protect(requests(100, 120, 150))
    assert first["requests"].to_pylist() == [100, 120, 150]
    found = protect(requests(105, 140, 170), earlier=[first])
    assert found["requests"].to_pylist() == [None, None, 170]
    assert protect(requests(111, 131, 161), earlier=[first])["requests"].to_pylist() == [111, 131, 161]


def test_need_without_gap_is_a_measure_alone_and_so_is_served() -> None:
    table = pa.table({"territory_code": ["A", "B", "C"], "parent_code": pa.nulls(3, pa.string()),
                      "need": [100, 50, 80], "served": [4, 30, 70]})  # fmt: skip
    found = protect(table)
    assert found["need"].to_pylist() == [100, 50, 80]
    assert found["served"].to_pylist() == [None, None, 70]
    assert found.schema.field("served").nullable and found.schema.field("served").type == pa.int64()
    assert found["hidden"].to_pylist() == [True, True, False]


@pytest.mark.parametrize(
    "row", [("A", None, 5, -5, 10), ("A", None, 5, 10, -5), ("A", None, -5, 5, -10), ("A", None, 50, 25, 26)]
)
def test_no_count_is_below_nothing(row: tuple[str, None, int, int, int]) -> None:
    with pytest.raises(CannotGoOn) as stopped:
        protect(table_of(("B", None, 90, 40, 50), row))
    assert "« A »" in stopped.value.sentence.fr


def test_a_structure_dominates_above_eighty_five_of_a_hundred_or_when_ten_families_remain() -> None:
    table = table_of(*((code, None, need, need, 0) for code, need in (("A", 100), ("B", 100), ("C", 60), ("D", 60), ("E", 20), ("F", 60))))  # fmt: skip
    held = dominated(table, {"A": 85, "B": 86, "C": 49, "D": 50, "E": 20})
    assert held == {"B": ALL, "D": ALL}
    assert set(dominated(table, {"C": 49}, 12)) == {"C"}


def test_what_the_country_must_hide_is_hidden_everywhere() -> None:
    table = table_of(("A", None, 100, 40, 60), ("B", None, 120, 50, 70), ("E", None, 0, 0, 0))
    rows = protect(table, forced={ROOT: PARTS}).to_pylist()
    assert [(row["need"], row["served"], row["gap"]) for row in rows] == [
        (100, None, None),
        (120, None, None),
        (0, 0, 0),
    ]


def test_regions_that_are_no_rows_are_added_up() -> None:
    # R1 has five families, all in A: nothing but A's own hiding and the smallest of the other regions tells it.
    found = shown(("A", "R1", 5, 2, 3), ("B", "R2", 100, 50, 50), ("C", "R3", 200, 100, 100))
    assert found == {"A": (None,) * 3, "B": (None,) * 3, "C": (200, 100, 100)}
