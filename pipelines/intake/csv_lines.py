"""The records of a text that stands in pieces of whole lines: cut where no quote is, read by the csv module elsewhere.

Both ways give the same records; a property test proves it. This module must never hold a second copy of the text.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from pipelines.intake.messages import refuse

LONGEST_FIELD = 100_000


def batches(pieces: Sequence[str], separator: str) -> Iterator[list[tuple[str, ...]]]:
    """Give the records of a text some at a time; pieces without a quote are only cut, which gives the same sooner."""
    csv.field_size_limit(LONGEST_FIELD)
    lines = Lines(pieces)
    rows = csv.reader(lines, delimiter=separator)
    try:
        while True:
            cut = lines.cut(separator)
            if cut is not None:
                yield cut
            else:
                yield [tuple(next(rows))]
    except StopIteration:
        return
    except csv.Error as error:
        raise refuse("too_long_cell", row=lines.cut_lines + rows.line_num, limit=LONGEST_FIELD) from error


class Lines(Iterator[str]):
    """The lines of a text with their ends, the last one ended; between two records, a whole piece may be cut at once."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces, self.at = pieces, 0
        self.loaded: list[str] = []
        self.read = 0
        self.cut_lines = 0

    def __next__(self) -> str:
        if self.read == len(self.loaded):
            if self.at == len(self.pieces):
                raise StopIteration
            self.loaded, self.read = list(io.StringIO(self.ended(), newline="")), 0
            self.at += 1
        self.read += 1
        return self.loaded[self.read - 1]

    def ended(self) -> str:
        """Return the next piece, ended."""
        piece = self.pieces[self.at]
        return piece if piece.endswith(("\n", "\r")) else piece + "\n"

    def cut(self, separator: str) -> list[tuple[str, ...]] | None:
        """Return the records of the next piece if nothing of one is left and it has no quote; a record of a blank line is empty."""
        if self.read < len(self.loaded) or self.at == len(self.pieces):
            return None
        piece = self.pieces[self.at]
        if '"' in piece or len(piece) > LONGEST_FIELD:
            return None
        piece = self.ended()
        if "\r" in piece and "\r" in (piece := piece.replace("\r\n", "\n")):
            return None
        records = [tuple(line.split(separator)) if line else () for line in piece[:-1].split("\n")]
        self.at += 1
        self.cut_lines += len(records)
        return records
