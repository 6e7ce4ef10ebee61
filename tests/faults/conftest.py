"""The story of a campaign, told once for all the tests of a process."""

from collections.abc import Iterator

import pytest

from pipelines.intake.worker import ReadingRoom
from tests.faults.story import Told, told


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the story as far as an open campaign with its registers."""
    room = ReadingRoom()
    yield told(tmp_path_factory.mktemp("debut"), room, until="open")
    room.close()


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Tell the whole story."""
    room = ReadingRoom()
    yield told(tmp_path_factory.mktemp("recit"), room)
    room.close()
