"""Reads a delimited text as records: separator found by evidence, quotes checked, records counted twice.

It must never lose a record: an unclosed quote refuses the file with its line.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import overload

from pipelines.intake.csv_lines import LONGEST_FIELD, batches
from pipelines.intake.messages import file_notice, refuse
from pipelines.intake.reading_parts import Choices, Grid, RowIssue
from pipelines.intake.text_decoding import decode, encoding_sureness

SEPARATORS = (";", "\t", ",", "|")
SEP_LINE = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
MOST_RECORDS = 1_100_000
MOST_COLUMNS = 200
PROBE_RECORDS = 200
PROBE_SIGNS = 4_000_000
# Records kept in memory; a longer text is parsed again, which is cheaper than a million rows of cells.
KEPT_RECORDS = 20_000
PIECE = 1 << 14
# Below this, the format was a close call, and is told.
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
    announced = SEP_LINE.match(text[:LONGEST_FIELD].partition("\n")[0].partition("\r")[0])
    separator = choices.separator or (announced[1] if announced else best_separator(text))
    if len(separator) != 1:
        raise refuse("bad_choice", detail_fr="le séparateur est un seul signe", detail_en="the separator is one sign")
    sureness = {
        "encoding": 1.0 if choices.encoding else encoding_sureness(data, encoding),
        "separator": 1.0 if choices.separator or announced else separator_sureness(text),
    }
    notices += unsure_notices(sureness, encoding, separator)
    physical_count = counted_records(text, separator)
    pieces = in_pieces(text)
    # One sign beyond Latin makes every sign of a text take twice the memory; of pieces, only the one that holds it.
    del text
    rows = records(pieces, separator)
    return Grid(
        kind="csv",
        rows=rows,
        physical_count=physical_count,
        encoding=encoding,
        separator=separator,
        sep_line=announced is not None,
        notices=tuple(notices + long_row_notices(rows)),
        sureness=sureness,
    )


class Records(Sequence[tuple[str, ...]]):
    """The records of a text: the first ones kept, the others parsed again each time they are gone through."""

    def __init__(self, pieces: Sequence[str], separator: str) -> None:
        self.pieces, self.separator = pieces, separator
        self.first: list[tuple[str, ...]] = []
        self.total = 0
        self.widths: Counter[int] = Counter()

    def __len__(self) -> int:
        return self.total

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        if self.total <= len(self.first):
            return iter(self.first[: self.total])
        return islice(chain.from_iterable(batches(self.pieces, self.separator)), self.total)

    @overload
    def __getitem__(self, at: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> list[tuple[str, ...]]: ...
    def __getitem__(self, at: int | slice) -> tuple[str, ...] | list[tuple[str, ...]]:
        places = range(self.total)[at]
        if isinstance(places, int):
            return self.first[places] if places < len(self.first) else next(islice(self, places, None))
        if not places:
            return []
        if max(places) < len(self.first):
            return [self.first[place] for place in places]
        return list(self)[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)


def records(pieces: Sequence[str], separator: str) -> Records:
    """Return every record of a text, blank lines included, as the csv module reads them."""
    found = Records(pieces, separator)
    last: tuple[str, ...] = ()
    for batch in batches([*pieces, SENTINEL], separator):
        last = batch[-1]
        widest = max(map(len, batch))
        if widest > MOST_COLUMNS:
            row = found.total + next(at for at, record in enumerate(batch, start=1) if len(record) > MOST_COLUMNS)
            raise refuse("too_many_columns", count=len(batch[row - found.total - 1]), row=row, limit=MOST_COLUMNS)
        found.total += len(batch)
        # The last record is none of the text, if nothing was left open.
        if found.total > MOST_RECORDS + 1:
            raise refuse("too_many_rows", limit=MOST_RECORDS)
        found.first += batch[: max(0, KEPT_RECORDS - len(found.first))]
        found.widths.update(map(len, filter(any, batch)))
    found.total -= 1
    found.widths[len(last)] -= any(last)
    swallowing = found.total if last != (SENTINEL,) else swallowing_record(found, separator)
    if swallowing is not None:
        raise refuse("unclosed_quote", row=line_of_record(pieces, separator, swallowing))
    return found


def usual_width(rows: Records) -> int:
    """Return the commonest number of cells of a record that holds something, 0 without any."""
    there = {width for width, count in rows.widths.items() if count > 0}
    return max(there, key=rows.widths.__getitem__, default=0)


def swallowing_record(rows: Records, separator: str) -> int | None:
    """Return the record (0-based) of which a cell holds whole rows: a quote was closed much too late."""
    usual = usual_width(rows)
    # Only a quote lets a cell hold a line end.
    if not any('"' in piece for piece in rows.pieces):
        return None
    if usual < (2 if separator != "," else 4):
        return None
    for at, cells in enumerate(rows):
        for cell in cells:
            if "\n" in cell and any(line.count(separator) + 1 >= usual for line in cell.splitlines()[1:]):
                return at
    return None


def in_pieces(text: str) -> list[str]:
    """Return a text in pieces of whole lines."""
    pieces, start = [], 0
    while start < len(text):
        end = line_end(text, start)
        pieces.append(text[start:end])
        start = end
    return pieces or [text]


def line_end(text: str, start: int) -> int:
    """Return where some lines from `start` on end, a piece further."""
    most = start + PIECE
    if most >= len(text):
        return len(text)
    if (cut := text.rfind("\n", start, most)) >= 0:
        return cut + 1
    if (cut := text.rfind("\r", start, most - 1)) >= 0:
        return cut + 1
    # A line longer than a piece: nothing is cut before the next line feed.
    after = text.find("\n", most)
    return len(text) if after < 0 else after + 1


def line_of_record(pieces: Sequence[str], separator: str, number: int) -> int:
    """Return the line on which a record (0-based) begins."""
    rows = csv.reader(chain.from_iterable(io.StringIO(piece, newline="") for piece in pieces), delimiter=separator)
    for _ in range(number):
        next(rows, None)
    return rows.line_num + 1


def counted_records(text: str, separator: str) -> int:
    """Count the records without the csv module: line ends outside quotes, a quote opening only at the start of a field."""
    quoted = re.compile(rf'(?:(?<=[{re.escape(separator)}\r\n])|^)"[^"]*(?:""[^"]*)*"?')
    bare = quoted.sub("x", text) if '"' in text else text
    ends = bare.count("\n") + bare.count("\r") - bare.count("\r\n")
    return ends + (0 if text.endswith(("\n", "\r")) else 1)


def best_separator(text: str) -> str:
    """Return the separator under which most rows have the same number of several cells."""
    start = start_of(text)
    return max(SEPARATORS, key=lambda separator: evenness(start, separator))


def start_of(text: str) -> str:
    """Return the lines by which a separator is judged."""
    return "".join(text[:PROBE_SIGNS].splitlines(keepends=True)[: PROBE_RECORDS * 2])


def separator_sureness(text: str) -> float:
    """Return how sure the separator found is, 0 to 1: how many rows it parts alike, and how far the next best is."""
    start = start_of(text)
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


def long_row_notices(rows: Records) -> list[RowIssue]:
    """Tell when rows have more filled cells than most: a separator may stand inside a text."""
    usual = usual_width(rows)
    if not any(count for width, count in rows.widths.items() if width > usual):
        return []
    long = [number for number, cells in enumerate(rows, start=1) if len(cells) > usual and any(cells[usual:])]
    if not long or len(long) > rows.widths.total() / 2:
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
