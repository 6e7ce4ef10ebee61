"""A session as a browser holds one: it gives back the values of the page's choices, and goes from page to page by the menu."""

import re
from typing import Any

from tests.wire import Wire

# What a waiting page says.
PLACE = re.compile(r"(?:Place|place)\s(\d+)\s(?:sur|of)\s(\d+)")


class WireBrowser(Wire):
    """One browser's conversation: the choices of the last page and the numbers of the menu's pages are kept between two pages."""

    def __init__(self, address: str, cookie: str = "") -> None:
        super().__init__(address, cookie)
        self.chosen: dict[str, dict[str, Any]] = {}
        self.menu: dict[str, str] = {}

    def opens(self, query: str = "", page: str = "") -> str:
        """Open a link, as if typed in the bar."""
        words = self.runs(page, query=query)
        self.note_page()
        return words

    def goes_to(self, page: str) -> str:
        """Choose a page in the menu by its address; the menu clears the link, the choices of the frame stay.

        Raises
        ------
        KeyError
            When the menu has no such page.
        """
        words = self.runs(script=self.menu[page], widgets=self.chosen)
        self.note_page()
        return words

    def place(self) -> int:
        """Return the place in the queue that the page tells; 0 for a page at which one works."""
        drawn = (said.delta.new_element.html.body for said in self.said if said.HasField("delta"))
        found = PLACE.search(" ".join(drawn))
        return int(found[1]) if found else 0

    def told_anew(self, query: str = "") -> int:
        """Let the part of a waiting page that renews itself do so, as its clock would; once it is the visitor's turn, the page comes."""
        (part,) = self.fragments()
        self.runs(query=query, fragment=part, is_clock=True)
        if not self.place():
            self.heard()
            self.note_page()
        return self.place()

    def note_page(self) -> None:
        """Keep what a browser would send back with its next question."""
        before, self.chosen = self.chosen, {}
        for said in self.said:
            if said.HasField("navigation"):
                pages = said.navigation.app_pages
                self.menu = {entry.url_pathname: entry.page_script_hash for entry in pages}
            elif said.HasField("delta") and said.delta.HasField("new_element"):
                self.note_choice(said.delta.new_element, before)

    def note_choice(self, element: Any, before: dict[str, dict[str, Any]]) -> None:
        """Keep the value of one list of choices: the server's where it set one, else the reader's, else the usual one."""
        if element.HasField("selectbox"):
            box = element.selectbox
            usual = [box.raw_value] if box.set_value else list(box.options[box.default : box.default + 1])
            value: dict[str, Any] = {"string_value": "".join(usual)}
        elif element.HasField("button_group"):
            box = element.button_group
            value = {
                "string_array_value": list(box.raw_values)
                if box.set_value
                else [box.options[at].content for at in box.default]
            }
        else:
            return
        self.chosen[box.id] = value if box.set_value else before.get(box.id, value)
