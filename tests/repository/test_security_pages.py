"""What the pages on security promise has a test, and the test exists."""

import ast
import re
from pathlib import Path

import pytest

from tests.mutation.protections import protections

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PAGES = ("docs/security.md", "docs/asvs.md")
WRITTEN = re.compile(r"`((?:docs/)?[\w/-]+\.md)`")
# ASVS 5.0.0: section, and the level of each of its requirements in order (70, 183 and 92 of levels 1, 2 and 3).
LEVELS = """
1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23 3.1:3 3.2:113
3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222 5.1:2 5.2:112333
5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33 6.8:2222 7.1:222
7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222 10.1:22 10.2:223
10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233 11.4:1222 11.5:23
11.6:23 11.7:33 12.1:12233 12.2:11 12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233 14.1:22
14.2:12223333 14.3:122 15.1:12233 15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222
16.5:2223 17.1:23 17.2:22223333 17.3:22
"""


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
        assert state in ("tenu", "écrit", "en partie", "à l'organisation", "pas encore"), number
        assert {"tenu": NAMED, "écrit": WRITTEN}.get(state, re.compile(".{20}")).search(proof), number


def test_every_requirement_of_levels_one_and_two_is_on_the_page_once() -> None:
    sections = dict(part.split(":") for part in LEVELS.split())
    levels = {f"{name}.{at}": level for name, row in sections.items() for at, level in enumerate(row, 1)}
    assert [sum(level == one for level in levels.values()) for one in "123"] == [70, 183, 92]
    page = (ROOT / "docs/asvs.md").read_text("utf-8")
    asked = [row[0] for row in rows(page, "Exigences")]
    aside = [number for row in rows(page, "Sans objet") for number in row[0].split(", ")]
    assert len(asked + aside) == len({*asked, *aside})
    assert {number for number, level in levels.items() if level != "3"} <= {*asked, *aside} <= levels.keys()
    assert all(row[1] for row in rows(page, "Sans objet"))


def test_each_protection_that_is_switched_off_is_still_there_and_told() -> None:
    told = rows((ROOT / "docs/security.md").read_text("utf-8"), "Protections coupées une à une")
    assert told == [[one.name, one.off, f"`{one.suite}`"] for one in protections()]
    for one in protections():
        # Each place stands once in its file, and what is left can still be read as Python.
        ast.parse(one.without((ROOT / one.file).read_text("utf-8")))
