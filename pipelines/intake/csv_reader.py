"""Reads a delimited text as records: separator found by evidence, quotes checked, records counted twice.

It must never lose a record: an unclosed quote refuses the file with its line.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from pipelines.intake.messages import file_notice, refuse
from pipelines.intake.reading_parts import Choices, Grid, RowIssue
from pipelines.intake.text_decoding import decode, encoding_sureness

SEPARATORS = (";", "\t", ",", "|")
SEP_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
MOST_RECORDS = 1_100_000
MOST_COLUMNS = 200
LONGEST_FIELD = 100_000
PROBE_RECORDS = 200
UNSURE = 0.7
# Read after the text: if it is not the last record, a quote was left open.
SENTINEL = "\x01fin\x01"


def read_csv(data: bytes, choices: Choices) -> Grid:
    """Read a delimited text.

    Raises
    ------
    ListRefused
        Unreadable text, an unclosed quote, too many rows, columns or signs in a cell.
    """
    text, encoding, notices = decode(data, choices.encoding)
    announced = SEP_LINE.match(text.partition("\n")[0].partition("\r")[0])
    separator = choices.separator or (announced[1] if announced else best_separator(text))
    if len(separator) != 1:
        raise refuse("bad_choice", detail_fr="le séparateur est un seul signe", detail_en="the separator is one sign")
    rows = records(text, separator)
    sureness = {
        "encoding": 1.0 if choices.encoding else encoding_sureness(data, encoding),
        "separator": 1.0 if choices.separator or announced else separator_sureness(text),
    }
    notices += unsure_notices(sureness, encoding, separator)
    return Grid(
        kind="csv",
        rows=tuple(rows),
        physical_count=counted_records(text, separator),
        encoding=encoding,
        separator=separator,
        sep_line=announced is not None,
        notices=tuple(notices + long_row_notices(rows)),
        sureness=sureness,
    )


def records(text: str, separator: str) -> list[tuple[str, ...]]:
    """Return every record, blank lines included, as the csv module reads them."""
    found: list[tuple[str, ...]] = []
    for record in reader(ended(text) + SENTINEL, separator):
        found.append(tuple(record))
        if len(record) > MOST_COLUMNS:
            raise refuse("too_many_columns", count=len(record), row=len(found), limit=MOST_COLUMNS)
        if len(found) > MOST_RECORDS:
            raise refuse("too_many_rows", limit=MOST_RECORDS)
    last = found.pop()
    swallowing = len(found) if last != (SENTINEL,) else swallowing_record(found, separator)
    if swallowing is not None:
        raise refuse("unclosed_quote", row=line_of_record(text, separator, swallowing))
    return found


def swallowing_record(rows: list[tuple[str, ...]], separator: str) -> int | None:
    """Return the record (0-based) of which a cell holds whole rows: a quote was closed much too late."""
    widths = [len(cells) for cells in rows if any(cells)]
    usual = max(set(widths), key=widths.count) if widths else 0
    if usual < (2 if separator != "," else 4):
        return None
    for at, cells in enumerate(rows):
        for cell in cells:
            if "\n" in cell and any(line.count(separator) + 1 >= usual for line in cell.splitlines()[1:]):
                return at
    return None


def reader(text: str, separator: str) -> Iterator[list[str]]:
    """Iterate over records; a field out of measure refuses the file."""
    csv.field_size_limit(LONGEST_FIELD)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from rows
    except csv.Error as error:
        raise refuse("too_long_cell", row=rows.line_num, limit=LONGEST_FIELD) from error


def ended(text: str) -> str:
    """Return the text with its last line ended."""
    return text if text.endswith(("\n", "\r")) else text + "\n"


def line_of_record(text: str, separator: str, number: int) -> int:
    """Return the line on which a record (0-based) begins."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for _ in range(number):
        next(rows, None)
    return rows.line_num + 1


def counted_records(text: str, separator: str) -> int:
    """Count the records without the csv module: line ends outside quotes, a quote opening only at the start of a field."""
    quoted = re.compile(rf'(?:(?<=[{re.escape(separator)}\r\n])|^)"[^"]*(?:""[^"]*)*"?')
    bare = quoted.sub("x", text) if '"' in text else text
    ends = bare.replace("\r\n", "\n")
    return ends.count("\n") + ends.count("\r") + (0 if text.endswith(("\n", "\r")) else 1)


def best_separator(text: str) -> str:
    """Return the separator under which most rows have the same number of several cells."""
    start = "".join(text.splitlines(keepends=True)[: PROBE_RECORDS * 2])
    return max(SEPARATORS, key=lambda separator: evenness(start, separator))


def separator_sureness(text: str) -> float:
    """Return how sure the separator found is, 0 to 1: how many rows it parts alike, and how far the next best is."""
    start = "".join(text.splitlines(keepends=True)[: PROBE_RECORDS * 2])
    best, second = sorted((evenness(start, separator)[0] for separator in SEPARATORS), reverse=True)[:2]
    return round(min(1.0, max(0.0, 0.5 + best - second)), 2) if best else 0.5


def unsure_notices(sureness: Mapping[str, float], encoding: str, separator: str) -> list[RowIssue]:
    """Tell which part of the format was a close call, and that it can be changed."""
    notices = []
    if sureness["encoding"] < UNSURE:
        notices.append(
            file_notice(
                "unsure_encoding",
                f"Les accents ont été lus en « {encoding} », sans certitude. S'ils sont faux, choisissez un autre codage.",
                f"Accents were read as “{encoding}”, without certainty. If they are wrong, choose another encoding.",
            )
        )
    if sureness["separator"] < UNSURE:
        sign = {"\t": "tabulation"}.get(separator, separator)
        notices.append(
            file_notice(
                "unsure_separator",
                f"Les colonnes ont été séparées par « {sign} », sans certitude. Si elles sont fausses, choisissez un autre séparateur.",
                f"Columns were parted by “{sign}”, without certainty. If they are wrong, choose another separator.",
            )
        )
    return notices


def evenness(text: str, separator: str) -> tuple[float, int]:
    """Score a separator: share of rows with the commonest width, times a growing use of that width."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    widths = []
    try:
        for record in rows:
            widths += [len(record)] if any(cell.strip() for cell in record) else []
            if len(widths) >= PROBE_RECORDS:
                break
    except csv.Error:
        return 0.0, 0
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0, 0
    usual = max(set(several), key=lambda width: (several.count(width), width))
    share = several.count(usual) / len(widths)
    return share * (1 - 1 / usual), text.count(separator)


def long_row_notices(rows: list[tuple[str, ...]]) -> list[RowIssue]:
    """Tell when rows have more filled cells than most: a separator may stand inside a text."""
    widths = [len(cells) for cells in rows if any(cells)]
    if not widths:
        return []
    usual = max(set(widths), key=widths.count)
    long = [number for number, cells in enumerate(rows, start=1) if len(cells) > usual and any(cells[usual:])]
    if not long or len(long) > len(widths) / 2:
        return []
    shown = ", ".join(str(number) for number in long[:5])
    return [
        file_notice(
            "extra_cells",
            f"Des lignes ont plus de cases que les autres (lignes {shown}) : un séparateur se trouve peut-être dans un texte. Vérifiez-les.",
            f"Some rows have more cells than the others (rows {shown}): a separator may stand inside a text. Check them.",
            "warn",
        )
    ]
