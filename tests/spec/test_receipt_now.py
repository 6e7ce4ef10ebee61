"""A receipt tells what became of each request now, for thirty days, and is understood when it comes back."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.delivery.round_trip import record_handover
from pipelines.family_steps import FamilyStep
from pipelines.intake.receipts import REFRESHED, Standing, receipt_file, state_now
from pipelines.intake.receive import Reception, receive_list
from tests.golden.score import LISTS, PARTNER_KINDS
from tests.unit.small_campaign import (
    COORDINATOR,
    FIRST_LIST,
    SECOND_LIST,
    SmallCampaign,
    filled_campaign,
    opened_campaign,
)

FILES = sorted(
    path
    for path in LISTS.iterdir()
    if path.suffix in {".csv", ".xlsx", ".ods"} and path.with_name(f"{path.stem}.truth.json").exists()
)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallCampaign]:
    """Open a campaign with two partners and nothing else."""
    campaign = opened_campaign(tmp_path)
    yield campaign
    campaign.office.close()


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign that receives every golden list."""
    campaign = opened_campaign(tmp_path_factory.mktemp("golden"))
    yield campaign
    campaign.office.close()


def school(small: SmallCampaign) -> Actor:
    """Return the person of the school."""
    return fictive_actor(Role.PARTNER, small.partner_ids["ECOLE1"])


def sent(small: SmallCampaign, data: bytes, name: str, code: str = "ECOLE1") -> dict[str, Any]:
    """Send a list."""
    report = receive_list(small.office, COORDINATOR, small.campaign_id, data, name, Reception(code))
    assert not isinstance(report, Refusal), report
    return report


def receipt(small: SmallCampaign, list_id: str) -> bytes:
    """Fetch a receipt."""
    made = receipt_file(small.office, COORDINATOR, small.campaign_id, list_id)
    assert isinstance(made, bytes), made
    return made


