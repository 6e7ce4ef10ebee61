"""Sheets of A4 that print well in black and white: fonts of ours, French spaces, tables whose heading comes back on each page.

Names in Arabic letters are shaped and run from right to left; a letter that no font of ours has is written in Latin letters
rather than as an empty box. This module must never read the store nor the vault.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import cast

import segno
from anyascii import anyascii
from babel.dates import format_date
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos

FONTS = Path(__file__).resolve().parents[2] / "data" / "fonts"
LATIN, LATIN_BOLD, ARABIC = "AtkinsonHyperlegible-Regular", "AtkinsonHyperlegible-Bold", "NotoNaskhArabic-Regular"
BODY, SMALL, TITLE = 10, 8.5, 15
LINE_MM = 5.0
MARGIN_MM, FOOT_MM = 12, 14
NO_BREAK = "\u00a0"
# What French asks before and after a sign; the fonts have no narrow space, so the plain unbreakable one stands for both.
BEFORE, AFTER = (":", ";", "!", "?", "»", "%", "€"), ("«",)


@dataclass(frozen=True)
class PaperColumn:
    """One column of a printed table; `width` is its share of the page."""

    title: str
    width: float
    align: str = "L"


@cache
def drawn_by(font: str) -> frozenset[int]:
    """Return the characters that a font of ours has."""
    with TTFont(FONTS / f"{font}.ttf", lazy=True) as face:
        return frozenset(face.getBestCmap())


def french(text: str) -> str:
    """Return a text with the unbreakable spaces of French typography."""
    made = text.replace("\u202f", NO_BREAK).replace("\u2009", NO_BREAK)
    for sign in BEFORE:
        made = made.replace(f" {sign}", f"{NO_BREAK}{sign}")
    for sign in AFTER:
        made = made.replace(f"{sign} ", f"{sign}{NO_BREAK}")
    return made


def printable(text: str) -> str:
    """Return a text in characters that the fonts have; another script is written in Latin letters."""
    known = drawn_by(LATIN) | drawn_by(ARABIC)
    return "".join(sign if sign == "\n" or ord(sign) in known else anyascii(sign) for sign in french(text))


def needs_arabic(text: str) -> bool:
    """Tell whether a text has letters that only the Arabic font draws."""
    return not text.isascii() and any(
        ord(sign) not in drawn_by(LATIN) and ord(sign) in drawn_by(ARABIC) for sign in text
    )


def french_day(day: date) -> str:
    """Return `3 avril 2026`, and `1er avril 2026`."""
    written = format_date(day, "d MMMM y", locale="fr")
    return (f"1er{written[1:]}" if day.day == 1 else written).replace(" ", NO_BREAK)


class Paper(FPDF):
    """One document: a title, a line below it, an optional reference with its square code, and `page n/N` at the foot."""

    def __init__(self, title: str, below: str, *, made_at: datetime, texts: Iterable[str], landscape: bool = False,
                 reference: str = "", code: str = "") -> None:  # fmt: skip
        super().__init__("landscape" if landscape else "portrait", "mm", "A4")
        self.heading, self.below, self.reference, self.code = printable(title), printable(below), reference, code
        self.add_font("body", "", FONTS / f"{LATIN}.ttf")
        self.add_font("body", "B", FONTS / f"{LATIN_BOLD}.ttf")
        if any(needs_arabic(text) for text in (title, below, *texts)):
            self.add_font("arabic", "", FONTS / f"{ARABIC}.ttf")
            self.set_fallback_fonts(["arabic"], exact_match=False)
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, FOOT_MM)
        self.set_lang("fr")
        self.set_title(self.heading)
        self.set_creation_date(made_at)
        self.set_font("body", "", BODY)

    def header(self) -> None:
        """Draw the title, on every page."""
        top = self.get_y()
        if self.code:
            self.square(self.code, self.w - MARGIN_MM - 22, top, 22)
        self.shape_for(self.heading + self.below)
        self.set_font("body", "B", TITLE)
        self.cell(self.epw - 60, 7, self.heading, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font("body", "", BODY)
        self.multi_cell(self.epw - 60, LINE_MM, self.below, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        if self.reference:
            self.set_xy(self.w - MARGIN_MM - 62, top)
            self.set_font("body", "B", BODY)
            self.cell(38, LINE_MM, self.reference, align="R")
        self.set_font("body", "", BODY)
        self.set_xy(MARGIN_MM, max(top + (24 if self.code else 16), self.get_y() + 2))

    def footer(self) -> None:
        """Draw the number of the page, on every page."""
        self.set_y(-FOOT_MM + 4)
        self.shape_for("")
        self.set_font("body", "", SMALL)
        self.cell(self.epw / 2, LINE_MM, self.reference)
        self.cell(self.epw / 2, LINE_MM, f"page {self.page_no()}/{{nb}}", align="R")

    def square(self, content: str, x: float, y: float, side: float) -> None:
        """Draw a QR code as black squares: sharp on any printer, and no picture inside the file."""
        matrix = segno.make(content, error="m", micro=False).matrix
        step = side / len(matrix)
        self.set_fill_color(0)
        for row, cells in enumerate(matrix):
            for start, length in runs(cells):
                self.rect(x + start * step, y + row * step, length * step, step, style="F")

    def grid(self, columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]], *, row_mm: float = 8.5) -> None:
        """Draw a table; its heading comes back at the top of each page, and no row is cut in two."""
        whole = sum(column.width for column in columns)
        widths = [column.width * self.epw / whole for column in columns]
        self.grid_heading(columns, widths)
        for row in rows:
            texts = [printable(cell) for cell in row]
            lines = [self.lines_of(text, width - 2) for text, width in zip(texts, widths, strict=True)]
            height = max(row_mm, LINE_MM * max(len(found) for found in lines) + 2)
            if self.will_page_break(height):
                self.add_page()
                self.grid_heading(columns, widths)
            self.grid_row(columns, widths, lines, height)

    def grid_heading(self, columns: Sequence[PaperColumn], widths: Sequence[float]) -> None:
        """Draw the titles of the columns."""
        self.set_font("body", "B", SMALL)
        titles = [
            self.lines_of(printable(column.title), width - 2) for column, width in zip(columns, widths, strict=True)
        ]
        self.set_line_width(0.4)
        self.grid_row(columns, widths, titles, LINE_MM * max(len(lines) for lines in titles) + 2)
        self.set_line_width(0.2)
        self.set_font("body", "", BODY)

    def grid_row(self, columns: Sequence[PaperColumn], widths: Sequence[float], lines: Sequence[Sequence[str]],
                  height: float) -> None:  # fmt: skip
        """Draw one row of boxes with their lines."""
        x, y = float(MARGIN_MM), self.get_y()
        for column, width, texts in zip(columns, widths, lines, strict=True):
            self.rect(x, y, width, height)
            for place, text in enumerate(texts):
                self.set_xy(x + 1, y + 1 + place * LINE_MM)
                self.shape_for(text)
                self.cell(width - 2, LINE_MM, text, align=column.align)
            x += width
        self.set_xy(MARGIN_MM, y + height)

    def shape_for(self, text: str) -> None:
        """Join letters in what is drawn next, where the text has any that join: it takes five times as long."""
        self.set_text_shaping(needs_arabic(text))

    def lines_of(self, text: str, width: float) -> list[str]:
        """Cut a text into lines that fit; a word longer than the line is cut as well."""
        self.shape_for(text)
        if not text or self.get_string_width(text) <= width - 2 * self.c_margin:
            return [text]
        return cast("list[str]", self.multi_cell(width, LINE_MM, text, dry_run=True, output="LINES", align="L"))

    def paragraph(self, text: str, *, style: str = "", size: float = BODY + 1) -> None:
        """Draw a paragraph over the width of the page."""
        self.set_font("body", style, size)
        self.shape_for(text)
        self.multi_cell(self.epw, size * 0.55, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")
        self.set_font("body", "", BODY)

    def content(self) -> bytes:
        """Return the finished file."""
        return bytes(self.output())


def runs(cells: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Return (start, length) of each run of dark cells."""
    start = None
    row = list(cells)
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place - start
            start = None
