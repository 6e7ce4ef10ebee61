"""A report as PDF on A4, drawn by fpdf2 with our own fonts; the map is drawn as lines, sharp at any size.

A letter that the font does not have is written in Latin letters. It must never read the store.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import cast

from anyascii import anyascii
from fontTools.ttLib import TTFont
from fpdf import FPDF

from geo.classes import HIDDEN_FILL, INK, LINE, PAPER, SLATE, UNKNOWN_FILL
from geo.still_map import StillKey, StillMap, StillShape
from pipelines.reporting.report_parts import Report, Table

FONTS = Path(__file__).resolve().parents[2] / "data" / "fonts"
REGULAR, BOLD = FONTS / "AtkinsonHyperlegible-Regular.ttf", FONTS / "AtkinsonHyperlegible-Bold.ttf"
MARGIN_MM, FOOT_MM = 11.0, 11.0
MAP_HEIGHT_MM = 92.0
GUTTER_MM = 6.0
FIGURE_MM = 12.0
TITLE_MM, TITLE_PT = 5.0, 9.0
ROW_MM, LINE_MM = 3.9, 2.9


@cache
def known_signs() -> frozenset[int]:
    """Return the characters that the font draws."""
    with TTFont(REGULAR, lazy=True) as face:
        return frozenset(face.getBestCmap())


def printable(text: str) -> str:
    """Return a text in the letters of the font, on one line."""
    plain = text.replace("\u202f", "\u00a0").replace("\N{MINUS SIGN}", "-")
    signs = (sign if ord(sign) in known_signs() else anyascii(sign) for sign in plain)
    return " ".join("".join(sign for sign in signs if sign.isprintable() or sign == "\u00a0").split(" "))


class Sheet(FPDF):
    """The pages: margins, fonts, and a number at the foot."""

    def __init__(self, report: Report, made_at: datetime, language: str) -> None:
        super().__init__("portrait", "mm", "A4")
        self.add_font("body", "", REGULAR)
        self.add_font("body", "B", BOLD)
        self.set_margins(MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(True, FOOT_MM)
        self.set_title(printable(report.title))
        self.set_lang(language)
        self.set_creation_date(made_at)

    def footer(self) -> None:
        """Write the number of the page."""
        self.set_y(-FOOT_MM + 3)
        self.set_font("body", "", 8)
        self.cell(0, 4, f"{self.page_no()}/{{nb}}", align="R")

    def line_of(self, text: str, size: float, height: float, style: str = "", colour: str = INK) -> None:
        """Write a paragraph."""
        self.set_font("body", style, size)
        self.set_text_color(*rgb(colour))
        self.multi_cell(0, height, printable(text), align="L", new_x="LMARGIN", new_y="NEXT")


def report_pdf(report: Report, made_at: datetime, language: str) -> bytes:
    """Return the file.

    Parameters
    ----------
    made_at
        When the release was made, so that the same release always makes the same file.
    """
    sheet = Sheet(report, made_at, language)
    sheet.add_page()
    sheet.line_of(report.title, 17, 8, "B")
    sheet.line_of(report.below, 8.5, 4.2, colour=SLATE)
    sheet.ln(1)
    sheet.line_of(report.answer, 12, 5.6)
    sheet.ln(1.5)
    draw_figures(sheet, report.figures)
    if report.map is not None:
        draw_map(sheet, report.map)
    draw_tables(sheet, [table for table in report.tables if table.rows])
    sheet.ln(1.5)
    for remark in report.remarks:
        sheet.line_of(remark, 7.5, 3.4, colour=SLATE)
    return bytes(sheet.output())


def rgb(colour: str) -> tuple[int, int, int]:
    """Return the channels of a colour."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def draw_figures(sheet: Sheet, figures: tuple[tuple[str, str], ...]) -> None:
    """Write the figures side by side, each over its word."""
    if not figures:
        return
    top, width = sheet.get_y(), sheet.epw / len(figures)
    for place, (value, word) in enumerate(figures):
        sheet.set_xy(MARGIN_MM + place * width, top)
        sheet.set_font("body", "B", 13)
        sheet.set_text_color(*rgb(INK))
        sheet.cell(width, 6, printable(value))
        sheet.set_xy(MARGIN_MM + place * width, top + 6)
        sheet.set_font("body", "", 7)
        sheet.set_text_color(*rgb(SLATE))
        sheet.multi_cell(width - 2, 2.9, printable(word), align="L")
    sheet.set_xy(MARGIN_MM, top + FIGURE_MM + 3)


def draw_map(sheet: Sheet, still: StillMap) -> None:
    """Draw the map, its legend beside it."""
    top = sheet.get_y()
    scale = min(MAP_HEIGHT_MM / still.height, sheet.epw * 0.62 / still.width)
    for shape in still.shapes:
        draw_shape(sheet, shape, MARGIN_MM, top, scale)
    sheet.set_draw_color(*rgb(LINE))
    sheet.set_line_width(0.2)
    for frame in still.frames:
        sheet.polygon([(MARGIN_MM + x * scale, top + y * scale) for x, y in frame])
    sheet.set_font("body", "", 5.5)
    sheet.set_text_color(*rgb(INK))
    for (x, y), text in still.labels:
        said = printable(text)
        sheet.text(MARGIN_MM + x * scale - sheet.get_string_width(said) / 2, top + y * scale, said)
    draw_legend(sheet, still, MARGIN_MM + still.width * scale + GUTTER_MM, top)
    sheet.set_xy(MARGIN_MM, top + still.height * scale + 3)


