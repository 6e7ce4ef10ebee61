"""The third verb as it is published: on the page of leadership, in reports and files, over releases with and without it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.outcome import Refusal
from campaigns.territory_counts import placed
from pipelines.reporting import release_truth
from pipelines.reporting.exports import write_release
from pipelines.reporting.release_help import help_row, help_rows
from pipelines.reporting.releases import Release, publish_figures, release
from pipelines.reporting.report_html import report_html
from pipelines.reporting.reports import DEPARTMENT, SITUATION, report_of
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, opened_campaign
from tests.unit.test_pages_leadership import opened, said
from tests.unit.year_campaign import raw

pytestmark = pytest.mark.slow
# Department -> families that asked, were referred, attended.
FIRST = {"93": (60, 40, 25), "75": (50, 30, 30), "59": (40, 25, 12)}
# Three more came, in one department: too few to be told, wherever it shows.
LATER = FIRST | {"93": (60, 40, 28)}


@dataclass(frozen=True)
class Told:
    """A campaign with three releases: one made before the third verb was published, then two with it."""

    small: SmallCampaign
    before: Release
    first: Release
    later: Release


def families(counts: Mapping[str, tuple[int, int, int]], region_of: Mapping[str, str]) -> pa.Table:
    """Return families that asked, of five structures."""
    rows = [
        {"household_id": f"{code}-{n}", "partner_id": f"p{n % 5}", "commune_code": None, "department_code": code,
         "referred": n < referred, "attended": n < attended}
        for code, (asked, referred, attended) in counts.items() for n in range(asked)
    ]  # fmt: skip
    names = ("household_id", "partner_id", "commune_code", "department_code")
    kinds = [(name, pa.string()) for name in names] + [(name, pa.bool_()) for name in ("referred", "attended")]
    return placed(pa.Table.from_pylist(rows, pa.schema(kinds)), region_of)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Publish three times, the first release as older ones were."""
    small = opened_campaign(tmp_path_factory.mktemp("home"))
    found = []
    with pytest.MonkeyPatch.context() as patch:
        for day, counts in enumerate((FIRST, FIRST, LATER)):
            patch.setattr(
                release_truth, "helped_families", lambda o, c, f, region_of, counts=counts: families(counts, region_of)
            )
            office = replace(small.office, clock=lambda day=day: small.office.clock() + timedelta(days=7 * day))
            assert not isinstance(publish_figures(office, COORDINATOR, small.campaign_id), Refusal)
            if day == 0:
                with office.store.writing() as session:
                    raw(session, "delete from figure_table where name in ('help', 'standing_help')")
            each = release(office, COORDINATOR, small.campaign_id)
            assert not isinstance(each, Refusal)
            found.append(each)
    yield Told(small, *found)
    small.office.close()


def counts_of(found: Release, code: str) -> tuple[int | None, ...]:
    row = help_row(found.tables, code)
    assert row is not None
    return row["asked"], row["referred"], row["attended"]


def test_the_country_and_departments_are_told(told: Told) -> None:
    assert counts_of(told.first, "FR") == (150, 95, 67)
    assert {code: counts_of(told.first, code) for code in FIRST} == FIRST
    assert counts_of(told.first, "R11") == (110, 70, 55) and counts_of(told.first, "13") == (0, 0, 0)
    rows = help_rows(told.first.tables) or []
    assert {row["level"] for row in rows} == {"country", "region", "department"}


def test_what_moved_little_stands_with_its_day(told: Told) -> None:
    for code, was in (("FR", (150, 95, 67)), ("93", FIRST["93"])):
        assert counts_of(told.later, code) == was
        row = help_row(told.later.tables, code)
        assert row is not None
        assert (row["asked_on"], row["attended_on"]) == (told.later.as_of, told.first.as_of)
        assert (row["asked_move"], row["attended_move"]) == (0, None)
    fresh = {row["territory_code"]: row["attended"] for row in told.later.rows("help")}
    assert fresh["FR"] is fresh["93"] is None


