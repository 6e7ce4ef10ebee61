"""Recognises households on sets with truth, beside what a user would pick instead: same machine, same run.

`python -m benchmarks.linkage.run [--sets FOLDER] [--requests N] [--to FILE]`: FOLDER holds FEBRL 3 and 4 and fake_1000; `--growth` measures
how the cost grows instead. Rivals: Splink
alone as its tutorial sets it up, recordlinkage's ECM where it is installed (never a dependency of the product), plain rules.
Seconds are of one run; compare them only within a table. Figures are of clusters, which is what a family meets.
"""

import argparse
import csv
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.linkage.generator import PROFILES, generated
from benchmarks.linkage.growth import SIZES, growth
from benchmarks.linkage.rivals import RIVALS
from benchmarks.records import HIGHER, LOWER, OURS, Record, write_records
from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.match import edges_of
from pipelines.linkage.nodes import READ
from pipelines.linkage.worker import local_worker, weighed_in_worker

Truth = dict[str, str]
FEBRL = {"surname": "guardian_last_name", "given_name": "guardian_first_name", "date_of_birth": "guardian_birth_date",
         "suburb": "commune", "postcode": "postcode", "soc_sec_id": "email"}  # fmt: skip
FAKE = {"surname": "guardian_last_name", "first_name": "guardian_first_name", "dob": "guardian_birth_date", "city": "commune",
        "email": "email"}  # fmt: skip


def main() -> int:
    """Run every set with every method and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--to", type=Path)
    options = parser.parse_args()
    if options.growth:
        return told(growth(tuple(options.sizes), options.to), options.to)
    kept: list[Record] = []
    lines = [
        "| set | requests | method | precision | recall | F1 | questions / 1,000 | seconds |",
        "|---|---|---|---|---|---|---|---|",
    ]
    origins: list[str] = []
    for name, rows, truth, origin in sets(options.sets, options.requests):
        lines += list(measured(name, rows, truth, kept))
        if origin:
            origins += by_origin(name, rows, truth, origin)
    text = (
        "\n".join(
            [
                *lines,
                "",
                "| set | origin of the names | families | wrongly joined with another | split |",
                "|---|---|---|---|---|",
                *origins,
            ]
        )
        + "\n"
    )
    local_worker().shutdown()
    write_records("linkage", kept)
    return told(text, options.to)


def told(text: str, to: Path | None) -> int:
    """Print the table, and write it where asked."""
    if to:
        to.write_text(text, "utf-8")
    print(text)
    return 0


def sets(folder: Path | None, requests: int) -> Iterator[tuple[str, pa.Table, Truth, Truth]]:
    """Yield `(name, rows, truth, origin of names)`; third-party sets have no origins."""
    if folder:
        yield ("FEBRL3", *third_party([folder / "dataset3.csv"], FEBRL, "rec_id"), {})
        yield ("FEBRL4", *third_party([folder / "dataset4a.csv", folder / "dataset4b.csv"], FEBRL, "rec_id"), {})
        yield ("fake_1000", *third_party([folder / "fake_1000.csv"], FAKE, "unique_id"), {})
    for profile in PROFILES.values():
        made = generated(requests, profile)
        truth = {row["request_id"]: str(row["family"]) for row in made}
        yield (f"own {profile.name}", table_of(made), truth, {row["request_id"]: row["origin"] for row in made})


def third_party(files: list[Path], mapping: dict[str, str], key: str) -> tuple[pa.Table, Truth]:
    """Read a set by column mapping alone; house number and street make one address."""
    rows, truth = [], {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                request_id = f"{file.stem}|{row[key]}"
                truth[request_id] = row["cluster"] if "cluster" in row else row[key].split("-")[1]
                address = " ".join(part for part in (row.get("street_number"), row.get("address_1")) if part)
                rows.append(
                    {"request_id": request_id, "address": address}
                    | {to: row[source].strip() for source, to in mapping.items()}
                )
    return table_of(rows), truth


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as the columns that linkage reads."""
    return pa.table(
        {name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in ("request_id", *READ)}
    )


