"""A thousand spoilt lists (ten thousand in the long runs): a refusal or a reading that adds up, and the room stays open."""

from collections.abc import Callable

import pytest

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import ListReading, read_list
from tests.faults.fuzz_intake import TODAY, run, spoilt


def test_the_same_seed_gives_the_same_files() -> None:
    assert [spoilt(number, 3) for number in range(5)] == [spoilt(number, 3) for number in range(5)]
    assert len({data for _, data in (spoilt(number, 3) for number in range(20))}) == 20


@pytest.mark.parametrize(
    ("count", "seed"),
    [
        (60, 3),
        pytest.param(1_000, 1, marks=pytest.mark.slow),
        *(pytest.param(1_000, 20 + part, marks=pytest.mark.soak) for part in range(10)),
    ],
)
def test_spoilt_lists_end_cleanly(count: int, seed: int, record_property: Callable[[str, object], None]) -> None:
    tally = run(count, seed)
    record_property("spoilt lists", count)
    assert tally.failures == []
    assert tally.verdicts.total() == count
    # Spoiling must still leave lists that can be read, else nothing of the reading would be tried.
    assert tally.verdicts["read"] > count / 10


@pytest.mark.parametrize(("count", "seed"), [(60, 4), pytest.param(1_000, 5, marks=pytest.mark.slow)])
def test_nothing_is_left_to_the_last_net_of_the_child(count: int, seed: int) -> None:
    for number in range(count):
        name, data = spoilt(number, seed)
        found = read_list(data, name, today=TODAY)
        assert isinstance(found, ListReading | Refusal), number
