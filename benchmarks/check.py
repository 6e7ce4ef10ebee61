"""Says which ratios ours/rival got worse than `benchmarks/baseline.json` by more than the tolerance declared in it.

`python -m benchmarks.check` reads the records of the last `make bench`; `--bless` writes them as the baseline instead. It compares
ratios and never absolute times. Exit 1: something got worse, or is measured no more; 2: there are no records.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.ratios import Figure, figures
from benchmarks.records import HIGHER, OPTIONAL, OURS, read_records

# One run says too little of seconds to hold anybody to it.
RUNS_OF_SECONDS = 3
BASELINE = Path(__file__).parent / "baseline.json"
# Seconds, and what is told by the second, move with what else the machine does, even as ratios; memory with the machine, a trained rival with
# the order of its threads; the rest comes from fixed seeds.
TOLERANCE = {"s": 1.0, "rows/s": 0.5, "MB": 0.15, "share of pairs": 0.05, "other": 0.02}


def main() -> int:
    """Compare, or bless."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bless", action="store_true")
    options = parser.parse_args()
    found = figures(read_records())
    if not found:
        print("No records: run make bench first.")
        return 2
    if options.bless:
        BASELINE.write_text(json.dumps(baseline_of(found), indent=1) + "\n", "utf-8")
        return 0
    worse = got_worse(json.loads(BASELINE.read_text("utf-8")), found)
    print("\n".join(worse) or "Nothing got worse than the baseline.")
    return 1 if worse else 0


def baseline_of(found: list[Figure]) -> dict[str, Any]:
    """Return the ratios of every figure that is compared, with the tolerance; seconds only where they are of several runs.

    A corpus that somebody names is theirs: another machine has none, or another one.
    """
    common = [figure for figure in found if not figure.name.startswith(OPTIONAL)]
    steady = [figure for figure in common if figure.unit != "s" or figure.runs >= RUNS_OF_SECONDS]
    kept = {figure.name: ratios_of(figure) for figure in steady if figure.better}
    return {"tolerance": TOLERANCE, "ratios": {name: ratios for name, ratios in kept.items() if ratios}}


def ratios_of(figure: Figure) -> dict[str, float]:
    """Return rival -> ratio, where there is one."""
    told = {who: figure.ratio(who) for who in figure.medians if who != OURS}
    return {who: round(ratio, 4) for who, ratio in told.items() if ratio is not None}


def got_worse(baseline: dict[str, Any], found: list[Figure]) -> list[str]:
    """Return one sentence for each ratio that is worse beyond its tolerance, or that is missing."""
    by_name = {figure.name: figure for figure in found}
    told = []
    for name, ratios in baseline["ratios"].items():
        for rival, before in ratios.items():
            figure = by_name.get(name)
            now = figure.ratio(rival) if figure else None
            if figure is None or now is None:
                told.append(f"{name}, ours/{rival}: was {before:.3g}, is measured no more")
            elif is_worse(figure, before, now, baseline["tolerance"]):
                told.append(f"{name}, ours/{rival}: was {before:.3g}, now {now:.3g} ({figure.better} is better)")
    return told


def is_worse(figure: Figure, before: float, now: float, tolerance: dict[str, float]) -> bool:
    """Tell whether a ratio moved the wrong way by more than the tolerance of its unit, as a share of what it was."""
    margin = tolerance.get(figure.unit, tolerance["other"]) * abs(before)
    return now < before - margin if figure.better == HIGHER else now > before + margin


if __name__ == "__main__":
    sys.exit(main())
