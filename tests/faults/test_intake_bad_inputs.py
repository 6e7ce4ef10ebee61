"""Bad files gathered from other programs: each ends in a clean reading or one clear sentence, and no server dies of it.

`CONNEXION_BAD_INPUTS` names the folder that holds them; the project's own share of them is in `files`, always tested.
"""

import gzip
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.intake.accounting import equation_holds
from pipelines.intake.worker import ReadingRoom

FOLDER = os.environ.get("CONNEXION_BAD_INPUTS", "")
TODAY = date(2020, 4, 3)
GOOD = b"Nom;Besoin\nDiallo;PC\n"
pytestmark = pytest.mark.skipif(not FOLDER, reason="CONNEXION_BAD_INPUTS names no folder of bad files")


def bad_files() -> list[Path]:
    return sorted(path for path in Path(FOLDER).rglob("*") if path.is_file()) if FOLDER else []


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom() as found:
        yield found


@pytest.mark.parametrize("path", bad_files(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_bad_file_ends_cleanly_and_the_next_list_is_read(room: ReadingRoom, path: Path) -> None:
    data, name = path.read_bytes(), path.name
    if name.endswith(".gz"):
        data, name = gzip.decompress(data), name.removesuffix(".gz")
    started = time.monotonic()
    found = room.read(data, name, today=TODAY)
    assert time.monotonic() - started < 30
    if isinstance(found, Refusal):
        assert found.code not in {"reading_stopped", "row_count_differs"}
        assert found.sentence.fr.count("\n") == 0
        assert found.sentence.fr.endswith(".")
    else:
        assert equation_holds(found.counts)
    assert not isinstance(room.read(GOOD, "liste.csv", today=TODAY), Refusal)
