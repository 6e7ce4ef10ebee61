"""The page of plans beyond one plan: scenarios typed or shared by link, two plans side by side, why a family waits."""

import csv
import io
import re
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.scenario import Assumptions, ExtraStock
from dashboard import memory
from dashboard.exports_route import SHELF
from dashboard.pages import coordinator_plan_scenario
from dashboard.parts import working
from dashboard.wording.coordination import household_reference
from pipelines.office import Office, open_office
from pipelines.planning.life import all_plans
from pipelines.planning.propose import Watch, propose_plan
from pipelines.planning.scenarios import compare_scenarios, list_scenarios, propose_scenario
from pipelines.reporting.view_gifts import gift_board
from pipelines.reporting.view_work import work_to_do
from tests.unit.coordination_desk import (
    COORDINATOR,
    awaited,
    button,
    labels,
    link_after,
    opened,
    press,
    said,
)
from tests.unit.scarce_campaign import scarce_campaign

FIVE_MORE = "stock=SITE1:laptop:5:A"


@pytest.fixture(scope="module")
def scarce_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a campaign of four families and two laptops once; each test works on a copy."""
    home = tmp_path_factory.mktemp("rare")
    office = open_office(home)
    scarce_campaign(office)
    office.close()
    return home


@pytest.fixture
def office(scarce_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a copy, and let the frame open it too."""
    shutil.copytree(scarce_home, tmp_path / "copie")
    opened_office = open_office(tmp_path / "copie")
    monkeypatch.setattr(memory, "open_desk_office", lambda: opened_office)
    yield opened_office
    opened_office.close()


def campaign_of(office: Office) -> str:
    """Return the id of the campaign."""
    with office.store.reading() as session:
        return str(session.rows("campaign/all")[0]["campaign_id"])


def drafted(office: Office) -> str:
    """Propose a plan; return its id."""
    made = propose_plan(office, COORDINATOR, campaign_of(office))
    assert not isinstance(made, Refusal)
    return str(made["plan_id"])


def plain(app: AppTest) -> str:
    """Return what the page says, apostrophes and spaces made plain."""
    return re.sub(r"[\u00a0\u202f]", " ", said(app).replace("&#x27;", "'"))


