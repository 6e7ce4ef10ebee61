"""Has small lists read in each way: golden ones for pace, memory and in other encodings, hostile ones for what becomes of them, a wider corpus.

`CONNEXION_CORPUS` names a folder of lists with their truth, laid out as the golden ones; its figures are of that folder alone, and are held to
no baseline. Pace is rows a processor second, in a process that has read them all once; ours reads, checks and repairs, the others load.

    python -m benchmarks.intake.lists [--runs 3] [--spoilt 300]
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.intake.hostile import hostile, limited, spoilt_lists
from benchmarks.intake.reader import READ, Reader
from benchmarks.intake.rewritten import rewritten
from benchmarks.intake.rivals import rivals_table, tallies
from benchmarks.intake.ways import present
from benchmarks.records import HIGHER, LOWER, OPTIONAL, Record, write_records
from tests.faults.hostile_truth import FILES
from tests.golden.score import LISTS, truths

# Of a truth, what somebody may look up for a reader that asks, and the kind of partner, which the sender is known by.
LOOKED_UP = ("partner", "sheet", "header_row", "separator", "encoding")


def main() -> int:
    """Print the figures and leave their records."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="of each folder of lists, all ways in turn")
    parser.add_argument("--spoilt", type=int, default=300, help="lists spoilt at random, from a seed")
    options = parser.parse_args()
    found = paces(LISTS, options.runs, "{}_of_golden")
    with all_limited() as readers:
        found += hostile(readers)
        found += spoilt_lists(readers, options.spoilt)
    found += of_rewritten()
    found += corpus(options.runs)
    for record in found:
        print(f"{record.figure} {record.who}: {record.value:g} {record.unit}")
    write_records("intake_lists", found)
    return 0


@contextmanager
def all_limited() -> Iterator[dict[str, Reader]]:
    """Give a limited reader for each way that is installed."""
    with ExitStack() as stack:
        yield {who: stack.enter_context(limited(who)) for who in present()}


def of_rewritten() -> list[Record]:
    """Return the figures of the golden lists in other encodings than their own."""
    with tempfile.TemporaryDirectory() as folder:
        count = rewritten(LISTS, Path(folder))
        told = tallies(Path(folder))
    print(f"{count} lists written again in other encodings\n{rivals_table(told)}")
    return [record for who, tally in told.items() for record in tally.records(who, "{}_of_rewritten")]


def corpus(runs: int) -> list[Record]:
    """Return the figures of the wider corpus; none where no folder is named."""
    named = os.environ.get("CONNEXION_CORPUS")
    if not named:
        print("CONNEXION_CORPUS names no folder: no wider corpus of lists is compared.")
        return []
    folder = Path(named)
    if next(truths(folder), None) is None:
        sys.exit(f"CONNEXION_CORPUS: {folder} holds no list with its truth (NAME.truth.json).")
    told = tallies(folder)
    print(rivals_table(told))
    place = f"{OPTIONAL}{{}}".removeprefix("intake/")
    return [record for who, tally in told.items() for record in tally.records(who, place)] + paces(folder, runs, place)


def paces(folder: Path, runs: int, named: str) -> list[Record]:
    """Return the pace of each way on the lists of a folder, a record a run, and the most memory that it held."""
    lists = [
        (path, {name: truth[name] for name in LOOKED_UP if name in truth}, len(truth["rows"]))
        for path, truth in truths(folder)
    ]
    found = []
    with ExitStack() as stack:
        readers = {
            who: stack.enter_context(Reader(f"{way.__module__}:{way.__name__}", FILES / "utf8.csv"))
            for who, way in present().items()
        }
        for run in range(runs + 1):
            for who, reader in readers.items():
                rows, seconds, peak = read_all(reader, lists)
                # The first time loads what the way needs.
                if run and seconds:
                    pace = Record("intake", named.format("rows_per_second"), "rows/s", rows / seconds, run, who, HIGHER)
                    found += [pace, Record("intake", named.format("mb"), "MB", peak, run, who, LOWER)]
    return found


def read_all(reader: Reader, lists: list[tuple[Path, Mapping[str, object], int]]) -> tuple[int, float, int]:
    """Return the rows of the lists that were read, the processor seconds they took, and the peak in megabytes."""
    answers = [(reader.read(path, told), rows) for path, told, rows in lists]
    read = [(answer, rows) for answer, rows in answers if answer.verdict == READ]
    return (
        sum(rows for _, rows in read),
        sum(answer.cpu for answer, _ in read),
        max((answer.mb for answer, _ in read), default=0),
    )


if __name__ == "__main__":
    sys.exit(main())
