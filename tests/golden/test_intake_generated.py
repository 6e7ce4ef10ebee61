"""Lists put together at random from banks of headers and writings, against their truth: any combination must be read."""

from pathlib import Path

import pytest

from tests.golden.score import Score, score_folder
from tests.golden.trade_generator.generate import generate

pytestmark = pytest.mark.slow
FLOORS = {"rows": 100.0, "mapping": 99.0, "reasons": 99.0, "outcomes": 99.0, "values": 99.0}
LISTS, SEED = 40, 2026


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Score]:
    folder: Path = tmp_path_factory.mktemp("generated")
    generate(folder, "all", SEED, LISTS)
    return score_folder(folder)


@pytest.mark.parametrize("measure", FLOORS)
def test_a_list_of_known_words_in_a_new_combination_is_read_as_its_truth_says(
    scores: dict[str, Score], measure: str
) -> None:
    assert len(scores) == LISTS + 1
    assert scores["TOTAL"].asked[measure] > 100
    wrong = [f"{name} {text}" for name, score in scores.items() for text in score.wrong if text.startswith(measure)]
    assert scores["TOTAL"].percent(measure) >= FLOORS[measure], wrong[:20]


def test_the_same_seed_gives_the_same_lists(tmp_path: Path) -> None:
    for name in ("once", "twice"):
        generate(tmp_path / name, "third", SEED, 3)
    once, twice = (sorted((tmp_path / name).glob("*.truth.json")) for name in ("once", "twice"))
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in twice]