def link(app: AppTest, name: str) -> str | None:
    """Return what the link of the page says under a name."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def cells(app: AppTest, title: str) -> list[dict[str, Any]]:
    """Return the rows of the table that has a column of that name."""
    tables = [element.value for element in app.dataframe]
    return next(table.to_dict("records") for table in tables if title in table.columns)


def test_a_scenario_is_typed_computed_and_compared_and_nothing_else_changes(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id, campaign_id = drafted(office), campaign_of(office)
    app = opened(monkeypatch, "plan", onglet="scenario")
    assert button(app, "Calculer ce scénario").disabled
    app.number_input(key="_suppose_units_0_fr").set_value(5)
    app.run()
    assert link(app, "suppose") == FIVE_MORE
    press(app, "Calculer ce scénario")
    (scenario,) = list_scenarios(office, COORDINATOR, campaign_id)
    assert scenario["assumptions"] == {"stock": [{"item": "laptop", "site_code": "SITE1", "units": 5}]}
    assert (link(app, "plan"), link(app, "onglet")) == (scenario["plan_id"], "comparer")
    assert "suppose" not in app.query_params
    assert "demandes servies : 4, en attente : 0" in plain(app)
    assert "il ne s'adopte pas" in plain(app)
    assert "Verrouiller ce plan" not in labels(app)
    plans = {row["plan_id"]: row for row in all_plans(office, COORDINATOR, campaign_id)}
    assert (plans[plan_id]["state"], plans[plan_id]["version"]) == ("draft", 1)
    # The page opens on what can be adopted, and the coordinator's home asks for nothing about a scenario.
    assert "il ne s'adopte pas" not in plain(opened(monkeypatch, "plan"))
    assert {row["plan_id"] for row in work_to_do(office, COORDINATOR, campaign_id)} == {plan_id}


def test_a_link_fills_the_drawer_and_a_scenario_fills_it_with_what_it_supposed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(office)
    shared = "stock=SITE1:laptop:3:B;stock=SITE1:tablet:2:A;retrait=12;plancher=60"
    app = opened(monkeypatch, "plan", onglet="scenario", suppose=shared)
    assert [app.number_input(key=f"_suppose_units_{n}_fr").value for n in (0, 1)] == [3, 2]
    assert app.selectbox(key="_suppose_grade_0_fr").value == "B"
    assert app.number_input(key="_suppose_floor_share_pct_fr").value == 60
    assert "ordinateur portable : +3" in app.caption[-1].value
    made = link(press(app, "Calculer ce scénario"), "plan")
    assert made is not None
    again = opened(monkeypatch, "plan", plan=made, onglet="scenario")
    assert link(again, "suppose") == shared


def test_rules_of_another_version_can_be_supposed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(office)
    app = opened(monkeypatch, "plan", onglet="scenario")
    app.selectbox(key="_suppose_policy_fr").select("file")
    app.run()
    text = (Path(__file__).parents[2] / "data/policies/exemple_confinement.toml").read_text("utf-8")
    nowhere = text.replace("departments = []", 'departments = ["62"]')
    app.file_uploader(key="suppose_file").set_value(("regles.toml", nowhere.encode(), "application/toml"))
    press(app.run(), "Calculer ce scénario")
    assert "demandes servies : 0" in plain(app)
    assert [row["name"] for row in list_scenarios(office, COORDINATOR, campaign_of(office))] == ["d'autres règles"]


def test_what_cannot_be_supposed_is_said_and_nothing_is_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(office)
    app = opened(monkeypatch, "plan", onglet="scenario", suppose="stock=SITE1:laptop:5:A")
    app.selectbox(key="_suppose_policy_fr").select("file")
    app.run()
    app.file_uploader(key="suppose_file").set_value(("regles.toml", b"[[", "application/toml"))
    press(app.run(), "Calculer ce scénario")
    assert "Ce n'est pas possible pour l'instant" in plain(app)
    assert list_scenarios(office, COORDINATOR, campaign_of(office)) == []


def test_a_long_computation_shows_how_far_it_is_and_stops_when_asked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(office)
    told = threading.Event()

    def slow(
        _office: Office, _actor: object, _campaign: str, _name: str, _supposed: Assumptions, watch: Watch
    ) -> Refusal:
        assert watch.progress is not None
        assert watch.cancelled is not None
        watch.progress(0.4)
        told.set()
        while not watch.cancelled():
            threading.Event().wait(0.01)
        return Refusal("cancelled", Sentence("Arrêté à votre demande. Rien n'a été modifié.", "Stopped."))

    monkeypatch.setattr(coordinator_plan_scenario, "propose_plan", slow)
    monkeypatch.setattr(working, "PATIENCE_SECONDS", 0.0)
    app = opened(monkeypatch, "plan", onglet="scenario", suppose=FIVE_MORE)
    button(app, "Calculer ce scénario").click()
    app.run()
    told.wait(30)
    app.run()
    assert "Calcul en cours" in plain(app)
    assert button(app, "Calculer ce scénario").disabled, "one computation at a time"
    button(app, "Arrêter le calcul").click()
    awaited(app.run())
    assert "Arrêté à votre demande. Rien n'a été modifié." in plain(app)
    assert list_scenarios(office, COORDINATOR, campaign_of(office)) == []


def test_two_plans_stand_side_by_side_in_the_seven_quantities_with_the_families_that_move(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, plan_id = campaign_of(office), drafted(office)
    one_more = Assumptions(stock=(ExtraStock(site_code="SITE1", item="laptop", units=1),))
    scenario_id = propose_scenario(office, COORDINATOR, campaign_id, "Un de plus", one_more)["plan_id"]
    app = opened(monkeypatch, "plan", plan=scenario_id, onglet="comparer", avec=plan_id)
    quantities = cells(app, "unit")
    assert [row["name"] for row in quantities] == [
        "demandé", "éligible", "attribué", "libéré", "livré", "remis", "retourné",
    ]  # fmt: skip
    assert quantities[2] == {"name": "attribué", "unit": "unités", "before": "2", "after": "3", "moved": "+1 unité"}
    measures = {row["name"]: row for row in cells(app, "moved") if "unit" not in row} or {}
    found = compare_scenarios(office, COORDINATOR, campaign_id, [plan_id, scenario_id])
    (gain,) = found["differences"][0]["gain"]
    (moved,) = cells(app, "way")
    assert (moved["way"], moved["reference"], moved["rank"]) == (
        "gagne",
        household_reference(gain["household_id"]),
        "3",
    )
    assert measures == {} or "Inégalité" in " ".join(measures)
    address = link_after(app, "Tableau en CSV")
    parcel = SHELF.collect(address.removeprefix("/export/"), datetime.now(UTC))
    assert parcel is not None


def test_the_families_that_move_go_out_as_a_table_of_pseudonyms(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id, plan_id = campaign_of(office), drafted(office)
    two_more = Assumptions(stock=(ExtraStock(site_code="SITE1", item="laptop", units=2),))
    scenario_id = propose_scenario(office, COORDINATOR, campaign_id, "Deux de plus", two_more)["plan_id"]
    app = opened(monkeypatch, "plan", plan=scenario_id, onglet="comparer", avec=plan_id)
    addresses = re.findall(r"/export/([\w-]+)' download>Tableau en CSV<", said(app))
    files = [SHELF.collect(token, datetime.now(UTC)) for token in addresses]
    (moved,) = [parcel for parcel in files if parcel is not None and parcel.file_name == "foyers-qui-bougent.csv"]
    rows = list(csv.DictReader(io.StringIO(moved.make().decode("utf-8-sig")), delimiter=";"))
    assert [(row["Sens"], row["Rang"]) for row in rows] == [("gagne", "3"), ("gagne", "4")]
    assert set(rows[0]) == {"Sens", "Foyer", "Palier", "Rang", "Département", "Type de structure"}


def test_a_waiting_family_reads_what_blocks_and_what_would_change_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = drafted(office)
    with office.store.reading() as session:
        named = {"campaign_id": campaign_of(office), "plan_id": plan_id, "which": "waiting", "reference": "%"}
        waiting = session.rows("view/plan_families", named | {"limit_count": 25, "offset_count": 0})
    assert [row["rank"] for row in waiting] == [3, 4]
    app = opened(monkeypatch, "plan", onglet="ecarts", demande=waiting[0]["request_id"])
    text = plain(app)
    assert "2 unités sur les 2 à portée" in text
    assert "classées de 1 à 2" in text
    # Two grades that are as good for the kit lie on one shelf: the lower one would do.
    more = "1 unité de plus (ordinateur portable, {grade}) à Point d'accueil du Landy. Personne n'y perdrait sa place."
    assert more.format(grade="Bon (B)") in text
    assert more.format(grade="Très bon (A)") not in text
    assert "Être classé avant le rang 2" in text
    texts = [block.value for block in app.code]
    assert any("Ce foyer aurait été servi : avec 1 de plus à Point d'accueil du Landy" in block for block in texts)
    letter = next(block for block in texts if block.startswith("Bonjour"))
    assert "La vôtre est au rang 3 sur 4." in letter
    assert "F-" not in letter, "nobody else is named to a family"
    press(app, "Essayer en scénario")
    assert link(app, "suppose") == "stock=SITE1:laptop:1:B"
    assert button(app, "Calculer ce scénario").disabled is False


def test_the_list_of_families_is_searched_by_reference(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id = drafted(office)
    with office.store.reading() as session:
        named = {"campaign_id": campaign_of(office), "plan_id": plan_id, "which": "all", "reference": "%"}
        rows = session.rows("view/plan_families", named | {"limit_count": 25, "offset_count": 0})
    reference = household_reference(rows[3]["household_id"])
    app = opened(monkeypatch, "plan", onglet="ecarts")
    assert len(cells(app, "kit")) == 2
    app.text_input(key="demandes_waiting_q").set_value(reference)
    app.run()
    assert [row["reference"] for row in cells(app, "kit")] == [reference]


def test_one_more_unit_is_listed_by_site_and_item_and_can_be_tried(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_id = drafted(office)
    found = gift_board(office, COORDINATOR, campaign_of(office), plan_id)
    (useful,) = found["useful"]
    assert (useful["site_code"], useful["item"], useful["granted"], useful["best_rank"]) == ("SITE1", "laptop", 2, 3)
    app = opened(monkeypatch, "plan", onglet="dons")
    (row,) = cells(app, "best_rank")
    assert (row["site_name"], row["best_rank"], row["available"]) == ("Point d'accueil du Landy", "3", "2")
