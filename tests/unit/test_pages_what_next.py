"""What people read of a second plan, of a parcel that left, of past workshops and of a guide that is not there; boxes that open nothing."""

import ast
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from campaigns.access import Scope, can
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard import memory, pages_table
from dashboard.desk import Desk
from dashboard.pages import coordinator_notes, guide, hand_overs
from dashboard.pages.coordinator_home import families_unit, where_work_comes_from, work_sentence
from dashboard.pages.coordinator_plan_compare import difference
from dashboard.pages.coordinator_workshops import parted
from dashboard.parts.stock_names import earmark_words
from dashboard.parts.table import Ask
from dashboard.sign_in import fictive_actor
from dashboard.wording.translation import translate
from pipelines.delivery.release import Choice, release_plan
from pipelines.office import Office, open_office
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.view_comparison import comparison_board
from pipelines.reporting.view_work import work_to_do
from tests.repository.sources import dotted, name_of, parsed, python_files
from tests.unit.coordination_desk import APPROVER, COORDINATOR, button, campaign_of, labels, opened, press, said
from tests.unit.html_drawn import html_of
from tests.unit.scarce_campaign import STOCK_HEADER, scarce_campaign
from tests.unit.test_page_help import opened as opened_on

FR, EN = translate("fr"), translate("en")


@pytest.fixture(scope="module")
def two_plans_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Serve two families of four by an adopted plan, receive one more laptop, and draw up a second plan."""
    home = tmp_path_factory.mktemp("deux")
    office = open_office(home)
    campaign_id = scarce_campaign(office)
    one_more = f"{STOCK_HEADER}SITE1,laptop,A,1,{office.clock().date()},,\n".encode()
    steps = (
        propose_plan(office, COORDINATOR, campaign_id),
        lock_plan(office, COORDINATOR, campaign_id),
        approve_plan(office, APPROVER, campaign_id),
        adopt_plan(office, COORDINATOR, campaign_id),
        import_stock(office, COORDINATOR, campaign_id, one_more, "stock-2.csv"),
        propose_plan(office, COORDINATOR, campaign_id),
        lock_plan(office, COORDINATOR, campaign_id),
    )
    office.close()
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return home


@pytest.fixture
def office(two_plans_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a copy, and let the frame open it too."""
    shutil.copytree(two_plans_home, tmp_path / "copie")
    opened_office = open_office(tmp_path / "copie")
    monkeypatch.setattr(memory, "open_desk_office", lambda: opened_office)
    yield opened_office
    opened_office.close()


def plan_ids(office: Office) -> tuple[str, str]:
    """Return the plan in force, and the one that was locked after it."""
    with office.store.reading() as session:
        states = {
            row["state"]: row["plan_id"] for row in session.rows("plan/all", {"campaign_id": campaign_of(office)})
        }
    return states["adopted"], states["locked"]


def rows_of(app: Any, column: str) -> list[list[str]]:
    """Return the rows of the table that has that column."""
    table = next(frame.value for frame in app.dataframe if column in frame.value.columns)
    return [[str(cell) for cell in row] for row in table.to_numpy().tolist()]


@pytest.mark.slow
def test_beside_a_plan_in_force_a_draft_adds_and_no_quantity_is_negative(office: Office) -> None:
    kept, draft = plan_ids(office)
    found = comparison_board(office, COORDINATOR, campaign_of(office), kept, draft)
    assert not isinstance(found, Refusal) and found["adds"]
    assert [(row["code"], row["first"], row["second"], row["change"]) for row in found["quantities"]] == [
        ("asked", 4, 4, 0), ("eligible", 4, 4, 0), ("granted", 2, 3, 1), ("released", 0, 0, 0), ("delivered", 0, 0, 0),
        ("handed_over", 0, 0, 0), ("returned", 0, 0, 0),
    ]  # fmt: skip
    measures = {row["code"]: (row["first"], row["second"]) for row in found["measures"]}
    assert measures["served"] == (2, 3)
    changes = [row["change"] for key in ("tiers", "departments", "partner_kinds") for row in found[key]]
    assert sum(changes) == 3 and min(changes) >= 0
    back = comparison_board(office, COORDINATOR, campaign_of(office), draft, kept)
    assert not isinstance(back, Refusal) and not back["adds"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "heads", "granted"),
    [
        ("fr", ("En vigueur", "Avec ce plan", "Écart"), ["attribué", "unités", "2", "3", "+1 unité"]),
        ("en", ("In force", "With this plan", "Difference"), ["granted", "units", "2", "3", "+1 unit"]),
    ],
)
def test_the_page_says_what_each_plan_gives_and_the_difference_with_its_sign_and_unit(
    office: Office, monkeypatch: pytest.MonkeyPatch, language: str, heads: tuple[str, ...], granted: list[str]
) -> None:
    kept, draft = plan_ids(office)
    app = opened(monkeypatch, "plan", lang=language, plan=draft, onglet="comparer", avec=kept)
    quantities = rows_of(app, "unit")
    assert quantities[2] == granted
    assert [row[4] for row in quantities[:2]] == (
        ["0 demande", "0 foyer"] if language == "fr" else ["0 requests", "0 households"]
    )
    assert not any("-" in cell or "\N{MINUS SIGN}" in cell for row in quantities for cell in row)
    settings = [frame.proto.columns for frame in app.dataframe if "unit" in frame.value.columns]
    assert all(head in settings[0] for head in heads[:2])


