"""A restoration killed anywhere: the folder cannot be taken for whole, and the same command given again ends it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from campaigns.model.outcome import CannotGoOn
from pipelines.office import DATABASE_NAME, UNFINISHED, open_office
from pipelines.people import person_named
from pipelines.safety.backup import back_up
from pipelines.safety.restore import restore
from pipelines.verify import verify_campaign
from tests.answers import done
from tests.spec.planted_family import DPO, planted_campaign

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ADMIN = person_named("admin")
# Ends itself the moment a step is reached for the nth time, without a word to anybody.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from pipelines.people import person_named
from pipelines.safety import restore as room
step, nth, copy, home, keys = sys.argv[1], int(sys.argv[2]), *map(Path, sys.argv[3:])
owner = Path if step == "rename" else room
real, seen = getattr(owner, step), 0
def reached(*given, **named):
    global seen
    seen += 1
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)
setattr(owner, step, reached)
room.restore(person_named("admin"), copy, home, keys)
"""
STEPS = [
    ("take_keys", 1),
    ("loaded", 1),
    ("open_office", 1),
    ("ended", 1),
    ("put_in_place", 1),
    ("rename", 1),
    ("rename", 2),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str, str]:
    """Make a safety copy of a small campaign; return it, its keys, its digest and the campaign."""
    folder = tmp_path_factory.mktemp("copied")
    planted = planted_campaign(folder / "home")
    made = done(back_up(planted.office, ADMIN, folder / "copies", keys_to=folder / "clefs"))
    planted.close()
    return folder / "copies" / made["file"], folder / "home/keys", made["digest"], planted.campaign_id


def killed(step: str, nth: int, copy: Path, home: Path, keys: Path) -> int:
    """Restore in a process that ends itself at a step; return how it ended."""
    arguments = [step, str(nth), str(copy), str(home), str(keys)]
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False).returncode


@pytest.mark.parametrize(("step", "nth"), STEPS)
def test_a_restoration_killed_at_any_step_is_done_again(
    step: str, nth: int, copy: tuple[Path, Path, str, str], tmp_path: Path
) -> None:
    path, keys, digest, campaign_id = copy
    home = tmp_path / "neuf"
    assert killed(step, nth, path, home, keys) == -signal.SIGKILL
    assert not (home / DATABASE_NAME).exists()
    with pytest.raises(CannotGoOn) as fault:
        open_office(home)
    assert fault.value.code == "restore_unfinished"
    assert done(restore(ADMIN, path, home, keys))["digest"] == digest
    assert not (home / UNFINISHED).exists()
    office = open_office(home)
    assert done(verify_campaign(office, DPO, campaign_id))["holds"]
    office.close()
