"""The recipes of CONTRIBUTING are followed line by line, in a shell, on a copy of the program."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.office import open_office

ROOT = Path(__file__).parents[2]
ROOMS = ("campaigns", "pipelines", "geo", "data", "tests")
# The verbs of the copy, and no test: those of a recipe are the suite itself, only that they exist is asked.
START = """set -euo pipefail
connexion() { "$PYTHON" -m pipelines.cli "$@"; }
pytest() { for file in "$@"; do test -f "$file"; done; }
"""


def recipe(title: str) -> str:
    """Return the commands of one part, in their order."""
    part = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split(f"## {title}\n")[1].split("\n## ")[0]
    return "".join(re.findall(r"```sh\n(.*?)```", part, re.DOTALL))


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Follow both recipes in a copy; return what they said, and the copy."""
    copy = tmp_path_factory.mktemp("clone")
    skipped = shutil.ignore_patterns("__pycache__", "local", "journeys", "lists", "mutation", "test_*")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=skipped)
    for name in set(re.findall(r"tests/\S+\.py", recipe("Change a criterion") + recipe("Add a column synonym"))):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    environment = os.environ | {"PYTHON": sys.executable, "PYTHONPATH": str(copy)}
    environment.pop("CONNEXION_STORE", None)
    script = START + recipe("Change a criterion") + "echo '== synonym'\n" + recipe("Add a column synonym")
    ran = subprocess.run(["bash", "-c", script], cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return ran.stdout, copy


@pytest.mark.slow
def test_a_changed_criterion_is_in_the_rules_of_the_next_plan(followed: tuple[str, Path]) -> None:
    told = followed[0].split("== synonym")[0]
    assert "place criteria.bourse.weight, before 0.05, after 0.3" in told
    foreseen, adopted = re.findall(r"^policy_digest : (\w+)$", told, re.MULTILINE)
    office = open_office(followed[1] / "data/local/essai")
    with office.store.reading() as session:
        (plan,) = session.rows("plan/all", {"campaign_id": session.rows("campaign/all")[0]["campaign_id"]})
    office.close()
    assert plan["policy_digest"] == adopted == foreseen


@pytest.mark.slow
def test_an_added_word_is_understood(followed: tuple[str, Path]) -> None:
    assert re.findall(r"Bécane : (\w+)", followed[0].split("== synonym")[1]) == ["ignore", "need_laptop"]
