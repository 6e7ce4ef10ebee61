"""The one Markdown door: texts of ours (help, guide) become HTML, whatever they hold read as text and never as HTML.

Reading Markdown is a library's work; here stand only where links and pictures lead, and how deep titles are. It must never be
given a text that somebody sent.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from dashboard.style import Fragment

READER = MarkdownIt("commonmark", {"html": False}).enable("table")
# What a page says to those who write it; all other HTML is text.
REMARK = re.compile(r"^<!--.*-->$", re.MULTILINE)
LAST_LEVEL = 6
RIGHT = "text-align:right"


@dataclass(frozen=True)
class Places:
    """Where the links and the pictures of a text lead; an empty address leaves the words alone, or the picture out."""

    link: Callable[[str], str]
    picture: Callable[[str], str]
    # The help stays beside the page that it is about; the guide is left for another page of itself.
    new_tab: bool = False
    # The level of the text's first title, below those of the screen round it.
    level: int = 1


def prose(text: str, places: Places) -> Fragment:
    """Return a Markdown text as HTML."""
    tokens = [placed(token, places) for token in READER.parse(REMARK.sub("", text))]
    return Fragment(READER.renderer.render(tokens, READER.options, {}))


def placed(token: Token, places: Places) -> Token:
    """Return a part of a text with its titles, links and pictures as they stand on our screens."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + places.level - 1, LAST_LEVEL)}"
    if token.type in ("th_open", "td_open"):
        dress_cell(token)
    if token.children:
        token.children = list(pieces(token.children, places))
    return token


def dress_cell(cell: Token) -> None:
    """Let a column of figures stand right by a class of ours: a style in the page would escape the palette."""
    if cell.attrs.pop("style", None) == RIGHT:
        cell.attrSet("class", "cu-number")
    if cell.type == "th_open":
        cell.attrSet("scope", "col")


def pieces(children: Sequence[Token], places: Places) -> Iterator[Token]:
    """Yield the pieces of a sentence: a link or a picture that leads nowhere leaves its words, or nothing."""
    leads: list[bool] = []
    for piece in children:
        if piece.type == "link_open":
            leads.append(leads_on(piece, places))
        elif piece.type == "image" and not shown(piece, places):
            continue
        if piece.type not in ("link_open", "link_close") or leads[-1]:
            yield piece
        if piece.type == "link_close":
            leads.pop()


def leads_on(link: Token, places: Places) -> bool:
    """Give a link its address, and tell whether it has one."""
    address = places.link(str(link.attrGet("href")))
    link.attrSet("href", address)
    link.attrSet("target", "_blank" if places.new_tab else "_self")
    return bool(address)


def shown(picture: Token, places: Places) -> bool:
    """Give a picture its address, and tell whether it has one."""
    address = places.picture(str(picture.attrGet("src")))
    picture.attrSet("src", address)
    return bool(address)
