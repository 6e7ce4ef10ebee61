"""What two measures, or two releases, may tell together, at the edges: checked by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from campaigns.disclosure_chain import protect_chain
from campaigns.disclosure_groups import Territory
from campaigns.disclosure_past import Past, Shown, is_little

T = 11
Flags3 = tuple[bool, bool, bool]
YES: Flags3 = (True, True, True)
NO: Flags3 = (False, False, False)


@pytest.mark.parametrize(
    ("counts", "earlier", "published"),
    [
        ([500, 489, 478, 0], [], [500, 489, 478, 0]),
        ([500, 490, 480, 1], [], [500, None, 480, None]),
        ([500, 500, 11, 10], [], [500, 500, 11, None]),
        ([500, 500, 22, 11], [], [500, 500, 22, 11]),
        ([500], [[505]], [None]),
        ([500], [[None], [510]], [None]),
        ([500], [[500], [511], [489]], [500]),
        ([500, 300], [[700, 501]], [500, 300]),
    ],
)
def test_two_counts_of_a_chain_are_equal_or_a_threshold_apart(
    counts: list[int], earlier: list[list[int | None]], published: list[int | None]
) -> None:
    names = "abcd"
    found = protect_chain(
        dict(zip(names, counts, strict=False)), T, [dict(zip(names, one, strict=False)) for one in earlier]
    )
    assert list(found.values()) == published


# What earlier releases showed.


@pytest.mark.parametrize(
    ("now", "little"), [(100, False), (101, True), (110, True), (111, False), (99, True), (90, True), (89, False)]
)
def test_a_count_moved_little_by_one_to_ten_either_way(now: int, little: bool) -> None:
    past = Past([{"A": (100, None, 500)}, {"A": (None, 700, None)}], T)
    assert past.moved_little("A", (now, 300, 400)) == (little, False, False)
    assert past.moved_little("A", (300, now + 600, 400)) == (False, little, False)
    assert past.moved_little("A", (300, 300, now + 400)) == (False, False, little)


def test_a_territory_that_no_release_had_had_nobody() -> None:
    past = Past([{}], T)
    assert past.moved_little("A", (11, 1, 10)) == (False, True, True)
    assert past.moved_little("A", (0, 0, 0)) == NO


def test_moves_are_little_from_one_to_ten_whatever_their_sense() -> None:
    moves = np.asarray([0, 1, 10, 11, -1, -10, -11])
    assert is_little(moves, T).tolist() == [False, True, True, False, True, True, False]


def moved(
    whole: tuple[Shown, tuple[int, int, int]], parts: Sequence[tuple[Shown, tuple[int, int, int]]], hidden: list[Flags3],
    whole_shown: Flags3 = YES, older: int = 2,
) -> int | None:  # fmt: skip
    """Ask which measure moved little, of a whole and parts given as (shown before, count now); older releases showed nothing."""
    nothing: Shown = (None, None, None)
    codes = [f"P{n}" for n in range(len(parts))]
    release = {"W": whole[0]} | {code: part[0] for code, part in zip(codes, parts, strict=True)}
    past = Past([dict.fromkeys(release, nothing)] * older + [release], T)
    today = [Territory(code, *part[1], 1) for code, part in zip(codes, parts, strict=True)]
    found = past.group(whole[1], "W", today).moved_little(hidden, whole_shown, T)
    assert found is None or type(found) is int
    return found


@pytest.mark.parametrize(("third", "measure"), [(300, 0), (305, None), (295, 0), (294, None), (306, 0), (315, 0), (316, None)])  # fmt: skip
def test_what_both_days_hide_is_the_whole_less_what_both_show(third: int, measure: int | None) -> None:
    # The whole went from 218 to 323: the two that are hidden moved by 105 less what the third did.
    part: tuple[Shown, tuple[int, int, int]] = ((None, 50, 60), (9, 50, 60))
    parts = [part, part, ((200, 50, 60), (third, 50, 60))]
    hidden: list[Flags3] = [(True, False, False), (True, False, False), NO]
    assert moved(((218, 150, 180), (323, 150, 180)), parts, hidden) == measure


@pytest.mark.parametrize(("whole", "measure"), [(108, 1), (113, 1), (114, None), (103, None), (104, 1), (93, 1), (92, None)])  # fmt: skip
def test_what_was_hidden_before_and_is_not_now_is_the_whole_less_what_was_shown(
    whole: int, measure: int | None
) -> None:
    parts: list[tuple[Shown, tuple[int, int, int]]] = [((90, None, 40), (90, 70, 40)), ((90, 50, 40), (90, 53, 40))]
    assert moved(((180, 100, 80), (180, whole, 80)), parts, [NO, NO]) == measure


@pytest.mark.parametrize(("count", "measure"), [(105, 2), (110, 2), (111, None), (100, None), (90, 2), (89, None)])
def test_what_is_hidden_now_and_was_not_before_is_its_own_move(count: int, measure: int | None) -> None:
    parts: list[tuple[Shown, tuple[int, int, int]]] = [((90, 50, 100), (90, 50, count)), ((90, 50, 100), (90, 50, 120))]
    whole: tuple[Shown, tuple[int, int, int]] = ((180, 100, 200), (180, 100, 250))
    assert moved(whole, parts, [(False, False, True), NO]) == measure
    # Where the whole says nothing today, or said nothing that day, nothing can be subtracted from it.
    assert moved(whole, parts, [(False, False, True), NO], (True, True, False)) is None
    assert moved(((180, 100, None), (180, 100, 250)), parts, [(False, False, True), NO]) is None


def test_the_first_measure_that_moved_little_is_named() -> None:
    parts: list[tuple[Shown, tuple[int, int, int]]] = [((90, 50, 40), (95, 55, 40)), ((90, 50, 40), (90, 50, 40))]
    assert moved(((180, 100, 80), (300, 200, 100)), parts, [YES, NO]) == 0
    assert moved(((180, 100, 80), (300, 200, 100)), parts, [(False, True, True), NO]) == 1


def test_without_an_earlier_release_nothing_moved() -> None:
    today = [Territory("P0", 9, 4, 5, 1)]
    assert Past([], T).group((9, 4, 5), "W", today).moved_little([YES], YES, T) is None
