"""No page asks the database twice for the same thing while it is drawn: each page of each role, each view of it, each object that it opens."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import current_thread
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard import memory, pages_table
from dashboard.pages_table import PAGES, PageEntry
from dashboard.parts import views_of_page
from pipelines.intake.lists import all_lists
from pipelines.reporting.releases import publish_figures
from pipelines.reporting.view_households import HouseholdSearch, find_households
from pipelines.store.duckdb_store import DuckSession, DuckStore
from pipelines.store.port import Session
from tests.unit.coordination_desk import SCRIPT
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, filled_campaign

Question = tuple[str, str, str]

# Every page is drawn four times or more: minutes.
pytestmark = pytest.mark.slow


class Heard:
    """The questions since the last change, each with the thread that asks."""

    def __init__(self) -> None:
        self.questions: list[Question] = []

    def twice(self, *, drawing: bool) -> dict[str, int]:
        """Return what was asked more than once; `drawing` leaves out what is computed beside, for all who look."""
        threads = {thread for thread, *_ in self.questions if "_carry_out" not in thread or not drawing}
        asked = Counter((name, values) for thread, name, values in self.questions if thread in threads)
        return {name: count for (name, _values), count in asked.items() if count > 1}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    small = filled_campaign(tmp_path_factory.mktemp("home"))
    assert not isinstance(publish_figures(small.office, COORDINATOR, small.campaign_id), Refusal)
    yield small
    small.office.close()


@pytest.fixture
def heard(campaign: SmallCampaign, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Listen to what reaches the database; after a change everything may be asked again."""
    found = Heard()
    writing = DuckStore.writing

    def listened(ask: str) -> None:
        usual = getattr(DuckSession, ask)

        def noting(self: DuckSession, statement: str, parameters: Mapping[str, object] | None = None) -> Any:
            found.questions.append((current_thread().name, statement, repr(sorted((parameters or {}).items()))))
            return usual(self, statement, parameters)

        monkeypatch.setattr(DuckSession, ask, noting)

    @contextmanager
    def changing(self: DuckStore) -> Iterator[Session]:
        with writing(self) as session:
            yield session
        found.questions.clear()

    listened("rows")
    listened("table")
    monkeypatch.setattr(DuckStore, "writing", changing)
    monkeypatch.setattr(memory, "open_desk_office", lambda: campaign.office)
    return found


def draw_twice(heard: Heard, role: Role, link: Mapping[str, str]) -> int:
    """Open a page, then draw it again as a click would; return how many questions that took, none of them twice."""
    app = AppTest.from_file(SCRIPT, default_timeout=60)
    for name, value in {"role": role.value, **link}.items():
        app.query_params[name] = value
    heard.questions.clear()
    app.run()
    assert not app.exception
    assert heard.twice(drawing=True) == {}, (link, "first drawing")
    heard.questions.clear()
    app.run()
    assert not app.exception
    assert heard.twice(drawing=False) == {}, (link, "drawn again")
    return len(heard.questions)


def put_first(monkeypatch: pytest.MonkeyPatch, entry: PageEntry) -> None:
    """Put a page first in the menu, in which a test cannot click."""
    monkeypatch.setattr(pages_table, "PAGES", (entry, *(other for other in PAGES if other is not entry)))


@pytest.mark.parametrize(
    ("entry", "role"),
    [pytest.param(entry, role, id=f"{entry.url_path}-{role.value}") for entry in PAGES for role in entry.roles],
)
def test_a_page_and_each_of_its_views(
    heard: Heard, entry: PageEntry, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    views: dict[str, list[str]] = {}
    usual = views_of_page.seeded
    monkeypatch.setattr(views_of_page, "seeded", lambda name, codes: usual(name, views.setdefault(name, codes)))
    put_first(monkeypatch, entry)
    assert draw_twice(heard, role, {}) > 0, "nothing was heard"
    for name, code in [(name, code) for name, codes in list(views.items()) for code in codes[1:]]:
        draw_twice(heard, role, {name: code})


def test_each_object_that_a_page_opens(campaign: SmallCampaign, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    office, campaign_id = campaign.office, campaign.campaign_id
    found = find_households(office, COORDINATOR, campaign_id, HouseholdSearch(), limit=10)
    lists = all_lists(office, COORDINATOR, campaign_id)
    assert not isinstance(found, Refusal)
    opened = [("foyers", "foyer", row["household_id"]) for row in found["rows"]]
    opened += [("listes", "liste", row["list_id"]) for row in lists]
    assert len(opened) == 6, "four households and two lists"
    for address, name, chosen in opened:
        put_first(monkeypatch, next(entry for entry in PAGES if entry.url_path == address))
        alone = draw_twice(heard, Role.COORDINATOR, {})
        assert draw_twice(heard, Role.COORDINATOR, {name: chosen}) != alone, "the list was shown in its place"
