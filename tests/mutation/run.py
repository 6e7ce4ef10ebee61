"""Put small faults into the modules on which people's safety rests, one at a time, and see whether the quick tests notice.

`python -m tests.mutation.run` writes docs/mutation.md. Each fault runs in a process of its own that reads the changed
module from memory: no file is touched. Whatever the tests do not notice is listed, with the reason where there is one.
"""

import argparse
import ast
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import resource
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.mutation.operators import Mutant, by_lot, mutants_of

ROOT = Path(__file__).resolve().parents[2]
PAGE, REASONS = ROOT / "docs/mutation.md", Path(__file__).with_name("survivors.toml")
RESULTS = Path(__file__).with_name("results.json")
Result = dict[str, Any]
# Processor seconds, then seconds on the clock, after which a fault that never ends is told apart from those noticed.
CPU_S, WALL_S = 4, 45
# What stays loaded while the processes part: everything but these, which each process reads anew.
OURS = ("campaigns", "geo", "pipelines", "dashboard", "tests.unit", "tests.conftest", "conftest")

# What pytest does besides, and a fault has no use for.
NEEDLESS = [
    f"-pno:{name}"
    for name in ("cacheprovider", "terminal", "xdist", "playwright", "rerunfailures", "anyio", "randomly")
]


@dataclass(frozen=True)
class Subject:
    """Modules (with the functions that matter, or all of them), and the quick tests that must notice."""

    name: str
    modules: dict[str, tuple[str, ...]]
    tests: tuple[str, ...]

    def mutants(self) -> list[Mutant]:
        """Return every mutant of the subject."""
        return [
            mutant
            for path, only in self.modules.items()
            for mutant in mutants_of(path, (ROOT / path).read_text("utf-8"), only)
        ]


SUBJECTS = (
    Subject("droits", {"campaigns/access.py": ()}, ("tests/unit/test_rules_access.py",)),
    Subject(
        "secret des chiffres",
        {
            "campaigns/disclosure.py": (),
            "campaigns/disclosure_chain.py": (),
            "campaigns/disclosure_groups.py": (),
            "campaigns/disclosure_past.py": (),
        },
        (
            "tests/unit/test_rules_disclosure.py",
            "tests/unit/test_disclosure_to_the_letter.py",
            "tests/unit/test_disclosure_past_to_the_letter.py",
        ),
    ),
    Subject(
        "coffre", {"pipelines/vault.py": ()}, ("tests/unit/test_vault.py", "tests/unit/test_vault_to_the_letter.py")
    ),
    Subject(
        "échappement",
        {
            "dashboard/style.py": ("_Escaping", "fragment", "joined", "bound", "whole_page", "_css_text"),
            "geo/map_text.py": (),
            "pipelines/reporting/cells.py": (),
            "pipelines/logs.py": (),
        },
        ("tests/unit/test_escaping_doors.py", "tests/unit/test_logs.py", "tests/unit/test_dashboard_style.py"),
    ),
)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed tree when its module is imported."""

    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.module = path.removesuffix(".py").replace("/", ".")

    def find_spec(self, name: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Answer for one module only."""
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, ROOT / self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed tree as the module."""
        exec(compile(self.tree, str(ROOT / self.path), "exec"), module.__dict__)


def outcome(subject: Subject, mutant: Mutant) -> int:
    """Run the tests of a subject on a mutant in a process of its own; returns pytest's answer, or -1 past the time."""
    child = os.fork()
    if child == 0:
        _be_tested(subject, mutant)
    limit = time.monotonic() + WALL_S
    while time.monotonic() < limit:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return -1


def warm(subject: Subject) -> None:
    """Run the tests once in this process, so that those of the faults find all that is not ours loaded."""
    if (answer := _tested(subject)) != 0:
        raise SystemExit(f"{subject.name}: the tests fail on the code as it is ({answer})")
    for name in [name for name in sys.modules if name.startswith(tuple(f"{one}." for one in OURS)) or name in OURS]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


def _be_tested(subject: Subject, mutant: Mutant) -> None:
    answer = 99
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        sys.meta_path.insert(0, Changed(mutant.path, mutant.tree))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        answer = _tested(subject)
    finally:
        os._exit(answer)


def _tested(subject: Subject) -> int:
    # Plain assertions: to compare two whole tables word by word, for a report that nobody reads, takes longer than the tests.
    return int(
        pytest.main(
            ["-x", "-o", "addopts=--import-mode=importlib", "--noconftest", "--assert=plain", *NEEDLESS,
             "-m", "not slow and not browser", *subject.tests]
        )
    )  # fmt: skip


def tried(subject: Subject, first: int, most: int, seconds: float) -> tuple[int, list[Mutant], list[Mutant], int]:
    """Try a subject: how many mutants it has, those tried, those that no test noticed, and how many never ended.

    The first ones drawn are passed over where they were tried before.
    """
    warm(subject)
    every = subject.mutants()
    drawn = by_lot(every, most)[first:]
    survivors, endless, until = [], 0, time.monotonic() + seconds
    for number, mutant in enumerate(drawn, 1):
        answer = outcome(subject, mutant)
        if answer < 0:
            endless += 1
            print(f"endless: {mutant.path}:{mutant.line}: {mutant.was} -> {mutant.now}", flush=True)
        if answer == 0:
            survivors.append(mutant)
            print(f"{mutant.path}:{mutant.line}: {mutant.was} -> {mutant.now}", flush=True)
        elif number % 25 == 0:
            print(f"{subject.name}: {number}/{len(drawn)}, {len(survivors)} survive", flush=True)
        if seconds and time.monotonic() > until:
            drawn = drawn[:number]
            break
    return len(every), drawn, survivors, endless


