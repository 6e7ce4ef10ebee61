"""Bad input gets one clear sentence in French and in English, exit 1, and nothing changes."""

from pathlib import Path

import pytest

from tests.spec.conftest import GOLDEN, POLICY, Line

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


def state(line: Line) -> tuple:
    """Return what must not change."""
    return len(line("lists")), line("link")["requests"], len(line("campaigns", "list"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.csv", PNG),
        ("vide.csv", b""),
        ("sans_colonne.csv", b"alpha;beta\r\nbleu;vert\r\nrouge;jaune\r\n"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_nothing_changes(
    line: Line, tmp_path: Path, name: str, content: bytes
) -> None:
    before = state(line)
    (tmp_path / name).write_bytes(content)
    told = line("receive", str(tmp_path / name), "--partner", "0931520X", code=1)["refused"]
    assert told["message"].endswith(".")
    assert told["message"] != told["message_en"]
    assert state(line) == before


def test_an_unknown_partner_is_refused_and_named(line: Line) -> None:
    before = state(line)
    told = line("receive", str(GOLDEN / "lyannaj.xlsx"), "--partner", "PERSONNE", code=1)["refused"]
    assert told["code"] == "unknown_partner"
    assert "« PERSONNE »" in told["message"]
    assert state(line) == before


@pytest.mark.parametrize("text", ["[identity\ncode = 3", "", "[identity]\ncode = 'x'\nsurprise = 1\n"])
def test_a_broken_policy_is_refused_and_no_campaign_is_opened(line: Line, tmp_path: Path, text: str) -> None:
    before = state(line)
    (tmp_path / "policy.toml").write_text(text, "utf-8")
    words = (
        "campaigns",
        "new",
        "autre",
        "--policy",
        str(tmp_path / "policy.toml"),
        "--from",
        "2026-01-01",
        "--to",
        "2026-02-01",
    )
    told = line(*words, code=1)["refused"]
    assert told["message"].count("\n") == 0
    assert state(line) == before


def test_a_file_that_is_not_there_is_one_sentence(line: Line) -> None:
    assert line("receive", "nulle-part.csv", "--partner", "0931520X", code=1)["refused"]["code"] == "unreadable_file"


def test_dates_the_wrong_way_round_are_refused(fresh: Line) -> None:
    words = ("campaigns", "new", "c", "--policy", str(POLICY), "--from", "2026-02-01", "--to", "2026-01-01")
    assert fresh(*words, code=1)["refused"]["code"] == "reversed_dates"


def test_without_a_campaign_the_answer_says_how_to_open_one(fresh: Line) -> None:
    told = fresh("link", code=1)["refused"]
    assert told["code"] == "no_campaign"
    assert "campaigns new" in told["message"]


def test_a_partner_cannot_send_for_another(line: Line) -> None:
    told = line(
        "receive", str(GOLDEN / "lyannaj.xlsx"), "--partner", "49277690100067", "--as", "partner:0931520X", code=1
    )
    assert told["refused"]["code"] == "out_of_scope"


def test_a_partner_cannot_plan(line: Line) -> None:
    assert line("plan", "propose", "--as", "partner:0931520X", code=1)["refused"]["code"] == "not_allowed"


def test_wrong_usage_ends_with_exit_2(fresh: Line) -> None:
    from pipelines.cli import main

    with pytest.raises(SystemExit) as ended:
        main(["receive"])
    assert ended.value.code == 2
