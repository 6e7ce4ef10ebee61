"""A few sentences as a list, escaped: texts of a policy come from a file, so they are never read as markup."""

from collections.abc import Sequence

from dashboard.style import Fragment, draw, fragment, joined


def bullets(lines: Sequence[str], *, numbered: bool = False) -> None:
    """Show one sentence a line.

    Parameters
    ----------
    numbered
        Where the order means something.
    """
    items = joined([fragment("<li style='margin:.15rem 0'>{line}</li>", line=line) for line in lines])
    template = "<ol style='margin:0'>{items}</ol>" if numbered else "<ul style='margin:0'>{items}</ul>"
    draw(fragment(template, items=items))


def titled(title: str, rest: str) -> Fragment:
    """Return a line whose first words stand out."""
    return fragment("<b>{title}</b>{rest}", title=title, rest=rest)
