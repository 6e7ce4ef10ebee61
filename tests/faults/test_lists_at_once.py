"""Many structures send a list at the same moment: each is in whole, every row accounted for, and the campaign still verifies."""

from pathlib import Path

import pytest

from benchmarks.load.lists import requests_in, send_all
from pipelines.cli import main
from pipelines.intake.worker import ReadingRoom
from pipelines.office import open_office

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
LISTS, ROWS = 8, 300


def test_every_list_sent_at_once_lands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At full size, twenty lists of 2,000 rows: `python -m benchmarks.load.lists`."""
    # Two children as on a server: the run's own tests share one.
    monkeypatch.setattr("pipelines.office.ReadingRoom", lambda: ReadingRoom(desks=2))
    home, codes = tmp_path / "home", [f"S{number}" for number in range(LISTS)]
    partners = tmp_path / "partners.csv"
    lines = [f"{code},Structure {code},association,59512,," for code in codes]
    partners.write_text("\n".join(["code,name,kind,commune_code,phone,email", *lines]) + "\n", encoding="utf-8")
    policy = next(iter(sorted((ROOT / "data/policies").glob("*.toml"))))
    new = ["campaigns", "new", "ESSAI", "--policy", str(policy), "--from", "2020-03-17", "--to", "2020-12-31"]
    assert main([*new, "--home", str(home)]) == main(["partners", "import", str(partners), "--home", str(home)]) == 0
    office = open_office(home)
    try:
        with office.store.reading() as session:
            campaign_id = session.rows("campaign/all")[0]["campaign_id"]
        sent = send_all(office, campaign_id, codes, ROWS)
        assert max(one.furthest_place for one in sent) >= 1
        assert len({one.report["list_id"] for one in sent}) == LISTS
        assert requests_in(office, campaign_id) == LISTS * ROWS
    finally:
        office.close()
    assert main(["verify", "--home", str(home), "--json"]) == 0
