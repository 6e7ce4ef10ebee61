"""A list that is stopped on its way in leaves nothing: no row, no key, no clear text laid aside."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.cli import main
from pipelines.intake.lists import all_lists, list_contents
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.sealed_blocks import Laid
from pipelines.intake.worker import Watch
from pipelines.office import Office, open_office
from pipelines.people import person_named

POLICY = Path(__file__).parents[2] / "data" / "policies" / "exemple_confinement.toml"
PARTNERS = "code,name,kind,commune_code,phone,email\nASSO,Association,association,93066,,\n"
LIST = "Référence;Nom;Prénom;Tél;Code postal;Ville;Besoin\n" + "".join(
    f"R{number};Zqxnom{number};Awa;06123456{number:02d};93200;Saint-Denis;PC\n" for number in range(40)
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    partners = tmp_path / "partners.csv"
    partners.write_text(PARTNERS, "utf-8")
    home = ["--home", str(tmp_path / "home")]
    days = ["--from", "2026-11-01", "--to", "2027-06-30"]
    assert main(["campaigns", "new", "ESSAI", "--policy", str(POLICY), *days, *home]) == 0
    assert main(["partners", "import", str(partners), *home]) == 0
    opened = open_office(tmp_path / "home")
    yield opened
    opened.close()


def campaign(office: Office) -> str:
    with office.store.reading() as session:
        return str(session.rows("campaign/all")[0]["campaign_id"])


def received(office: Office, text: str = LIST, watch: Watch | None = None, **options: bool) -> dict | Refusal:
    reception = Reception("ASSO", **options)
    return receive_list(office, person(), campaign(office), text.encode(), "liste.csv", reception, watch or Watch())


def person() -> Actor:
    return person_named(None)


def key_count(office: Office) -> int:
    with sqlite3.connect(office.vault.path) as keys:
        return int(
            keys.execute("select count(*) from data_key where campaign_id = ?", [campaign(office)]).fetchone()[0]
        )


def test_a_list_cancelled_while_its_rows_come_leaves_nothing(office: Office) -> None:
    cancel = threading.Event()

    def stop(done: int, total: int) -> None:
        cancel.set()

    with patch("pipelines.intake.table_blocks.BLOCK_ROWS", 10):
        stopped = received(office, watch=Watch(stop, cancel))
    assert isinstance(stopped, Refusal)
    assert stopped.code == "reading_cancelled"
    assert all_lists(office, person(), campaign(office)) == []
    assert key_count(office) == 0
    assert not isinstance(received(office), Refusal)


def test_blocks_laid_aside_in_a_file_give_the_same_list_and_nothing_clear(office: Office) -> None:
    written: list[bytes] = []

    def close(self: Laid) -> None:
        assert self.file is not None
        self.file.seek(0)
        written.append(self.file.read())
        self.file.close()

    with patch("pipelines.intake.sealed_blocks.MOST_IN_MEMORY", 0), patch.object(Laid, "close", close):
        report = received(office)
    assert not isinstance(report, Refusal)
    assert report["counts"]["new"] == 40
    assert written and b"Zqxnom" not in written[0] and b"612345" not in written[0]
    contents = list_contents(office, person(), campaign(office), report["list_id"])
    assert not isinstance(contents, Refusal)
    assert [row["values"]["guardian_last_name"] for row in contents["rows"]] == [f"Zqxnom{n}" for n in range(40)]


def test_a_list_sent_again_with_one_row_corrected_moves_that_row_alone(office: Office) -> None:
    first = received(office)
    again = received(office, LIST.replace("Zqxnom7;Awa", "Zqxnom7;Aminata"))
    assert not isinstance(first, Refusal) and not isinstance(again, Refusal)
    counted = {name: again["counts"][name] for name in ("new", "unchanged", "corrected")}
    assert counted == {"new": 0, "unchanged": 39, "corrected": 1}
    before = list_contents(office, person(), campaign(office), first["list_id"])
    after = list_contents(office, person(), campaign(office), again["list_id"])
    assert not isinstance(before, Refusal) and not isinstance(after, Refusal)
    assert [row["subject_id"] for row in after["rows"]] == [row["subject_id"] for row in before["rows"]]
    assert after["rows"][7]["values"]["guardian_first_name"] == "Aminata"
    with office.store.reading() as session:
        requests = session.rows(
            "request/of_partner", {"campaign_id": campaign(office), "partner_id": before["card"]["partner_id"]}
        )
    assert sorted(row["version"] for row in requests) == [1] * 39 + [2]


def test_a_report_without_rows_counts_the_same(office: Office) -> None:
    report = received(office, with_rows=False)
    assert not isinstance(report, Refusal)
    assert "rows" not in report
    assert (report["counts"]["accepted"], report["counts"]["new"]) == (40, 40)
