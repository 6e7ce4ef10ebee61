"""Whole lists laid out by hand, set after set, each first read by rules that had not seen it, against their truth."""

from pathlib import Path

import pytest

from tests.golden.score import Score, score_folder
from tests.golden.trade_generator.laid_out import LAID_OUT, lay_out

pytestmark = pytest.mark.slow
FLOORS = {"rows": 100.0, "mapping": 99.5, "reasons": 99.5, "outcomes": 99.5, "values": 99.5}
SETS = sorted(path.stem for path in LAID_OUT.glob("*.txt"))


def test_there_are_sets_to_read() -> None:
    assert len(SETS) >= 11


@pytest.mark.parametrize("name", SETS)
def test_a_list_laid_out_by_hand_is_read_as_its_truth_says(name: str, tmp_path: Path) -> None:
    lay_out(tmp_path, name, seed=2)
    scores: dict[str, Score] = score_folder(tmp_path)
    total = scores["TOTAL"]
    wrong = [f"{where} {text}" for where, score in scores.items() for text in score.wrong]
    for measure, floor in FLOORS.items():
        assert total.asked[measure] >= 10
        assert total.percent(measure) >= floor, wrong[:20]
