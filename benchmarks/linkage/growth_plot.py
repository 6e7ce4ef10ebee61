"""Draws seconds by requests on logarithmic scales: points along the dotted line, whose slope is one, are linear growth."""

from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 960, 640, 110, 70, 70, 90
INK, GRID, MARK, LINEAR = "#1b1b1b", "#d9d9d9", "#0b5fa5", "#8a8a8a"
Point = tuple[float, float]


def plot(found: list[dict[str, Any]], to: Path) -> None:
    """Write the picture of what each size cost: wall seconds, beside the line of linear growth through the last point."""
    points = [(float(row["requests"]), float(row["compare"] + row["group"])) for row in found]
    last = points[-1]
    linear = [(points[0][0], last[1] * points[0][0] / last[0]), last]
    frame = (bounds([x for x, _ in points]), bounds([y for _, y in (*points, *linear)]))
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(18)
    scales(draw, frame, font)
    dotted(draw, *(place(point, frame) for point in linear))
    spots = [place(point, frame) for point in points]
    draw.line(spots, fill=MARK, width=3)
    for (x, y), (_, seconds) in zip(spots, points, strict=True):
        draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill=MARK)
        draw.text((x - 14, y - 14), f"{seconds:.1f} s", fill=INK, font=font, anchor="rb")
    draw.text(
        (LEFT, 24), "Recognising households from scratch: seconds by requests (dotted: linear)", fill=INK, font=font
    )
    image.save(to)


def bounds(values: list[float]) -> tuple[int, int]:
    """Return the powers of ten around some values."""
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def place(point: Point, frame: tuple[tuple[int, int], tuple[int, int]]) -> Point:
    """Return where a point of the frame stands in the picture."""
    (x_low, x_high), (y_low, y_high) = frame
    across = (log10(point[0]) - x_low) / (x_high - x_low)
    up = (log10(point[1]) - y_low) / (y_high - y_low)
    return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)


def scales(draw: ImageDraw.ImageDraw, frame: tuple[tuple[int, int], tuple[int, int]], font: Any) -> None:
    """Draw a line and its value at each power of ten."""
    (x_low, x_high), (y_low, y_high) = frame
    for power in range(x_low, x_high + 1):
        x, _ = place((10.0**power, 10.0**y_low), frame)
        draw.line((x, TOP, x, HEIGHT - BOTTOM), fill=GRID)
        draw.text((x, HEIGHT - BOTTOM + 12), f"{10**power:,}".replace(",", " "), fill=INK, font=font, anchor="mt")
    for power in range(y_low, y_high + 1):
        _, y = place((10.0**x_low, 10.0**power), frame)
        draw.line((LEFT, y, WIDTH - RIGHT, y), fill=GRID)
        draw.text((LEFT - 12, y), f"{10.0**power:g} s", fill=INK, font=font, anchor="rm")
    draw.text(((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 28), "requests", fill=INK, font=font, anchor="mm")


def dotted(draw: ImageDraw.ImageDraw, start: Point, end: Point) -> None:
    """Draw a dotted line."""
    for step in range(0, 60, 2):
        a, b = (
            (start[0] + (end[0] - start[0]) * at / 60, start[1] + (end[1] - start[1]) * at / 60)
            for at in (step, step + 1)
        )
        draw.line((a, b), fill=LINEAR, width=2)
