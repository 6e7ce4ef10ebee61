"""Each page of each role is read by axe-core in both languages, both themes, on a screen and on a telephone."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser

from campaigns.model.codes import Role
from dashboard.pages_table import PAGES, PageEntry, pages_of
from tests.journeys.accessibility import Finding, findings, is_dark, turns
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (SCREEN, TELEPHONE)]
# What Streamlit itself writes, by rule and start of the selector; docs/accessibility.md says each in words.
OF_STREAMLIT: tuple[tuple[str, str], ...] = ()


def visit(entry: PageEntry, role: Role, language: str) -> str:
    """Return the link to a page, as somebody in that role reads it."""
    who = "&structure=ECOLE1" if role is Role.PARTNER else ""
    # The first page of a role lives at the root.
    path = "" if entry is pages_of(role)[0] else entry.url_path
    return f"{path}?role={role.value}&lang={language}{who}"


def ours(found: list[Finding]) -> list[Finding]:
    """Leave out what Streamlit itself causes."""
    return [one for one in found if not any(one.rule == rule and part in one.where for rule, part in OF_STREAMLIT)]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_path)
def test_no_page_has_a_serious_violation_of_ours(
    chromium: Browser, address: str, entry: PageEntry, language: str
) -> None:
    for role in entry.roles:
        with closing(Visitor(chromium, address)) as visitor:
            # The page of style shows what a page that stopped says.
            visitor.expects_refusal = entry.demonstration_only
            visitor.opens(visit(entry, role, language))
            # Other roles see parts of the same page: what differs is what is written, not how it is drawn.
            for scheme, width in LOOKS if role is entry.roles[0] else LOOKS[:1]:
                turns(visitor.page, scheme, width)
                assert visitor.page.get_by_role("dialog").count() == 0, "the link led to no page"
                assert visitor.page.get_by_role("heading", level=1).count() >= 1, "a page says what it is for first"
                assert is_dark(visitor.page) == (scheme == "dark")
                assert ours(findings(visitor.page)) == [], (role.value, scheme, width)


def test_a_fault_that_is_planted_is_found(chromium: Browser, address: str) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.expects_refusal = True
        visitor.opens("style?role=coordinator")
        visitor.page.evaluate(
            "() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML('beforeend',"
            " '<p id=pale style=\"color:#bbb;background:#fff\">pâle</p><button id=mute></button>')"
        )
        turns(visitor.page, "light", SCREEN)
        assert {("color-contrast", "#pale"), ("button-name", "#mute")} <= {
            (one.rule, one.where) for one in findings(visitor.page)
        }