def test_a_difference_has_its_sign_and_its_unit_in_both_languages() -> None:
    def written(code: str, change: float | None, unit: str = "units") -> tuple[str, str]:
        row = {"code": code, "change": change, "unit": unit}
        fr, en = (difference(row, words).replace("\u202f", " ").replace("\u00a0", " ") for words in (FR, EN))
        return fr, en

    assert written("granted", -711) == ("\N{MINUS SIGN}711 unités", "\N{MINUS SIGN}711 units")
    assert written("granted", 1) == ("+1 unité", "+1 unit") and written("granted", 0) == ("0 unité", "0 units")
    assert written("asked", 1000, "lines") == ("+1 000 demandes", "+1,000 requests")
    assert written("eligible", -1, "households") == ("\N{MINUS SIGN}1 foyer", "\N{MINUS SIGN}1 household")
    assert written("lowest_rate", 0.02) == ("+2 points", "+2 points")
    assert written("lowest_rate", 0.001) == ("0 point", "0 points")
    assert written("km", -2.5) == ("\N{MINUS SIGN}2,5 km", "\N{MINUS SIGN}2.5 km")
    assert written("gini", None) == ("–", "–")


@pytest.mark.slow
def test_the_home_says_what_its_figures_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = work_to_do(office, APPROVER, campaign_of(office))
    assert not isinstance(tasks, Refusal)
    approve = next(task for task in tasks if task["kind"] == "approve")
    # Two of the four are served by the plan in force: two ask, and one of them is served.
    assert (approve["families"], approve["count"]) == (2, 1)
    app = opened(monkeypatch, "accueil", role="approver")
    assert "<b>2</b><small>familles en attente</small>" in said(app)
    assert "Le plan verrouillé sert 1 demande ; il attend une autre personne." in said(app).replace("\u00a0", " ")
    for kind, one, many in (
        ("review", "famille à relire", "families to review"),
        ("link", "demande à rattacher", "requests to attach"),
        ("questions", "foyer en question", "households in question"),
        ("propose", "foyer reconnu", "households recognised"),
        ("lock", "famille en attente", "families waiting"),
        ("hand_over", "famille servie", "families served"),
    ):
        assert families_unit({"kind": kind, "families": 1}, FR) == one
        assert families_unit({"kind": kind, "families": 0}, EN) == many
    assert work_sentence([{}], FR) == "1 chose à faire."
    assert work_sentence([{}, {}], EN) == "2 things to do, the most pressing first."


def plain(app: Any) -> str:
    """Return what the page says, apostrophes and spaces made plain."""
    return said(app).replace("&#x27;", "'").replace("\u00a0", " ")


def first_row(fetch: Any, *_: object, **__: object) -> Any:
    """Stand for a table whose first row is chosen."""
    return fetch(Ask(0, 1)).rows[0]


