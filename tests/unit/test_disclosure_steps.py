"""What a table of families that asked, were referred and attended hides, on tables small enough to check by hand."""

import pyarrow as pa
import pytest

from campaigns.disclosure_groups import Pattern
from campaigns.disclosure_steps import STEPS, protect_steps
from campaigns.model.outcome import CannotGoOn

Counts = tuple[int | None, int | None, int | None]


def table_of(**parts: tuple[int, int, int]) -> pa.Table:
    """Return a country of one region and its departments, the wholes added up."""
    whole = tuple(sum(counts[place] for counts in parts.values()) for place in range(3))
    rows = [("FR", None, "country", *whole), ("R", "FR", "region", *whole)]
    rows += [(code, "R", "department", *counts) for code, counts in parts.items()]
    names = ("territory_code", "parent_code", "level", *STEPS)
    kinds = [*((name, pa.string()) for name in names[:3]), *((name, pa.int64()) for name in STEPS)]
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], pa.schema(kinds))


def told(table: pa.Table) -> dict[str, Counts]:
    return {row["territory_code"]: tuple(row[name] for name in STEPS) for row in table.to_pylist()}


def shown(**parts: tuple[int, int, int]) -> dict[str, Counts]:
    return told(protect_steps(table_of(**parts)))


def test_large_counts_are_shown_whole_and_nobody_missed_is_said() -> None:
    assert shown(A=(100, 60, 60), B=(200, 90, 60)) == {
        "FR": (300, 150, 120), "R": (300, 150, 120), "A": (100, 60, 60), "B": (200, 90, 60)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("small", "hides"),
    [
        ((100, 22, 11), False),
        # Ten not referred, ten referred, ten attended, or ten who did not come: each is too few.
        ((32, 22, 11), True),
        ((100, 10, 10), True),
        ((100, 21, 10), True),
        ((100, 31, 21), True),
        ((33, 22, 11), False),
    ],
)
def test_every_count_and_every_difference_has_eleven_or_takes_another_with_it(
    small: tuple[int, int, int], hides: bool
) -> None:
    found = shown(A=small, B=(200, 90, 60), C=(300, 120, 80))
    hidden = {code for code, counts in found.items() if None in counts}
    assert hidden == ({"A", "B"} if hides else set())
    assert [found[code][0] for code in "ABC"] == [small[0], 200, 300]
    assert all(found[code][1:] == (None, None) for code in hidden)


def test_a_territory_that_too_few_ask_from_tells_nothing() -> None:
    found = shown(A=(7, 4, 2), B=(200, 90, 60), C=(300, 120, 80))
    assert found["A"] == found["B"] == (None, None, None) and found["C"] == (300, 120, 80)
    assert found["FR"] == (507, 214, 142)


def test_while_nobody_was_ever_referred_only_those_who_ask_are_protected() -> None:
    found = shown(A=(100, 0, 0), B=(5, 0, 0), C=(60, 0, 0))
    assert found == {"FR": (165, 0, 0), "R": (165, 0, 0), "A": (100, 0, 0), "B": (None, 0, 0), "C": (None, 0, 0)}


def test_while_nobody_ever_came_that_is_said_everywhere() -> None:
    found = shown(A=(100, 60, 0), B=(200, 5, 0))
    assert found == {"FR": (300, 65, 0), "R": (300, 65, 0), "A": (100, None, 0), "B": (200, None, 0)}


def test_a_count_that_moved_little_since_a_release_hides_wherever_it_shows() -> None:
    first = protect_steps(table_of(A=(100, 60, 30), B=(200, 90, 60)))
    found = told(protect_steps(table_of(A=(100, 60, 33), B=(200, 90, 60)), earlier=[first]))
    assert found == {"FR": (300, None, None), "R": (300, None, None), "A": (100, None, None), "B": (200, None, None)}
    later = told(protect_steps(table_of(A=(100, 60, 45), B=(200, 90, 60)), earlier=[first]))
    assert later["A"] == (100, 60, 45) and later["FR"] == (300, 150, 105)


def test_what_is_forced_is_hidden_and_so_is_what_would_tell_it() -> None:
    parts = {"A": (100, 60, 30), "B": (200, 90, 60), "C": (300, 120, 80)}
    found = told(protect_steps(table_of(**parts), forced={"C": Pattern.ALL}))
    assert found["C"] == found["A"] == (None, None, None) and found["B"] == (200, 90, 60)


def test_a_higher_threshold_hides_more() -> None:
    found = told(protect_steps(table_of(A=(100, 60, 45), B=(200, 90, 60)), threshold=16))
    assert found["A"] == (100, None, None) and found["FR"] == (300, 150, 105)


def test_a_step_that_counts_more_than_the_one_before_is_refused() -> None:
    with pytest.raises(CannotGoOn):
        protect_steps(table_of(A=(100, 20, 30), B=(200, 90, 60)))
