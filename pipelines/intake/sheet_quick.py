"""Learns where the cells of a plainly written XLSX sheet are, many at a time; any other sheet is left to the watcher.

It answers as `sheet_scan` does or not at all: a formula, a comment, a prefix, a hidden row, a cell without its place, a far cell,
and the sheet is read event by event instead. The XML parser goes over every byte here too. It must never keep a cell's text.
"""

import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from pipelines.intake.archive import entry_chunks

# A cell that holds text, by its place: a saved value, or an inline text, that is not blank.
FILLED = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: [a-z]+="[^"<>]*")*>(?:<v>|<is><t(?: xml:space="preserve")?>)\s*[^<>\s&][^<>]*(?:</v>|</t></is>)</c>'
)
EMPTY = re.compile(rb'<c r="[A-Z]{1,3}([0-9]{1,7})"(?: [a-z]+="[^"<>]*")*/>')
CELL = re.compile(rb"<c[\s/>]")
# What plain sheets do not have: formulas, comments and sections, prefixed elements, cells of another spelling, hidden rows.
UNUSUAL = re.compile(rb"<f[\s/>]|<!|<[A-Za-z]+:|<\?(?!xml )|<row\s[^<>]*\bhidden\b")
ROW_END = b"</row>"


def quick_extent(archive: zipfile.ZipFile, entry: str, parser: expat.XMLParserType) -> tuple[int, int, int] | None:
    """Return the last row with a value, the last column with one, and the last row with any cell; None when in doubt.

    Raises
    ------
    ExpatError
        When the XML is not sound.
    """
    value_rows, letters, last_row = {0}, set(), 0
    for piece in whole_rows(archive, entry, parser):
        filled, empty = FILLED.findall(piece), EMPTY.findall(piece)
        if UNUSUAL.search(piece) or len(filled) + len(empty) != len(CELL.findall(piece)):
            return None
        letters.update({column for column, _ in filled})
        rows = {int(row) for row in {row for _, row in filled}}
        value_rows.add(max(rows, default=0))
        last_row = max(last_row, *rows, *map(int, set(empty)), 0)
    return max(value_rows), max(map(column_number, letters), default=0), last_row


def whole_rows(archive: zipfile.ZipFile, entry: str, parser: expat.XMLParserType) -> Iterator[bytes]:
    """Give an entry in pieces that end after a row, each having gone through the parser."""
    left = b""
    for chunk in entry_chunks(archive, entry):
        parser.Parse(chunk, False)
        left += chunk
        end = left.rfind(ROW_END)
        if end >= 0:
            yield left[: end + len(ROW_END)]
            left = left[end + len(ROW_END) :]
    parser.Parse(b"", True)
    yield left


def column_number(letters: bytes) -> int:
    """Return a column's number: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
