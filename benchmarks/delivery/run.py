"""Times the paper of forty structures (PDF, pick list, XLSX, CSV) and the return of an operator's file, in seconds.

Processor seconds do not depend on what else the machine does; the wall figure is printed beside them with its load.
"""

import argparse
import os
import platform
import time
from datetime import UTC, datetime

from benchmarks.records import Record, write_records
from pipelines.delivery.note import Note, NoteUnit
from pipelines.delivery.notes import note_files

NAMES = ("BENALI Karim", "ŒUVRÉ-N'DIAYE Zoé", "عائشة بنت محمد", "NGUYEN-TRAN Linh", "DE LA TOUR D'AUVERGNE Anne-Sophie")


def main() -> int:
    """Make the notes and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--structures", type=int, default=40)
    parser.add_argument("--units", type=int, default=40)
    options = parser.parse_args()
    notes = [note_of(number, options.units) for number in range(options.structures)]
    taken: dict[str, float] = {}
    wall = time.perf_counter()
    for note in notes:
        files = note_files(note)
        while True:
            started = time.process_time()
            made = next(files, None)
            if made is None:
                break
            kind = made[0].rsplit("_", 1)[1] if "preparation" in made[0] else made[0].rsplit(".", 1)[1]
            taken[kind] = taken.get(kind, 0.0) + time.process_time() - started
    wall = time.perf_counter() - wall
    load = os.getloadavg()[0]
    size = f"{options.structures}_notes_of_{options.units}_units"
    write_records(
        "delivery",
        [Record("delivery", f"{kind}_cpu_of_{size}", "s", seconds, 1) for kind, seconds in taken.items()],
    )
    print(f"{platform.machine()}, Python {platform.python_version()}, {len(notes)} notes of {options.units} units")
    for kind, seconds in taken.items():
        print(f"{kind:<20} {seconds:6.2f} s")
    print(f"{'all, processor':<20} {sum(taken.values()):6.2f} s")
    print(f"{'all, wall':<20} {wall:6.2f} s   (load {load:.1f})")
    return 0


def note_of(number: int, count: int) -> Note:
    """Return a note with names of several scripts."""
    units = tuple(
        NoteUnit(
            reference=f"{number:05d}-{place:05d}-X", own_reference=f"E-{place}", family=NAMES[place % len(NAMES)],
            household_id=f"h{place}", item="laptop", label="Ordinateur portable", side="device", grade="B",
            site_name="Point d'accueil de Créteil", mode="delivery",
        )
        for place in range(count)
    )  # fmt: skip
    return Note(
        f"{number:05d}-BBBBB-X", "EC-CRE", "Point d'accueil de Créteil", f"S{number}", f"Structure {number}",
        datetime(2026, 4, 1, tzinfo=UTC), units,
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
