"""Every figure that a release tells is the one found by counting again, in plain Python, over the exported core tables.

The recount reads rows, never a figure of the product; only who is eligible is asked of the rules, which have an oracle of
their own.
"""

import csv
import json
import math
import shutil
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from pyproj import Geod

from campaigns.eligibility import eligibility
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.cli import main
from pipelines.help.referrals import refer_families
from pipelines.help.workshops import import_workshops
from pipelines.office import Office, open_office
from pipelines.people import person_named
from pipelines.planning.facts import household_facts
from pipelines.reporting.figures import campaign_figures, eligible_units
from pipelines.reporting.release_view import country, departments
from pipelines.reporting.releases import Release, publish_figures, release
from tests.spec.conftest import Line
from tests.unit.year_campaign import raw

Row = dict[str, Any]
STEPS = ("granted", "released", "delivered", "handed_over")


class Core:
    """The core tables as rows, and what is counted over them."""

    def __init__(self, office: Office, campaign_id: str, today: date) -> None:
        named = {"campaign_id": campaign_id}
        with office.store.reading() as session:
            policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
            assert isinstance(policy, Policy)
            facts = household_facts(session, campaign_id, office.clock())
            verdicts = eligibility(policy, facts).to_pylist()
            self.requests: list[Row] = session.rows("request/facts", named)
            plans = {row["plan_id"]: row for row in session.rows("plan/all", named) if row["state"] == "adopted"}
            self.grants: list[Row] = [
                row | {"adopted_at": plan["adopted_at"]}
                for plan_id, plan in plans.items()
                for row in session.rows("delivery/adopted_grants", named) if row["plan_id"] == plan_id
            ]  # fmt: skip
            self.stock = session.rows("view/stock_grid", named | {"today": today})
        self.sides = {item.code: item.side.value for item in policy.items}
        self.today, self.office, self.campaign_id = today, office, campaign_id
        self.live = [row for row in self.grants if row["state"] != "returned"]
        self.served = {row["household_id"] for row in self.live}
        self.eligible = {row["household_id"] for row in verdicts if row["eligible"]} | self.served
        self.of_home: dict[str, list[Row]] = defaultdict(list)
        for row in sorted(self.requests, key=lambda row: (row["received_at"], row["request_id"])):
            self.of_home[row["household_id"]].append(row)

    def place(self, home: str) -> tuple[str, str]:
        """Return (commune, department): of the first request that knows the commune, else of the first."""
        rows = self.of_home[home]
        row = next((row for row in rows if row["commune_code"]), rows[0])
        return row["commune_code"] or "", row["department_code"] or row["partner_department_code"]

    def waited(self, home: str) -> int:
        """Return the days from the first request to the adoption, or to today."""
        first = self.of_home[home][0]["received_at"].date()
        adopted = [row["adopted_at"].date() for row in self.live if row["household_id"] == home]
        return ((min(adopted) if adopted else self.today) - first).days


WORKSHOPS = """code;lieu;insee;du;au;horaires;places
A;Créteil;94028;{day};;;20
B;Saint-Denis;93066;{day};;;30
C;Rennes;35238;{day};;;20
"""


def accompanied(office: Office, campaign_id: str) -> None:
    """Let four families of five ask for help, and two of three sent to a workshop come."""
    day = office.clock().date()
    done = import_workshops(
        office, person_named(None), campaign_id, WORKSHOPS.format(day=f"{day:%d/%m/%Y}").encode(), "a.csv"
    )
    assert not isinstance(done, Refusal)
    with office.store.writing() as session:
        asking = [row["request_id"] for row in session.rows("request/facts", {"campaign_id": campaign_id})]
        named = ", ".join(f"'{name}'" for place, name in enumerate(asking) if place % 5)
        raw(session, f"update request set help_wanted = 'oui' where request_id in ({named})")
    assert not isinstance(refer_families(office, person_named(None), campaign_id), Refusal)
    with office.store.writing() as session:
        for place, row in enumerate(session.rows("referral/all", {"campaign_id": campaign_id})):
            state = ("attended", "attended", "referred", "attended", "attended", "absent")[place % 6]
            raw(session, f"update referral set state = '{state}' where referral_id = '{row['referral_id']}'")