@pytest.mark.slow
def test_a_parcel_that_left_is_not_offered_again_and_its_delivery_comes_next(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coordinator_notes, "paged_table", first_row)
    kept, _draft = plan_ids(office)
    notes = {"vue_livraisons": "bons", "plan_livre": kept}
    app = opened(monkeypatch, "livraisons", **notes)
    assert "Rien n'est encore libéré pour cette structure" in said(app).replace("&#x27;", "'")
    assert not any(label.startswith("Noter l'expédition") for label in labels(app))
    assert not isinstance(release_plan(office, COORDINATOR, campaign_of(office), kept, Choice()), Refusal)
    app = press(opened(monkeypatch, "livraisons", **notes), "Noter l'expédition")
    assert "en route. À l'arrivée, la structure compte le colis" in said(app).replace("&#x27;", "'")
    assert not any(label.startswith("Noter l'expédition") for label in labels(app))
    assert button(app, "Noter la livraison")
    english = opened(monkeypatch, "livraisons", lang="en", **notes)
    assert "on the way. On arrival the partner counts the parcel" in said(english) and button(
        english, "Record the delivery"
    )
    (pair, *_others) = coordinator_notes_pairs(office, kept)
    assert (pair["to_ship"], pair["on_the_way"], pair["shipped_on"]) == (0, pair["units"], office.clock().date())


def coordinator_notes_pairs(office: Office, plan_id: str) -> list[dict[str, Any]]:
    """Return the sites and structures of a plan."""
    with office.store.reading() as session:
        return session.rows("view/delivery_pairs", {"campaign_id": campaign_of(office), "plan_id": plan_id})


def test_only_a_table_whose_row_opens_something_has_boxes_to_tick() -> None:
    wrong = []
    using = [path for path in python_files("dashboard") if "paged_table(" in path.read_text(encoding="utf-8")]
    assert len(using) > 20
    for path in using:
        for statement in ast.walk(parsed(path)):
            for call in ast.iter_child_nodes(statement):
                if isinstance(call, ast.Call) and dotted(call.func) == "paged_table":
                    opens = any(word.arg == "opens" for word in call.keywords)
                    if opens == isinstance(statement, ast.Expr):
                        wrong.append(f"{name_of(path)}:{call.lineno}")
    assert wrong == []


@pytest.mark.slow
def test_the_journal_has_no_boxes_and_the_lists_have_theirs(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:

    assert list(opened(monkeypatch, "accueil", accueil="journal").dataframe[0].proto.selection_mode) == []
    assert list(opened(monkeypatch, "listes").dataframe[0].proto.selection_mode) != []


def test_coming_workshops_come_first_the_nearest_before_and_past_ones_are_apart() -> None:
    days = [{"held_on": date(2020, 4, n)} for n in (1, 6, 7, 20)]
    coming, past = parted(days, date(2020, 4, 7))
    assert [row["held_on"].day for row in coming] == [7, 20]
    assert [row["held_on"].day for row in past] == [6, 1]


@pytest.mark.parametrize(("language", "said_there"), [("fr", "Pas de guide ici"), ("en", "No guide here")])
def test_where_the_guide_was_not_installed_its_page_says_what_to_do(
    one_page: None,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said_there: str,
) -> None:
    monkeypatch.setattr(pages_table, "PAGES", pages_table.PAGES[::-1])
    monkeypatch.setattr(guide, "guide_names", lambda language: ())
    drawn = html_of(opened_on(role="logistics", lang=language))
    assert said_there in drawn and "docs/guide" in drawn


@pytest.mark.slow
def test_an_empty_page_of_hand_overs_says_who_does_what_next(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand_overs, "open_notes", lambda *_: [])
    assert "Regardez d'abord où en sont les livraisons." in plain(opened(monkeypatch, "remises"))
    partner = opened(monkeypatch, "remises", role="partner", structure="ECOLE1", lang="en")
    assert "You have nothing to do: the coordination will tell you." in said(partner).replace("\u00a0", " ")


@pytest.mark.slow
def test_for_whom_stock_is_kept_is_said_in_words(office: Office) -> None:
    for words, told in (
        (FR, ["Hauts-de-Seine (92)", "Service étudiant", "attributions exceptionnelles"]),
        (EN, ["Hauts-de-Seine (92)", "Student service", "exceptional grants"]),
    ):
        desk = cast(Desk, SimpleNamespace(words=words, office=office))
        earmarks = ("department:92", "kind:student_service", "exception")
        assert [earmark_words(desk, earmark) for earmark in earmarks] == told


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.PARTNER, Role.LEADERSHIP)])
def test_where_nothing_waits_each_role_is_led_to_a_page_of_its_own(role: Role) -> None:
    purpose, address, verb = where_work_comes_from(role, FR)
    entry = next(entry for entry in pages_table.pages_of(role) if entry.url_path == address)
    assert can(fictive_actor(role), entry.action, Scope())
    assert where_work_comes_from(role, EN)[0] != purpose and where_work_comes_from(role, EN)[2] != verb
