"""The story of a campaign, told once for all the tests of a process."""

import os
from collections.abc import Iterator

import pytest

from pipelines.intake.worker import ReadingRoom
from tests.conftest import missing
from tests.faults.shared_store import SharedTold
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


@pytest.fixture(scope="session")
def shared_story(story: Told) -> Iterator[SharedTold]:
    """Carry the story to the PostgreSQL server named by CONNEXION_TEST_POSTGRES."""
    server = os.environ.get("CONNEXION_TEST_POSTGRES")
    if not server:
        missing("No PostgreSQL server: set CONNEXION_TEST_POSTGRES, or run .ci/run which starts one")
    shared = SharedTold(story.folder, story.room, story.names, story.now, server=server)
    shared.carry()
    yield shared
    shared.forget()


@pytest.fixture(autouse=True)
def no_copy_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Remove the copies that a test made of a story."""
    yield
    for name in ("beginning", "story", "shared_story"):
        if name in request.fixturenames:
            request.getfixturevalue(name).forget_copies()