@pytest.fixture(scope="module")
def core_and_release(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Core, Release]]:
    """Adopt a plan on a copy of the campaign, publish, and lend both sides."""
    home = tmp_path_factory.mktemp("figures") / "home"
    shutil.copytree(filled_home, home)
    for verb in (
        ["plan", "propose"],
        ["plan", "lock"],
        ["plan", "approve", "--as", "approbatrice"],
        ["plan", "adopt"],
        ["release"],
    ):
        assert main([*verb, "--home", str(home), "--json"]) == 0
    office = open_office(home)
    later = replace(office, clock=lambda: office.clock() + timedelta(days=9))
    with office.store.reading() as session:
        campaign_id = session.rows("campaign/all")[0]["campaign_id"]
    accompanied(office, campaign_id)
    assert not isinstance(publish_figures(later, person_named(None), campaign_id), Refusal)
    found = release(later, person_named("leadership"), campaign_id)
    assert not isinstance(found, Refusal)
    yield Core(later, campaign_id, later.clock().date()), found
    office.close()


def test_every_count_by_territory_is_the_recount(core_and_release: tuple[Core, Release]) -> None:
    core, found = core_and_release
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for home in core.eligible:
        commune, department = core.place(home)
        region = core.office.territories.region_of_department(department)
        for code in ("FR", f"R{region}", department, commune or f"{department}-"):
            counts[code][0] += 1
            counts[code][1] += home in core.served
    told = 0
    for row in found.rows("coverage"):
        need, served = counts[row["territory_code"]]
        for name, true in (("need", need), ("served", served), ("gap", need - served)):
            assert row[name] in (None, true), (row["territory_code"], name)
            told += row[name] is not None and row[name] > 0
    assert told > 10
    assert {code for code, (need, _) in counts.items() if need} <= {
        row["territory_code"] for row in found.rows("coverage")
    }


@pytest.mark.parametrize("kind", ["partner_kind", "housing_kind", "waiting", "week"])
def test_every_count_by_kind_is_the_recount(core_and_release: tuple[Core, Release], kind: str) -> None:
    core, found = core_and_release
    limits = (
        ("over_8_weeks", 56), ("4_to_8_weeks", 28), ("2_to_4_weeks", 14), ("1_to_2_weeks", 7), ("under_1_week", 0)
    )  # fmt: skip

    def code_of(home: str) -> str:
        rows = core.of_home[home]
        if kind == "waiting":
            return next(code for code, first in limits if core.waited(home) >= first)
        if kind == "week":
            first = rows[0]["received_at"].date()
            return str(first - timedelta(days=first.weekday()))
        if kind == "partner_kind":
            return next((row for row in rows if row["commune_code"]), rows[0])["partner_kind"]
        worst = ("homeless", "social_hotel", "shelter", "refugee_centre", "relatives", "student_residence", "own_home")
        return min((row["housing_kind"] for row in rows if row["housing_kind"]), key=worst.index, default="unknown")

    need = Counter(code_of(home) for home in core.eligible)
    served = Counter(code_of(home) for home in core.served)
    rows = {row["territory_code"].partition(":")[2]: row for row in found.rows(kind)[1:]}
    assert set(need) <= set(rows)
    for code, row in rows.items():
        for name, true in (("need", need[code]), ("served", served[code]), ("gap", need[code] - served[code])):
            assert row[name] in (None, true), (code, name)
    assert any(row["need"] for row in rows.values())


def test_the_seven_quantities_are_the_recount(core_and_release: tuple[Core, Release]) -> None:
    core, found = core_and_release
    told = {(row["side"], row["quantity"]): row["units"] for row in found.rows("quantities")}
    for side, (place, step) in product(("device", "data"), enumerate(STEPS)):
        reached = sum(core.sides[row["item"]] == side and row["state"] in STEPS[place:] for row in core.grants)
        assert told[side, step] in (None, reached), (side, step)
    assert told["device", "granted"] > 0


def test_who_was_accompanied_is_the_recount(core_and_release: tuple[Core, Release]) -> None:
    core, found = core_and_release
    with core.office.store.reading() as session:
        requests, members, referrals = (
            [row for batch in session.whole(name) for row in batch.to_pylist()]
            for name in ("request", "household_member", "referral")
        )
    home_of = {row["request_id"]: row["household_id"] for row in members}
    asked = {home_of[row["request_id"]] for row in requests if row["help_wanted"] == "oui" and row["state"] == "active"}
    sent = {home_of[row["request_id"]] for row in referrals if row["state"] in ("referred", "attended", "absent")}
    came = {home_of[row["request_id"]] for row in referrals if row["state"] == "attended"}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for home in asked | sent:
        department = core.place(home)[1]
        for code in ("FR", f"R{core.office.territories.region_of_department(department)}", department):
            for place, kind in enumerate((asked | sent, sent, came)):
                counts[code][place] += home in kind
    rows = {row["territory_code"]: row for row in found.rows("help")}
    assert set(counts) <= set(rows)
    for code, row in rows.items():
        for place, name in enumerate(("asked", "referred", "attended")):
            assert row[name] in (None, counts[code][place]), (code, name)
    assert [rows["FR"][name] for name in ("asked", "referred", "attended")] == counts["FR"]
    assert counts["FR"][0] > counts["FR"][1] > counts["FR"][2] > 10
    exact = campaign_figures(core.office, person_named(None), core.campaign_id)
    assert not isinstance(exact, Refusal)
    assert list(exact["help"].values()) == counts["FR"]