def test_an_older_release_is_read_and_says_that_it_has_none(told: Told, tmp_path: Path) -> None:
    assert help_rows(told.before.tables) is None and help_row(told.before.tables) is None
    files = write_release(told.before, tmp_path)
    assert not any("accompagnement" in name for name in files)
    assert '"asked"' not in (tmp_path / "departements.geojson").read_text("utf-8")
    about = json.loads((tmp_path / "publication.json").read_text("utf-8"))
    assert about["not_yet_published"] == ["accompagnement"]
    page = opened(told.small, "leadership_figures", publication="1")
    assert "Accompagnement : pas encore publié à cette date." in said(page)
    assert "<b>–</b><span>Foyers accompagnés</span><small>pas encore publié</small>" in said(page)
    assert list(verbs(page)["asked"])[2] == "pas encore publié"


def test_files_have_the_table_and_its_columns(told: Told, tmp_path: Path) -> None:
    write_release(told.first, tmp_path)
    text = (tmp_path / "accompagnement.csv").read_text("utf-8-sig")
    rows = {row["territory_code"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert [rows["93"][name] for name in ("name", "asked", "referred", "attended")] == [
        "Seine-Saint-Denis",
        "60",
        "40",
        "25",
    ]
    shapes = json.loads((tmp_path / "departements.geojson").read_text("utf-8"))["features"]
    told_of = next(shape["properties"] for shape in shapes if shape["id"] == "93")
    assert [told_of[name] for name in ("asked", "attended", "attended_on")] == [60, 25, told.first.as_of.isoformat()]
    explained = (tmp_path / "dictionnaire.csv").read_text("utf-8-sig")
    assert all(f"accompagnement;{column};" in explained for column in rows["93"])
    assert json.loads((tmp_path / "publication.json").read_text("utf-8"))["not_yet_published"] == []


def verbs(page: AppTest) -> pd.DataFrame:
    """Return the table of the three verbs."""
    return next(each.value for each in page.dataframe if "verb" in each.value)


def test_the_page_shows_the_three_verbs_with_their_table(told: Told) -> None:
    page = opened(told.small, "leadership_figures", publication="2")
    text = said(page)
    assert "<b>67</b><span>Foyers accompagnés</span><small>demandes d'aide : 150</small>" in text
    table = verbs(page)
    assert list(table["verb"]) == ["Équiper (appareils)", "Connecter (connexions)", "Accompagner (foyers)"]
    assert [list(table[name])[2] for name in ("asked", "planned", "done")] == ["150", "95", "67"]
    places = next(each.value for each in page.dataframe if "attended" in each.value)
    assert dict(zip(places["name"], places["attended"], strict=True)) == {
        "Nord": "12", "Paris": "30", "Seine-Saint-Denis": "25"
    }  # fmt: skip
    assert "Un de ces chiffres est du" not in text.split("Accompagner : foyers")[1].split("</p>")[0]
    newest = said(opened(told.small, "leadership_figures", "en"))
    assert "67</b><span>Households accompanied" in newest and "One of these figures is of" in newest


def test_a_department_has_its_own_accompaniment(told: Told) -> None:
    text = said(opened(told.small, "leadership_figures", publication="2", territoire="93"))
    for count, word in ((60, "demandent de l'aide"), (40, "orientés vers un atelier"), (25, "venus")):
        assert f"<b>{count}</b><span>{word}</span>" in text


@pytest.mark.parametrize(("language", "none"), [("fr", "pas encore publié"), ("en", "not published yet")])
def test_reports_count_the_third_verb_or_say_that_it_is_not_published(told: Told, language: str, none: str) -> None:
    for found, cells in ((told.first, ["150", "95", "67"]), (told.before, ["–"] * 3)):
        report = report_of(found, "Essai", language, SITUATION)
        assert not isinstance(report, Refusal)
        last = report.tables[0].rows[-1]
        assert list(last[1:]) == cells
        assert any(none in remark for remark in report.remarks) == (found is told.before)
        assert last[0] in report_html(report, language).decode()
    page = report_of(told.first, "Essai", language, DEPARTMENT, "93")
    assert not isinstance(page, Refusal)
    assert [row[1] for row in page.tables[1].rows] == ["60", "40", "25"]
