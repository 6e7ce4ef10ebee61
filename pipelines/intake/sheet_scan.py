"""Streams the XML of a workbook's sheets to learn where cells are, before any reader allocates room for them.

It counts rows on its own for the row equation. Document types and entities are refused (defusedxml's rule): a list has
none. This module must never keep a cell's text.
"""

import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import unescape

from defusedxml import ElementTree

from pipelines.intake.archive import entry_chunks, unsafe
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import ListRefused
from pipelines.intake.sheet_quick import quick_extent

# A hundred thousand requests, and what stands around them.
MOST_ROWS = 101_000
MOST_COLUMNS = 200
MOST_AREA = 6_000_000
# Rows that were only formatted, far below the table, are not part of the list.
MOST_TRAILING_ROWS = 2_000
REFERENCE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})$")


@dataclass
class SheetExtent:
    """Where the cells of one sheet are; rows and columns are 1-based, 0 when there is none."""

    last_value_row: int = 0
    last_value_column: int = 0
    last_row: int = 0
    uncached: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    # As in `Grid`, where the reader of cells does not tell them.
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)

    def note_value(self, row: int, column: int) -> None:
        """Widen the extent to a cell that holds something."""
        if row > MOST_ROWS:
            is_far = row - self.last_value_row > MOST_TRAILING_ROWS
            raise far_cell(row, column) if is_far else refuse("too_many_rows", limit=MOST_ROWS)
        if column > MOST_COLUMNS:
            raise far_cell(row, column)
        self.last_value_row = max(self.last_value_row, row)
        self.last_value_column = max(self.last_value_column, column)

    def note_hidden(self, row: int) -> None:
        """Remember a hidden row (1-based) that holds something."""
        self.hidden_rows.add(row - 1)

    def physical_rows(self) -> int:
        """Count the rows of the list, formatted rows just below it included."""
        trailing = self.last_row - self.last_value_row
        return self.last_row if trailing <= MOST_TRAILING_ROWS else self.last_value_row


def far_cell(row: int, column: int) -> ListRefused:
    """Return the refusal of a sheet with a cell far outside the table."""
    return refuse("far_cell", cell=f"{column_letters(column)}{row}")


def column_letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return a column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class SheetWatcher:
    """Listens to the XML of one XLSX sheet."""

    def __init__(self) -> None:
        self.extent = SheetExtent()
        self.row = 0
        self.column = 0
        self.has_formula = False
        self.has_value = False
        self.is_hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the start of an element."""
        name = name.rpartition(":")[2]
        if name == "c":
            self.start_cell(attributes.get("r", ""))
        elif name == "row":
            self.row = positive(attributes.get("r"), self.row + 1)
            self.column = 0
            self.is_hidden = attributes.get("hidden") in {"1", "true"}
        elif name == "f":
            self.has_formula = True

    def start_cell(self, reference: str) -> None:
        """Move to a cell, by its reference or else to the next one."""
        found = REFERENCE.match(reference)
        self.column = column_number(found[1]) if found else self.column + 1
        self.row = int(found[2]) if found else max(self.row, 1)
        self.has_formula = self.has_value = False
        self.extent.last_row = max(self.extent.last_row, self.row)

    def text(self, data: str) -> None:
        """Take in text: a cell with text holds a value."""
        if not self.has_value and self.column and data.strip():
            self.has_value = True

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        name = name.rpartition(":")[2]
        if name == "f":
            # The formula's own text is no value.
            self.has_value = False
        elif name == "c":
            if self.has_value or self.has_formula:
                self.extent.note_value(self.row, self.column)
                if self.is_hidden:
                    self.extent.note_hidden(self.row)
            if self.has_formula and not self.has_value:
                self.extent.uncached.add((self.row - 1, self.column - 1))
            self.column_done()

    def column_done(self) -> None:
        """Leave a cell: text outside cells is nothing."""
        self.has_value = self.has_formula = False


def positive(text: str | None, otherwise: int) -> int:
    """Return a row number as written, or the next one."""
    return int(text) if text and text.isdigit() and len(text) < 9 else otherwise


def scan_sheet(archive: zipfile.ZipFile, entry: str) -> SheetExtent:
    """Stream one XLSX sheet and return where its cells are.

    Raises
    ------
    ListRefused
        A far cell, too many rows or columns, a document type or an entity, or XML that is not sound.
    """
    extent = quick_scan(archive, entry)
    if extent is not None:
        return extent
    watcher = SheetWatcher()
    parser = safe_parser()
    parser.StartElementHandler = watcher.start
    parser.EndElementHandler = watcher.end
    parser.CharacterDataHandler = watcher.text
    feed(parser, archive, entry)
    if watcher.extent.last_value_row * watcher.extent.last_value_column > MOST_AREA:
        raise refuse("too_many_rows", limit=MOST_AREA // watcher.extent.last_value_column)
    return watcher.extent


def quick_scan(archive: zipfile.ZipFile, entry: str) -> SheetExtent | None:
    """Scan a plainly written sheet many cells at a time; None leaves it, and every refusal of a far cell, to the watcher."""
    try:
        found = quick_extent(archive, entry, safe_parser())
    except expat.ExpatError as error:
        raise refuse("damaged") from error
    if found is None or found[0] > MOST_ROWS or found[1] > MOST_COLUMNS or found[0] * found[1] > MOST_AREA:
        return None
    return SheetExtent(*found)


def safe_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, and with them entities of any kind."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_doctype(*_: object) -> None:
        raise unsafe("des instructions cachées", "hidden instructions")

    parser.StartDoctypeDeclHandler = refuse_doctype
    parser.EntityDeclHandler = refuse_doctype
    return parser


def feed(parser: expat.XMLParserType, archive: zipfile.ZipFile, entry: str) -> None:
    """Give an entry to a parser, piece by piece."""
    try:
        for chunk in entry_chunks(archive, entry):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:  # An encoding that is unknown, or not for a stream.
        raise refuse("damaged") from error


def check_small_parts(archive: zipfile.ZipFile) -> None:
    """Refuse a workbook of which any XML part declares a document type (shared strings, styles, links)."""
    for part in archive.infolist():
        is_markup = part.filename.endswith((".xml", ".rels")) and part.file_size > 0
        if is_markup and "worksheets/sheet" not in part.filename and part.filename != "content.xml":
            feed(safe_parser(), archive, part.filename)


def sheet_entries(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return sheet name -> entry in the archive, in workbook order."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError) as error:
        raise refuse("damaged") from error
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    sheets = {}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "id"), None)
            target = targets.get(relation)
            if target:
                sheets[unescape(str(element.get("name")))] = part_path(target)
    return sheets


def part_path(target: str) -> str:
    """Return the entry that a relation of the workbook points to."""
    return target.lstrip("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"


def date_system(archive: zipfile.ZipFile) -> int:
    """Return 1904 for a workbook that counts days from 1904, else 1900."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    marks = [element.get("date1904") for element in book.iter() if element.tag.rpartition("}")[2] == "workbookPr"]
    return 1904 if any(mark in {"1", "true", "on"} for mark in marks) else 1900
