"""Runs the long tests at full size a part at a time, notes each in a ledger, and goes on where it was stopped.

`python -m tests.soak [PATHS]` runs what `build/soak.jsonl` has not seen pass for the code as it stands; `--report` only tells.
A part is one test; the longest are parametrised into parts that each have a seed. The tests of one file are one pytest, or several where
there are many, which loads this module as a plugin: each part is in the ledger as soon as it ends, so a stop or a crash costs the part that was running.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

LEDGER, LOGS = Path("build/soak.jsonl"), Path("build/soak")
# What a test's outcome follows from. Another content of any of these starts the count anew.
COUNTED = ("campaigns", "pipelines", "geo", "dashboard", "app.py", "data", "tests", "benchmarks", "pytest.ini", "requirements-dev.lock")  # fmt: skip
TREE, LISTING = "CONNEXION_SOAK_TREE", "CONNEXION_SOAK_LISTING"
PASSED, FAILED, SKIPPED, CRASHED = "passed", "failed", "skipped", "crashed"
# What pytest answers: all passed, some failed, and none left; the last is ours.
ENDED, CHANGED = {0, 1, 5}, 9
PASSING = re.compile(r"(\d+) passing, ")
BLOB = re.compile(r"@reproduce_failure\(.*\)")
LONGEST_WHY = 4_000
# More parts of one file than that are cut, so that several processes share them.
PARTS_AT_ONCE = 10

Entry = dict[str, Any]


def git(*asked: str) -> str:
    """Return what git answers."""
    return subprocess.run(["git", *asked], check=True, capture_output=True, text=True).stdout


def tree_now() -> str:
    """Return the digest of the files as they are, committed or not."""
    names = set(git("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *COUNTED).split("\0")) - {""}
    lines = [f"{name} {sha256(Path(name).read_bytes()).hexdigest()}" for name in sorted(names) if Path(name).is_file()]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def commit_now() -> str:
    """Return the commit, and a plus where the files differ from it."""
    changed = git("status", "--porcelain", "--", *COUNTED).strip()
    return git("rev-parse", "--short", "HEAD").strip() + ("+" if changed else "")


def note(entry: Entry) -> None:
    """Append to the ledger in one write, on the disk before the next part begins."""
    LEDGER.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(
        {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", "commit": commit_now()} | entry, ensure_ascii=False
    )
    with LEDGER.open("ab", buffering=0) as ledger:
        ledger.write(f"{line}\n".encode())
        os.fsync(ledger)


def entries(tree: str) -> list[Entry]:
    """Return what the ledger says of these files; a line that a fallen machine cut is left out."""
    found = []
    for line in LEDGER.read_text("utf-8").splitlines() if LEDGER.exists() else []:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return [entry for entry in found if entry["tree"] == tree]


def passed_by(told: Sequence[Entry]) -> set[str]:
    """Return the parts that passed, at the first try or a later one."""
    return {entry["test"] for entry in told if entry["outcome"] == PASSED}


def is_long(item: pytest.Item) -> bool:
    """Tell whether a test is one of the long runs: marked so, or a property, which has more examples here."""
    marked = any(item.get_closest_marker(name) for name in ("slow", "soak"))
    return marked or bool(getattr(getattr(item, "function", None), "is_hypothesis_test", False))


def pytest_configure(config: pytest.Config) -> None:
    """Note what is run under `main`, and nothing elsewhere."""
    if TREE in os.environ:
        config.pluginmanager.register(Noting(os.environ[TREE], config.getoption("randomly_seed", None)))


class Noting:
    """Leaves out the parts that passed, and notes the others as they end."""

    def __init__(self, tree: str, seed: int | None) -> None:
        self.tree, self.seed = tree, seed
        self.reports: list[pytest.TestReport] = []
        self.stopped = False
        signal.signal(signal.SIGINT, self.stop)

    def stop(self, *_: object) -> None:
        self.stopped = True  # A database may turn this into a failure of its query, which is none.
        raise KeyboardInterrupt

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        long = [item for item in items if is_long(item)]
        if listing := os.environ.get(LISTING):
            Path(listing).write_text(json.dumps([item.nodeid for item in long]), "utf-8")
        done = passed_by(entries(self.tree))
        left = [] if listing else [item for item in long if item.nodeid not in done]
        config.hook.pytest_deselected(items=list(set(items) - set(left)))
        items[:] = left

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        examples = sum(map(int, PASSING.findall(getattr(item, "hypothesis_statistics", ""))))
        item.user_properties += [("examples", examples)] if examples else []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.reports = [*([] if report.when == "setup" else self.reports), report]
        if report.when != "teardown":
            return
        if self.stopped or tree_now() != self.tree:
            pytest.exit(
                "The files changed: what ran is of neither. Start again.", returncode=2 if self.stopped else CHANGED
            )
        note(self.entry(report))

    def entry(self, last: pytest.TestReport) -> Entry:
        """Return what is kept of the part that ended."""
        failed = [report for report in self.reports if report.failed]
        skipped = [report for report in self.reports if report.skipped and not hasattr(report, "wasxfail")]
        entry: Entry = {
            "tree": self.tree,
            "test": last.nodeid,
            "outcome": FAILED if failed else SKIPPED if skipped else PASSED,
            "seconds": round(sum(report.duration for report in self.reports), 1),
            "counted": {name: value for name, value in last.user_properties if type(value) is int},
        }
        if failed or skipped:
            why = "\n".join(report.longreprtext for report in [*failed, *skipped])
            entry["why"] = why[-LONGEST_WHY:]
        if failed:
            seed = "" if self.seed is None else f" --randomly-seed={self.seed}"
            again = f'CONNEXION_HYPOTHESIS=soak pytest "{last.nodeid}"{seed}'
            entry["reproduce"] = [again, *sorted(set(BLOB.findall(why)))]
        return entry


@contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C and a polite end stop the runs here and in every child, also where a shell started this in the background."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def begun(targets: Sequence[str], log: Path, tree: str, **more: str) -> subprocess.Popen[bytes]:
    """Start a pytest in a group of its own: Ctrl-C reaches it from here only, once."""
    log.parent.mkdir(parents=True, exist_ok=True)
    told = os.environ | {"CONNEXION_HYPOTHESIS": "soak", TREE: tree} | more
    with log.open("wb") as out:
        command = [sys.executable, "-m", "pytest", "-p", "tests.soak", "-p", "no:cacheprovider", *targets]
        return subprocess.Popen(command, env=told, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)


def parts_of(paths: Sequence[str], tree: str) -> list[str]:
    """Return every part under some paths; raises SystemExit where pytest cannot collect them."""
    listing, log = LOGS / "parts.json", LOGS / "parts.log"
    listing.unlink(missing_ok=True)
    with begun(["--collect-only", *paths], log, tree, **{LISTING: str(listing)}) as child:
        try:
            answer = child.wait()
        finally:
            ended([child])
    if answer not in ENDED or not listing.exists():
        sys.stdout.write(log.read_text("utf-8", errors="replace"))
        raise SystemExit(2)
    found: list[str] = json.loads(listing.read_text("utf-8"))
    return sorted(found)


def ended(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """End what still runs: politely, so that browsers and databases go too, then by force."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGINT)
    for child in children:
        try:
            child.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def groups_of(parts: Sequence[str], paths: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return what is run by one pytest each: the file, and what of it; the files with the most parts come first."""
    groups = []
    for file, count in Counter(part.split("::")[0] for part in parts).most_common():
        own = sorted(part for part in parts if part.split("::")[0] == file)
        asked = [path for path in paths if path.split("::")[0] == file] or [file]
        cut = [own[start : start + PARTS_AT_ONCE] for start in range(0, count, PARTS_AT_ONCE)]
        groups += [(file, targets) for targets in (cut if len(cut) > 1 else [asked])]
    return groups


def run_groups(groups: Sequence[tuple[str, list[str]]], workers: int, tree: str) -> None:
    """Run the parts that are left, a few groups beside each other."""
    waiting, running = list(enumerate(groups)), dict[int, subprocess.Popen[bytes]]()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                number, (file, targets) = waiting.pop(0)
                running[number] = begun(targets, log_of(file, number), tree)
                sys.stdout.write(f"{time.strftime('%H:%M')} {file}, {number + 1} of {len(groups)}\n")
            time.sleep(0.2)
            for number in [number for number, child in running.items() if child.poll() is not None]:
                answer, file = running.pop(number).returncode, groups[number][0]
                if answer == CHANGED:
                    sys.stdout.write("The files changed. Give the command again: it counts anew.\n")
                    return
                if answer not in ENDED:
                    why = log_of(file, number).read_text("utf-8", errors="replace")[-LONGEST_WHY:]
                    crash = {"tree": tree, "test": file, "outcome": CRASHED, "seconds": 0, "counted": {}}
                    note(crash | {"why": f"{answer}\n{why}"})
    finally:
        ended(list(running.values()))


def log_of(file: str, number: int) -> Path:
    """Return where a group's pytest writes."""
    return LOGS / f"{file.replace('/', '.')}.{number}.log"


def report(parts: Sequence[str], told: Sequence[Entry]) -> str:
    """Return the table: what passed of each file, what was counted in it, and every failure with the way back to it."""
    done, last = passed_by(told), {entry["test"]: entry for entry in told}
    lines = [f"{'passed':>7} {'parts':>6} {'failed':>7} {'skipped':>8} {'hours':>7}  file"]
    whole: Counter[str] = Counter()
    for file in sorted({part.split("::")[0] for part in parts}):
        own = [part for part in parts if part.split("::")[0] == file]
        outcomes = Counter(PASSED if part in done else last.get(part, {"outcome": ""})["outcome"] for part in own)
        kept = {entry["test"]: entry for entry in told if entry["test"] in own and entry["outcome"] == PASSED}
        counted = sum((Counter(entry["counted"]) for entry in kept.values()), Counter[str]())
        whole += counted + Counter(parts=len(own), passed=outcomes[PASSED])
        hours = sum(entry["seconds"] for entry in told if entry["test"] in own) / 3600
        said = ", ".join(f"{count:,} {name}" for name, count in sorted(counted.items()))
        lines.append(
            f"{outcomes[PASSED]:7} {len(own):6} {outcomes[FAILED]:7} {outcomes[SKIPPED]:8} {hours:7.2f}  {file}  {said}"
        )
    lines.append(f"{whole.pop('passed', 0)} of {whole.pop('parts', 0)} parts passed; " + ", ".join(
        f"{count:,} {name}" for name, count in sorted(whole.items())))  # fmt: skip
    for entry in told:
        if entry["outcome"] in {FAILED, CRASHED}:
            own = [part for part in parts if entry["test"] in (part, part.split("::")[0])]
            since = " (passed since)" if own and done.issuperset(own) else ""
            again = "".join(f"\n  {line}" for line in entry.get("reproduce", []))
            told_of = f"{entry['outcome'].upper()} {entry['test']}{since}, {entry['at']}, {entry['commit']}"
            lines.append(f"\n{told_of}{again}\n{entry['why']}")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what has not passed yet, and tell; returns 0 once every part has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", default=["tests"], help="folders, files or tests (default: all)")
    parser.add_argument("--report", action="store_true", help="only tell what has passed")
    # One more than the processors: many parts hold one command while another waits.
    parser.add_argument("--workers", type=int, default=(os.cpu_count() or 1) + 1, help="beside each other")
    asked = parser.parse_args(arguments)
    tree = tree_now()
    with stoppable():
        parts = parts_of(asked.paths, tree)
        try:
            if not asked.report:
                left = sorted(set(parts) - passed_by(entries(tree)))
                run_groups(groups_of(left, asked.paths), asked.workers, tree)
        except KeyboardInterrupt:
            sys.stdout.write("Stopped. The same command goes on from here.\n")
    told = entries(tree)
    sys.stdout.write(f"Files {tree}, commit {commit_now()} (+: changed since)\n{report(parts, told)}")
    return int(set(parts) - passed_by(told) != set())


if __name__ == "__main__":
    sys.exit(main())
