"""Draws, for each practice, the share of the most urgent families that is served as devices become less scarce."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from benchmarks.records import OURS

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 1100, 680, 90, 120, 260, 100
INK, GRID, MUTED = "#1b1b1b", "#dddddd", "#5a5a5a"
COLOURS = ("#6a6a6a", "#b34000", "#7b3fa0", "#0a7a5c", "#a3195b")
TITLE = "How many of the most urgent families get a device with its data?"
APART = 24
Point = tuple[float, float]


def plot(found: dict[int, dict[str, float]], to: Path) -> None:
    """Write the picture: for each level of scarcity (devices for 100 families), the share of the first tier by practice, in percent."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(18)
    levels = sorted(found)
    draw.text((LEFT, 28), TITLE, fill=INK, font=ImageFont.load_default(24))
    draw.text(
        (LEFT, 66), "Share of the first priority tier served, in percent; median of the seeds", fill=MUTED, font=font
    )
    scales(draw, levels, font)
    names = [name for name in found[levels[0]] if name != OURS]
    paint = dict(zip(names, COLOURS, strict=False)) | {OURS: "#0b5fa5"}
    ends: list[tuple[float, str]] = []
    for name in (*names, OURS):
        points = [place(i, found[level][name], len(levels)) for i, level in enumerate(levels)]
        draw.line(points, fill=paint[name], width=6 if name == OURS else 3)
        for x, y in points:
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=paint[name])
        ends.append((points[-1][1], name))
    for y, (_, name) in zip(spread([y for y, _ in sorted(ends)]), sorted(ends), strict=True):
        last = found[levels[-1]][name]
        label = "this product" if name == OURS else name
        draw.text((WIDTH - RIGHT + 16, y), f"{label}, {last:.0f} %", fill=paint[name], font=font, anchor="lm")
    to.parent.mkdir(parents=True, exist_ok=True)
    image.save(to)


def place(rank: int, share: float, count: int) -> Point:
    """Return where a share stands: levels evenly apart, 0 to 100 percent upwards."""
    across = rank / max(count - 1, 1)
    return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - share / 100 * (HEIGHT - TOP - BOTTOM)


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


def scales(draw: ImageDraw.ImageDraw, levels: list[int], font: Any) -> None:
    """Draw the lines of each twenty percent, and the levels below."""
    for share in range(0, 101, 20):
        x, y = place(0, share, len(levels))
        draw.line((x, y, WIDTH - RIGHT, y), fill=GRID)
        draw.text((x - 12, y), f"{share} %", fill=INK, font=font, anchor="rm")
    for rank, level in enumerate(levels):
        x, y = place(rank, 0, len(levels))
        draw.text((x, y + 14), str(level), fill=INK, font=font, anchor="mt")
    middle = (LEFT + WIDTH - RIGHT) / 2
    draw.text((middle, HEIGHT - 44), "Devices in stock for 100 families that ask", fill=INK, font=font, anchor="mm")