def test_the_measures_are_the_recount(core_and_release: tuple[Core, Release]) -> None:
    core, found = core_and_release
    told = {row["code"]: row["value"] for row in found.rows("measures")}
    whole = country(found)
    assert told["rate"] == pytest.approx(len(core.served) / len(core.eligible)) or whole["served"] is None
    waits = {home: core.waited(home) for home in core.eligible}
    assert told["median_wait_served_days"] == round(statistics.median(waits[home] for home in core.served))
    assert told["median_wait_open_days"] == round(
        statistics.median(waits[home] for home in core.eligible - core.served)
    )
    free = {row["commune_code"] for row in core.stock if row["free"] > 0 and core.sides[row["item"]] == "device"}
    geod, communes = Geod(ellps="WGS84"), core.office.territories.communes

    def km(one: str, other: str) -> float:
        a, b = communes[one], communes[other]
        return float(geod.inv(a.lon, a.lat, b.lon, b.lat)[2]) / 1000

    nearest = [min(km(place, site) for site in free) for home in core.eligible - core.served
               if free and (place := core.place(home)[0]) in communes]  # fmt: skip
    assert told["median_distance_km"] == (round(statistics.median(nearest)) if len(nearest) >= 11 else None)
    both = {row["household_id"] for row in core.live if row["side"] == "device"} & {
        row["household_id"] for row in core.live if row["side"] == "data"
    }
    assert told["both_sides_rate"] in (None, pytest.approx(len(both) / len(core.served)))
    rates = [(row["served"] / row["need"], row["need"]) for row in departments(found) if row["rate"] is not None]
    assert told["lowest_rate"] == (min(rates)[0] if rates else None)
    if rates:
        total = sum(weight for _, weight in rates)
        mean = sum(each * weight for each, weight in rates) / total
        spread = sum(abs(a - b) * m * n for (a, m), (b, n) in product(rates, rates)) / (2 * total**2 * mean)
        assert math.isclose(told["gini"], spread, abs_tol=1e-9)


def test_the_exact_figures_of_the_coordination_are_the_recount(core_and_release: tuple[Core, Release]) -> None:
    core, _ = core_and_release
    with core.office.store.reading() as session:
        campaign_id = session.rows("campaign/all")[0]["campaign_id"]
    exact = campaign_figures(core.office, person_named(None), campaign_id)
    assert not isinstance(exact, Refusal)
    assert exact["households"] == {
        "known": len(core.of_home),
        "eligible": len(core.eligible),
        "served": len(core.served),
    }
    eligible = eligible_units(core.office, campaign_id)
    assert not isinstance(eligible, Refusal)
    steps = ["asked", "eligible", "granted", "released", "delivered", "handed_over", "returned"]
    for side in ("device", "data"):
        assert list(exact["units"][side]) == steps
        assert exact["units"][side]["eligible"] == eligible[side]
        assert exact["units"][side]["eligible"] >= exact["units"][side]["granted"]


def test_the_files_of_a_release_say_what_it_says_and_every_column_is_explained(line: Line, tmp_path: Path) -> None:
    told = line("export", "figures", "--to", str(tmp_path))
    folder = tmp_path / next(name for name in told["files"] if name.endswith("publication.json")).split("/")[0]
    explained = {(row["table"], row["column"]) for row in _read(folder / "dictionnaire.csv")}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig") as file:
            columns = next(csv.reader(file, delimiter=";"), [])
        if path.stem != "dictionnaire":
            assert {(path.stem, column) for column in columns} <= explained, path.stem
    rows = {row["territory_code"]: row for row in _read(folder / "territoires.csv")}
    shapes = json.loads((folder / "departements.geojson").read_text("utf-8"))["features"]
    assert len(shapes) == 101
    for feature in shapes:
        assert (
            str(feature["properties"]["need"] if feature["properties"]["need"] is not None else "")
            == rows[feature["id"]]["need"]
        )
    frame = gpd.read_parquet(folder / "departements.parquet")
    assert len(frame) == 101 and frame.crs.to_epsg() == 4326 and "request_id" not in frame.columns
    assert {name.split("/")[-1] for name in told["files"][1:]} == {path.name for path in folder.iterdir()}


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file, delimiter=";"))
