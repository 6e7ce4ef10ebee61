"""What a document names that a reader will follow: files, recipes, commands with their options, programs, settings.

It reads text and answers with what leads nowhere. It must never run what it reads.
"""

import argparse
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from campaigns.access import RIGHTS
from pipelines.cli_parser import parser
from tests.repository.sources import MADE, ROOT, python_files

ROOMS = "campaigns|pipelines|dashboard|geo|data|tests|docs|static|benchmarks"
WRITTEN = "py|md|toml|sql|ini|lock|yml|po|conf"
# « campaigns/access.py », « tests/x.py::test_y », « data/profiles/ », « docs/adr/*.md ».
PATH = re.compile(rf"(?<![\w/.-])((?:{ROOMS})/[\w./*-]*)(?:::(\w+))?")
FILE = re.compile(rf"(?<![\w/.*…-])(\.?[\w.-]+\.(?:{WRITTEN}))(?![\w/])")
# Made by an organisation or on a machine, never in the repository; the last is another tool's, and one that a decision put aside.
ELSEWHERE = ("data/local",)
MADE_ELSEWHERE = {"uv.lock", "sign_in.toml", "pylock.toml"}
# Options of other programs that a decision names.
OF_OTHERS = {"--dist"}
RECIPE = re.compile(r"(?:^|[;&|] ?|[A-Z]=\S+ )make ([a-z][\w-]*)")
RUN = re.compile(r"(?:^|\s)(?:\S*/)?python3? -m ([\w.]+)(.*)")
CONNEXION = re.compile(r"(?:^|[\s(/])connexion ([^|;)]+)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
# A constant of the code, a setting of the environment: two capitals words at least.
CONSTANT = re.compile(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b")
BLANKS = {"VERB", "VERBE", "VERBE…"}
Options = dict[str, set[str]]


def code_by_line(text: str) -> Iterator[list[str]]:
    """Yield, line by line, what a document writes as code: its marked words, or a whole line inside a block."""
    block = ""
    for line in text.splitlines():
        if line.startswith("```"):
            block = "" if block else line[3:] or "text"
        elif block in ("sh", "console"):
            yield [line.split("  #")[0].strip()]
        elif not block:
            yield [piece.replace("\\|", "|") for piece in re.findall(r"`([^`]+)`", line)]


def code(text: str) -> list[str]:
    """Return every piece of code of a document."""
    return [piece for pieces in code_by_line(text) for piece in pieces]


def lost_paths(text: str) -> list[str]:
    """Return the paths, the tests and the bare names of files, wherever a document writes them, that nothing answers to."""
    lost = []
    for path, name in PATH.findall("\n".join([*code(text), *tests_in(text)])):
        path = path.rstrip(".")
        if not path.startswith(ELSEWHERE) and not (any(ROOT.glob(path)) if "*" in path else (ROOT / path).exists()):
            lost.append(path)
        elif name and f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"):
            lost.append(f"{path}::{name}")
    return lost + [
        name
        for piece in code(text)
        for name in FILE.findall(piece)
        if name not in names() | MADE_ELSEWHERE | RIGHTS.keys()
    ]


def tests_in(text: str) -> list[str]:
    """Return the files of tests that are named outside marks too: a table of promises writes them plainly."""
    return re.findall(r"tests/[\w/]+\.py", text)


@cache
def names() -> frozenset[str]:
    """Return the bare name of every file of the repository."""
    return frozenset(path.name for path in ROOT.rglob("*") if not MADE & set(path.relative_to(ROOT).parts))


def lost_recipes(text: str) -> list[str]:
    """Return the recipes of `make` that the Makefile does not have."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = set(re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE))
    return [name for name in recipes_in(text) if name not in recipes]


def recipes_in(text: str) -> list[str]:
    """Return the recipes that a document names."""
    return [name for piece in code(text) for name in RECIPE.findall(piece)]


def lost_commands(text: str) -> list[str]:
    """Return the verbs, second words and options of `connexion` that it would refuse.

    A row of the table of commands names the verb once: « `connexion lots list` · `receive LOT UNITÉS` ». What follows on the same
    line is read under it.
    """
    lost = []
    for pieces in code_by_line(text):
        known: set[str] = set()
        verb = ""
        for piece in pieces:
            words = words_of(piece, verb)
            if not words:
                continue
            command = command_of(words)
            if command is None:
                lost.append(f"connexion {' '.join(words[:2])}")
                continue
            verb = command.split()[0]
            known = known | accepted(command)
            lost += [
                f"connexion {command} {option}" for option in OPTION.findall(piece) if option not in accepted(command)
            ]
        bare = [piece for piece in pieces if OPTION.match(piece.lstrip("["))]
        lost += [
            option
            for piece in bare
            for option in OPTION.findall(piece)
            if option not in (known or every_option() | OF_OTHERS)
        ]
    return lost


def words_of(piece: str, verb: str) -> list[str]:
    """Return the words of a command: after `connexion`, or, where a line already named a verb, those of its next step."""
    found = CONNEXION.search(piece)
    if found:
        words = found[1].split()
        return [] if not words or words[0] in BLANKS else words
    words = piece.split()
    if not verb or not words or not re.fullmatch(r"[a-z][a-z-]*", words[0]):
        return []
    if f"{verb} {words[0]}" in options():
        return [verb, *words]
    return words if len(words) > 1 and command_of(words) and words[0] in verbs() else []


def command_of(words: list[str]) -> str | None:
    """Return the command that some words begin, by its name (`plan`, `plan propose`), or None where there is none."""
    verb = words[0].strip("`,.:")
    if verb not in verbs():
        return None
    second = words[1].split("|")[0].strip("`,.:") if len(words) > 1 else ""
    if not re.fullmatch(r"[a-z][a-z-]*", second) or not any(name.startswith(f"{verb} ") for name in options()):
        return verb
    return f"{verb} {second}" if f"{verb} {second}" in options() else None


def accepted(command: str) -> set[str]:
    """Return the options of a command; of a verb alone, those of all its second words."""
    return {option for name, has in options().items() if f"{name} ".startswith(f"{command} ") for option in has}


@cache
def options() -> Options:
    """Return each command, one word or two, and the options that it takes."""
    found: Options = {}
    for verb, words in branches(parser()).items():
        found[verb] = taken(words)
        found |= {f"{verb} {word}": taken(command) for word, command in branches(words).items()}
    return found


def branches(words: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the next words of a command line."""
    return {name: branch for action in words._actions if isinstance(action, argparse._SubParsersAction)
            for name, branch in action.choices.items()}  # fmt: skip


def taken(words: argparse.ArgumentParser) -> set[str]:
    """Return the long options of a command."""
    return {option for action in words._actions for option in action.option_strings if option.startswith("--")}


def verbs() -> set[str]:
    """Return the first words."""
    return {name.split()[0] for name in options()}


def every_option() -> set[str]:
    """Return the options of all commands together."""
    return {option for has in options().values() for option in has}


def lost_programs(text: str) -> list[str]:
    """Return the modules that a document runs with `python -m` and the options that they never read."""
    lost = []
    for piece in code(text):
        for module, rest in RUN.findall(piece):
            path = ROOT.joinpath(*module.split("."))
            source = next((p for p in (path.with_suffix(".py"), path / "__main__.py") if p.is_file()), None)
            if source is None:
                lost.append(module)
                continue
            said = source.read_text(encoding="utf-8")
            lost += [f"{module} {option}" for option in OPTION.findall(rest) if f'"{option}"' not in said]
    return lost


def lost_constants(text: str) -> list[str]:
    """Return the settings (`CONNEXION_STORE`) and constants (`FACTS_SCHEMA`) that no line of the code has."""
    return [name for piece in code(text) for name in CONSTANT.findall(piece) if name not in constants()]


@cache
def constants() -> frozenset[str]:
    """Return every name in capitals of the code and of the Makefile."""
    sources = [ROOT / "Makefile", *python_files()]
    return frozenset(name for path in sources for name in CONSTANT.findall(path.read_text(encoding="utf-8")))


def settings_read(folder: Path) -> set[str]:
    """Return the settings that the modules of a folder read."""
    return {
        name
        for path in folder.rglob("*.py")
        for name in re.findall(r'"(CONNEXION_[A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
