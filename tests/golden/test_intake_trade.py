"""Lists written apart from the rules, as other partners would send them, against their truth (`trade/*/*.txt`)."""

from pathlib import Path

import pytest

from tests.golden.score import Score, score_folder
from tests.golden.trade.build import SPECS, build

FLOORS = {"rows": 100.0, "mapping": 99.0, "reasons": 99.0, "outcomes": 99.0, "values": 99.0}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    found: dict[str, Score] = {}
    for specs in sorted(path for path in SPECS.iterdir() if path.is_dir() and any(path.glob("*.txt"))):
        folder: Path = tmp_path_factory.mktemp(specs.name)
        build(specs, folder)
        found |= {f"{specs.name}/{name}": score for name, score in score_folder(folder).items() if name != "TOTAL"}
    return found


@pytest.mark.parametrize("measure", FLOORS)
def test_a_list_never_seen_is_read_as_its_truth_says(scores: dict[str, Score], measure: str) -> None:
    total = Score()
    for score in scores.values():
        total.add(score)
    assert total.asked[measure] > 100
    wrong = [f"{name} {text}" for name, score in scores.items() for text in score.wrong if text.startswith(measure)]
    assert total.percent(measure) >= FLOORS[measure], wrong[:20]
