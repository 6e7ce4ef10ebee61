"""Nothing is left over: each statement is run by the program, each public name of the program is used by the program."""

import ast
import re
from collections import Counter
from pathlib import Path

from tests.repository.sources import FUNCTIONS, ROOMS, ROOT, name_of, parsed, python_files

SQL = ROOT / "pipelines/store/sql"
PROGRAM = [*ROOT.glob("*.py"), *python_files(*ROOMS, "benchmarks")]
WORD = re.compile(r"[A-Za-z_]\w*")
QUOTED = re.compile(r"\"([\w/-]+)\"")
BEGUN = re.compile(r"f\"([a-z_]+/[a-z_]*)\{")
# What the tests alone look through: no screen shows it by itself, and each says what is held against something else.
LOOKED_THROUGH = {
    "TEXT_COLOURS", "announce_lot", "eligible_units", "household_counts", "plan_grants", "question_counts", "score_parts",
    "withdrawals",
}  # fmt: skip
ASKED_BY_TESTS = {"household/events", "request/keys", "request/linkable"}


def text_of(path: Path) -> str:
    """Return a module as it is written."""
    return path.read_text(encoding="utf-8")


def test_every_statement_is_run() -> None:
    """By its whole name, or by a beginning in one place and an end in another (`f"erasure/{table}"`)."""
    program = "\n".join(map(text_of, PROGRAM))
    quoted, begun = set(QUOTED.findall(program)), {*BEGUN.findall(program), "scratch/"}
    left = []
    for path in SQL.rglob("*.sql"):
        name = path.relative_to(SQL).with_suffix("").as_posix()
        ends = {name.removeprefix(start) for start in begun if name.startswith(start)}
        if name not in quoted and not ends & quoted:
            left.append(name)
    assert set(left) == ASKED_BY_TESTS


def test_every_public_name_is_used_by_the_program() -> None:
    said = Counter(word for path in PROGRAM for word in WORD.findall(text_of(path)))
    once = {
        name: name_of(path)
        for path in python_files(*ROOMS)
        for name in public_names(parsed(path).body)
        if said[name] < 2
    }
    assert {name: where for name, where in once.items() if name not in LOOKED_THROUGH} == {}
    assert set(once) >= LOOKED_THROUGH


def public_names(body: list[ast.stmt]) -> list[str]:
    """Return the functions, methods, classes and constants that others may use; what is decorated is found by its decorator."""
    found = []
    for node in body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.decorator_list:
            found.append(node.name)
        if isinstance(node, ast.ClassDef):
            found += public_names([inner for inner in node.body if isinstance(inner, FUNCTIONS)])
        if isinstance(node, ast.Assign):
            found += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return [name for name in found if not name.startswith("_")]
