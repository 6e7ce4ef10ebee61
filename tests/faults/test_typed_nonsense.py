"""Whatever is typed after a verb, the answer is a result or a sentence: never a fault of ours, a traceback or a broken store."""

import argparse
import json
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.cli import main
from pipelines.cli_parser import parser
from tests.unit.small_campaign import filled_campaign

# They open a server, make twelve thousand families, or put another folder in place of this one.
LEFT_OUT = {"serve", "demo", "restore"}
WORDS = (
    "", "x", "é" * 300, "'; drop table request;--", "01M8EMEHVZYFFWH6KH486WG22R", "-1", "0", "9" * 20, "2026-02-30", "2026-11-27",
    "a\x00b", "93", "../../etc", "laptop", "admin", "\udce9",
)  # fmt: skip
CONTENTS = {
    "vide.csv": b"", "octets.csv": bytes(range(256)) * 8, "nul.csv": b"a;b\n\0;1\n", "une.csv": b"x\n1\n", "latin.csv": "code;nom\né;è\n".encode("latin-1"),
    "faux.xlsx": b"PK\x03\x04garbage", "coupe.json": b'{"a":[1,2', "coupe.toml": b"a = [1,", "liste.json": b"[]", "nombre.json": b"5",
    "large.csv": b"a;" * 5000 + b"\n" + b"1;" * 5000,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("saisie")
    small = filled_campaign(made / "home")
    small.office.close()
    for name, content in CONTENTS.items():
        (made / name).write_bytes(content)
    (made / "dossier").mkdir()
    return made


def verbs(
    at: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """Yield every verb with its own parser."""
    below = [action for action in at._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield words, at
    for action in below:
        for name, each in action.choices.items():
            yield from verbs(each, (*words, name))


VERBS = [(words, each) for words, each in verbs(parser()) if words[0] not in LEFT_OUT]


def typed(draw: random.Random, words: tuple[str, ...], each: argparse.ArgumentParser, folder: Path) -> list[str]:
    """Draw what somebody might type after a verb."""
    line = list(words)
    for action in each._actions:
        if action.dest in ("help", "home", "json"):
            continue
        if not action.option_strings:
            line.append(word_for(draw, action, folder))
        elif action.required or draw.random() < 0.35:
            line.append(action.option_strings[-1])
            line += [] if action.nargs == 0 else [word_for(draw, action, folder)]
    return [*line, "--home", str(folder / "home"), "--json"]


def word_for(draw: random.Random, action: argparse.Action, folder: Path) -> str:
    """Draw one word, of the kind that is asked for or not."""
    if action.choices and draw.random() < 0.8:
        return str(draw.choice(list(action.choices)))
    if action.type is Path:
        return str(folder / draw.choice([*CONTENTS, "absent/x.csv", "dossier", "vide.csv/x", "nouveau"]))
    return draw.choice(WORDS) if draw.random() < 0.7 else str(draw.randint(-2, 9))


def answered(line: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Run a line and return exit code, output and errors."""
    try:
        code = main(line)
    except SystemExit as end:
        code = int(end.code or 0)
    output = capsys.readouterr()
    return code, output.out, output.err


def check_answer(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Expect a result, a refusal in two languages, or the usage."""
    code, out, err = answered(line, capsys)
    assert code in (0, 1, 2), line
    assert "Traceback" not in err, line
    assert '"unexpected"' not in out, (line, err)
    if code == 1 and "refused" in out:
        refused = json.loads(out)["refused"]
        assert refused["message"], line
        assert refused["message_en"], line


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_no_verb_fails_on_what_is_typed(
    seed: int, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    draw = random.Random(seed)
    for words, each in VERBS:
        check_answer(typed(draw, words, each, tmp_path), capsys)
    code, out, _ = answered(["verify", "--home", str(tmp_path / "home"), "--json"], capsys)
    assert code == 0, out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["export", "coverage", "--to", "vide.csv"], "un fichier porte déjà ce nom"),
        (["export", "journal", "--to", "vide.csv/x"], "une partie du chemin est un fichier"),
        (["sbom", "--out", "dossier"], "c'est un dossier"),
        (["stock", "balance", "--by", "couleur"], "n'est pas un axe du stock"),
        (["accept", "\udce9"], "n'est pas du texte lisible"),
        (["counts", "drop", "a\x00b"], "n'est pas du texte lisible"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(
    line: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(folder / word) if word.split("/")[0] in {*CONTENTS, "dossier"} else word for word in line]
    code, _, err = answered([*words, "--home", str(folder / "home")], capsys)
    assert code == 1
    assert said in err
    assert "Traceback" not in err


def test_every_verb_is_tried() -> None:
    assert len(VERBS) > 100
    assert os.path.sep not in "".join(word for words, _ in VERBS for word in words)
