"""Thirty-three lists of partners against their truth; the floors are what was reached, less half a point."""

import os
from pathlib import Path

import pytest

from tests.golden.score import LISTS, Score, score_folder

FLOORS = {"rows": 100.0, "mapping": 99.5, "reasons": 99.5, "outcomes": 99.5, "values": 99.4}


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    return score_folder(LISTS)


@pytest.mark.parametrize("measure", FLOORS)
def test_the_lists_are_read_as_their_truth_says(scores: dict[str, Score], measure: str) -> None:
    total = scores["TOTAL"]
    assert total.asked[measure] > 100
    assert total.percent(measure) >= FLOORS[measure], [
        wrong for score in scores.values() for wrong in score.wrong if wrong.startswith(measure)
    ][:20]


def test_every_physical_row_of_every_list_is_accounted_for(scores: dict[str, Score]) -> None:
    assert {name: score.percent("rows") for name, score in scores.items()} == dict.fromkeys(scores, 100.0)


@pytest.mark.skipif(
    "CONNEXION_CORPUS" not in os.environ, reason="CONNEXION_CORPUS names no wider folder of lists with truth"
)
def test_a_wider_corpus_is_read_as_well() -> None:
    total = score_folder(Path(os.environ["CONNEXION_CORPUS"]))["TOTAL"]
    assert {measure: total.percent(measure) >= floor - 1 for measure, floor in FLOORS.items()} == dict.fromkeys(
        FLOORS, True
    )
