"""What the pages on security promise has a test, and the test exists."""

import ast
import re
from pathlib import Path

import pytest

from tests.mutation.protections import protections

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PAGES = ("docs/security.md", "docs/asvs.md")


def names_of(path: Path) -> set[str]:
    """Return the names of the tests of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("page", PAGES)
def test_each_test_that_is_named_exists(page: str) -> None:
    named = NAMED.findall((ROOT / page).read_text("utf-8"))
    assert named
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file() or (test and test not in names_of(ROOT / file))
    ]
    assert missing == []


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading, its head left out."""
    part = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_each_promise_has_a_test() -> None:
    promises = rows((ROOT / "docs/security.md").read_text("utf-8"), "Promesses")
    assert len(promises) >= 20
    assert [row[0] for row in promises if not NAMED.search(row[2])] == []


def test_each_requirement_has_a_test_or_a_reason() -> None:
    found = list(rows((ROOT / "docs/asvs.md").read_text("utf-8"), "Exigences"))
    assert len({row[0] for row in found}) == len(found) >= 30
    for number, _, state, proof in found:
        assert re.fullmatch(r"\d+\.\d+\.\d+", number)
        assert state in ("tenu", "en partie", "sans objet", "à l'organisation", "pas encore"), number
        assert NAMED.search(proof) if state == "tenu" else len(proof) > 20, number


def test_each_protection_that_is_switched_off_is_still_there_and_told() -> None:
    told = rows((ROOT / "docs/security.md").read_text("utf-8"), "Protections coupées une à une")
    assert told == [[one.name, one.off, f"`{one.suite}`"] for one in protections()]
    for one in protections():
        # Each place stands once in its file, and what is left can still be read as Python.
        ast.parse(one.without((ROOT / one.file).read_text("utf-8")))
