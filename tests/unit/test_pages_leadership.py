"""The pages of leadership: what they say of a campaign counted by hand, and what they keep for themselves."""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.sign_in import fictive_actor
from dashboard.wording.translation import translate
from pipelines.reporting.view_situation import campaign_situation, coverage_view, widest_gaps
from tests.unit.small_campaign import SmallCampaign, filled_campaign, opened_campaign

LEADER = fictive_actor(Role.LEADERSHIP)
PAGES = ("leadership_figures", "leadership_map")
PRIVATE = ("BENALI", "DURAND", "NGUYEN", "ORTEGA", "0611223344", "Relais Saint-Michel", "Jean-Moulin")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign that received nothing."""
    campaign = opened_campaign(tmp_path_factory.mktemp("empty"))
    yield campaign
    campaign.office.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign of four households, all served by an adopted and released plan."""
    campaign = filled_campaign(tmp_path_factory.mktemp("filled"))
    yield campaign
    campaign.office.close()


def page_script(desk: object, module: str) -> None:
    """Show one page with the menu that its links need; Streamlit runs this body as a script of its own."""
    from importlib import import_module

    from dashboard.shell import choose_page

    choose_page(desk.actor.role, desk.words)  # type: ignore[attr-defined]
    import_module(f"dashboard.pages.{module}").page(desk)


def opened(small: SmallCampaign, module: str, language: str = "fr", **link: str) -> AppTest:
    """Open a page as leadership."""
    desk = Desk(small.office, LEADER, small.campaign_id, translate(language))
    app = AppTest.from_function(page_script, kwargs={"desk": desk, "module": module}, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML, its narrow spaces made plain."""
    body = " ".join(str(element.proto.body) for element in app.get("html"))
    return body.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


def drawn(app: AppTest) -> str:
    """Return the page of the map."""
    return str(app.get("iframe")[0].proto.srcdoc)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("module", PAGES)
def test_every_page_opens_before_the_first_request(empty: SmallCampaign, module: str, language: str) -> None:
    assert "cu-title" in said(opened(empty, module, language))


def test_the_situation_is_one_sentence_with_four_numbers(filled: SmallCampaign) -> None:
    text = said(opened(filled, "leadership_figures"))
    assert "4 foyers servis sur 4 éligibles (100 %), demandés par 2 structures, au " in text
    english = said(opened(filled, "leadership_figures", "en"))
    assert "4 households served out of 4 eligible (100%), asked for by 2 partners, on " in english


def test_the_seven_quantities_stand_in_their_order(filled: SmallCampaign) -> None:
    table = opened(filled, "leadership_figures").dataframe[0].value
    assert list(table["word"]) == ["demandé", "éligible", "attribué", "libéré", "livré", "remis", "retourné"]
    # Five rows ask for a laptop, two of them for the same family.
    assert list(table["device"]) == ["5", "4", "4", "4", "0", "0", "0"]
    assert list(table["data"]) == ["0"] * 7


def test_a_department_of_four_households_is_hidden_and_the_others_are_silent(filled: SmallCampaign) -> None:
    view = coverage_view(filled.office, LEADER, filled.campaign_id)
    assert not isinstance(view, Refusal)
    assert (view.shown, view.hidden, view.silent, view.widest) == (0, 1, 100, None)
    situation = campaign_situation(filled.office, LEADER, filled.campaign_id)
    assert not isinstance(situation, Refusal)
    assert (situation.widest, situation.hidden, situation.silent, situation.partners) == ([], 1, 100, 2)


def test_the_widest_gaps_are_those_of_the_lowest_rates_that_may_be_said(filled: SmallCampaign) -> None:
    rates = {"93": 0.2, "75": 0.5, "59": None, "13": 0.3, "69": 0.3}
    needs = {"93": 50, "75": 80, "59": 40, "13": 20, "69": 60}
    rows = [
        {"territory_code": code, "need": needs[code], "served": 11, "gap": needs[code] - 11, "rate": rate}
        for code, rate in rates.items()
    ]
    found = widest_gaps(filled.office, rows)
    assert [row["code"] for row in found] == ["93", "69", "13"]
    assert [row["name"] for row in found] == ["Seine-Saint-Denis", "Rhône", "Bouches-du-Rhône"]
    assert [row["gap_rate"] for row in found] == pytest.approx([0.8, 0.7, 0.7])


@pytest.mark.parametrize("measure", ["gap", "need", "served", "rate"])
def test_every_measure_is_drawn_with_its_legend_and_its_table(filled: SmallCampaign, measure: str) -> None:
    app = opened(filled, "leadership_map", mesure=measure)
    assert "map-legend" in drawn(app)
    assert len(app.dataframe[0].value) == 101


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


def test_a_partner_reads_no_coverage(filled: SmallCampaign) -> None:
    actor = fictive_actor(Role.PARTNER, filled.partner_ids["ECOLE1"])
    for view in (coverage_view, campaign_situation):
        answer = view(filled.office, actor, filled.campaign_id)
        assert isinstance(answer, Refusal) and answer.code == "not_allowed"
