"""Every measured figure of a document has a name on a page of measures, and says what that page says.

The pages of measures are `docs/benchmarks.md`, which a run writes whole, and `docs/scale.md`. What a program or a recipe is held to is no measure: it
is declared here, word for word.
"""

import re
from pathlib import Path

import pytest

from benchmarks.quotes import NAME, requoted, values_of
from tests.repository.sources import ROOT, name_of

WORDS = "two|three|four|five|ten|twenty|thirty|sixty|deux|trois|quatre|cinq|dix|vingt|trente|soixante"
UNITS = r"s|ms|secondes?|seconds?|minutes?|min|Ko|Mo|Go|To|KB|MB|GB|TB|%|MB/s|Mo/s|×(?! ?\d)"
MEASURE = re.compile(
    rf"(?<![\w.,/-])((?:\d+(?:[\u202f\u00a0 ]\d{{3}})*(?:[.,]\d+)*|(?i:{WORDS})) ?(?:{UNITS}))(?![\w²'’])"
)
QUOTED_NAME = re.compile(rf"`({NAME})`")
# Made by a run, or measured by hand; the third comes with `make mutation`, which names what it put faults in.
BENCHMARKS, SCALE, MUTATION = (ROOT / "docs" / name for name in ("benchmarks.md", "scale.md", "mutation.md"))
DOCUMENTS = sorted(
    {ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")}
    | {path for folder in ("docs", "docs/deploy") for path in (ROOT / folder).glob("*.md")} - {BENCHMARKS, MUTATION}
)
# Limits that are set and kept by tests, times to read, and how a measure was made: nobody measured them.
HELD_TO = {
    "README.md": {"ten minutes"},
    "CONTRIBUTING.md": {"ten minutes", "two minutes", "three minutes"},
    "docs/accessibility.md": {"200 %"},
    "docs/asvs.md": {"30 min", "trente minutes"},
    "docs/deploy/README.md": {"30 minutes"},
    "docs/scale.md": {"8 s", "23 Go", "vingt secondes"},
    "docs/security.md": {"trente minutes", "cinq secondes"},
}


def said(path: Path) -> str:
    """Return a document."""
    return path.read_text(encoding="utf-8")


def passages(text: str) -> list[str]:
    """Return each row of a table, and each paragraph of prose, code left out."""
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    prose = "\n".join("" if line.startswith(("|", "#")) else line for line in text.splitlines())
    return [*rows, *re.split(r"\n\s*\n", prose)]


def names() -> set[str]:
    """Return every name under which a figure may be quoted."""
    return set(values_of(said(BENCHMARKS))) | set(re.findall(r"`(scale/\w+)`", said(SCALE)))


def unnamed(text: str, known: set[str], allowed: set[str]) -> list[str]:
    """Return the figures of a text that have neither a known name beside them nor were declared."""
    loose = [passage for passage in passages(text) if not known & set(QUOTED_NAME.findall(passage))]
    return [figure for passage in loose for figure in MEASURE.findall(passage) if figure not in allowed]


def test_what_counts_as_a_figure() -> None:
    assert MEASURE.findall("0,09 s / 1 024 Mo, 12.5 % and ten minutes, 3 × less") == [
        "0,09 s", "1 024 Mo", "12.5 %", "ten minutes", "3 ×",
    ]  # fmt: skip
    assert MEASURE.findall("RGAA 4 s'y réfère, 12 000 demandes, 3 sites, deux fois") == []


def test_a_figure_without_a_name_is_found_and_a_named_one_is_not() -> None:
    known = {"plan/seconds", "plan/mb"}
    text = "It takes 4 s (`campaigns/plan.py`).\n\nIt takes 5 s\n(`plan/seconds`).\n\n```\nsleep 6 s\n```\n| 7 MB |\n| `plan/mb` | 8 MB |"
    assert unnamed(text, known, set()) == ["7 MB", "4 s"]
    assert unnamed(text, known, {"4 s", "7 MB"}) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_measured_figure_has_a_name_beside_it(document: Path) -> None:
    assert unnamed(said(document), names(), HELD_TO.get(name_of(document), set())) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_name_that_is_quoted_is_on_a_page_and_says_the_same(document: Path) -> None:
    text, values = said(document), values_of(said(BENCHMARKS))
    areas = {name.split("/")[0] for name in names()}
    quoted = {name for name in QUOTED_NAME.findall(text) if name.split("/")[0] in areas}
    assert quoted - names() == set()
    assert requoted(text, values) == text


def test_a_name_stands_for_one_figure() -> None:
    told = re.findall(rf"^\| `({NAME})`", said(BENCHMARKS) + said(SCALE), re.MULTILINE)
    assert len(told) > 100
    assert sorted(name for name in set(told) if told.count(name) > 1) == []


def test_no_limit_is_declared_that_no_document_states() -> None:
    lost = {
        (name, figure) for name, figures in HELD_TO.items() for figure in figures if figure not in said(ROOT / name)
    }
    assert lost == set()