def draw_shape(sheet: Sheet, shape: StillShape, left: float, top: float, scale: float) -> None:
    """Draw one territory."""
    sheet.set_fill_color(*rgb(shape.fill))
    sheet.set_draw_color(*rgb(INK if shape.is_dotted else PAPER))
    sheet.set_line_width(0.25 if shape.is_dotted else 0.12)
    if shape.is_dotted:
        sheet.set_dash_pattern(dash=0.3, gap=0.8)
    for ring in shape.rings:
        sheet.polygon([(left + x * scale, top + y * scale) for x, y in ring], style="DF")
    sheet.set_dash_pattern()
    sheet.set_draw_color(*rgb(SLATE))
    sheet.set_line_width(0.1)
    for (x1, y1), (x2, y2) in shape.hatch:
        sheet.line(left + x1 * scale, top + y1 * scale, left + x2 * scale, top + y2 * scale)


def draw_legend(sheet: Sheet, still: StillMap, left: float, top: float) -> None:
    """Write the legend in the room beside the map."""
    width = sheet.w - MARGIN_MM - left
    sheet.set_xy(left, top)
    sheet.set_font("body", "B", 9)
    sheet.set_text_color(*rgb(INK))
    sheet.multi_cell(width, 4.2, printable(still.title), align="L")
    for key in still.keys:
        y = sheet.get_y() + 1
        draw_key(sheet, key, left, y)
        sheet.set_xy(left + 8, y - 0.4)
        sheet.set_font("body", "", 7.5)
        sheet.multi_cell(width - 8, 3.4, printable(key.text), align="L")


def draw_key(sheet: Sheet, key: StillKey, left: float, y: float) -> None:
    """Draw the mark of one line of the legend."""
    fill = {"dotted": HIDDEN_FILL, "hatched": UNKNOWN_FILL}.get(key.fill, key.fill)
    sheet.set_fill_color(*rgb(fill))
    sheet.set_draw_color(*rgb(INK if key.fill == "dotted" else SLATE))
    sheet.set_line_width(0.2)
    if key.fill == "dotted":
        sheet.set_dash_pattern(dash=0.3, gap=0.8)
    sheet.rect(left, y, 6, 3, style="DF")
    sheet.set_dash_pattern()
    if key.fill == "hatched":
        for x in (0.0, 1.5, 3.0):
            sheet.line(left + x, y + 3, left + x + 3, y)


def draw_tables(sheet: Sheet, tables: list[Table]) -> None:
    """Write the tables in two columns, each whole: the next goes below the shorter column, or on a new page."""
    width = (sheet.epw - GUTTER_MM) / 2
    heights = [sheet.get_y(), sheet.get_y()]
    for table in tables:
        place = 0 if heights[0] <= heights[1] else 1
        if heights[place] + table_height(sheet, table, width) > sheet.h - FOOT_MM:
            sheet.add_page()
            heights, place = [MARGIN_MM, MARGIN_MM], 0
        heights[place] = draw_table(sheet, table, MARGIN_MM + place * (width + GUTTER_MM), heights[place], width)
    sheet.set_xy(MARGIN_MM, max(heights))


def table_height(sheet: Sheet, table: Table, width: float) -> float:
    """Return the room that a table takes, the lines of its longest texts counted."""
    sheet.set_font("body", "B", TITLE_PT)
    title = TITLE_MM * len(lines_in(sheet, table.title, width))
    return title + sum(
        row_height(sheet, row, column_widths(table, width), place == 0) for place, row in numbered(table)
    )


def numbered(table: Table) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Return the head and the rows of a table, each with its place; the head's is 0."""
    return enumerate((tuple(table.columns), *(tuple(row) for row in table.rows)))


def column_widths(table: Table, width: float) -> list[float]:
    """Return the widths of the columns, the first the widest."""
    others = len(table.columns) - 1
    first = width * (0.42 if others > 1 else 0.76)
    return [first, *[(width - first) / others] * others]


def row_height(sheet: Sheet, row: tuple[str, ...], widths: list[float], is_head: bool) -> float:
    """Return the height of a row, and leave the font of its cells set."""
    sheet.set_font("body", "B" if is_head else "", 6.5 if is_head else 7.5)
    most = max(len(lines_in(sheet, cell, room)) for cell, room in zip(row, widths, strict=True))
    return ROW_MM + LINE_MM * (most - 1)


def lines_in(sheet: Sheet, text: str, room: float) -> list[str]:
    """Return a text as the lines that its room holds: a heading that is cut says nothing."""
    return cast(list[str], sheet.multi_cell(room, LINE_MM, printable(text), dry_run=True, output="LINES")) or [""]


def draw_table(sheet: Sheet, table: Table, left: float, top: float, width: float) -> float:
    """Write one table and return where it ends."""
    sheet.set_text_color(*rgb(INK))
    sheet.set_font("body", "B", TITLE_PT)
    sheet.set_xy(left, top)
    sheet.multi_cell(width, TITLE_MM, printable(table.title), align="L", new_x="LEFT", new_y="NEXT")
    y, widths = sheet.get_y(), column_widths(table, width)
    sheet.set_draw_color(*rgb(LINE))
    for place, row in numbered(table):
        height = row_height(sheet, row, widths, place == 0)
        x = left
        for column, (cell, room) in enumerate(zip(row, widths, strict=True)):
            sheet.set_xy(x, y + (ROW_MM - LINE_MM) / 2)
            sheet.multi_cell(room, LINE_MM, printable(cell), align="L" if column == 0 else "R")
            x += room
        y += height
        sheet.line(left, y, left + width, y)
    return y + 4