def states(data: bytes) -> dict[str, tuple[str, str]]:
    """Return the state and the next action of each reference of a CSV receipt."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][-4:] == ["reçu", "état", "motif", "prochaine action"]
    return {row[0]: (row[-3], row[-1]) for row in rows[1:] if len(row) == len(rows[0])}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_receipt_of_a_list_sent_again_adds_and_corrects_nothing(golden: SmallCampaign, path: Path) -> None:
    code = "ECOLE1" if any(word in path.name.lower() for word in PARTNER_KINDS) else "CHRS1"
    first = sent(golden, path.read_bytes(), path.name, code)
    again = sent(golden, receipt(golden, first["list_id"]), "recu.csv" if path.suffix == ".csv" else "recu.xlsx", code)
    assert (again["counts"]["new"], again["counts"]["corrected"]) == (0, 0)
    assert again["counts"]["unchanged"] == first["counts"]["accepted"] + first["counts"]["warned"]
    assert [(row["row"], row["reasons"]) for row in again["rows"]] == [
        (row["row"], row["reasons"]) for row in first["rows"]
    ]


def test_a_cell_put_right_in_the_receipt_changes_its_row_alone(small: SmallCampaign) -> None:
    first = sent(small, FIRST_LIST, "classe.csv")
    data = receipt(small, first["list_id"])
    mended = data.replace(b"DURAND;Sonia;0655667788", b"DURAND;Sonia;0655667700").replace(
        b"E-4;;;;", b"E-4;PETIT;Lou;;"
    )
    again = sent(small, mended, "classe-recu.csv")
    assert {row["row"]: row["change"] for row in again["rows"]} == {
        2: "unchanged",
        3: "corrected",
        4: "unchanged",
        5: "new",
    }


def test_a_receipt_on_the_first_day_says_how_each_row_was_received(small: SmallCampaign) -> None:
    first = sent(small, FIRST_LIST, "classe.csv")
    assert states(receipt(small, first["list_id"])) == {
        "E-1": ("prise en compte", ""), "E-2": ("prise en compte", ""), "E-3": ("prise en compte", ""),
        "E-4": ("à corriger", "Corrigez la ligne et renvoyez le fichier entier, sans risque de doublon."),
    }  # fmt: skip


def test_a_receipt_follows_the_family_without_saying_who_serves_it(tmp_path: Path) -> None:
    small = filled_campaign(tmp_path)
    try:
        lists = {
            code: sent(small, data, "liste.csv", code)["list_id"]
            for code, data in (("ECOLE1", FIRST_LIST), ("CHRS1", SECOND_LIST))
        }
        found = {code: states(receipt(small, list_id)) for code, list_id in lists.items()}
        told = {state: action for of_list in found.values() for state, action in of_list.values()}
        assert found["ECOLE1"]["E-2"][0] == found["ECOLE1"]["E-3"][0] == found["CHRS1"]["C-2"][0] == "matériel en route"
        # The family that both know is served by one of them; the other learns only that it is.
        assert sorted((found["ECOLE1"]["E-1"][0], found["CHRS1"]["C-1"][0])) == [
            "déjà prise en charge",
            "matériel en route",
        ]
        assert told["déjà prise en charge"] == "Rien à faire : la famille reçoit son matériel par ailleurs."
        assert told["matériel en route"] == "Prévenez la famille : son matériel arrive."
        for list_id in lists.values():
            assert "Relais Saint-Michel" not in receipt(small, list_id).decode("utf-8-sig")
        note = small.filled_note("ECOLE1", "remis")
        assert not isinstance(record_handover(small.office, school(small), small.campaign_id, note, "bon.csv"), Refusal)
        assert states(receipt(small, lists["ECOLE1"]))["E-2"] == ("remis à la famille", "C'est terminé.")
    finally:
        small.office.close()


def test_a_row_corrected_in_a_later_list_is_not_asked_for_again(small: SmallCampaign) -> None:
    first = sent(small, FIRST_LIST, "classe.csv")
    sent(small, FIRST_LIST.replace(b"E-4;;;", b"E-4;PETIT;Lou;"), "classe-2.csv")
    today = f"{small.office.clock():%d/%m/%Y}"
    assert states(receipt(small, first["list_id"]))["E-4"] == (
        "corrigée depuis", f"Rien à faire : la ligne corrigée est arrivée le {today}.",
    )  # fmt: skip


def test_a_list_in_review_says_that_it_waits(small: SmallCampaign) -> None:
    held = Reception("ECOLE1", hold=True)
    report = receive_list(small.office, COORDINATOR, small.campaign_id, FIRST_LIST, "classe.csv", held)
    assert not isinstance(report, Refusal)
    found = states(receipt(small, report["list_id"]))
    assert found["E-1"] == ("en attente de relecture", "Rien à faire : un coordinateur relit la liste.")


def test_a_withdrawn_request_is_said_so() -> None:
    row = {"outcome": "accepted", "change": "new", "subject_id": "r1"}
    standing = Standing({"r2": FamilyStep.RECOGNISED}, frozenset({"r1"}), {})
    said = state_now(row, {"state": "accepted"}, standing, "")
    assert said == ("retirée", "", "Si la famille en a encore besoin, renvoyez-la dans votre prochaine liste.")


def test_after_thirty_days_the_page_serves(small: SmallCampaign) -> None:
    first = sent(small, FIRST_LIST, "classe.csv")
    later = {
        days: replace(small.office, clock=lambda days=days: small.office.clock() + timedelta(days=days))
        for days in (REFRESHED.days - 1, REFRESHED.days + 1)
    }
    assert isinstance(receipt_file(later[29], COORDINATOR, small.campaign_id, first["list_id"]), bytes)
    over = receipt_file(later[31], COORDINATOR, small.campaign_id, first["list_id"])
    assert isinstance(over, Refusal) and over.code == "receipt_over"
    assert "« Mes demandes »" in over.sentence.fr and "“My requests”" in over.sentence.en
