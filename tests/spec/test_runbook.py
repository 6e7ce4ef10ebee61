"""The runbook is followed line by line, in a shell, on a copy of the campaign."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUNBOOK = ROOT / "docs" / "runbook.md"
# A phone of one family of the golden lists, found in the store of the test by its token.
START = """set -euo pipefail
connexion() { "$PYTHON" -m pipelines.cli "$@"; }
"""


def blocks() -> list[str]:
    """Return the blocks of commands, in their order."""
    return re.findall(r"```console\n(.*?)```", RUNBOOK.read_text("utf-8"), re.DOTALL)


def phone_of_somebody(home: Path) -> str:
    """Return a phone of one family, as it was written."""
    from pipelines.office import open_office
    from pipelines.sealing import unsealed_all

    office = open_office(home)
    with office.store.reading() as session:
        campaign = session.rows("campaign/all")[0]["campaign_id"]
        known = unsealed_all(session, office.vault, campaign, "identity")
    office.close()
    return next(str(values["phone_1"]) for values in known.values() if values.get("phone_1"))


@pytest.mark.slow
def test_every_line_of_the_runbook_does_what_it_says(filled_home: Path, tmp_path: Path) -> None:
    shutil.copytree(filled_home, tmp_path / "organisation")
    phone = phone_of_somebody(tmp_path / "organisation")
    script = START + "".join(f"echo '== {number}'\n{block}" for number, block in enumerate(blocks(), 1))
    environment = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "TELEPHONE": phone}
    environment.pop("CONNEXION_STORE", None)
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    assert (tmp_path / "machine-perdue").is_dir() and not (tmp_path / "essai").exists()
    assert len(list((tmp_path / "copies").glob("*.sauvegarde"))) == 3
    assert (tmp_path / "coffre/master.key").read_bytes() != (tmp_path / "coffre/ancienne-master.key").read_bytes()
    assert len(list((tmp_path / "recus").iterdir())) == len(list((tmp_path / "remis-a-la-famille").iterdir())) == 2
    assert "Traceback" not in ran.stderr


def test_every_verb_of_safety_is_in_the_runbook() -> None:
    text = "\n".join(blocks())
    for verb in (
        "backup",
        "restore",
        "verify",
        "doctor",
        "key replace",
        "erase",
        "retention",
        "close",
        "person search",
    ):
        assert f"connexion {verb} " in text or f"connexion {verb}\n" in text
