"""What each way of reading makes of hostile files: read whole, refused, crashed, rows lost without a word, values wrong.

All that is known of a file is what the tests know (`tests/faults/hostile_truth.py`); of a list spoilt at random nothing is, but whether it
was read, refused, or took the reader down. A crash is an error of the reader itself, its death, or more memory or processor than a list may take.
"""

import gzip
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.intake.reader import CRASHED, READ, REFUSED, Answer, Reader
from benchmarks.intake.rivals import named
from benchmarks.intake.ways import TOLD, WAYS
from benchmarks.records import HIGHER, LOWER, OURS, Record
from pipelines.intake.reading_child import MEMORY_MB
from tests.faults.fuzz_intake import spoilt
from tests.faults.hostile_truth import COLUMNS, EMPTY, FILES, LOOKED_UP, Known, known
from tests.golden.score import same

# Of processor, for one file: the largest takes a few.
CPU_SECONDS = 10
SEED = 1
# The first two are good ends, and compared as one: a reader that knows no headers takes a table whole that another has to refuse.
MEANT = {
    "whole": "", "refused_rightly": "", "turned_away": LOWER, "taken_unwarned": LOWER, "crashed": LOWER, "losing_rows": LOWER, "wrong": LOWER,
}  # fmt: skip


@dataclass
class Fates:
    """How many files met each fate, one a file, and what was lost or wrong inside them."""

    whole: int = 0
    refused_rightly: int = 0
    turned_away: int = 0
    taken_unwarned: int = 0
    crashed: int = 0
    losing_rows: int = 0
    wrong: int = 0
    rows_lost: int = 0
    values_wrong: int = 0

    def add(self, of: Known, answer: Answer, canonical: bool = False) -> str:
        """Count one file and return its fate; `canonical` where values come by field and not by header."""
        lost = max((of.rows or 0) - answer.rows, 0) if answer.verdict == READ and not answer.told else 0
        wrong = wrong_values(of, answer, canonical) if answer.verdict == READ else 0
        self.rows_lost += lost
        self.values_wrong += wrong
        fate = fate_of(of, answer, lost, wrong)
        setattr(self, fate, getattr(self, fate) + 1)
        return fate

    @property
    def ended_well(self) -> int:
        """Return how many were read whole, or refused rightly."""
        return self.whole + self.refused_rightly

    def records(self, who: str) -> list[Record]:
        """Return the figures."""
        told = {"ended_well": ("files", HIGHER)} | {name: ("files", better) for name, better in MEANT.items()}
        told |= {"rows_lost": ("rows", LOWER), "values_wrong": ("values", LOWER)}
        return [
            Record("intake", f"{name}_of_hostile", unit, getattr(self, name), 1, who, better)
            for name, (unit, better) in told.items()
        ]


def fate_of(of: Known, answer: Answer, lost: int, wrong: int) -> str:
    """Return the one fate of a file."""
    if answer.verdict == CRASHED:
        return "crashed"
    if of.refusal:
        return fate_of_unreadable(of, answer)
    if answer.verdict == REFUSED:
        return "turned_away"
    if lost:
        return "losing_rows"
    return "wrong" if wrong or (of.rows is not None and answer.rows != of.rows) else "whole"


def fate_of_unreadable(of: Known, answer: Answer) -> str:
    """Return the fate of a file that must be refused.

    One that says that some rows are wrong has warned. A file with nothing in it may be read as nothing, and a table without any known
    header be taken by a reader that knows no headers.
    """
    if answer.verdict == REFUSED or answer.told:
        return "refused_rightly"
    harmless = of.refusal == "no_header" or (of.refusal in EMPTY and not answer.rows)
    return "whole" if harmless else "taken_unwarned"


def wrong_values(of: Known, answer: Answer, canonical: bool) -> int:
    """Return how many of the known values no row says, that row taken which says most of them."""
    rows = [row if canonical else named(row, COLUMNS) for row in answer.shown]
    return len(of.values) - max(
        (sum(says(name, value, row.get(name)) for name, value in of.values.items()) for row in rows), default=0
    )


def says(name: str, wanted: Any, cell: Any) -> bool:
    """Tell whether a cell says a value, in the reader's favour: a phone by its digits, a day by its date, a number by its worth.

    >>> says("phone_1", "+33612345678", "06 12 34 56 78"), says("children_count", 2, "2.0"), says("address", "3 rue", "3 ruŽ")
    (True, True, False)
    """
    if name.startswith("phone"):
        digits = [sign for sign in str(cell) if sign.isdigit()]
        return "".join(digits)[-9:] == wanted[-9:]
    if name.endswith("_date"):
        return str(cell).startswith(wanted)
    if isinstance(wanted, int):
        return str(cell).removesuffix(".0") == str(wanted)
    return same(name, wanted, cell)


def hostile(readers: Mapping[str, Reader], say: Callable[[str], None] = print) -> list[Record]:
    """Have every hostile file read in each way; say each that did not end well."""
    fates = {who: Fates() for who in readers}
    with plain_files() as paths:
        for name, path in paths.items():
            for who, reader in readers.items():
                answer = reader.read(path, LOOKED_UP.get(name, {}))
                fate = fates[who].add(known(name), answer, who == OURS)
                if fate not in {"whole", "refused_rightly"}:
                    say(f"{who}: {name} {fate} ({answer.rows} rows) {answer.why.splitlines()[0] if answer.why else ''}")
    return [record for who, found in fates.items() for record in found.records(who)]


@contextmanager
def plain_files() -> Iterator[dict[str, Path]]:
    """Give the hostile files by name, those that are packed unpacked."""
    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for path in sorted(FILES.iterdir()):
            found[path.name] = path
            if path.suffix == ".gz":
                found[path.name] = Path(folder) / path.stem
                found[path.name].write_bytes(gzip.decompress(path.read_bytes()))
        yield found


def spoilt_lists(readers: Mapping[str, Reader], count: int, say: Callable[[str], None] = print) -> list[Record]:
    """Have lists spoilt at random read in each way that is told nothing of them; tell what became of them, and say each crash."""
    verdicts = {who: dict.fromkeys((READ, REFUSED, CRASHED), 0) for who in readers if who != TOLD}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            name, data = spoilt(number, SEED)
            path = Path(folder) / name
            path.write_bytes(data)
            for who, told in verdicts.items():
                answer = readers[who].read(path, {})
                told[answer.verdict] += 1
                if answer.verdict == CRASHED:
                    say(f"{who}: spoilt {number} {name} crashed: {answer.why}")
            path.unlink()
    return [
        Record("intake", f"{verdict}_of_spoilt", "files", number, 1, who, LOWER if verdict == CRASHED else "")
        for who, told in verdicts.items()
        for verdict, number in told.items()
    ]


def limited(who: str) -> Reader:
    """Return the reader of one way, with as much memory as ours has."""
    return Reader(f"{WAYS[who].__module__}:{WAYS[who].__name__}", FILES / "utf8.csv", MEMORY_MB, CPU_SECONDS)
