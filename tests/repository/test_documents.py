"""The documents lead somewhere: what they name to be read, typed or followed exists, and they name all that can be typed."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.parts.drop import LISTS
from dashboard.wording.translation import LANGUAGES
from tests.repository import named_in_documents as named
from tests.repository.sources import ROOT, name_of

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")])
COMMANDS = ROOT / "docs/guide/commandes.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#([^)]*))?\)")
SCREEN = re.compile(r"\*([^*\n]+ → [^*\n]+)\*")
SHARED = {"--help", "--home", "--campaign", "--as", "--json"}
MEDIA = {
    "csv": "text/csv", "txt": "text/plain", "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip
HEAD = re.compile(r"# 0*(\d+)\. (.+)")


def text(path: Path) -> str:
    """Return a document."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_what_a_document_names_exists(document: Path) -> None:
    said = text(document)
    assert named.lost_paths(said) == []
    assert named.lost_recipes(said) == []
    assert named.lost_commands(said) == []
    assert named.lost_programs(said) == []
    assert named.lost_constants(said) == []


@pytest.mark.parametrize(
    ("finder", "right", "planted", "found"),
    [
        (named.lost_paths, "`campaigns/access.py`", "`campaigns/acess.py`", "campaigns/acess.py"),
        (named.lost_paths, "`pipelines/intake/`", "see `geo/atlas/` first", "geo/atlas/"),
        (named.lost_paths, "`docs/adr/*.md`", "`docs/adr/*.rst`", "docs/adr/*.rst"),
        (named.lost_paths, "`pipelines/cli.py` (verbs)", "(`pipelines/cly.py`, verbs)", "pipelines/cly.py"),
        (named.lost_paths, "`tests/conftest.py`", "| tests/unit/test_lost.py |", "tests/unit/test_lost.py"),
        (named.lost_paths, "`columns.toml`", "`colums.toml`", "colums.toml"),
        (named.lost_paths, "`tests/unit/test_vault.py::test_a_flipped_byte_is_noticed`",
         "`tests/unit/test_vault.py::test_that_never_was`", "tests/unit/test_vault.py::test_that_never_was"),
        (named.lost_paths, "```sh\n.venv/bin/pytest tests/unit/test_vault.py\n```",
         "```sh\n.venv/bin/pytest tests/spec tests/units\n```", "tests/units"),
        (named.lost_recipes, "`make bench`, `BENCH_FULL=1 make bench`", "`BENCH_FULL=1 make banch`", "banch"),
        (named.lost_recipes, "```sh\nmake run     # opens it\n```", "```sh\nmake runs    # opens it\n```", "runs"),
        (named.lost_commands, "`connexion plan propose`", "`connexion plane propose`", "connexion plane propose"),
        (named.lost_commands, "`connexion plan lock|adopt`", "`connexion plan propos`", "connexion plan propos"),
        (named.lost_commands, "`connexion retention [--yes]`", "`connexion retention [--yess]`", "connexion retention --yess"),
        (named.lost_commands, "```console\nconnexion serve --port 80\n```", "```console\nconnexion serve --ports 80\n```",
         "connexion serve --ports"),
        (named.lost_commands, "| `connexion lots list` · `close LOT --reason X` |",
         "| `connexion lots list` · `close LOT --because X` |", "connexion lots close --because"),
        (named.lost_commands, "`connexion plan show`, `--json`", "`connexion plan show`, `--replay`", "--replay"),
        (named.lost_commands, "with `--what-if`", "with `--whatif`", "--whatif"),
        (named.lost_programs, "`python -m benchmarks.suite`", "`python -m benchmarks.sweet`", "benchmarks.sweet"),
        (named.lost_programs, "`python -m benchmarks.load.run --home X`", "`.venv/bin/python -m benchmarks.load.run --house X`",
         "benchmarks.load.run --house"),
        (named.lost_constants, "`CONNEXION_HOME`", "`CONNEXION_" + "HOUSE`", "CONNEXION_" + "HOUSE"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_found(finder: Callable[[str], list[str]], right: str, planted: str, found: str) -> None:
    assert finder(right) == []
    assert finder(f"{right}\n\n{planted}\n") == [found]


def test_the_finders_read_what_is_there() -> None:
    """A finder that saw nothing would find nothing wrong."""
    everything = "\n".join(text(document) for document in DOCUMENTS)
    assert {"run", "test", "check", "bench"} <= set(named.recipes_in(everything))
    assert len(named.options()) > 100 and len(named.PATH.findall(everything)) > 300


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_each_link_of_a_document_leads_to_a_file_and_to_a_part_of_it(document: Path) -> None:
    assert lost_links(document, text(document)) == []


def lost_links(document: Path, said: str) -> list[str]:
    """Return the links that lead nowhere: to no file, to no heading of a document, to no word of a glossary."""
    lost = []
    for target, part in LINK.findall(said):
        there = document.parent / target
        if ":" in target or (there.exists() and not part):
            continue
        if not there.exists() or part not in parts_of(text(there)):
            lost.append(f"{target}#{part}")
    return lost


def parts_of(said: str) -> set[str]:
    """Return what a link may name in a document: its headings, as they are written in an address, and its words in the code."""
    headings = re.findall(r"^#+ (.+)$", said, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in headings} | set(
        re.findall(r"\| `(\w+)` \|$", said, re.MULTILINE)
    )


def test_a_link_that_leads_nowhere_is_found() -> None:
    here = ROOT / "docs/guide/page-by-page.md"
    said = "[a](glossary.md) [b](glossary.md#household) [c](../runbook.md#2-sauvegarder) [d](glosary.md) [e](glossary.md#hose)"
    assert lost_links(here, said) == ["glosary.md#", "glossary.md#hose"]


def test_the_table_of_commands_names_every_command_and_every_option() -> None:
    """By the row of the verb: an option that is said of another verb is not said of this one."""
    rows = [line for line in text(COMMANDS).splitlines() if line.startswith("| `connexion ")]
    missing = []
    for command, options in named.options().items():
        verb, _, second = command.partition(" ")
        of_verb = " ".join(row for row in rows if re.search(rf"`connexion {verb}\b", row))
        if not re.search(rf"(?<![\w-]){second or verb}(?![\w-])", of_verb):
            missing.append(command)
        missing += [
            f"{command} {option}"
            for option in sorted(options - SHARED)
            if not re.search(rf"{option}(?![\w-])", of_verb)
        ]
    assert missing == []


def test_the_first_page_names_every_setting_that_the_program_reads() -> None:
    read = set().union(*(named.settings_read(ROOT / room) for room in ("pipelines", "dashboard")))
    assert len(read) > 10
    assert sorted(name for name in read if name not in text(ROOT / "README.md")) == []


def test_each_screen_that_the_tour_sends_to_has_that_name() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py"))
    ways = SCREEN.findall(text(ROOT / "CONTRIBUTING.md"))
    assert ways
    assert [step for way in ways for step in way.split(" → ") if f'"{step}"' not in shown] == []


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


def test_the_card_of_the_program_says_what_the_program_says() -> None:
    """Its version is the program's, its languages are those of the screens, the files it takes are those that a list may be."""
    card, project = text(ROOT / "publiccode.yml"), tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert f"softwareVersion: {project['version']}\n" in card
    assert f"## {project['version']}" in text(ROOT / "CHANGELOG.md")
    assert card.split("availableLanguages:\n")[1].split() == [
        word for language in LANGUAGES for word in ("-", language)
    ]
    taken = card.split("inputTypes:\n")[1].split("outputTypes")[0].split()[1::2]
    assert [MEDIA[kind] for kind in LISTS] == taken


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
