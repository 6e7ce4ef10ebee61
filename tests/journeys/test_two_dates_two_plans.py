"""The map over two dates and two plans: by keyboard along the dates, and the figures of the table twins are the store's own.

Thirty-five families counted by hand: twenty of Saint-Denis and fifteen of Rennes, then fourteen more of Saint-Denis.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from campaigns.model.outcome import Refusal
from campaigns.model.scenario import Assumptions, ExtraStock
from pipelines.campaigns_desk import create_campaign
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.releases import publish_figures
from tests.journeys.app_server import served
from tests.journeys.visitor import PATIENCE_MS, SCREEN, TELEPHONE, Visitor
from tests.unit.small_campaign import COORDINATOR, HEADER, PARTNERS, POLICY, SITES, STOCK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOWNS = {"93": "93200;Saint-Denis", "35": "35000;Rennes"}
FIRST, LATER = {"93": 20, "35": 15}, {"93": 14}
# Who comes first is drawn by lot: sixteen families of either town, then all forty-nine.
LAPTOPS, MORE = 16, 33
SYLLABLES = ("BA", "DO", "FI", "GU", "KE", "LAM", "MOR", "NAS", "PIV", "ROK")


@dataclass(frozen=True)
class World:
    """Where the application answers, the two plans compared, and the households that each serves by department."""

    address: str
    before: str
    after: str
    served_before: Counter[str]
    served_after: Counter[str]


def families(counts: dict[str, int], start: int) -> bytes:
    """Write a list of families of which no two look alike."""
    rows, place = [], start
    for department, count in counts.items():
        for _ in range(count):
            tens, ones = divmod(place, 10)
            name, given = SYLLABLES[tens] + SYLLABLES[ones] + "EL", SYLLABLES[ones] + SYLLABLES[9 - tens] + "A"
            rows.append(f"R-{place};{name};{given};06{place * 7919 % 10**8:08d};{TOWNS[department]};1\n")
            place += 1
    return (HEADER + "".join(rows)).encode()


def receives(office: Office, campaign_id: str, counts: dict[str, int], start: int) -> None:
    """Receive a list, recognise its households and publish the figures."""
    data = families(counts, start)
    steps = (
        receive_list(office, COORDINATOR, campaign_id, data, f"liste-{start}.csv", Reception("ECOLE1")),
        link_households(office, COORDINATOR, campaign_id),
        publish_figures(office, COORDINATOR, campaign_id),
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []


def served_by(office: Office, campaign_id: str, plan_id: str) -> Counter[str]:
    """Count the households that a plan serves by department, row by row."""
    with office.store.reading() as session:
        named = {"campaign_id": campaign_id, "plan_id": plan_id}
        homes = {row["household_id"] for row in session.rows("plan/units", named)}
        places = {
            row["household_id"]: row["department_code"]
            for row in session.rows("request/facts", {"campaign_id": campaign_id})
        }
    return Counter(places[home] for home in homes)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Publish on two days, propose a plan and a scenario with more laptops, and serve."""
    home = tmp_path_factory.mktemp("home")
    days = [FIRST_DAY]
    office = open_office(home, clock=lambda: days[-1])
    policy, today = POLICY.read_text("utf-8"), FIRST_DAY.date()
    made = create_campaign(office, COORDINATOR, "deux", policy, today, today + timedelta(days=900), "Deux dates")
    assert not isinstance(made, Refusal)
    campaign_id = str(made["campaign_id"])
    import_partners(office, COORDINATOR, PARTNERS, "partners.csv")
    import_sites(office, COORDINATOR, SITES, "sites.csv")
    receives(office, campaign_id, FIRST, 0)
    days.append(FIRST_DAY + timedelta(days=7))
    receives(office, campaign_id, LATER, sum(FIRST.values()))
    stock = STOCK.format(day=today).replace(",5,", f",{LAPTOPS},").encode()
    assert not isinstance(import_stock(office, COORDINATOR, campaign_id, stock, "stock.csv"), Refusal)
    more = Assumptions(stock=(ExtraStock(site_code="SITE1", item="laptop", units=MORE),))
    scenario = propose_plan(office, COORDINATOR, campaign_id, "Un pour chacun", more)
    plan = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(plan, Refusal) and not isinstance(scenario, Refusal)
    ids = (plan["plan_id"], scenario["plan_id"])
    counted = [served_by(office, campaign_id, plan_id) for plan_id in ids]
    office.close()
    with served(home) as address:
        yield World(address, *ids, *counted)


