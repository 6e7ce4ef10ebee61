"""The main job, end to end, by the command line: a list comes in, a grant goes out, the map and the invariants follow."""

import csv
import json
from pathlib import Path

from tests.spec.conftest import GOLDEN, LISTS, POLICY, Line


def adopted(line: Line) -> dict:
    """Take a plan to adoption; another person approves."""
    plan = line("plan", "propose")
    line("plan", "lock")
    line("plan", "approve", "--as", "approbatrice")
    line("plan", "adopt")
    return plan


def test_every_physical_row_of_a_list_is_accounted_for(line: Line) -> None:
    for card in line("lists"):
        parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
        assert card["physical_count"] == sum(card[f"{part}_count"] for part in parts)


def test_the_same_file_twice_adds_nothing(line: Line) -> None:
    before = line("link")
    name, partner = next(iter(LISTS.items()))
    again = line("receive", str(GOLDEN / name), "--partner", partner)
    assert again["counts"]["new"] == again["counts"]["corrected"] == 0
    assert again["counts"]["unchanged"] == again["counts"]["accepted"] + again["counts"]["warned"] > 0
    after = line("link")
    assert (after["requests"], after["households"], after["minted"]) == (before["requests"], before["households"], 0)


def test_a_plan_reaches_the_families_and_every_invariant_holds_at_each_step(line: Line, tmp_path: Path) -> None:
    def sound() -> None:
        assert line("verify")["holds"]

    sound()
    ranked = line("rank")
    assert ranked["ranked"] == sum(ranked["tiers"].values()) > 100
    plan = line("plan", "propose")
    assert 0 < plan["served"] <= plan["bound"]
    sound()
    line("plan", "lock")
    assert line("plan", "approve", code=1)["refused"]["code"] == "same_person"
    sound()
    line("plan", "approve", "--as", "approbatrice")
    line("plan", "adopt")
    sound()
    certificate = line("plan", "verify", plan["plan_id"])
    assert certificate["guarantees"]["G1"]["holds"] and certificate["guarantees"]["G2"]["holds"]
    released = line("release")
    assert released["released"] > 0
    sound()
    notes = line("export", "deliveries", "--to", str(tmp_path / "notes"))
    assert notes["units"] == released["released"]
    note = tmp_path / "notes" / next(name for name in notes["files"] if name.endswith(".csv"))
    counts = hand_over_all(line, note, tmp_path)
    sound()
    again = line("handover", str(tmp_path / "revenu.csv"))
    assert (again["updated"], again["unchanged"]) == (0, counts["updated"])
    figures = line("export", "figures", "--to", str(tmp_path))
    told = json.loads((tmp_path / figures["files"][0]).read_text("utf-8"))
    assert sum(told["units"][side]["handed_over"] for side in ("device", "data")) == counts["updated"]
    coverage = line("export", "coverage", "--to", str(tmp_path))
    assert coverage["departments"] == 101
    sound()


def hand_over_all(line: Line, note: Path, folder: Path) -> dict:
    """Fill the status column of a note and send it back."""
    rows = list(csv.reader(note.read_text("utf-8-sig").splitlines(), delimiter=";"))
    status = rows[0].index("statut")
    for row in rows[1:]:
        row[status] = "remis"
    with (folder / "revenu.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    counts = line("handover", str(folder / "revenu.csv"))
    assert counts["updated"] == len(rows) - 1
    assert counts["errors"] == []
    return counts


def test_no_exported_coverage_shows_fewer_than_eleven_households(line: Line, tmp_path: Path) -> None:
    adopted(line)
    line("export", "coverage", "--to", str(tmp_path))
    rows = list(csv.DictReader((tmp_path / "couverture.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    shown = [int(row[name]) for row in rows for name in ("need", "served", "gap") if row[name] not in ("", "0")]
    assert shown
    assert min(shown) >= 11


def test_a_second_plan_never_grants_again_what_the_first_granted(line: Line) -> None:
    adopted(line)
    second = adopted(line)
    assert line("verify")["holds"]
    assert second["served"] == 0 or line("plan", "show", second["plan_id"])["plan"]["state"] == "adopted"


def test_two_drafts_of_one_moment_cannot_both_be_adopted(line: Line) -> None:
    first, second = line("plan", "propose"), line("plan", "propose")
    assert first["digest"] == second["digest"]
    for plan in (first, second):
        line("plan", "lock", plan["plan_id"])
        line("plan", "approve", plan["plan_id"], "--as", "approbatrice")
    line("plan", "adopt", first["plan_id"])
    assert line("plan", "adopt", second["plan_id"], code=1)["refused"]["code"] == "already_granted"
    assert line("verify")["holds"]


def test_a_revoked_plan_gives_its_stock_back(line: Line) -> None:
    adopted(line)
    line("plan", "revoke")
    assert line("verify")["holds"]
    assert line("plan", "propose")["served"] > 0


def test_a_family_can_be_told_why(line: Line) -> None:
    adopted(line)
    name, partner = next(iter(LISTS.items()))
    line("receive", str(GOLDEN / name), "--partner", partner)
    summary = line("plan", "show")
    assert sum(row["lines"] for row in summary["reasons"]) == summary["plan"]["unserved_count"]


def test_a_held_list_gives_requests_only_when_it_is_accepted(line: Line) -> None:
    before = line("link")["requests"]
    held = line("receive", str(GOLDEN / "lyannaj.xlsx"), "--partner", "49277690100067", "--hold")
    assert held["state"] == "in_review"
    assert line("link")["requests"] == before
    accepted = line("accept", held["list_id"])
    assert line("link")["requests"] == before + accepted["counts"]["new"] > before
    assert line("accept", held["list_id"], code=1)["refused"]["code"] in ("wrong_state", "stale_version")
    assert line("verify")["holds"]


def test_a_list_read_dry_leaves_nothing(line: Line) -> None:
    report = line("receive", str(GOLDEN / "lyannaj.xlsx"), "--partner", "49277690100067", "--dry-run")
    assert report["list_id"] is None
    assert len(line("lists")) == len(LISTS)


def test_several_campaigns_live_in_one_folder(line: Line) -> None:
    line("campaigns", "new", "crue", "--policy", str(POLICY), "--from", "2026-11-01", "--to", "2026-12-01")
    assert {row["code"] for row in line("campaigns", "list")} == {"essai", "crue"}
    assert line("lists") == []
    assert len(line("lists", "--campaign", "essai")) == len(LISTS)
