"""The replacement of the master key struck at every step that writes, on both stores, and killed for good at some of them."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.office import open_office
from pipelines.people import person_named
from pipelines.safety.new_key import replace_key
from pipelines.verify import verify_campaign
from tests.faults.failpoints import Points, Struck, struck
from tests.spec.planted_family import DPO, Clock, done, planted_campaign
from tests.spec.test_new_key import picture, replaced, safe, told

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ADMIN = person_named("admin")
# Ends itself the moment a step is reached, without a word to anybody.
PROGRAM = """
import os, signal, sys
from pathlib import Path
from pipelines.office import open_office
from pipelines.people import person_named
from pipelines.safety.new_key import replace_key
from tests.faults.failpoints import Points, struck
office = open_office(Path(sys.argv[1]))
points = Points(int(sys.argv[3]), lambda name: os.kill(os.getpid(), signal.SIGKILL))
with struck(office, points) as pointed:
    replace_key(pointed, person_named("admin"), Path(sys.argv[2]), dry_run=False)
"""


@pytest.mark.parametrize("store", ["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_struck_at_each_step_nobody_becomes_unreadable(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if store == "postgres":
        monkeypatch.setenv("CONNEXION_STORE", request.getfixturevalue("postgres_url"))
    planted = planted_campaign(tmp_path / "home")
    before, clock, home = picture(planted.office), planted.clock, planted.office.home
    whole = Points()
    with struck(planted.office, whole) as pointed:
        done(replace_key(pointed, ADMIN, safe(planted.office, tmp_path / "coffre"), dry_run=False))
    assert {"keys", "keys written", "file replace", "run sign_in/revoke_all", "commit"} <= set(whole.reached)
    changes = 1
    planted.close()
    for step, name in enumerate(whole.reached):
        office = open_office(home, clock=clock)
        with pytest.raises(Struck), struck(office, Points(step)) as pointed:
            replace_key(pointed, ADMIN, safe(office, tmp_path / "coffre"), dry_run=False)
        office.close()
        # Before the transaction of the key file nothing happened; after it everything did, once the folder is opened.
        changes += step > whole.reached.index("keys")
        office = open_office(home, clock=clock)
        assert office.vault.ring.number == changes and office.vault.ring.untold is None, name
        assert picture(office) == before, name
        assert told(office) == {planted.campaign_id: changes, "organisation": changes}, name
        assert done(verify_campaign(office, DPO, planted.campaign_id))["holds"], name
        office.close()
    office = open_office(home, clock=clock)
    assert replaced(office, tmp_path / "coffre")["number"] == changes + 1
    assert picture(office) == before
    office.close()


# Before the transaction of the key file is there, after it, before the new key takes its place, and before the journal tells of it.
@pytest.mark.parametrize("step", range(4))
def test_killed_for_good_the_folder_opens(step: int, tmp_path: Path) -> None:
    planted = planted_campaign(tmp_path / "home")
    before, key = picture(planted.office), safe(planted.office, tmp_path / "coffre")
    planted.close()
    program = [sys.executable, "-c", PROGRAM, str(planted.office.home), str(key), str(step)]
    ended = subprocess.run(program, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False).returncode
    assert ended == -signal.SIGKILL
    office = open_office(planted.office.home, clock=Clock())
    number = int(step > 0)
    assert office.vault.ring.number == number and picture(office) == before
    assert told(office).get(planted.campaign_id) == number
    assert replaced(office, tmp_path / "coffre")["number"] == number + 1
    assert picture(office) == before and done(verify_campaign(office, DPO, planted.campaign_id))["holds"]
    office.close()
