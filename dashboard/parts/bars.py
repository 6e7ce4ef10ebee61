"""Parts of a whole drawn as bars beside their words and numbers: score parts, shares. Nothing is added up here."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.style import Fragment, draw, fragment, joined

LINE = (
    "<div style='display:grid;grid-template-columns:minmax(9rem,2fr) 3fr minmax(7rem,1fr);gap:.75rem;align-items:center;"
    "padding:.2rem 0'><span>{label}</span>"
    "<span class='cu-bar' style='height:.9rem' role='img' aria-label='{said}'>"
    "<i class='cu-on-{tone}' style='flex:{filled};min-width:0'></i><i style='flex:{rest};min-width:0;background:transparent'></i></span>"
    "<span style='text-align:right;font-variant-numeric:tabular-nums'>{said}</span></div>"
)


@dataclass(frozen=True)
class Part:
    """One bar: how much of its ceiling is filled, in thousandths, with its words."""

    label: str
    said: str
    filled: int
    ceiling: int = 1000
    tone: str = "action"


def part_bars(parts: Sequence[Part]) -> None:
    """Draw one line a part: words, bar, number."""
    draw(joined([_line(part) for part in parts]))


def _line(part: Part) -> Fragment:
    return fragment(
        LINE, label=part.label, said=part.said, tone=part.tone, filled=part.filled,
        rest=max(part.ceiling - part.filled, 0),
    )  # fmt: skip


def thousandths(value: float, ceiling: float) -> int:
    """Return the length of a bar."""
    return round(1000 * value / ceiling) if ceiling else 0
