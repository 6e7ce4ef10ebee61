"""The documents lead somewhere: each path, recipe, command, test and link that they name exists."""

import argparse
import re
from pathlib import Path

import pytest

from pipelines.cli_parser import parser
from tests.repository.sources import ROOT, name_of

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")])
ROOMS = "campaigns|pipelines|dashboard|geo|data|tests|docs|static|benchmarks"
PATH = re.compile(rf"`((?:{ROOMS})/[\w./-]*)(?:::\w+)?`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
RECIPE = re.compile(r"(?:`|^)make ([a-z-]+)(?=`|\s+#)", re.MULTILINE)
TESTS = re.compile(r"tests/[\w/]+\.py")
VERB = re.compile(r"`connexion ([a-z-]+)")
# Made by an organisation, never in the repository.
ELSEWHERE = ("data/local",)
HEAD = re.compile(r"# 0*(\d+)\. (.+)")


def text(path: Path) -> str:
    """Return a document."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_path_of_a_document_exists(document: Path) -> None:
    said = text(document)
    named = {path for path in PATH.findall(said) if not path.startswith(ELSEWHERE)} | set(TESTS.findall(said))
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_link_of_a_document_leads_to_a_file(document: Path) -> None:
    led = [target for target in LINK.findall(text(document)) if ":" not in target]
    assert [target for target in led if not (document.parent / target).exists()] == []


def test_each_recipe_that_is_named_exists() -> None:
    recipes = set(re.findall(r"^([a-z-]+):.*##", text(ROOT / "Makefile"), re.MULTILINE))
    named = {recipe for document in DOCUMENTS for recipe in RECIPE.findall(text(document))}
    assert {"run", "test", "check"} <= named
    assert named - recipes == set()


def test_each_command_that_is_named_exists() -> None:
    parsers = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    named = {verb for document in DOCUMENTS for verb in VERB.findall(text(document))}
    assert len(named) > 20
    assert named - set(parsers.choices) == set()


def test_the_index_of_decisions_names_each_once_with_its_title() -> None:
    lines = []
    for path in sorted((ROOT / "docs/adr").glob("0*.md")):
        head = HEAD.fullmatch(text(path).splitlines()[0])
        assert head is not None and int(head[1]) == int(path.name[:4]), path.name
        lines.append(f"- {path.name[:4]}. [{head[2]}]({path.name})")
    written = [line for line in text(ROOT / "docs/adr/README.md").splitlines() if line.startswith("- ")]
    assert written == lines


def test_the_licence_is_the_same_wherever_it_is_named() -> None:
    assert text(ROOT / "LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert 'license = "EUPL-1.2"' in text(ROOT / "pyproject.toml")
    assert "license: EUPL-1.2" in text(ROOT / "publiccode.yml")
    assert "**EUPL-1.2**" in text(ROOT / "README.md")


def test_each_fault_has_a_test_that_exists_and_says_what_the_program_says() -> None:
    """The table of faults quotes sentences: each begins one of the program's own."""
    rows = [line.split(" | ") for line in text(ROOT / "docs/faults.md").splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    words = "".join(path.read_text(encoding="utf-8") for folder in ("pipelines", "data/profiles")
                    for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".toml"))  # fmt: skip
    for _, said, _, test in rows:
        path, name = test.strip("`| ").split("::")
        assert f"def {name}(" in text(ROOT / path), name
        assert all(quoted in words for quoted in re.findall(r"« (.+?) »", said)), said
