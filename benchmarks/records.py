"""What a benchmark leaves behind: plain figures, one a line of JSON, from which the page and the check are made.

A benchmark never writes the page: it gives records, and says in each whose work it measured. Files lie in `build/bench`.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path("build/bench")
OURS = "ours"
LOWER, HIGHER = "lower", "higher"
# How the name of a figure begins that is measured only where somebody names a folder of their own.
OPTIONAL = "intake/corpus_"


@dataclass(frozen=True, slots=True)
class Record:
    """One figure of one run.

    Attributes
    ----------
    area, name
        Together the name of the figure (`allocation/passed_over_at_30`), under which it is quoted elsewhere.
    unit
        What is counted; `s` for seconds, which are compared more loosely than the rest.
    value, run
        The figure, and which run or seed it is of; the page tells medians over runs.
    who
        `ours`, or the name of the rival or practice.
    better
        `lower` or `higher`; empty where the figure is told and not compared.
    """

    area: str
    name: str
    unit: str
    value: float
    run: int
    who: str = OURS
    better: str = ""

    @property
    def figure(self) -> str:
        """Return the name under which the figure is quoted."""
        return f"{self.area}/{self.name}"


def write_records(part: str, records: Iterable[Record], folder: Path = FOLDER) -> Path:
    """Write the records of one part in place of those it left before."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{part}.jsonl"
    path.write_text("".join(json.dumps(asdict(record)) + "\n" for record in records), "utf-8")
    return path


def read_records(folder: Path = FOLDER) -> list[Record]:
    """Read the records of every part, in the order of their files and lines."""
    return [
        Record(**json.loads(line))
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