def page(results: Mapping[str, Result]) -> str:
    """Write the page."""
    reasons: dict[str, str] = tomllib.loads(REASONS.read_text("utf-8")).get("reasons", {}) if REASONS.exists() else {}
    lines = [
        "# Tests de mutation", "",
        "Une petite faute à la fois est mise dans un module (comparaison, `and`/`or`, `not`, constante, retour, opération, appel",
        "ôté, chaque case de la table des droits) ; les tests rapides du sujet doivent la voir. Les mots des phrases ne sont pas",
        "changés. Une mutation équivalente compte parmi les survivantes. Page écrite par `make mutation`.", "",
        "| sujet | mutations possibles | essayées | vues | part | sans fin | commit | calcul |", "|---|---:|---:|---:|---:|---:|---|---:|",
    ]  # fmt: skip
    for name, result in results.items():
        seen = result["tried"] - len(result["survivors"]) - result["endless"]
        share = f"{1000 * seen // result['tried'] / 10:.1f}".replace(".", ",")
        lines.append(
            f"| {name} | {result['possible']} | {result['tried']} | {seen} | {share} % | {result['endless']} "
            f"| `{result['commit']}` | {result['cpu_s']} s |"
        )
    lines += [
        "",
        "Quand toutes ne sont pas essayées, celles qui le sont sont tirées par l'empreinte (SHA-256) de leur nom et de leur ligne :",
        "il n'y a pas de graine, et le même code donne le même tirage.",
        "",
    ]
    for name, result in results.items():
        lines += [f"## {name.capitalize()} : {len(result['survivors'])} survivantes", ""]
        for path, line, was, now in result["survivors"]:
            why = reasons.get(f"{path} : {was} -> {now}", "non expliquée.")
            lines.append(f"- `{path}:{line}` `{was}` → `{now}` : {why}")
        lines += [""] if result["survivors"] else ["Aucune.", ""]
    return "\n".join(lines).rstrip() + "\n"


def keep(subject: Subject, most: int, seconds: float, *, going_on: bool = False) -> None:
    """Try a subject, or go on where the draw was left, and keep what was found."""
    at, results = commit(), kept()
    before = results.get(subject.name, {}) if going_on else {}
    first = before.get("tried", 0)
    possible, drawn, survivors, endless = tried(subject, first, most, seconds)
    told = [(one.path, one.line, one.was, one.now) for one in survivors]
    told = sorted([*told, *map(tuple, before.get("survivors", []))])
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    results[subject.name] = {
        "possible": possible, "tried": first + len(drawn), "survivors": [list(one) for one in told],
        "endless": before.get("endless", 0) + endless,
        "cpu_s": before.get("cpu_s", 0) + round(spent.ru_utime + spent.ru_stime), "commit": at,
    }  # fmt: skip
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


def again(subject: Subject) -> None:
    """Try once more those that survived, once tests were written for them; only tests may have changed since."""
    at, results = commit(), kept()
    warm(subject)
    there: dict[tuple[object, ...], list[Mutant]] = {}
    for one in subject.mutants():
        there.setdefault((one.path, one.line, one.was, one.now), []).append(one)
    survivors = {tuple(one): 0 for one in results[subject.name]["survivors"]}
    left = [list(key) for key in survivors for one in there[key] if outcome(subject, one) == 0]
    results[subject.name] |= {"survivors": left, "commit": at}
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8")


def commit() -> str:
    """Return the commit that the sources stand at."""
    asked = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return asked.stdout.strip() or "?"


def apart(subject: Subject, chosen: argparse.Namespace) -> None:
    """Try a subject in a process of its own: what one subject loads, the next does not find."""
    child = os.fork()
    if child == 0:
        answer = 1
        try:
            if chosen.survivors:
                again(subject)
            else:
                keep(subject, chosen.most, chosen.seconds, going_on=chosen.on)
            answer = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(answer)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise SystemExit(f"{subject.name}: not tried to the end")


def kept() -> dict[str, Result]:
    """Return what was found before, in the order of the subjects."""
    found = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    return {one.name: found[one.name] for one in SUBJECTS if one.name in found}


def main(words: Sequence[str] | None = None) -> None:
    """Try the subjects and write the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int, default=0, help="how many mutants a subject at most (0: all)")
    asked.add_argument("--subject", choices=[subject.name for subject in SUBJECTS], help="one only")
    asked.add_argument("--seconds", type=float, default=0, help="how long a subject at most (0: until the end)")
    asked.add_argument(
        "--on", action="store_true", help="go on where the draw was left, the code and its tests being the same"
    )
    asked.add_argument("--survivors", action="store_true", help="only try again those that survived")
    asked.add_argument("--page", action="store_true", help="only write the page again, from what was found before")
    chosen = asked.parse_args(words)
    if not chosen.page:
        for subject in SUBJECTS:
            if chosen.subject in (None, subject.name):
                apart(subject, chosen)
    PAGE.write_text(page(kept()), "utf-8")


if __name__ == "__main__":
    main()
