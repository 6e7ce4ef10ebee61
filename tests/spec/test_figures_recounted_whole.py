"""The rest of the leadership dashboard counted again in plain Python over exported core tables, over two releases.

Beside territories, kinds and medians (`test_figures_recounted`): what was asked, eligible and returned, people, flows, donors, sites,
one more unit, what stands with its share and its silence, moves between releases, and the story itself.
"""

import shutil
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.cli import main
from pipelines.office import Office, open_office
from pipelines.people import person_named
from pipelines.planning.facts import household_facts
from pipelines.reporting.release_story import story_of
from pipelines.reporting.release_view import map_flows, map_sites, map_table
from pipelines.reporting.releases import Release, publish_figures, release
from pipelines.reporting.report_content import donor_report
from tests.property.test_rules_oracle import Household, eligible_by_hand, lines_by_hand

pytestmark = pytest.mark.slow
Row = dict[str, Any]
STEPS = ("granted", "released", "delivered", "handed_over")
DONATED = """site_code,item,grade,quantity,available_on,donor,earmark
STDENIS,laptop,B,45,2026-04-02,Mairie,
RENNES,laptop,A,12,2026-04-02,Banque,
RESERVE,data_12gb,,60,2026-04-02,Opérateur,
"""


class Exported:
    """Core tables as rows, as a copy of the store would have them."""

    def __init__(self, office: Office) -> None:
        self.office = office
        with office.store.reading() as session:
            self.tables = {
                name: [row for batch in session.whole(name) for row in batch.to_pylist()]
                for name in ("request", "household_member", "plan", "plan_grant", "plan_household", "plan_value", "stock_cell", "site")
            }  # fmt: skip
            campaign = session.rows("campaign/all")[0]
            self.campaign_id = campaign["campaign_id"]
            policy = parse_policy(session.rows("campaign/one", {"campaign_id": self.campaign_id})[0]["policy_toml"])
            assert isinstance(policy, Policy)
            self.facts: list[Household] = household_facts(session, self.campaign_id, office.clock()).to_pylist()
        self.policy = policy
        self.sides = {item.code: item.side.value for item in policy.items}
        self.adopted = {row["plan_id"]: row for row in self.tables["plan"] if row["state"] == "adopted"}
        self.grants = [row for row in self.tables["plan_grant"] if row["plan_id"] in self.adopted]
        self.live = [row for row in self.grants if row["state"] != "returned"]

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a table."""
        return self.tables[name]


@pytest.fixture(scope="module")
def told(
    filled_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Exported, Release, Release, date]]:
    """Publish before the plan is adopted and nine days after, with donated stock and some of it handed back."""
    home = tmp_path_factory.mktemp("whole") / "home"
    shutil.copytree(filled_home, home)
    stock = home.parent / "stock.csv"
    stock.write_text(DONATED, "utf-8")
    for verb in (
        ["stock", "import", str(stock)], ["figures", "publish"], ["plan", "propose"], ["plan", "lock"],
        ["plan", "approve", "--as", "approbatrice"], ["plan", "adopt"], ["release"],
    ):  # fmt: skip
        assert main([*verb, "--home", str(home), "--json"]) == 0, verb
    office = open_office(home)
    later = replace(office, clock=lambda: office.clock() + timedelta(days=9))
    core = Exported(later)
    leader = person_named("leadership")
    before = release(later, leader, core.campaign_id)
    assert not isinstance(publish_figures(later, person_named(None), core.campaign_id), Refusal)
    after = release(later, leader, core.campaign_id)
    assert not isinstance(before, Refusal) and not isinstance(after, Refusal)
    yield core, before, after, later.clock().date()
    office.close()


Told = tuple[Exported, Release, Release, date]


def units(row: Row, names: tuple[str, ...]) -> int:
    return sum(row[name] or 0 for name in names)


def test_what_was_asked_is_the_recount(told: Told) -> None:
    core, _, found, _ = told
    said = {(row["side"], row["quantity"]): row["units"] for row in found.rows("quantities")}
    sides = {"device": ("need_laptop", "need_tablet", "need_smartphone", "need_phone"), "data": ("need_connection",)}
    for side, names in sides.items():
        by_partner: dict[str, dict[bool, int]] = defaultdict(lambda: {True: 0, False: 0})
        for row in core.rows("request"):
            if row["state"] != "withdrawn":
                by_partner[row["partner_id"]][row["households_count"] is None] += units(row, names)
        # What a structure announced in sum and what it then named are the same units: the larger counts.
        true = sum(max(parts.values()) for parts in by_partner.values())
        assert said[side, "asked"] == true > 0, side


def test_what_is_eligible_and_what_came_back_are_the_recount(told: Told) -> None:
    core, _, found, _ = told
    said = {(row["side"], row["quantity"]): row["units"] for row in found.rows("quantities")}
    counts: Counter[str] = Counter()
    for home in core.facts:
        if eligible_by_hand(core.policy, home):
            for line_id, _unit, _kit in lines_by_hand(core.policy, home):
                letter = line_id.rpartition("-")[2][:1]
                counts.update({"K": ("device", "data"), "D": ("device",), "C": ("data",)}[letter])
    for side in ("device", "data"):
        assert said[side, "eligible"] in (None, counts[side]), side
        back = sum(core.sides[row["item"]] == side and row["state"] == "returned" for row in core.grants)
        assert said[side, "returned"] in (None, back)
        for place, step in enumerate(STEPS):
            reached = sum(core.sides[row["item"]] == side and row["state"] in STEPS[place:] for row in core.grants)
            assert said[side, step] in (None, reached), (side, step)
    assert said["device", "eligible"] is not None and said["device", "granted"] is not None


def test_people_are_the_recount(told: Told) -> None:
    core, _, found, _ = told
    said = {row["code"]: row["count"] for row in found.rows("people")}
    kept = [row for row in core.rows("request") if row["state"] != "withdrawn"]
    assert said["requests"] == len(kept)
    assert said["structures"] == len({row["partner_id"] for row in kept})
    member = {row["request_id"]: row["household_id"] for row in core.rows("household_member")}
    active = {member[row["request_id"]] for row in kept if row["state"] == "active" and row["request_id"] in member}
    assert said["known"] in (None, len(active))
    announced: Counter[str] = Counter()
    named: dict[str, set[str]] = defaultdict(set)
    for row in kept:
        announced[row["partner_id"]] += row["households_count"] or 0
        if row["households_count"] is None:
            named[row["partner_id"]].add(member.get(row["request_id"], row["request_id"]))
    left = sum(max(count - len(named[partner]), 0) for partner, count in announced.items())
    assert said["announced"] in (None, left)
    sides: dict[str, set[str]] = defaultdict(set)
    for row in core.live:
        sides[row["household_id"]].add(row["side"])
    assert said["both_sides"] in (None, sum(len(found) == 2 for found in sides.values()))


def test_flows_sites_and_donors_are_the_recount(told: Told) -> None:
    core, _, found, today = told
    codes = {row["site_id"]: row["code"] for row in core.rows("site")}
    department = {(row["plan_id"], row["household_id"]): row["department_code"] for row in core.rows("plan_household")}
    flows: Counter[tuple[str, str]] = Counter()
    for row in core.live:
        where = department[row["plan_id"], row["household_id"]]
        if where is not None:
            flows[codes[row["site_id"]], where] += 1
    shown = {(row["site_code"], row["department_code"]): row["units"] for row in map_flows(found)}
    assert shown and all(flows[pair] == count >= 11 for pair, count in shown.items())
    free: Counter[str] = Counter()
    for row in core.rows("stock_cell"):
        if core.sides.get(row["item"]) == "device" and row["available_on"] <= today and row["grade"] != "INVENDABLE":
            free[codes[row["site_id"]]] += row["on_hand"] - row["reserved"]
    about = {row["code"]: row["about_units"] for row in map_sites(found)}
    assert about and about == {code: free[code] // 10 * 10 for code in about}
    cells = {row["cell_id"]: row for row in core.rows("stock_cell")}
    received: Counter[tuple[str, str]] = Counter()
    reached: Counter[tuple[str, str, str]] = Counter()
    for cell in cells.values():
        received[cell["donor"], cell["item"]] += cell["received"]
    for row in core.live:
        cell = cells[row["cell_id"]]
        for step in STEPS[: STEPS.index(row["state"]) + 1]:
            reached[cell["donor"], cell["item"], step] += 1
    donors = {(row["donor"], row["item"]): row for row in found.rows("donors")}
    assert set(donors) == {("Mairie", "laptop"), ("Banque", "laptop"), ("Opérateur", "data_12gb")}
    for pair, row in donors.items():
        assert row["received"] == received[pair]
        for step in ("granted", "delivered", "handed_over"):
            assert row[step] in (None, reached[*pair, step]), (pair, step)
    assert donors["Mairie", "laptop"]["granted"]


def test_what_one_more_unit_would_do_is_the_recount(told: Told) -> None:
    core, _, found, _ = told
    newest = max(core.adopted.values(), key=lambda plan: (plan["adopted_at"], plan["plan_id"]))["plan_id"]
    cells = {row["cell_id"]: row for row in core.rows("stock_cell")}
    places: dict[str, set[str]] = defaultdict(set)
    useful: dict[str, set[str]] = defaultdict(set)
    for row in core.rows("plan_value"):
        if row["plan_id"] == newest and row["cell_id"] in cells:
            cell = cells[row["cell_id"]]
            places[cell["item"]].add(cell["site_id"])
            if row["best_rank"] is not None:
                useful[cell["item"]].add(cell["site_id"])
    said = {row["item"]: (row["sites"], row["sites_useful"]) for row in found.rows("one_more")}
    assert said == {item: (len(places[item]), len(useful[item])) for item in places}


def test_a_donor_reads_names_of_things_and_no_code(told: Told) -> None:
    _, _, found, _ = told
    for language, name in (("fr", "Ordinateur portable"), ("en", "Laptop")):
        assert found.item_names(language)["laptop"] == name
        rows = donor_report(found, "Essai", language, "Mairie").tables[0].rows
        assert name in {row[0] for row in rows}
        assert "laptop" not in {row[0] for row in rows}


def test_what_stands_says_its_share_its_rate_and_its_silence(told: Told) -> None:
    core, _, found, today = told
    places = core.office.territories
    rows = found.rows("standing")
    people = {"FR": sum(area.population for area in places.departments.values())}
    people |= {code: area.population for code, area in places.departments.items()}
    rates = {}
    for row in rows:
        code = row["territory_code"]
        if row["level"] == "department" and row["need"] is not None and code in people:
            rates[code] = 1000 * row["need"] / people[code]
        if row["rate_on"] == today:
            assert row["rate"] == (pytest.approx(row["served"] / row["need"]) if row["need"] else None)
        if code in people and row["need"] is not None:
            assert row["inhabitants"] == people[code]
            assert row["need_per_1000"] == pytest.approx(1000 * row["need"] / people[code])
    usual = statistics.median(each for each in rates.values() if each)
    for row in rows:
        if row["level"] == "department" and row["territory_code"] in people:
            need, each = row["need"], rates.get(row["territory_code"])
            expected = "hidden" if need is None else "silent" if need == 0 else "faint" if each < usual / 4 else "heard"
            assert row["heard"] == expected, row["territory_code"]
    measures = {row["code"]: row["value"] for row in found.rows("measures")}
    country = next(row for row in rows if row["territory_code"] == "FR")
    assert measures["need_per_1000"] == pytest.approx(country["need_per_1000"])


def test_moves_are_the_difference_of_the_two_releases(told: Told) -> None:
    _, before, after, _ = told
    old = {row["territory_code"]: row for row in before.rows("standing")}
    compared = 0
    for row in after.rows("standing"):
        for name in ("need", "served", "gap"):
            former = old.get(row["territory_code"], {}).get(name)
            if row[f"{name}_on"] == after.as_of and former is not None:
                assert row[f"{name}_move"] == row[name] - former
                compared += 1
            else:
                assert row[f"{name}_move"] is None
    assert compared > 5
    country = story_of(after, "FR")
    served = len({row["household_id"] for row in told[0].live})
    # Nobody was served before the plan was adopted: all of them moved.
    assert country.moves["served"] == served and country.moves["need"] == 0 and country.before_on == before.as_of


def test_the_story_and_the_map_say_what_stands(told: Told) -> None:
    core, _, found, _ = told
    rows = {row["territory_code"]: row for row in found.rows("standing")}
    departments = [row for row in rows.values() if row["level"] == "department" and row["name"] is not None]
    story = story_of(found, "FR")
    rated = [row for row in departments if row["rate"] is not None]
    worst = sorted(rated, key=lambda row: (row["rate"], -row["need"], row["territory_code"]))[:3]
    assert [row["territory_code"] for row in story.widest] == [row["territory_code"] for row in worst]
    assert story.not_compared == len(departments) - len(rated)
    silent = sorted(
        (row for row in departments if row["need"] == 0), key=lambda row: (-row["inhabitants"], row["territory_code"])
    )
    assert [row["territory_code"] for row in story.silent] == [row["territory_code"] for row in silent]
    table = {row["territory_code"]: row for row in map_table(found).departments.to_pylist()}
    assert set(table) == set(core.office.territories.departments)
    for code, row in table.items():
        assert {name: row[name] for name in ("need", "served", "gap", "rate")} == {
            name: rows[code][name] for name in ("need", "served", "gap", "rate")
        }
        assert row["unknown"] == (rows[code]["need"] == 0)
