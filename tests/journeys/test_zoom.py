"""At 200 % on a usual screen each page is as wide as half of it: nothing runs off the side, no button is cut."""

from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from dashboard.pages_table import PAGES, PageEntry
from tests.journeys.test_accessibility import visit
from tests.journeys.visitor import SCREEN, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ZOOMED = SCREEN // 2
# What can be pressed and is in view, yet whose box or words go past the window or past its own edge.
CUT = """() => [...document.querySelectorAll('[data-testid=stMain] button, [data-testid=stMain] a[href]')]
  .filter(one => one.checkVisibility({opacityProperty: true, visibilityProperty: true}) && one.innerText.trim())
  .filter(one => { const box = one.getBoundingClientRect();
    return box.left < 0 || box.right > window.innerWidth + 1 || one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 })
  .map(one => one.innerText.trim())"""


def runs_off(page: Page) -> bool:
    """Tell whether the page itself, or the box in which Streamlit scrolls it, moves sideways."""
    found: bool = page.evaluate(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".some(box => box.scrollWidth > box.clientWidth)"
    )
    return found


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.url_path)
def test_at_twice_its_size_a_page_is_whole(chromium: Browser, address: str, entry: PageEntry) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.expects_refusal = entry.demonstration_only
        visitor.page.set_viewport_size({"width": ZOOMED, "height": 450})
        visitor.opens(visit(entry, entry.roles[0], "fr"))
        assert visitor.page.get_by_role("dialog").count() == 0, "the link led to no page"
        assert not runs_off(visitor.page)
        assert visitor.page.evaluate(CUT) == []


def test_a_button_that_is_cut_is_found(chromium: Browser, address: str) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.page.set_viewport_size({"width": ZOOMED, "height": 450})
        visitor.opens("carte?role=leadership")
        visitor.page.evaluate(
            "() => document.querySelector('[data-testid=stMainBlockContainer]').insertAdjacentHTML('beforeend',"
            " '<button style=\"margin-left:600px;width:200px\">Trop à droite</button>')"
        )
        assert visitor.page.evaluate(CUT) == ["Trop à droite"]
        assert runs_off(visitor.page)
