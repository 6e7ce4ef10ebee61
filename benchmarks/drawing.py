"""Draws one line a practice over a few steps: ours thick and blue, each named and told at its end."""

from math import floor, log10
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from benchmarks.records import OURS

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 1100, 680, 90, 120, 280, 100
INK, GRID, MUTED, OUR_COLOUR = "#1b1b1b", "#dddddd", "#5a5a5a", "#0b5fa5"
COLOURS = ("#6a6a6a", "#b34000", "#7b3fa0", "#0a7a5c", "#a3195b")
APART = 24
Point = tuple[float, float]


def lines_plot(
    to: Path, title: str, below: str, steps: list[str], across: str, series: dict[str, list[float]], unit: str = ""
) -> None:
    """Write the picture.

    Parameters
    ----------
    title, below
        What it says, and how it was counted.
    steps, across
        Label of each step, and of all of them.
    series
        Who -> one value a step.
    unit
        Written after each value.
    """
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    paper, font = ImageDraw.Draw(image), ImageFont.load_default(18)
    paper.text((LEFT, 28), title, fill=INK, font=ImageFont.load_default(24))
    paper.text((LEFT, 66), below, fill=MUTED, font=font)
    grades = round_grades(max(max(values) for values in series.values()))
    scales(paper, steps, grades, across, unit, font)
    names = [name for name in series if name != OURS]
    paint = dict(zip(names, COLOURS, strict=False)) | {OURS: OUR_COLOUR}
    ends: list[tuple[float, str]] = []
    for name in (*names, *([OURS] if OURS in series else [])):
        points = [place(i, value / grades[-1], len(steps)) for i, value in enumerate(series[name])]
        paper.line(points, fill=paint[name], width=6 if name == OURS else 3)
        for x, y in points:
            paper.ellipse((x - 5, y - 5, x + 5, y + 5), fill=paint[name])
        ends.append((points[-1][1], name))
    for y, (_, name) in zip(spread([y for y, _ in sorted(ends)]), sorted(ends), strict=True):
        label = "this product" if name == OURS else name
        said = f"{label}, {read(series[name][-1])}{unit}"
        paper.text((WIDTH - RIGHT + 16, y), said, fill=paint[name], font=font, anchor="lm")
    to.parent.mkdir(parents=True, exist_ok=True)
    image.save(to)


def place(rank: int, share: float, count: int) -> Point:
    """Return where a value stands: steps evenly apart, the share of the highest grade upwards."""
    across = rank / max(count - 1, 1)
    return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def round_grades(highest: float) -> list[float]:
    """Return four to six round values from nought to above the highest.

    >>> round_grades(91.4), round_grades(6200)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.0, 2000.0, 4000.0, 6000.0, 8000.0])
    """
    power = 10.0 ** floor(log10(highest)) if highest > 0 else 1.0
    step = next(power * size for size in (0.2, 0.5, 1, 2, 5) if power * size * 5 >= highest)
    count = next(count for count in range(2, 7) if step * count >= highest)
    return [round(step * i, 9) for i in range(count + 1)]


def read(value: float) -> str:
    """Write a value as it is read on the picture.

    >>> read(6200.0), read(9.25)
    ('6,200', '9.2')
    """
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"


def spread(heights: list[float]) -> list[float]:
    """Move labels so that none hides another, keeping their order.

    >>> spread([100, 101, 300])
    [88.5, 112.5, 300.0]
    """
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _low(groups[-2]) + APART > _high(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_high(group) + APART * i for group in groups for i in range(len(group))]


def _high(group: list[float]) -> float:
    return sum(group) / len(group) - APART * (len(group) - 1) / 2


def _low(group: list[float]) -> float:
    return _high(group) + APART * (len(group) - 1)


def scales(
    paper: ImageDraw.ImageDraw, steps: list[str], grades: list[float], across: str, unit: str, font: Any
) -> None:
    """Draw the line of each grade, and the steps below."""
    for grade in grades:
        x, y = place(0, grade / grades[-1], len(steps))
        paper.line((x, y, WIDTH - RIGHT, y), fill=GRID)
        paper.text((x - 12, y), f"{read(grade)}{unit}", fill=INK, font=font, anchor="rm")
    for rank, step in enumerate(steps):
        x, y = place(rank, 0, len(steps))
        paper.text((x, y + 14), step, fill=INK, font=font, anchor="mt")
    paper.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 44), across, fill=INK, font=font, anchor="mm")
