"""What a published table hides, on tables small enough to check by hand."""

import pyarrow as pa
import pytest

from campaigns.disclosure import dominated, protect
from campaigns.model.outcome import CannotGoOn

Row = tuple[str, str | None, int | None, int | None, int | None]


def table_of(*rows: Row) -> pa.Table:
    names = ("territory_code", "parent_code", "need", "served", "gap")
    kinds = (pa.string(), pa.string(), pa.int64(), pa.int64(), pa.int64())
    return pa.Table.from_pylist(
        [dict(zip(names, row, strict=True)) for row in rows], pa.schema(list(zip(names, kinds, strict=True)))
    )


def shown(*rows: Row) -> dict[str, tuple[int | None, ...]]:
    protected = protect(table_of(*rows)).to_pylist()
    for row in protected:
        assert row["hidden"] == (row["need_hidden"] or row["served_hidden"] or row["gap_hidden"])
    return {row["territory_code"]: (row["need"], row["served"], row["gap"]) for row in protected}


def test_large_counts_are_shown_whole() -> None:
    assert shown(("75", "11", 100, 40, 60), ("93", "11", 200, 90, 110)) == {"75": (100, 40, 60), "93": (200, 90, 110)}


def test_eleven_is_shown_and_ten_is_not() -> None:
    rows = [("75", "11", 1000, 500, 500), ("92", "11", 800, 400, 400)]
    assert shown(*rows, ("93", "11", 22, 11, 11), ("94", "11", 22, 11, 11))["93"] == (22, 11, 11)
    assert shown(*rows, ("93", "11", 22, 10, 12), ("94", "11", 22, 11, 11))["93"] == (22, None, None)


def test_a_territory_where_nobody_needs_anything_says_so() -> None:
    assert shown(("75", "11", 100, 40, 60), ("48", "11", 0, 0, 0))["48"] == (0, 0, 0)


def test_nobody_served_yet_looks_the_same_as_a_few() -> None:
    assert shown(("75", "11", 100, 0, 100), ("93", "11", 200, 3, 197)) == {
        "75": (100, None, None), "93": (200, None, None)
    }  # fmt: skip


def test_a_single_hidden_territory_takes_the_smallest_other_with_it() -> None:
    found = shown(("A", "R", 5, 2, 3), ("B", "R", 60, 30, 30), ("C", "R", 90, 40, 50), ("R", None, 155, 72, 83))
    assert found == {"A": (None,) * 3, "B": (None,) * 3, "C": (90, 40, 50), "R": (155, 72, 83)}


def test_two_small_ones_need_a_third_when_their_sum_says_too_much() -> None:
    found = shown(("A", "R", 5, 2, 3), ("B", "R", 6, 3, 3), ("C", "R", 90, 40, 50), ("D", "R", 95, 45, 50))
    assert found == {"A": (None,) * 3, "B": (None,) * 3, "C": (None,) * 3, "D": (95, 45, 50)}


def test_a_hidden_served_count_hides_another_so_that_the_total_says_nothing() -> None:
    found = shown(("A", "R", 40, 4, 36), ("B", "R", 60, 30, 30), ("C", "R", 90, 40, 50))
    assert found == {"A": (40, None, None), "B": (60, None, None), "C": (90, 40, 50)}


def test_a_region_too_small_hides_its_departments_and_another_region() -> None:
    found = shown(
        ("FR", None, 309, 154, 155), ("R1", "FR", 9, 4, 5), ("A", "R1", 9, 4, 5), ("R2", "FR", 100, 50, 50),
        ("B", "R2", 100, 50, 50), ("R3", "FR", 200, 100, 100), ("C", "R3", 200, 100, 100),
    )  # fmt: skip
    assert found == {
        "FR": (309, 154, 155), "R1": (None,) * 3, "A": (None,) * 3, "R2": (None,) * 3, "B": (None,) * 3,
        "R3": (200, 100, 100), "C": (200, 100, 100),
    }  # fmt: skip


def test_a_region_whose_total_would_say_too_much_of_its_small_departments_is_hidden_with_them() -> None:
    # 12 households in two departments: each has between 1 and 11 of them, one short of the threshold in width.
    others = [
        ("R2", "FR", 100, 50, 50),
        ("B", "R2", 100, 50, 50),
        ("R3", "FR", 200, 90, 110),
        ("C", "R3", 200, 90, 110),
    ]
    small = [("R1", "FR", 24, 12, 12), ("A1", "R1", 6, 3, 3), ("A2", "R1", 18, 9, 9)]
    assert shown(*small, *others)["R1"] == (24, 12, 12)
    small = [("R1", "FR", 12, 6, 6), ("A1", "R1", 6, 3, 3), ("A2", "R1", 6, 3, 3)]
    found = shown(*small, *others)
    assert [found[code] for code in ("R1", "A1", "A2", "R2", "B", "R3")] == [(None,) * 3] * 5 + [(200, 90, 110)]


def test_departments_where_nobody_needs_anything_do_not_make_their_region_small() -> None:
    empty = [(f"E{number}", "R1", 0, 0, 0) for number in range(12)]
    found = shown(("R1", None, 22, 11, 11), ("A", "R1", 22, 11, 11), *empty, ("R2", None, 90, 40, 50))
    assert (found["R1"], found["A"], found["E3"]) == ((22, 11, 11), (22, 11, 11), (0, 0, 0))


