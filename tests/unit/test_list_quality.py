"""The quality of lists over time, on lists counted by hand, in both stores; and the one tip that it gives."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.list_quality import ENOUGH_ROWS, Measure, Quality, one_tip, quality_of, shortfalls
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.sign_in import fictive_actor
from dashboard.wording.translation import translate
from pipelines.intake.lists import refuse_list
from pipelines.intake.receive import Reception, receive_list
from pipelines.reporting.view_quality import partner_quality, quality_by_partner
from tests.unit.html_drawn import html_of
from tests.unit.small_campaign import COORDINATOR, SECOND_LIST, SmallCampaign, opened_campaign

TITLES = "Référence;Nom;Prénom;Téléphone;Adresse;Code postal;Commune;Ordinateur\n"
PLACE = "93200;Saint-Denis"
# Six rows and an example: three taken, one repeated, two held back; five phones, four addresses.
FIRST = (
    f"{TITLES}A1;BENALI;Karim;0611223344;1 rue A;{PLACE};1\nA2;DURAND;Sonia;;2 rue B;{PLACE};1\n"
    f"A3;;;0677889911;;{PLACE};1\nA4;NGUYEN;Linh;0677889922;4 rue D;{PLACE};\n"
    f"A1;BENALI;Karim;0611223344;1 rue A;{PLACE};1\nEXEMPLE;EXEMPLE;Exemple;;;{PLACE};1\nA5;PETIT;Lou;0677889933;;{PLACE};1\n"
)
# Four days later A3 has its name; ten days later A4 has its need.
SECOND = f"{TITLES}A3;ORTEGA;Luz;0677889911;;{PLACE};1\nA6;MARTIN;Eve;0677889944;6 rue F;{PLACE};1\n"
THIRD = f"{TITLES}A4;NGUYEN;Linh;0677889922;4 rue D;{PLACE};2\n"


@pytest.fixture(params=["duckdb", "postgres"])
def small(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallCampaign]:
    """Open a campaign with two partners on each engine."""
    if request.param == "postgres":
        monkeypatch.setenv("CONNEXION_STORE", request.getfixturevalue("postgres_url"))
    campaign = opened_campaign(tmp_path)
    yield campaign
    campaign.office.close()


def at(small: SmallCampaign, day: int) -> SmallCampaign:
    """Return the campaign as it is some days after the first."""
    moment = datetime(2026, 11, 1, 9, 30) + timedelta(days=day)
    return replace(small, office=replace(small.office, clock=lambda: moment))


def sent(small: SmallCampaign, text: str, day: int, code: str = "ECOLE1") -> str:
    """Send a list on a day, and return its id."""
    then = at(small, day)
    report = receive_list(then.office, COORDINATOR, then.campaign_id, text.encode(), "liste.csv", Reception(code))
    assert not isinstance(report, Refusal), report
    return str(report["list_id"])


def person(small: SmallCampaign, code: str) -> Actor:
    """Return the person of a structure."""
    return fictive_actor(Role.PARTNER, small.partner_ids[code])


def quality(small: SmallCampaign, code: str = "ECOLE1") -> dict[str, object]:
    """Read the quality of a structure's lists as its own person does."""
    found = partner_quality(small.office, person(small, code), small.campaign_id, small.partner_ids[code])
    assert not isinstance(found, Refusal), found
    return found


def measures(line: object) -> tuple[object, ...]:
    """Return rows, accepted, phones, addresses, duplicates, held, mended, days."""
    names = ("row_count", "accepted", "phones", "addresses", "duplicates", "held_count", "mended_count", "days")
    return tuple(line[name] for name in names)  # type: ignore[index]


