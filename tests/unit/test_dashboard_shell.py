"""The frame: languages, people, campaigns, menus, and pages that break. Each test opens a store of its own."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.access import TABLE, Span, rights_of
from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn, Sentence
from dashboard import gallery, memory, pages_table, shell, sign_in
from dashboard.desk import Desk
from dashboard.pages_table import PAGES, pages_of
from dashboard.sign_in import PEOPLE, fictive_actor
from tests.unit.html_drawn import html_of
from tests.unit.no_office import NoOffice

SCRIPT = str(Path(__file__).parents[2] / "screens.py")
CAMPAIGNS = [
    {"campaign_id": "c1", "code": "PRINTEMPS-2020", "name": "Printemps 2020", "state": "open"},
    {"campaign_id": "c2", "code": "CRUE-2021", "name": "Crue de la Seine", "state": "open"},
]
PARTNERS = [
    {"partner_id": "p1", "code": "0751234A", "name": "Collège Jean-Moulin", "kind": "school"},
    {"partner_id": "p2", "code": "CHRS1", "name": "Relais Saint-Michel", "kind": "shelter"},
]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """Open the frame on two campaigns, two partners and one page, which notes the desk that it is given."""
    desks: list[Desk] = []
    entry = pages_table.PageEntry(
        "dashboard.gallery", "Accueil", ":material/home:", "essai", tuple(Role), "campaign.read"
    )
    monkeypatch.setattr(pages_table, "PAGES", (entry,))
    monkeypatch.setattr(memory, "open_desk_office", NoOffice)
    monkeypatch.setattr(shell, "list_campaigns", lambda office, actor: CAMPAIGNS)
    monkeypatch.setattr(sign_in, "list_partners", lambda office, actor: PARTNERS)
    monkeypatch.setattr(gallery, "page", desks.append)
    return desks


def opened(**link: str) -> AppTest:
    """Open the frame by a link."""
    app = AppTest.from_file(SCRIPT, default_timeout=20)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML."""
    return html_of(app)


def test_a_first_visit_is_that_of_the_coordination_in_french(seen: list[Desk]) -> None:
    app = opened()
    assert not app.exception
    assert "Mode démonstration" in said(app)
    assert (seen[-1].actor, seen[-1].campaign_id, seen[-1].language) == (fictive_actor(Role.COORDINATOR), "c1", "fr")
    assert dict(app.query_params) == {}


def test_a_link_reproduces_the_view(seen: list[Desk]) -> None:
    app = opened(lang="en", campaign="CRUE-2021", role="partner", structure="CHRS1")
    assert "Demonstration mode" in said(app)
    assert seen[-1].language == "en"
    assert seen[-1].campaign_id == "c2"
    assert seen[-1].actor == fictive_actor(Role.PARTNER, "p2")


def test_switching_language_keeps_campaign_and_person(seen: list[Desk]) -> None:
    app = opened(campaign="CRUE-2021", role="partner", structure="CHRS1")
    app.get("button_group")[0].set_value("en").run()
    assert (seen[-1].language, seen[-1].campaign_id, seen[-1].actor.partner_id) == ("en", "c2", "p2")
    assert app.query_params["lang"] == "en"


def test_an_unknown_value_in_a_link_is_the_usual_choice(seen: list[Desk]) -> None:
    app = opened(lang="xx", campaign="ABSENT", role="king")
    assert not app.exception
    assert (seen[-1].language, seen[-1].campaign_id, seen[-1].actor.role) == ("fr", "c1", Role.COORDINATOR)


def test_a_partner_belongs_to_one_structure(seen: list[Desk]) -> None:
    app = opened(role="partner")
    assert seen[-1].actor.partner_id == "p1"
    app.selectbox(key="_structure").set_value("CHRS1").run()
    assert seen[-1].actor.partner_id == "p2"


def test_without_a_campaign_the_next_step_is_said(seen: list[Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "list_campaigns", lambda office, actor: [])
    app = opened()
    assert "Aucune campagne" in said(app)
    assert [block.value for block in app.code] == ["connexion demo"]
    assert seen == []


def test_without_a_structure_the_next_step_is_said(seen: list[Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "list_partners", lambda office, actor: [])
    assert "Aucune structure" in said(opened(role="partner"))
    assert seen == []


def test_a_page_that_breaks_tells_the_reader_and_hides_the_family(
    seen: list[Desk], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(desk: Desk) -> None:
        raise ValueError("ZQX Jeanne 0612345678")

    monkeypatch.setattr(gallery, "page", broken)
    app = opened()
    assert not app.exception
    assert "Page interrompue" in said(app)
    assert "ZQX" not in said(app) + caplog.text
    assert "ValueError in dashboard.gallery (broken:" in caplog.text


def test_a_page_that_cannot_go_on_says_why_in_the_readers_language(
    seen: list[Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(desk: Desk) -> None:
        raise CannotGoOn("busy", Sentence("Un autre programme tient la base.", "Another program holds the database."))

    monkeypatch.setattr(gallery, "page", stopped)
    assert "Another program holds the database." in said(opened(lang="en"))


def test_an_office_that_cannot_open_says_why(seen: list[Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> None:
        raise CannotGoOn("locked", Sentence("La base est déjà ouverte.", "The database is already open."))

    monkeypatch.setattr(memory, "open_desk_office", locked)
    assert "La base est déjà ouverte." in said(opened())


def test_whoever_approves_is_not_who_proposes() -> None:
    people = [fictive_actor(role) for role in Role]
    assert set(PEOPLE) == set(Role)
    assert len({person.user_id for person in people}) == len({person.name for person in people}) == len(people)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page(role: Role) -> None:
    assert pages_of(role)[0].url_path != "style"


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.module)
def test_no_page_is_offered_to_a_role_that_may_read_nothing_on_it(entry: pages_table.PageEntry) -> None:
    rights = rights_of(TABLE)[entry.action]
    assert [role for role in entry.roles if rights.get(role, Span.NONE) is Span.NONE] == []


def test_addresses_of_pages_are_unique() -> None:
    assert len({entry.url_path for entry in PAGES}) == len(PAGES)


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.module)
def test_every_page_of_the_menu_exists(entry: pages_table.PageEntry) -> None:
    from importlib import import_module

    assert callable(import_module(entry.module).page)
