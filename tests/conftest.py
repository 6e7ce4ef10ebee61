"""What every test may ask for: a browser, a PostgreSQL server, a Hypothesis profile.

A missing tool skips the test on a developer's machine and fails it under CI=true, so that a green CI means that all of it ran.
"""

import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import urlsplit

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql

from pipelines.intake.worker import ReadingRoom

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

hypothesis.settings.register_profile("quick", deadline=None, max_examples=60)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=60, print_blob=True)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=5000, print_blob=True)
hypothesis.settings.load_profile(
    os.environ.get("CONNEXION_HYPOTHESIS") or ("ci" if os.environ.get("CI") == "true" else "quick")
)
# What a browser says when it waited in vain; any other failure counts at once.
WAITED = r"Timeout|Call log"


# The files of tests that take minutes alone, then those of half a minute; one begun last would have the other process wait for it.
LONG_FIRST = ("test_stock_year.py", "journeys", "faults")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest; let somebody at a browser who waited in vain try once more (a line of R, and « 1 rerun »)."""
    ranks = {name: rank for rank, name in enumerate(LONG_FIRST)}
    items.sort(key=lambda item: min((ranks[part] for part in item.path.parts if part in ranks), default=len(ranks)))
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=[WAITED]))


class LentRoom(ReadingRoom):
    """A reading room that an office gives back without ending its child."""

    def close(self) -> None:
        """Stay for the next office."""

    def end(self) -> None:
        """End the child, after the last test."""
        super().close()


@pytest.fixture(scope="session", autouse=True)
def one_reading_room() -> Iterator[None]:
    """Lend one reading child to every office of the run: starting one takes longer than reading a small list.

    Tests of the room itself make their own.
    """
    room = LentRoom()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.office.ReadingRoom", lambda: room)
        yield
    room.end()


def missing(reason: str) -> NoReturn:
    """Skip on a developer's machine, fail under CI=true."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (required under CI=true)", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give `__main__` back: a page drawn in process takes its place, and every child started later would run that page first."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium, or the one named by CONNEXION_TEST_CHROMIUM."""
    path = os.environ.get("CONNEXION_TEST_CHROMIUM") or shutil.which("chromium")
    if path is None:
        missing("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """Give the address of a database of this test's own, on the server named by CONNEXION_TEST_POSTGRES."""
    server = os.environ.get("CONNEXION_TEST_POSTGRES")
    if not server:
        missing("No PostgreSQL server: set CONNEXION_TEST_POSTGRES, or run .ci/run which starts one")
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield _with_database(server, name)
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _with_database(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()