def test_each_list_keeps_the_measures_of_its_first_reading(small: SmallCampaign) -> None:
    sent(small, FIRST, 0)
    alone = quality(small)
    assert measures(alone["whole"]) == (6, 3 / 6, 5 / 6, 4 / 6, 1 / 6, 2, 0, None)
    sent(small, SECOND, 4)
    sent(small, THIRD, 10)
    found = quality(small)
    first, second, third = found["lists"]  # type: ignore[misc]
    assert measures(first) == (6, 3 / 6, 5 / 6, 4 / 6, 1 / 6, 2, 2, (4 + 10) / 2)
    assert measures(second) == (2, 1.0, 1.0, 1 / 2, 0.0, 0, 0, None)
    assert measures(third) == (1, 1.0, 1.0, 1.0, 0.0, 0, 0, None)
    assert measures(found["whole"]) == (9, 6 / 9, 8 / 9, 6 / 9, 1 / 9, 2, 2, 7.0)
    assert [line["received_at"].day for line in found["lists"]] == [1, 5, 11]  # type: ignore[attr-defined]


def test_a_row_that_never_came_back_is_not_counted_in_the_days(small: SmallCampaign) -> None:
    sent(small, FIRST, 0)
    sent(small, SECOND, 4)
    sent(small, FIRST + f"A9;ROUX;Ana;0677889955;9 rue I;{PLACE};1\n", 6)
    first, _, again = quality(small)["lists"]  # type: ignore[misc]
    # A3 got in by the second list on the fourth day, once; A4 is still held back in both.
    assert (first["held_count"], first["mended_count"], first["days"]) == (2, 1, 4.0)
    assert (again["row_count"], again["held_count"], again["mended_count"]) == (7, 2, 0)


def test_a_refused_list_and_a_request_without_names_are_left_out(small: SmallCampaign) -> None:
    refused = receive_list(
        small.office, COORDINATOR, small.campaign_id, FIRST.encode(), "liste.csv", Reception("ECOLE1", hold=True)
    )
    assert not isinstance(refused, Refusal)
    refuse_list(small.office, COORDINATOR, small.campaign_id, refused["list_id"], "wrong_file")
    sent(small, "Nombre de familles;PC;SIM\n30;12;20\n", 1)
    assert quality(small) == {"lists": [], "whole": None, "tip": None}


def test_a_structure_reads_its_own_quality_only(small: SmallCampaign) -> None:
    sent(small, FIRST, 0)
    sent(small, SECOND_LIST.decode(), 1, "CHRS1")
    refused = partner_quality(small.office, person(small, "CHRS1"), small.campaign_id, small.partner_ids["ECOLE1"])
    assert isinstance(refused, Refusal) and refused.code == "out_of_scope"
    seen = {code: [line["partner_code"] for line in quality_by_partner(small.office, person(small, code), small.campaign_id)]
            for code in ("ECOLE1", "CHRS1")}  # fmt: skip
    assert seen == {"ECOLE1": ["ECOLE1"], "CHRS1": ["CHRS1"]}
    lines = quality_by_partner(small.office, COORDINATOR, small.campaign_id)
    assert [(line["partner_name"], line["list_count"], line["row_count"]) for line in lines] == [
        ("École Jean-Moulin", 1, 6), ("Relais Saint-Michel", 1, 2),
    ]  # fmt: skip
    elsewhere = Actor(user_id="c", name="C", role=Role.COORDINATOR, department_code="59")
    assert quality_by_partner(small.office, elsewhere, small.campaign_id) == []
    assert isinstance(partner_quality(small.office, elsewhere, small.campaign_id, small.partner_ids["ECOLE1"]), Refusal)


GOOD = Quality(100, accepted=1.0, phones=1.0, addresses=1.0, duplicates=0.0, days=None, held_count=0, mended_count=0)


@pytest.mark.parametrize(
    ("changes", "measure", "said"),
    [
        (
            {"phones": 0.62},
            Measure.PHONES,
            "38 % de vos lignes n'ont pas de téléphone : demandez aussi un second numéro",
        ),
        ({"accepted": 0.80}, Measure.ACCEPTED, "20 % de vos lignes n'ont pas pu être prises du premier coup"),
        ({"addresses": 0.50}, Measure.ADDRESSES, "50 % de vos lignes n'ont pas d'adresse"),
        ({"duplicates": 0.12}, Measure.DUPLICATES, "12 % de vos lignes en répètent une autre"),
        ({"days": 19.4}, Measure.DAYS, "reviennent tard (jours en moyenne : 19)"),
        # The weakest of several, and of equal ones the most useful to a family.
        ({"phones": 0.80, "addresses": 0.60}, Measure.ADDRESSES, "40 % de vos lignes n'ont pas d'adresse"),
        ({"phones": 0.90, "accepted": 0.90}, Measure.PHONES, "10 % de vos lignes n'ont pas de téléphone"),
    ],
)
def test_the_tip_speaks_of_the_weakest_measure(changes: dict[str, float], measure: Measure, said: str) -> None:
    tip = one_tip(replace(GOOD, **changes))  # type: ignore[arg-type]
    assert tip is not None and tip.measure is measure
    assert said in tip.sentence.fr and tip.sentence.en