def test_a_country_too_small_shows_nothing() -> None:
    assert shown(("A", None, 4, 2, 2), ("B", None, 6, 3, 3)) == {"A": (None,) * 3, "B": (None,) * 3}


def test_unknown_is_not_hidden() -> None:
    rows = protect(table_of(("A", None, None, None, None), ("B", None, 50, 25, 25))).to_pylist()
    assert [(row["need"], row["hidden"]) for row in rows] == [(None, False), (50, False)]


def test_labels_and_other_measures_are_kept_and_measures_alone_are_protected_alone() -> None:
    table = pa.table({"territory_code": ["A", "B", "C"], "name": ["Ain", "Bas-Rhin", "Cher"],
                      "parent_code": pa.nulls(3, pa.string()), "requests": [4, 50, 70]})  # fmt: skip
    protected = protect(table)
    assert protected.column_names == ["territory_code", "name", "parent_code", "requests", "requests_hidden", "hidden"]
    assert protected["requests"].to_pylist() == [None, None, 70]
    assert protected["name"].to_pylist() == ["Ain", "Bas-Rhin", "Cher"]
    assert protect(table.select(["territory_code", "parent_code"]))["hidden"].to_pylist() == [False] * 3


def test_a_higher_threshold_hides_more() -> None:
    table = table_of(("A", None, 60, 30, 30), ("B", None, 90, 40, 50), ("C", None, 95, 45, 50))
    assert protect(table)["served_hidden"].to_pylist() == [False] * 3
    assert protect(table, 31)["served_hidden"].to_pylist() == [True, True, False]


@pytest.mark.parametrize(
    "rows",
    [
        [("A", None, 50, 20, 20)],
        [("A", None, -1, -1, 0)],
        [("R", None, 50, 25, 25), ("A", "R", 40, 20, 20)],
        [("A", "B", 50, 25, 25), ("B", "A", 50, 25, 25)],
    ],
)
def test_figures_that_do_not_add_up_are_not_published(rows: list[Row]) -> None:
    with pytest.raises(CannotGoOn) as stopped:
        protect(table_of(*rows))
    assert stopped.value.code == "not_additive"


def after(earlier: list[pa.Table], *rows: Row) -> dict[str, tuple[int | None, ...]]:
    table = protect(table_of(*rows), earlier=earlier)
    return {row["territory_code"]: (row["need"], row["served"], row["gap"]) for row in table.to_pylist()}


FIRST = [protect(table_of(("FR", None, 300, 90, 210), ("A", "FR", 100, 40, 60), ("B", "FR", 90, 20, 70),
                          ("C", "FR", 110, 30, 80)))]  # fmt: skip


def test_a_count_that_moved_by_less_than_eleven_is_not_shown_again_nor_what_would_tell_it() -> None:
    # A went from 100 to 104: its need waits, and C's with it, or A's would be the country minus the others.
    found = after(FIRST, ("FR", None, 348, 90, 258), ("A", "FR", 104, 40, 64), ("B", "FR", 122, 20, 102),
                  ("C", "FR", 122, 30, 92))  # fmt: skip
    # Of the two that could wait with it, B is as large as C and comes first.
    assert found == {"FR": (348, 90, 258), "A": (None, 40, None), "B": (None, 20, None), "C": (122, 30, 92)}


def test_a_served_count_may_be_shown_while_the_need_waits() -> None:
    found = after(FIRST, ("FR", None, 300, 210, 90), ("A", "FR", 104, 80, 24), ("B", "FR", 86, 60, 26),
                  ("C", "FR", 110, 70, 40))  # fmt: skip
    assert found == {"FR": (300, 210, 90), "A": (None, 80, None), "B": (None, 60, None), "C": (110, 70, 40)}


def test_what_two_releases_hide_together_may_not_move_little() -> None:
    # A and B are hidden for being small; together they went from 18 to 23, which the country minus C would tell.
    first = protect(
        table_of(("FR", None, 218, 100, 118), ("A", "FR", 9, 5, 4), ("B", "FR", 9, 4, 5), ("C", "FR", 200, 91, 109))
    )
    assert first["need"].to_pylist() == [218, None, None, 200]
    found = after([first], ("FR", None, 323, 100, 223), ("A", "FR", 12, 5, 7), ("B", "FR", 11, 4, 7),
                  ("C", "FR", 300, 91, 209))  # fmt: skip
    assert found == {"FR": (323, 100, 223), "A": (None,) * 3, "B": (None,) * 3, "C": (None, None, None)}


def test_a_structure_that_has_nearly_all_of_a_territory_does_not_learn_of_the_others() -> None:
    table = table_of(
        ("A", None, 100, 40, 60), ("B", None, 100, 40, 60), ("C", None, 100, 40, 60), ("D", None, 60, 30, 30)
    )
    held = dominated(table, {"A": 95, "B": 86, "C": 100, "D": 45})
    assert set(held) == {"A", "B"}
    assert protect(table, forced=held)["need"].to_pylist() == [None, None, 100, 60]
