"""A plan that is questioned before it is adopted: why one family waits, what fifty tablets would do, and who was first to adopt."""

import csv
import io
import re
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipelines.cli import main
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SITE = "Point d'accueil de Créteil"
TABLETS = 50


def test_a_plan_is_read_questioned_supposed_otherwise_and_adopted_once(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert main(["demo", "--requests", "400", "--seed", "7", "--home", str(home), "--json"]) == 0
    with (
        served(home) as address,
        closing(Visitor(chromium, address)) as first,
        closing(Visitor(chromium, address)) as second,
    ):
        a_plan_is_proposed(first)
        a_family_reads_why_it_waits(first)
        one_more_unit_is_listed(first)
        link = fifty_tablets_are_supposed(first)
        two_plans_are_compared(first)
        the_scenario_is_shared(second, link)
        two_persons_adopt_and_the_second_is_too_late(first, second)
        assert [url for url in first.asked + second.asked if is_elsewhere(url, address)] == []
    assert main(["verify", "--home", str(home), "--json"]) == 0


def a_plan_is_proposed(visitor: Visitor) -> None:
    """Propose a plan on the sample campaign, where devices are short."""
    visitor.opens()
    visitor.goes_to("Plan")
    # The home page has a button of the same name, which leads here.
    visitor.sees("Pas encore de plan")
    visitor.presses("Proposer un plan")
    served_count, waiting = visitor.reads(r"demandes servies : (\d[\d ]*), en attente : (\d[\d ]*)\.")
    assert served_count > 0
    assert waiting > 0


def a_family_reads_why_it_waits(visitor: Visitor) -> None:
    """Open the first line that waits: what blocks, what would change it, what to answer."""
    visitor.turns_to("Écarts")
    visitor.shoots("s10-ecarts", SCREEN, TELEPHONE)
    visitor.picks_row(1, "Dernier rang servi")
    visitor.sees(re.compile("^Ce qui bloque"), "Ce qui changerait la décision", "Quoi répondre")
    visitor.sees("Chaque réponse a été vérifiée en recalculant le plan entier.")
    visitor.reads(r"(\d[\d ]*) unités sur les (\d[\d ]*) à portée")
    visitor.shoots("s11-pourquoi", SCREEN, TELEPHONE)
    visitor.presses("Toutes les demandes")


def one_more_unit_is_listed(visitor: Visitor) -> None:
    """Read the list to hand to a donor."""
    visitor.turns_to("Une unité de plus")
    visitor.sees("Ce que ferait une unité de plus")
    visitor.shoots("s20-une-de-plus", SCREEN, TELEPHONE)


def fifty_tablets_are_supposed(visitor: Visitor) -> str:
    """Suppose fifty tablets at one site, and compute; return the link that tells it."""
    visitor.turns_to("Et si… ?")
    visitor.shoots("s30-et-si-vide", SCREEN, TELEPHONE)
    visitor.chooses("Article", "Tablette")
    visitor.chooses("Site", SITE)
    field = visitor.main.get_by_label("Unités de plus")
    field.fill(str(TABLETS))
    field.press("Enter")
    visitor.sees(f"Supposé : tablette : +{TABLETS} ({SITE}).")
    visitor.shoots("s31-et-si", SCREEN, TELEPHONE)
    link = visitor.page.url.removeprefix(visitor.address + "/")
    visitor.presses("Calculer ce scénario")
    visitor.sees(f"Scénario « tablette : +{TABLETS} ({SITE}) »", re.compile("il ne s'adopte pas"))
    return link


def two_plans_are_compared(visitor: Visitor) -> None:
    """Read the scenario beside the plan, and take the families that move away as a table."""
    gain, lose = visitor.reads(r"(\d[\d ]*)\s+foyers? gagnent?[\s\S]*?(\d[\d ]*)\s+foyers? perd")
    assert gain > 0
    visitor.sees("Les sept quantités", "Kilomètres et équité", "Les foyers qui gagnent ou perdent")
    visitor.shoots("s40-comparer", SCREEN, TELEPHONE)
    # After those of the quantities and of the measures.
    link = visitor.main.get_by_role("link", name="Tableau en CSV").nth(2)
    with visitor.page.expect_download() as fetched:
        link.click()
    rows = list(csv.DictReader(io.StringIO(Path(fetched.value.path()).read_text("utf-8-sig")), delimiter=";"))
    ways = [row["Sens"] for row in rows]
    assert (ways.count("gagne"), ways.count("perd")) == (gain, lose)
    assert all(row["Foyer"].startswith("F-") for row in rows)


def the_scenario_is_shared(visitor: Visitor, link: str) -> None:
    """Open the link elsewhere: the drawer holds what was supposed, and nothing was computed by opening it."""
    visitor.opens(link)
    visitor.sees(f"Supposé : tablette : +{TABLETS} ({SITE}).")


def two_persons_adopt_and_the_second_is_too_late(first: Visitor, second: Visitor) -> None:
    """Lock, approve as another person, open the page twice, adopt twice: the second is told who was first."""
    first.goes_to("Accueil")
    first.goes_to("Plan")
    first.presses("Verrouiller ce plan")
    first.sees("Plan verrouillé. Une autre personne doit maintenant l'approuver.")
    first.becomes("Validation")
    first.goes_to("Plan")
    first.presses("Approuver ce plan")
    first.sees("Plan approuvé. Il reste à l'adopter : rien n'est encore réservé.")
    second.opens("plan")
    first.presses(re.compile("^Adopter et servir"))
    first.sees("Plan adopté : chaque unité est réservée.")
    first.shoots("s50-adopte", SCREEN, TELEPHONE)
    second.expects_refusal = True
    second.presses(re.compile("^Adopter et servir"))
    second.sees("Ce plan a changé depuis que vous l'avez ouvert (adopté par Dominique Lefort, le")
    second.shoots("s51-trop-tard", SCREEN, TELEPHONE)
