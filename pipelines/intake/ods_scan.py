"""Streams an ODS content to learn where its cells are and how many rows each sheet has.

Repeated empty rows and cells, which LibreOffice writes by the million, count for nothing.
This module must never keep a cell's text.
"""

import zipfile

from pipelines.intake.messages import refuse
from pipelines.intake.sheet_scan import MOST_AREA, SheetExtent, feed, positive, safe_parser

CELLS = ("table:table-cell", "table:covered-table-cell")


class OdsWatcher:
    """Listens to the XML of an ODS content, sheet after sheet."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetExtent] = {}
        self.hidden: list[str] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.extent = SheetExtent()
        self.row = 0
        self.repeat = 1
        self.column = 0
        self.span = 1
        self.filled_to = 0
        self.in_cell = False
        self.has_value = False
        self.is_hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        if name == "style:style":
            self.style = attributes.get("style:name", "")
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden_styles.add(self.style)
        elif name == "table:table":
            self.extent = self.sheets.setdefault(attributes.get("table:name", ""), SheetExtent())
            if attributes.get("table:style-name") in self.hidden_styles:
                self.hidden.append(attributes.get("table:name", ""))
            self.row = 0
        elif name == "table:table-row":
            self.repeat = positive(attributes.get("table:number-rows-repeated"), 1)
            self.column = self.filled_to = 0
            self.is_hidden = attributes.get("table:visibility") in {"collapse", "filter"}
        elif name in CELLS:
            self.span = positive(attributes.get("table:number-columns-repeated"), 1)
            self.in_cell, self.has_value = True, "office:value-type" in attributes
            down = positive(attributes.get("table:number-rows-spanned"), 1)
            across = positive(attributes.get("table:number-columns-spanned"), 1)
            if down > 1 or across > 1:
                self.extent.merges.append((self.row, self.column, self.row + down - 1, self.column + across - 1))

    def text(self, data: str) -> None:
        """Take in text: a cell with text holds a value."""
        if self.in_cell and data.strip():
            self.has_value = True

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        if name in CELLS:
            self.column += self.span
            self.filled_to = self.column if self.has_value else self.filled_to
            self.in_cell = False
        elif name == "table:table-row":
            self.row += self.repeat
            if self.filled_to:
                self.extent.note_value(self.row, self.filled_to)
                self.extent.last_row = self.row
                if self.is_hidden:
                    for row in range(self.row - self.repeat + 1, self.row + 1):
                        self.extent.note_hidden(row)


def scan_ods(archive: zipfile.ZipFile) -> tuple[dict[str, SheetExtent], list[str]]:
    """Stream an ODS content; return sheet name -> extent, in order, and the names of hidden sheets.

    Raises
    ------
    ListRefused
        A far cell, too many rows or columns, a document type, or XML that is not sound.
    """
    watcher = OdsWatcher()
    parser = safe_parser()
    parser.StartElementHandler = watcher.start
    parser.EndElementHandler = watcher.end
    parser.CharacterDataHandler = watcher.text
    try:
        feed(parser, archive, "content.xml")
    except KeyError as error:
        raise refuse("damaged") from error
    for extent in watcher.sheets.values():
        if extent.last_value_row * extent.last_value_column > MOST_AREA:
            raise refuse("too_many_rows", limit=MOST_AREA // extent.last_value_column)
    return watcher.sheets, watcher.hidden