def test_nothing_is_said_where_goals_are_reached_or_rows_too_few() -> None:
    assert one_tip(GOOD) is None
    assert one_tip(replace(GOOD, phones=0.95, accepted=0.95, addresses=0.90, duplicates=0.02, days=7.0)) is None
    assert one_tip(replace(GOOD, row_count=ENOUGH_ROWS - 1, phones=0.0)) is None
    assert one_tip(replace(GOOD, row_count=ENOUGH_ROWS, phones=0.0)) is not None


def test_shares_are_of_all_rows_and_days_of_the_rows_that_came_back() -> None:
    counts = {"row_count": 8, "accepted_count": 6, "duplicate_count": 1, "phone_count": 4, "address_count": 2,
              "held_count": 3, "mended_count": 2, "mended_days": 9}  # fmt: skip
    assert quality_of(counts) == Quality(8, 0.75, 0.5, 0.25, 0.125, 4.5, 3, 2)
    assert shortfalls(quality_of(counts))[Measure.DAYS] == 0.0


def page_script(desk: object, module: str) -> None:
    """Show one page with the menu that its links need; Streamlit runs this body as a script of its own."""
    from importlib import import_module

    from dashboard.shell import choose_page

    choose_page(desk.actor.role, desk.words)  # type: ignore[attr-defined]
    import_module(f"dashboard.pages.{module}").page(desk)


def opened(small: SmallCampaign, actor: Actor, module: str, language: str, view: str) -> AppTest:
    """Open a view of a page."""
    desk = Desk(small.office, actor, small.campaign_id, translate(language))
    app = AppTest.from_function(page_script, kwargs={"desk": desk, "module": module}, default_timeout=60)
    app.query_params["vue"] = view
    return app.run()


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML."""
    assert not app.exception
    body = html_of(app)
    return body.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("language", "tip"), [("fr", "50 % de vos lignes n'ont pas pu"), ("en", "50% of your rows could not")]
)
def test_the_page_of_lists_shows_the_tip_the_line_and_its_table(small: SmallCampaign, language: str, tip: str) -> None:
    sent(small, FIRST, 0)
    app = opened(small, person(small, "ECOLE1"), "partner_requests", language, "listes")
    assert tip in said(app)
    assert not app.get("vega_lite_chart") and not app.get("arrow_vega_lite_chart")
    sent(small, SECOND, 4)
    app = opened(small, person(small, "ECOLE1"), "partner_requests", language, "listes")
    assert len(app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")) == 1
    table = app.dataframe[-1].value
    assert list(table["row_count"]) == ["2", "6"]
    assert [text.replace("\u202f", "").replace("\u00a0", "") for text in table["phones"]] == ["100%", "83%"]


def test_the_coordination_reads_every_structure_in_a_table_that_can_be_sorted(small: SmallCampaign) -> None:
    sent(small, FIRST, 0)
    sent(small, SECOND_LIST.decode(), 1, "CHRS1")
    app = opened(small, COORDINATOR, "coordinator_lists", "fr", "structures")
    assert "1 structure sur 2 a un conseil." in said(app)
    assert list(app.dataframe[-1].value["partner_name"]) == ["École Jean-Moulin", "Relais Saint-Michel"]
    order = next(box for box in app.selectbox if "Lignes ↑" in box.options)
    order.set_value("row_count").run()
    assert list(app.dataframe[-1].value["partner_name"]) == ["Relais Saint-Michel", "École Jean-Moulin"]
