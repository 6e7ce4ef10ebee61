"""The pages of leadership: what they say of a release counted by hand, and that they read nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.access import RIGHTS, Span
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.sign_in import fictive_actor
from dashboard.wording.translation import translate
from pipelines.reporting.figures import campaign_figures
from pipelines.reporting.release_view import widest_gaps
from pipelines.reporting.releases import publish_figures, release, releases
from tests.unit.html_drawn import html_of
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, filled_campaign, opened_campaign

LEADER = fictive_actor(Role.LEADERSHIP)
PAGES = ("leadership_figures", "leadership_map", "leadership_reports")
PRIVATE = ("BENALI", "DURAND", "NGUYEN", "ORTEGA", "0611223344", "Relais Saint-Michel", "Jean-Moulin")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign that received and published nothing."""
    campaign = opened_campaign(tmp_path_factory.mktemp("empty"))
    yield campaign
    campaign.office.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign of four households, all served, whose figures are published."""
    campaign = filled_campaign(tmp_path_factory.mktemp("filled"))
    assert not isinstance(publish_figures(campaign.office, COORDINATOR, campaign.campaign_id), Refusal)
    yield campaign
    campaign.office.close()


def page_script(desk: object, module: str) -> None:
    """Show one page with the menu that its links need; Streamlit runs this body as a script of its own."""
    from importlib import import_module

    from dashboard.shell import choose_page

    choose_page(desk.actor.role, desk.words)  # type: ignore[attr-defined]
    import_module(f"dashboard.pages.{module}").page(desk)


def opened(small: SmallCampaign, module: str, language: str = "fr", actor: Any = LEADER, **link: str) -> AppTest:
    """Open a page, as leadership unless another is named."""
    desk = Desk(small.office, actor, small.campaign_id, translate(language))
    app = AppTest.from_function(page_script, kwargs={"desk": desk, "module": module}, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML, its narrow spaces made plain."""
    body = html_of(app)
    return body.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


def drawn(app: AppTest) -> str:
    """Return the page of the map."""
    return str(app.get("iframe")[0].proto.srcdoc)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("module", PAGES)
def test_before_the_first_release_every_page_says_who_publishes(
    empty: SmallCampaign, module: str, language: str
) -> None:
    text = said(opened(empty, module, language))
    assert ("Aucun chiffre publié pour l'instant" if language == "fr" else "No figure published yet") in text
    assert not opened(empty, module, language).button


def test_the_coordination_publishes_from_the_page_and_what_was_published_stays(tmp_path: Path) -> None:
    empty = opened_campaign(tmp_path)
    app = opened(empty, "leadership_figures", actor=COORDINATOR)
    app.button(key="publish_first").click().run()
    assert not app.exception
    known = releases(empty.office, LEADER, empty.campaign_id)
    assert not isinstance(known, Refusal) and [row["position"] for row in known] == [1]
    before = release(empty.office, LEADER, empty.campaign_id)
    assert not isinstance(publish_figures(empty.office, COORDINATOR, empty.campaign_id), Refusal)
    again = release(empty.office, LEADER, empty.campaign_id, known[0]["release_id"])
    assert not isinstance(before, Refusal) and not isinstance(again, Refusal)
    assert {name: table.to_pylist() for name, table in before.tables.items()} == {
        name: table.to_pylist() for name, table in again.tables.items()
    }
    empty.office.close()


def test_four_households_are_too_few_to_be_told(filled: SmallCampaign) -> None:
    text = said(opened(filled, "leadership_figures"))
    assert "France entière : un nombre masqué de foyers servis sur un nombre masqué d'éligibles (–), au " in text
    assert "Masqué : moins de 11 foyers" in text
    english = said(opened(filled, "leadership_figures", "en"))
    assert "a hidden number of households served out of a hidden number eligible (–), on " in english


def test_the_seven_quantities_stand_in_their_order_and_small_ones_are_hidden(filled: SmallCampaign) -> None:
    table = next(each.value for each in opened(filled, "leadership_figures").dataframe if "word" in each.value)
    assert list(table["word"]) == ["demandé", "éligible", "attribué", "libéré", "livré", "remis", "retourné"]
    # Five laptops asked, four granted and released: each too few; nobody's are said.
    assert list(table["device"]) == ["masqué", "masqué", "masqué", "masqué", "0", "0", "0"]
    assert list(table["data"]) == ["0"] * 7


def test_the_widest_gaps_are_those_of_the_lowest_rates_that_may_be_said() -> None:
    rates = {"93": 0.2, "75": 0.5, "59": None, "13": 0.3, "69": 0.3}
    needs = {"93": 50, "75": 80, "59": 40, "13": 20, "69": 60}
    rows = [{"territory_code": code, "need": needs[code], "rate": rate} for code, rate in rates.items()]
    found = widest_gaps(rows)
    assert [row["territory_code"] for row in found] == ["93", "69", "13"]
    assert [row["gap_rate"] for row in found] == pytest.approx([0.8, 0.7, 0.7])


@pytest.mark.parametrize("measure", ["gap", "need", "served", "rate"])
def test_every_measure_is_drawn_with_its_legend_and_its_table(filled: SmallCampaign, measure: str) -> None:
    app = opened(filled, "leadership_map", mesure=measure)
    assert "map-legend" in drawn(app)
    assert len(app.dataframe[0].value) == 101


def test_a_department_opens_on_its_communes_by_the_link(filled: SmallCampaign) -> None:
    app = opened(filled, "leadership_map", departement="93")
    assert "communes : Seine-Saint-Denis" in drawn(app)
    assert len(app.dataframe[0].value) == 39
    assert app.selectbox(key="_departement").value == "93"


@pytest.mark.parametrize("layer", ["sites", "flux"])
def test_sites_are_drawn_by_about_how_much_they_have(filled: SmallCampaign, layer: str) -> None:
    page = drawn(opened(filled, "leadership_map", calque=layer))
    # One laptop of five is left: fewer than ten.
    assert "moins de 10 unit" in page and "circleMarker" in page


def test_the_map_asks_for_nothing_elsewhere(filled: SmallCampaign) -> None:
    asked = re.findall(r"""(?:src|href)=["']([^"']+)["']""", drawn(opened(filled, "leadership_map")))
    assert asked
    assert all(address.startswith("/app/static/vendor/leaflet/") for address in asked)


@pytest.mark.parametrize("module", PAGES)
def test_no_family_and_no_structure_is_named_to_leadership(filled: SmallCampaign, module: str) -> None:
    app = opened(filled, module)
    shown = said(app) + "".join(table.value.to_csv() for table in app.dataframe)
    shown += drawn(app) if module == "leadership_map" else ""
    assert [name for name in PRIVATE if name in shown] == []


def test_leadership_has_no_right_but_to_read_what_is_published() -> None:
    rights = {action for action, spans in RIGHTS.items() if spans[Role.LEADERSHIP] is not Span.NONE}
    assert rights == {"campaign.read", "figures.read", "doctor"}


def test_nobody_reads_exact_figures_without_the_right(filled: SmallCampaign) -> None:
    for actor in (LEADER, fictive_actor(Role.ADMIN), fictive_actor(Role.PARTNER, filled.partner_ids["ECOLE1"])):
        answer = campaign_figures(filled.office, actor, filled.campaign_id)
        assert isinstance(answer, Refusal) and answer.code == "not_allowed"
        refused = publish_figures(filled.office, actor, filled.campaign_id)
        assert isinstance(refused, Refusal) and refused.code == "not_allowed"
