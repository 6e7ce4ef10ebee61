"""Prints the figures of intake: the golden lists against their truth, and big lists beside pandas and openpyxl.

    python -m benchmarks.intake.run [--files FOLDER] [--workbook-rows 100000] [--text-rows 1000000] [--no-rivals]

Pandas only loads the file into a table of text, frictionless goes through its rows; we read, check, reconcile, encrypt and store
it. Seconds depend on the machine and on what else it does: processor seconds stand beside them. Correctness is that of the golden lists, ours first, then
what the usual scripts make of them (`rivals.py`): rows lost or invented, values that their cells say.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.intake.make_files import write_csv, write_xlsx
from benchmarks.intake.rivals import rivals_table, tallies
from benchmarks.intake.ways import FRICTIONLESS, TOLD
from benchmarks.records import LOWER, OURS, Record, write_records
from tests.golden.score import LISTS, score_folder, table

AREA = "intake"
# Printed by each rival in a process of its own. The peak is that of the process since it began, which `getrusage` does not tell: it keeps
# that of the one which started it.
ANSWER = """
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({
    "rows": rows, "seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu, "mb": int(peak) // 1024,
}))
"""
PANDAS = """
import json, sys, time
import pandas as pd
path, started, cpu = sys.argv[1], time.perf_counter(), time.process_time()
read = pd.read_excel if path.endswith("xlsx") else pd.read_csv
options = {"engine": "openpyxl"} if path.endswith("xlsx") else {"sep": ";", "encoding": "cp1252"}
rows = len(read(path, dtype=str, **options))
""" + ANSWER  # fmt: skip
# Frictionless finds separator, header and encoding by itself, and checks each row against what it found.
CHECKED = """
import json, sys, time
from pathlib import Path
from frictionless import Detector, Resource
started, cpu, rows = time.perf_counter(), time.process_time(), 0
path = Path(sys.argv[1])
with Resource(path=path.name, basepath=str(path.parent), detector=Detector(field_type="any")) as read:
    for row in read.row_stream:
        row.to_dict()
        rows += 1
""" + ANSWER  # fmt: skip


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path, help="folder of files made before; default: made afresh")
    parser.add_argument("--workbook-rows", type=int, default=100_000)
    parser.add_argument("--text-rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=1, help="of each big file, ours and theirs in turn")
    parser.add_argument("--no-rivals", action="store_true")
    options = parser.parse_args()
    found: list[Record] = []
    print(table(score_folder(LISTS)), end="\n\n")
    if not options.no_rivals:
        told = tallies(LISTS)
        print(rivals_table(told), end="\n\n")
        found += [record for method, tally in told.items() for record in tally.records(method, "{}_of_golden")]
    with tempfile.TemporaryDirectory() as made:
        folder = options.files or Path(made)
        for path in big_files(folder, options.workbook_rows, options.text_rows):
            for run in range(1, options.runs + 1):
                for who, command in readers(path, options.no_rivals).items():
                    answer = answered(command)
                    print(json.dumps({who: answer, "file": path.name}), flush=True)
                    found += big(who, path, run, answer)
    write_records("intake", found)
    return 0


def readers(path: Path, alone: bool) -> dict[str, list[str]]:
    """Return who reads a big file, and by which command."""
    own = {OURS: [sys.executable, "-m", "benchmarks.intake.receive_bench", str(path)]}
    if alone:
        return own
    theirs = {TOLD: [sys.executable, "-c", PANDAS, str(path)]}
    if find_spec("frictionless"):
        theirs[FRICTIONLESS] = [sys.executable, "-c", CHECKED, str(path)]
    return own | theirs


def big(who: str, path: Path, run: int, answer: dict[str, Any]) -> list[Record]:
    """Return the records of one reading of a big file; none where it failed."""
    if "failed" in answer:
        return []
    cpu = answer["cpu_server"] + answer["cpu_child"] if who == OURS else answer["cpu"]
    figures = {"seconds": answer["seconds"], "cpu": cpu, "mb": answer["together_mb" if who == OURS else "mb"]}
    units = {"seconds": "s", "cpu": "s", "mb": "MB"}
    return [
        Record(AREA, f"{name}_of_{path.stem}_{path.suffix[1:]}", units[name], value, run, who, LOWER)
        for name, value in figures.items()
    ]


def big_files(folder: Path, workbook_rows: int, text_rows: int) -> list[Path]:
    """Return the big files, making those that are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    workbook, text = folder / f"liste_{workbook_rows}.xlsx", folder / f"liste_{text_rows}.csv"
    if not workbook.exists():
        write_xlsx(workbook, workbook_rows)
    if not text.exists():
        write_csv(text, text_rows)
    return [workbook, text]


def answered(command: list[str]) -> dict[str, Any]:
    """Run a measure in a process of its own and return its last line."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1:]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main())