def twin_of(visitor: Visitor, link: Locator) -> dict[str, dict[str, str]]:
    """Fetch the table beside a map, its rows by the name of their department."""
    with visitor.page.expect_download(timeout=PATIENCE_MS) as fetched:
        link.click()
    text = Path(fetched.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    return {row.get("Département") or row["Groupe"]: row for row in rows}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dates_are_walked_by_keyboard_and_the_map_and_its_table_follow(
    chromium: Browser, world: World, scheme: str
) -> None:
    with closing(Visitor(chromium, world.address)) as visitor:
        visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        visitor.opens("carte?role=leadership&mesure=need")
        slider = visitor.main.get_by_role("slider", name="Chiffres publiés le")
        table = visitor.main.get_by_role("link", name="Tableau en CSV")
        drawn = visitor.page.frame_locator("iframe").first
        shape = drawn.locator('path[aria-label^="Seine-Saint-Denis (93)"]').first
        still = drawn.locator('path[aria-label^="Ille-et-Vilaine (35)"]').first
        colours: dict[int, tuple[str | None, str | None]] = {}
        for key, day, need in (
            ("", "9 mars 2026", 34),
            ("ArrowLeft", "2 mars 2026", 20),
            ("ArrowRight", "9 mars 2026", 34),
        ):
            if key:
                slider.press(key)
            expect(slider).to_have_attribute("aria-valuetext", day, timeout=PATIENCE_MS)
            expect(shape).to_have_attribute("aria-label", f"Seine-Saint-Denis (93) : {need}", timeout=PATIENCE_MS)
            visitor.settles()
            rows = twin_of(visitor, table)
            told = {name: rows[name]["Besoin"] for name in ("Seine-Saint-Denis", "Ille-et-Vilaine")}
            assert told == {"Seine-Saint-Denis": str(need), "Ille-et-Vilaine": "15"}
            assert ("publication=1" in visitor.page.url) == (need == 20)
            colours[need] = (shape.get_attribute("fill"), still.get_attribute("fill"))
            visitor.shoots(f"m10-{need}-{scheme}", SCREEN, TELEPHONE)
        # One colour means the same on both days: fifteen families keep theirs, twenty that became thirty-four do not.
        assert colours[20][1] == colours[34][1] != colours[34][0] != colours[20][0]


def test_two_plans_chosen_on_the_page_differ_on_the_map_by_what_the_store_says(chromium: Browser, world: World) -> None:
    change = world.served_after["93"] - world.served_before["93"]
    assert world.served_before.total() == LAPTOPS
    assert world.served_after == {"93": 34, "35": 15}
    with closing(Visitor(chromium, world.address)) as visitor:
        visitor.opens("plan?role=coordinator")
        visitor.chooses("Plan", "Scénario")
        visitor.turns_to("Comparer")
        rows = twin_of(visitor, visitor.main.get_by_role("link", name="Tableau en CSV").last)
        shape = visitor.page.frame_locator("iframe").last.locator('path[aria-label^="Seine-Saint-Denis (93)"]').first
        expect(shape).to_have_attribute("aria-label", f"Seine-Saint-Denis (93) : +{change}", timeout=PATIENCE_MS)
        row = rows["Seine-Saint-Denis (93)"]
        assert (row["Plan A"], row["Plan B"], row["Écart"]) == (str(34 - change), "34", str(change))
        for scheme in ("light", "dark"):
            visitor.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            visitor.shoots(f"m20-differences-{scheme}", SCREEN, TELEPHONE)
        # The other way round, the same families are lost.
        visitor.opens(f"plan?role=coordinator&onglet=comparer&plan={world.before}&avec={world.after}")
        expect(shape).to_have_attribute(
            "aria-label", f"Seine-Saint-Denis (93) : \N{MINUS SIGN}{change}", timeout=PATIENCE_MS
        )