def measured(name: str, rows: pa.Table, truth: Truth, kept: list[Record]) -> Iterator[str]:
    """Yield one line a method; keep the figures of ours without review, and of the rivals."""
    started = time.perf_counter()
    weighed, ids = weighed_in_worker(rows), list(truth)
    edges = edges_of(weighed)
    found = grouped(ids, edges, Known(), Bands())
    seconds = time.perf_counter() - started
    asked = 1000 * len(found.doubts) / len(ids)
    score = scores(homes(found.groups), truth)
    kept += recorded(name, len(ids), OURS, score, seconds)
    yield line(name, len(ids), "this product, automatic", score, asked, seconds)
    yes = frozenset((doubt.left, doubt.right) for doubt in found.doubts if truth[doubt.left] == truth[doubt.right])
    no = frozenset((doubt.left, doubt.right) for doubt in found.doubts) - yes
    reviewed = grouped(ids, edges, Known(yes, no), Bands())
    yield line(
        name, len(ids), "this product, with review (perfect)", scores(homes(reviewed.groups), truth), asked, seconds
    )
    for method, work in RIVALS.items():
        yield rival_line(name, rows, truth, method, work, kept)


def recorded(name: str, count: int, who: str, score: tuple[float, float, float], seconds: float) -> Iterator[Record]:
    """Yield what the page tells of one method on one set."""
    size = f"of_{name}_{count}".replace(" ", "_")
    for figure, value in zip(("precision", "recall", "f1"), score, strict=True):
        yield Record("linkage", f"{figure}_{size}", "share of pairs", round(value, 4), 1, who, HIGHER)
    yield Record("linkage", f"seconds_{size}", "s", seconds, 1, who, LOWER)


def rival_line(
    name: str,
    rows: pa.Table,
    truth: Truth,
    method: str,
    work: Callable[[pa.Table], dict[str, str] | None],
    kept: list[Record],
) -> str:
    """Return the line of one rival; one that is not installed, or that stops on an error, says so."""
    started = time.perf_counter()
    try:
        found = work(rows)
    except (ValueError, RuntimeError) as error:
        return f"| {name} | {len(truth)} | {method} | stopped: {type(error).__name__} | | | | |"
    if found is None:
        return f"| {name} | {len(truth)} | {method} | not installed | | | | |"
    seconds, score = time.perf_counter() - started, scores(found, truth)
    kept += recorded(name, len(truth), method, score, seconds)
    return line(name, len(truth), method, score, None, seconds)


def homes(groups: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Return request -> first request of its group."""
    return {request: group[0] for group in groups for request in group}


def scores(home: dict[str, str], truth: Truth) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pairs of one cluster."""
    right = pairs_in((home[request], truth[request]) for request in truth)
    made, true = pairs_in(home[request] for request in truth), pairs_in(truth.values())
    precision, recall = right / made if made else 1.0, right / true
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def pairs_in(labels: Any) -> int:
    """Count the pairs of equal labels."""
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def line(
    name: str, count: int, method: str, score: tuple[float, float, float], asked: float | None, seconds: float
) -> str:
    """Return one line of the table."""
    questions = "" if asked is None else f"{asked:.1f}"
    return f"| {name} | {count} | {method} | {score[0]:.4f} | {score[1]:.4f} | {score[2]:.4f} | {questions} | {seconds:.1f} |"


def by_origin(name: str, rows: pa.Table, truth: Truth, origin: Truth) -> list[str]:
    """Return the errors by origin of the names: an engine may not fail one group of families more than another."""
    found = homes(grouped(list(truth), edges_of(weighed_in_worker(rows)), Known(), Bands()).groups)
    families: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for request, family in truth.items():
        families.setdefault(found[request], set()).add(family)
        parts.setdefault(family, set()).add(found[request])
    mixed = {family for held in families.values() if len(held) > 1 for family in held}
    of = {truth[request]: group for request, group in origin.items()}
    return [
        f"| {name} | {group} | {total} | {sum(of[f] == group for f in mixed) / total:.4f} | "
        f"{sum(len(parts[f]) > 1 for f in of if of[f] == group) / total:.4f} |"
        for group, total in sorted(Counter(of.values()).items())
    ]


if __name__ == "__main__":
    raise SystemExit(main())
