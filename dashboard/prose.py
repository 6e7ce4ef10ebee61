"""The one Markdown door: texts of ours (help, guide) become HTML, everything in them escaped by `fragment`.

It knows what the guide writes: titles, paragraphs, lists in lists, tables, pictures, code, bold, italics, links. It must
never be given a text that somebody sent.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dashboard.style import Fragment, fragment, joined

# Code first: what stands in it is not read any further.
INLINE = re.compile(
    r"`(?P<code>[^`]+)`|!\[(?P<alt>[^\]]*)\]\((?P<source>[^)\s]+)\)|\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)"
    r"|\*\*(?P<strong>.+?)\*\*|\*(?P<italic>[^*]+)\*"
)
TITLE = re.compile(r"(#+) (.*)")
ITEM = re.compile(r"( *)(-|\d+\.) (.*)")
FENCE = "```"
# A line for whoever edits the text.
NOTE = "<!--"
# A bar that a cell writes with a backslash is a bar, not the end of the cell.
CELL_END = re.compile(r"(?<!\\)\|")


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
    return joined(list(blocks(text.splitlines(), places)))


def blocks(lines: list[str], places: Places) -> Iterator[Fragment]:
    """Yield each block of a text: a title, a list, a table, a piece of code or a paragraph."""
    at = 0
    while at < len(lines):
        if not lines[at].strip() or lines[at].startswith(NOTE):
            at += 1
            continue
        end = end_of_block(lines, at)
        yield block(lines[at:end], places)
        at = end


def end_of_block(lines: list[str], at: int) -> int:
    """Return the line after a block."""
    if lines[at].startswith(FENCE):
        return next((n + 1 for n in range(at + 1, len(lines)) if lines[n].startswith(FENCE)), len(lines))
    if TITLE.match(lines[at]):
        return at + 1
    starts_list = ITEM.match(lines[at]) is not None
    end = at + 1
    while end < len(lines) and lines[end].strip() and not starts_another(lines[end], in_list=starts_list):
        end += 1
    return end


def starts_another(line: str, *, in_list: bool) -> bool:
    """Tell whether a line ends the block before it without a blank line between them."""
    return line.startswith(FENCE) or TITLE.match(line) is not None or (not in_list and ITEM.match(line) is not None)


def block(lines: list[str], places: Places) -> Fragment:
    """Return one block as HTML."""
    title = TITLE.match(lines[0])
    if title:
        level = f"h{min(len(title[1]) + places.level - 1, 6)}"
        return fragment("<{level}>{words}</{level}>", level=Fragment(level), words=inline(title[2], places))
    if lines[0].startswith(FENCE):
        return fragment("<pre><code>{text}</code></pre>", text="\n".join(lines[1:-1]))
    if lines[0].startswith("|"):
        return table(lines, places)
    if ITEM.match(lines[0]):
        return listed(lines, places)
    return fragment("<p>{words}</p>", words=inline(" ".join(line.strip() for line in lines), places))


def listed(lines: list[str], places: Places) -> Fragment:
    """Return a list; what is indented under an item belongs to it, and may be a list of its own."""
    first = ITEM.match(lines[0])
    assert first is not None
    depth, numbered = len(first[1]), first[2] != "-"
    items: list[list[str]] = []
    for line in lines:
        found = ITEM.match(line)
        if found and len(found[1]) <= depth:
            items.append([found[3]])
        else:
            items[-1].append(line)
    template = "<ol>{items}</ol>" if numbered else "<ul>{items}</ul>"
    return fragment(template, items=joined([item(one, places) for one in items]))


def item(lines: list[str], places: Places) -> Fragment:
    """Return an item: its words, then the list under it where there is one."""
    inner = next((n for n, line in enumerate(lines[1:], 1) if ITEM.match(line)), len(lines))
    return fragment(
        "<li>{words}{under}</li>",
        words=inline(" ".join(line.strip() for line in lines[:inner]), places),
        under=listed(lines[inner:], places) if inner < len(lines) else "",
    )


def table(lines: list[str], places: Places) -> Fragment:
    """Return a table: its first row names the columns, the first cell of each other row names the row."""
    heads, sides, *rows = (cells(line) for line in lines)
    number = [Fragment(" class='cu-number'") if side.endswith(":") else Fragment("") for side in sides]
    top = joined([fragment("<th scope='col'{right}>{words}</th>", right=right, words=inline(cell, places))
                  for cell, right in zip(heads, number, strict=True)])  # fmt: skip
    body = [
        joined([fragment("<td{right}>{words}</td>", right=right, words=inline(cell, places))
                for cell, right in zip(row, number, strict=True)])
        for row in rows
    ]  # fmt: skip
    return fragment("<table><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>", top=top,
                    rows=joined([fragment("<tr>{row}</tr>", row=row) for row in body]))  # fmt: skip


def cells(line: str) -> list[str]:
    """Return the cells of a row of a table."""
    return [cell.strip().replace("\\|", "|") for cell in CELL_END.split(line.strip())[1:-1]]


def inline(text: str, places: Places) -> Fragment:
    """Return words with what is bold, in italics, code, a link or a picture in them."""
    pieces, at = [], 0
    for found in INLINE.finditer(text):
        pieces += [fragment("{text}", text=text[at : found.start()]), marked(found, places)]
        at = found.end()
    return joined([*pieces, fragment("{text}", text=text[at:])])


def marked(found: re.Match[str], places: Places) -> Fragment:
    """Return one marked piece of a sentence."""
    if found["code"]:
        return fragment("<code>{text}</code>", text=found["code"])
    if found["strong"]:
        return fragment("<strong>{words}</strong>", words=inline(found["strong"], places))
    if found["italic"]:
        return fragment("<em>{words}</em>", words=inline(found["italic"], places))
    if found["source"]:
        address = places.picture(found["source"])
        return (
            fragment("<img src='{address}' alt='{alt}'>", address=address, alt=found["alt"])
            if address
            else Fragment("")
        )
    words, address = inline(found["words"], places), places.link(found["target"])
    if not address:
        return words
    tab = Fragment(" target='_blank'" if places.new_tab else " target='_self'")
    return fragment("<a href='{address}'{tab}>{words}</a>", address=address, tab=tab, words=words)
