"""A map as one picture with its title, legend and sources: SVG, and PNG at twice its size, both made without a browser.

The two have the same layout, in points, from the same words. Light colours only: a picture goes into a document.
"""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from geo.classes import HIDDEN_FILL, INK, LINE, PAPER, SLATE, UNKNOWN_FILL
from geo.still_map import WIDTH, StillKey, StillMap, StillShape, svg_of

FONTS = Path(__file__).resolve().parents[1] / "data" / "fonts"
MARGIN = 14.0
PICTURE_WIDTH = WIDTH + 2 * MARGIN
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 17.0, 12.0, 10.0
SWATCH = (26.0, 14.0)
UNPRINTABLE = ("Cc", "Cf", "Cs", "Cn")
# A reader of the SVG who lacks our font has one that may be so much wider.
WIDER = 1.12
# Twice the size in points; drawn twice as large again, then reduced, so that edges are smooth.
PNG_SCALE, SMOOTH = 2, 2

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words: its left end and its foot."""

    x: float
    y: float
    text: str
    size: float
    colour: str = INK
    is_bold: bool = False


@dataclass(frozen=True)
class Picture:
    """Where everything is."""

    height: float
    map_left: float
    map_top: float
    still: StillMap
    lines: tuple[Line, ...]
    marks: tuple[tuple[float, float, StillKey], ...]


def picture_of(still: StillMap, title: str, below: str, notes: Sequence[str]) -> Picture:
    """Lay out a map under its title, over its legend and what must be said of it."""
    lines: list[Line] = []
    y = written(lines, title, MARGIN, MARGIN + TITLE_SIZE, TITLE_SIZE, is_bold=True)
    y = written(lines, below, MARGIN, y + 3, TEXT_SIZE)
    map_top = y
    marks = []
    y = map_top + still.height + 14
    for key in still.keys:
        marks.append((MARGIN, y - 2, key))
        y = written(lines, key.text, MARGIN + SWATCH[0] + 8, y + TEXT_SIZE - 3, TEXT_SIZE) - TEXT_SIZE + 7
    y += 8
    for note in notes:
        y = written(lines, note, MARGIN, y, SMALL_SIZE, SLATE)
    left = (PICTURE_WIDTH - still.width) / 2
    return Picture(round(y + MARGIN - SMALL_SIZE), left, map_top, still, tuple(lines), tuple(marks))


def written(
    lines: list[Line], text: str, x: float, y: float, size: float, colour: str = INK, is_bold: bool = False
) -> float:
    """Add a text from a foot line on, in as many lines as it takes, and return the next foot line."""
    text = printable(text)
    room, line = (PICTURE_WIDTH - MARGIN - x) / WIDER, ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and font(size, is_bold).getlength(longer) > room:
            lines.append(Line(x, y, line, size, colour, is_bold))
            y, line = y + size * 1.3, word
        else:
            line = longer
    lines.append(Line(x, y, line, size, colour, is_bold))
    return y + size * 1.3


def printable(text: str) -> str:
    """Return a text without what no font draws and no XML file may hold: controls, halves of pairs, marks of direction."""
    return "".join(
        " " if c in "\t\n\r" else c for c in text if c in "\t\n\r" or unicodedata.category(c) not in UNPRINTABLE
    )


@lru_cache(maxsize=16)
def font(size: float, is_bold: bool) -> ImageFont.FreeTypeFont:
    """Return the font of the house."""
    path = FONTS / f"AtkinsonHyperlegible-{'Bold' if is_bold else 'Regular'}.ttf"
    # Letter by letter, whatever the text: the other engine gives up on some, and is not there everywhere.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def picture_svg(picture: Picture) -> bytes:
    """Return the picture as one SVG file; every text escaped, nothing asked elsewhere."""
    still = picture.still
    inner = svg_of(still).replace(
        "<svg ",
        f'<svg x="{picture.map_left - 2:g}" y="{picture.map_top - 2:g}" width="{still.width + 4:g}" height="{still.height + 4:g}" ',
        1,
    )
    marks = "".join(svg_mark(x, y, key) for x, y, key in picture.marks)
    words = "".join(
        f'<text x="{line.x:g}" y="{line.y:g}" font-size="{line.size:g}" fill="{line.colour}"'
        f"{' font-weight=' + chr(34) + '700' + chr(34) if line.is_bold else ''}>{escape(line.text)}</text>"
        for line in picture.lines
    )
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PICTURE_WIDTH:g}" height="{picture.height:g}" '
        f'viewBox="0 0 {PICTURE_WIDTH:g} {picture.height:g}" font-family="Atkinson Hyperlegible, system-ui, sans-serif">'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{inner}{marks}{words}</svg>'
    )
    return printable(text).encode()


def svg_mark(x: float, y: float, key: StillKey) -> str:
    """Return the mark of one line of the legend."""
    fill, edge = mark_colours(key)
    dash = ' stroke-dasharray="1 3"' if key.fill == "dotted" else ""
    lines = "".join(f"M{a:g} {b:g}L{c:g} {d:g}" for (a, b), (c, d) in mark_hatch(x, y, key))
    hatch = f'<path d="{lines}" stroke="{SLATE}" stroke-width=".7"/>' if lines else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{SWATCH[0]:g}" height="{SWATCH[1]:g}" fill="{fill}" stroke="{edge}"{dash}/>{hatch}'


def mark_colours(key: StillKey) -> tuple[str, str]:
    """Return fill and outline of a mark."""
    return {"dotted": (HIDDEN_FILL, INK), "hatched": (UNKNOWN_FILL, SLATE)}.get(key.fill, (key.fill, SLATE))


def mark_hatch(x: float, y: float, key: StillKey) -> list[tuple[Point, Point]]:
    """Return the slanted lines of the mark that says « unknown »."""
    if key.fill != "hatched":
        return []
    height = SWATCH[1]
    feet = (0.0, 5.0, 10.0)
    return [((x + foot, y + height), (x + foot + height, y)) for foot in feet]


def picture_png(picture: Picture) -> bytes:
    """Return the picture as PNG, at twice its size in points."""
    scale = PNG_SCALE * SMOOTH
    size = (round(PICTURE_WIDTH * scale), round(picture.height * scale))
    image = Image.new("RGB", size, PAPER)
    pen = Pen(image, scale)
    for shape in picture.still.shapes:
        pen.shape(shape, (picture.map_left, picture.map_top))
    pen.over_the_map(picture.still, (picture.map_left, picture.map_top))
    for x, y, key in picture.marks:
        pen.mark(x, y, key)
    for line in picture.lines:
        pen.words(line)
    small = image.resize((size[0] // SMOOTH, size[1] // SMOOTH), Image.Resampling.LANCZOS)
    sink = io.BytesIO()
    small.save(sink, "PNG", optimize=True, dpi=(72 * PNG_SCALE, 72 * PNG_SCALE))
    return sink.getvalue()


class Pen:
    """Draws in points on an image of so many pixels a point."""

    def __init__(self, image: Image.Image, scale: float) -> None:
        self.image, self.scale = image, scale
        self.draw = ImageDraw.Draw(image)

    def at(self, points: Sequence[Point], origin: Point = (0.0, 0.0)) -> list[Point]:
        """Return points in pixels."""
        return [((x + origin[0]) * self.scale, (y + origin[1]) * self.scale) for x, y in points]

    def stroke(self, points: list[Point], colour: str, width: float) -> None:
        """Draw a line through points in pixels."""
        self.draw.line(points, fill=colour, width=max(1, round(width * self.scale)), joint="curve")

    def shape(self, shape: StillShape, origin: Point) -> None:
        """Draw one territory."""
        for ring in shape.rings:
            points = self.at(ring, origin)
            if len(points) > 2:
                self.draw.polygon(points, fill=shape.fill)
            edge = INK if shape.is_dotted else SLATE if shape.hatch else PAPER
            if shape.is_dotted:
                self.dotted(points, edge, 1.1)
            else:
                self.stroke(points, edge, 0.5 if shape.hatch else 0.6)
        for one in shape.hatch:
            self.stroke(self.at(one, origin), SLATE, 0.7)

    def dotted(self, points: list[Point], colour: str, width: float) -> None:
        """Draw a line of dots through points in pixels, one every four points of the drawing."""
        radius, step, left = width * self.scale / 2, 4.0 * self.scale, 0.0
        for (x1, y1), (x2, y2) in pairwise(points):
            length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
            while left <= length and length:
                x, y = x1 + (x2 - x1) * left / length, y1 + (y2 - y1) * left / length
                self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
                left += step
            left -= length

    def over_the_map(self, still: StillMap, origin: Point) -> None:
        """Draw frames, their names, and discs."""
        for frame in still.frames:
            self.stroke(self.at(frame, origin), LINE, 1.0)
        for disc in still.discs:
            ((x, y),), radius = self.at([disc.at], origin), disc.radius * self.scale
            self.draw.ellipse(
                (x - radius, y - radius, x + radius, y + radius), fill=disc.fill, outline=PAPER, width=round(self.scale)
            )
        for (x, y), text in still.labels:
            ((left, foot),) = self.at([(x, y)], origin)
            self.draw.text((left, foot), text, fill=INK, font=font(11 * self.scale, False), anchor="ms")

    def mark(self, x: float, y: float, key: StillKey) -> None:
        """Draw the mark of one line of the legend."""
        fill, edge = mark_colours(key)
        corners = [(x, y), (x + SWATCH[0], y), (x + SWATCH[0], y + SWATCH[1]), (x, y + SWATCH[1]), (x, y)]
        points = self.at(corners)
        self.draw.polygon(points, fill=fill)
        for one in mark_hatch(x, y, key):
            self.stroke(self.at(one), SLATE, 0.7)
        if key.fill == "dotted":
            self.dotted(points, edge, 1.1)
        else:
            self.stroke(points, edge, 1.0)

    def words(self, line: Line) -> None:
        """Write one line."""
        self.draw.text(
            (line.x * self.scale, line.y * self.scale), line.text, fill=line.colour,
            font=font(line.size * self.scale, line.is_bold), anchor="ls",
        )  # fmt: skip
