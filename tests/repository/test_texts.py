"""What is read by people: SQL headers, no trace of a machine."""

import re
from pathlib import Path

import pytest

from tests.repository.sources import ROOT, name_of, text_files

SQL = sorted((ROOT / "pipelines/store/sql").rglob("*.sql"))
HEADER = re.compile(r"-- Grain: .+ Key: .+ Reads: .+", re.DOTALL)
MACHINE = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:home|root|Users|work|mnt|opt)/[\w.-]+",
            r"\b(?:pypi|files\.pythonhosted|npmjs|yarnpkg)\.(?:org|com)\b",
            r"\bindex[-]url\b",
        )
    )
)


def test_every_statement_says_what_it_reads() -> None:
    assert SQL
    offenders = [name_of(path) for path in SQL if not HEADER.match(comment_of(path.read_text(encoding="utf-8")))]
    assert not offenders


def comment_of(text: str) -> str:
    """Return the lines of comment at the top of a statement."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line)
    return "\n".join(lines)


def test_a_statement_takes_its_values_as_parameters() -> None:
    """A brace or a percent would be a place where Python writes into the statement."""
    assert [name_of(path) for path in SQL if re.search(r"\{\w*\}|%\(|%s", path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("path", text_files(), ids=name_of)
def test_no_file_names_a_machine_or_a_registry(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [f"line {n}: {match.group()}" for n, line in enumerate(lines, 1) if (match := MACHINE.search(line))]
    assert found == []


def test_the_pattern_of_traces_finds_them() -> None:
    folder, registry = "/".join(("", "home", "somebody")), ".".join(("pypi", "org"))
    assert MACHINE.search(f"see {folder}/notes") and MACHINE.search(f"from https://{registry}/simple")
    assert not MACHINE.search("data/home/x, at home/work, /usr/bin")
