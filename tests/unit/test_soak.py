"""The long runs are noted part by part: a failure is told and tried again, a stop costs one part, other files count anew."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.soak import LEDGER, PARTS_AT_ONCE, groups_of, main

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
INI = "[pytest]\naddopts = -q -p no:randomly\nmarkers =\n    slow: long\n    soak: longer\n"
PLANTED = """
import os, time
from pathlib import Path
import pytest
from hypothesis import given, settings, strategies as st

@pytest.mark.soak
@pytest.mark.parametrize("part", range(3))
def test_parts(part, record_property):
    with Path("ran.txt").open("a") as ran:
        ran.write(f"{part}\\n")
    record_property("kills", 5)
    said = Path("part-2.txt").read_text() if part == 2 else ""
    while said == "wait":
        time.sleep(0.05)
    if said == "die":
        os.kill(os.getpid(), 9)
    assert said != "fail", "planted"

@given(st.integers())
@settings(max_examples=7)
def test_property(number):
    assert number == number

def test_quick():
    raise AssertionError("not of the long runs")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository with four parts, and work in it."""
    (tmp_path / "geo").mkdir()
    for name, text in {"pytest.ini": INI, "geo/rule.py": "", "geo/test_planted.py": PLANTED}.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for asked in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *asked], check=True)
    return tmp_path


def ran() -> list[str]:
    """Return the parts that began, in order."""
    return Path("ran.txt").read_text().split()


def at_work_in(folder: Path) -> set[int]:
    """Return the processes that were started in a folder and are still there."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found |= {int(process.name)} if (process / "cwd").readlink() == folder else set()
    return found


def test_a_planted_failure_is_told_and_tried_again_and_other_files_count_anew(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "part-2.txt").write_text("fail")
    assert main(["geo"]) == 1
    told = capsys.readouterr().out
    assert "3 of 4 parts passed; 7 examples, 10 kills" in told
    assert "FAILED geo/test_planted.py::test_parts[2], " in told and "AssertionError: planted" in told
    assert 'CONNEXION_HYPOTHESIS=soak pytest "geo/test_planted.py::test_parts[2]"' in told

    # A process that dies notes nothing itself.
    (folder / "part-2.txt").write_text("die")
    assert main(["geo"]) == 1
    assert "CRASHED geo/test_planted.py, " in capsys.readouterr().out

    (folder / "part-2.txt").write_text("")
    assert main(["geo"]) == 0
    assert ran() == ["0", "1", "2", "2", "2"]
    told = capsys.readouterr().out
    assert "4 of 4 parts passed; 7 examples, 15 kills" in told
    assert "FAILED geo/test_planted.py::test_parts[2] (passed since), " in told

    # As they are, not as they were committed; a line cut by a fallen machine costs itself.
    (folder / "geo/rule.py").write_text("other = True\n")
    with LEDGER.open("a") as ledger:
        ledger.write('{"at": "2026-1\n')
    assert main(["--report", "geo"]) == 1
    told = capsys.readouterr().out
    assert "0 of 4 parts passed" in told and "+ (+: changed since)" in told and "FAILED" not in told


def test_a_run_that_is_stopped_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "part-2.txt").write_text("wait")
    stopped = subprocess.Popen([sys.executable, "-m", "tests.soak", "geo"], stdout=subprocess.PIPE, text=True)
    ends = time.monotonic() + 120
    while not (Path("ran.txt").exists() and ran() == ["0", "1", "2"]):
        assert time.monotonic() < ends, "it does not come"
        time.sleep(0.05)
    stopped.send_signal(signal.SIGINT)
    told, _ = stopped.communicate(timeout=120)
    assert stopped.returncode == 1
    assert "Stopped. The same command goes on from here." in told and "2 of 4 parts passed" in told
    assert [json.loads(line)["outcome"] for line in LEDGER.read_text().splitlines()] == ["passed", "passed"]
    assert at_work_in(folder) == {os.getpid()}

    (folder / "part-2.txt").write_text("")
    assert main(["geo"]) == 0
    assert ran() == ["0", "1", "2", "2"]


def test_files_that_change_while_a_part_runs_make_it_count_for_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changing = PLANTED.replace(
        'assert said != "fail"', 'Path("geo/rule.py").write_text(str(part)); assert said != "fail"'
    )
    (folder / "geo/test_planted.py").write_text(changing)
    (folder / "part-2.txt").write_text("")
    assert main(["geo"]) == 1
    assert "The files changed." in capsys.readouterr().out
    assert ran() == ["0"] and not LEDGER.exists()


def test_a_file_of_many_parts_is_shared_and_nothing_is_left_out() -> None:
    many = [f"a/test_many.py::test_pair[{number}]" for number in range(2 * PARTS_AT_ONCE + 1)]
    few = ["a/test_few.py::test_one", "a/test_few.py::test_two"]
    groups = groups_of([*few, *many], ["a", "a/test_few.py::test_one"])
    assert [(file, len(targets)) for file, targets in groups] == [
        ("a/test_many.py", PARTS_AT_ONCE), ("a/test_many.py", PARTS_AT_ONCE), ("a/test_many.py", 1), ("a/test_few.py", 1),
    ]  # fmt: skip
    assert sorted(target for _file, targets in groups[:3] for target in targets) == sorted(many)
    assert groups[3][1] == ["a/test_few.py::test_one"], "what was asked of a file is what is run of it"
    assert groups_of(few, ["a"]) == [("a/test_few.py", ["a/test_few.py"])]


def test_a_test_has_one_name_at_every_collection() -> None:
    """One that is named after the hour would never be found again, and no run would ever be whole."""
    asked = [
        sys.executable, "-m", "pytest", "--collect-only", "-q", "-o", "addopts=--import-mode=importlib",
        "-p", "no:randomly", "-p", "no:cacheprovider", "tests",
    ]  # fmt: skip

    def named(seed: str) -> list[str]:
        told = os.environ | {"PYTHONHASHSEED": seed}
        said = subprocess.run(asked, cwd=ROOT, env=told, capture_output=True, text=True)
        return sorted(line for line in said.stdout.splitlines() if "::" in line)

    first = named("1")
    assert len(first) > 1000
    time.sleep(1.1)
    assert named("2") == first
