"""What the six journeys share: the two states of the campaign, made once, and both languages."""

from pathlib import Path
from shutil import copytree

import pytest

from dashboard.wording.translation import LANGUAGES
from tests.journeys.roles.spring import make_evening, make_morning


@pytest.fixture(scope="session")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a campaign that has lists and stock, and no plan; to be copied."""
    home = tmp_path_factory.mktemp("prepared") / "morning"
    make_morning(home)
    return home


@pytest.fixture(scope="session")
def evening(morning: Path) -> Path:
    """Give the folder of the same campaign with a plan in force and the next one locked; to be copied."""
    home = morning.with_name("evening")
    copytree(morning, home)
    make_evening(home)
    return home


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Give each language."""
    return str(request.param)
