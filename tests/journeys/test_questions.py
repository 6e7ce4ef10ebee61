"""Twenty questions answered from the keyboard in a real browser, one taken back, and a merge that touches a grant left to a human."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.parts.sitting import SOONEST_SECONDS
from pipelines.cli import main
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import PATIENCE_MS, SCREEN, TELEPHONE, Visitor
from tests.unit.doubtful_campaign import CORRECTED, doubtful_campaign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ANSWERED = {"m": "même famille", "d": "familles différentes", "p": "plus tard"}
# What a person presses: mostly different, some the same, some put off.
PRESSED = "mdddpmddddpddmddddpd"
EVIDENCE = "Ce que pesaient les indices"


def test_twenty_questions_are_answered_from_the_keyboard_and_one_is_undone(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    doubtful_campaign(home).office.close()
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        the_home_page_leads_to_the_questions(visitor)
        a_merge_that_touches_a_grant_waits_for_a_person(visitor)
        an_answer_is_undone(visitor)
        left = questions_left(visitor)
        assert left > len(PRESSED)
        for letter in PRESSED:
            presses_key(visitor, letter)
        visitor.sees("à ce rythme")
        assert questions_left(visitor) <= left - sum(letter != "p" for letter in PRESSED)
        visitor.shoots("92-questions-vingt", SCREEN, TELEPHONE)
        the_quality_is_measured(visitor)
        a_household_tells_its_history_and_is_split(visitor)
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
    assert main(["verify", "--home", str(home), "--json"]) == 0


def the_home_page_leads_to_the_questions(visitor: Visitor) -> None:
    """Go from the first thing to do to the first question."""
    visitor.opens()
    visitor.sees("Une attribution est en jeu dans")
    visitor.shoots("90-accueil-questions", SCREEN, TELEPHONE)
    visitor.presses("Répondre aux questions")
    visitor.sees("Est-ce la même famille ?", "les deux familles gardent leur place")


def a_merge_that_touches_a_grant_waits_for_a_person(visitor: Visitor) -> None:
    """Read the first questions: both are sure of themselves, and asked because a grant is at stake."""
    assert EVIDENCE not in visitor.text()
    visitor.shoots("91-question-attribution", SCREEN, TELEPHONE)
    for _nth in range(CORRECTED):
        visitor.sees("a déjà une attribution", "L'autre demande n'aura pas de second kit.")
        assert "≠ différent" not in visitor.text()
        presses_key(visitor, "m")
        assert EVIDENCE in visitor.text()


def an_answer_is_undone(visitor: Visitor) -> None:
    """Answer, take it back, and find the same question and the same count again."""
    asked, left = question_link(visitor), questions_left(visitor)
    presses_key(visitor, "m")
    assert questions_left(visitor) == left - 1
    presses_key(visitor, "z")
    assert (question_link(visitor), questions_left(visitor)) == (asked, left)
    visitor.sees("la question est de nouveau posée")


def presses_key(visitor: Visitor, letter: str) -> None:
    """Press a key once the question has been on the screen for as long as somebody needs, and wait for the next one."""
    before = question_link(visitor)
    visitor.page.wait_for_timeout(1000 * SOONEST_SECONDS + 100)
    visitor.page.keyboard.press(letter)
    expect(visitor.main.get_by_role("link", name="Lien de cette question")).not_to_have_attribute(
        "href", before, timeout=PATIENCE_MS
    )
    visitor.settles()
    if letter in ANSWERED:
        visitor.sees(f"Question précédente : {ANSWERED[letter]}")


def question_link(visitor: Visitor) -> str:
    """Return the address of the question on the screen."""
    return str(visitor.main.get_by_role("link", name="Lien de cette question").get_attribute("href"))


def questions_left(visitor: Visitor) -> int:
    """Return how many questions the page says are left."""
    return visitor.reads(r"Il reste (\d+) questions?")[0]


def the_quality_is_measured(visitor: Visitor) -> None:
    """Open the panel: there are decisions enough by now."""
    visitor.main.get_by_text("Qualité de la reconnaissance").click()
    visitor.sees("Mesuré sur", "19 fois sur 20")
    visitor.shoots("93-qualite", SCREEN, TELEPHONE)


def a_household_tells_its_history_and_is_split(visitor: Visitor) -> None:
    """Open the household asked for most, read where it comes from, and split it by hand."""
    visitor.goes_to("Foyers")
    visitor.picks_row(1, "Commune")
    visitor.sees("L'histoire de ce foyer", "Séparer ce foyer")
    visitor.main.get_by_text("Réunir avec un autre foyer").click()
    visitor.settles()
    visitor.main.get_by_text("Séparer ce foyer").click()
    visitor.settles()
    # The second line is the shelter's: the school's, older, keeps the rank and the grant.
    leaves = visitor.main.get_by_test_id("stCheckbox").filter(has_text="2. Relais")
    expect(leaves).to_be_visible(timeout=PATIENCE_MS)
    leaves.locator("label").click()
    expect(leaves.get_by_role("checkbox")).to_be_checked(timeout=PATIENCE_MS)
    visitor.settles()
    visitor.sees("Les autres forment un nouveau foyer")
    visitor.shoots("94-foyer-separer", SCREEN, TELEPHONE)
    visitor.presses("Séparer 1 demande")
    visitor.sees("Foyer séparé.")
    visitor.shoots("95-foyer-separe", SCREEN, TELEPHONE)
