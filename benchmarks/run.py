"""Times the main job on the sample campaign: reading and keeping the lists, recognising households, planning.

One line a step: seconds (median and range of the runs) and the process's peak memory. It compares nothing yet: a figure here
is only worth what the machine named above it is worth.
"""

import argparse
import platform
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.records import Record, write_records
from campaigns.model.outcome import Refusal
from pipelines.office import Office, open_office
from pipelines.people import person_named
from pipelines.planning.propose import propose_plan
from pipelines.sample.demo import make_demo


def main() -> int:
    """Run the steps several times and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=12_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    runs = [one_run(options.requests) for _ in range(options.runs)]
    write_records(
        "end_to_end",
        [
            Record("sample", f"{step} {options.requests} requests".replace(" ", "_"), "s", taken, run)
            for run, steps in enumerate(runs, 1)
            for step, taken in steps.items()
        ],
    )
    print(f"{platform.machine()}, Python {platform.python_version()}, {options.requests} requests, {options.runs} runs")
    for step in runs[0]:
        seconds = [run[step] for run in runs]
        print(f"{step:<32} {statistics.median(seconds):8.2f} s   ({min(seconds):.2f} - {max(seconds):.2f})")
    print(f"{'peak memory (this process)':<32} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")
    return 0


def one_run(requests: int) -> dict[str, float]:
    """Make the sample in a fresh folder and plan on it; returns seconds by step."""
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(Path(folder))
        try:
            return {
                "sample made and received": timed(lambda: make_demo(office, person_named(None), requests=requests)),
                "plan proposed": timed(lambda: proposed(office)),
            }
        finally:
            office.close()


def proposed(office: Office) -> object:
    """Propose a plan on the only campaign."""
    with office.store.reading() as session:
        campaign_id = session.rows("campaign/all")[0]["campaign_id"]
    return propose_plan(office, person_named(None), campaign_id)


def timed(work: object) -> float:
    """Return how long `work` took; a refusal stops the bench."""
    started = time.perf_counter()
    answer = work()  # type: ignore[operator]
    if isinstance(answer, Refusal):
        sys.exit(answer.sentence.fr)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
