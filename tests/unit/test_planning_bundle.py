"""An exported plan is checked from its files alone; whatever is changed in it is refused in a sentence."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.cli import main
from pipelines.office import open_office
from pipelines.planning.bundle import verify_bundle
from pipelines.planning.export import export_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.scenarios import assumptions_of, propose_scenario
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR

FLOOR = '\n[[floors]]\nshare_pct = 80\nlabel_fr = "Plancher"\nlabel_en = "Floor"\n'


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Export a plain plan, one with passes, and a scenario."""
    root = tmp_path_factory.mktemp("plans")
    found = {}
    for name, extra in (("plain", ""), ("passes", FLOOR)):
        office = open_office(root / f"home-{name}")
        campaign_id = scarce_campaign(office, extra)
        assert not isinstance(propose_plan(office, COORDINATOR, campaign_id), Refusal)
        assert not isinstance(export_plan(office, COORDINATOR, campaign_id, root / name), Refusal)
        found[name] = root / name
        if name == "plain":
            supposed = assumptions_of(
                {"stock": [{"site_code": "SITE1", "item": "laptop", "units": 1}], "pick_up_km": 5.0}
            )
            assert not isinstance(supposed, Refusal)
            made = propose_scenario(office, COORDINATOR, campaign_id, "un de plus", supposed)
            assert not isinstance(made, Refusal)
            assert not isinstance(
                export_plan(office, COORDINATOR, campaign_id, root / "scenario", made["plan_id"]), Refusal
            )
            found["scenario"] = root / "scenario"
        office.close()
        shutil.rmtree(root / f"home-{name}")
    return found


@pytest.mark.parametrize("name", ["plain", "passes", "scenario"])
def test_a_bundle_holds_without_any_database(bundles: dict[str, Path], name: str) -> None:
    answer = verify_bundle(bundles[name])
    assert not isinstance(answer, Refusal)
    assert answer["holds"], answer
    assert answer["guarantees"]["digest"]["holds"] is True
    assert answer["files"]["holds"] is True
    assert answer["policy"]["holds"] is True
    assert answer["published"]["holds"] is None
    held = verify_bundle(bundles[name], answer["digest"].upper())
    assert not isinstance(held, Refusal)
    assert held["published"]["holds"] is True


def test_the_manifest_is_read_by_the_usual_tool(bundles: dict[str, Path]) -> None:
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=bundles["plain"], check=True)


def test_any_byte_changed_in_any_file_is_refused(bundles: dict[str, Path], tmp_path: Path) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(bundles["scenario"], copy)
    for path in sorted(found for found in copy.rglob("*") if found.is_file()):
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            answer = verify_bundle(copy)
            assert isinstance(answer, Refusal) or not answer["holds"], (path.name, place)
        path.write_bytes(whole)
    assert verify_bundle(copy) == verify_bundle(bundles["scenario"])


def swapped_grant(copy: Path) -> None:
    """Give the unit of one line to another that waits."""
    lines = (copy / "result" / "grants.csv").read_text().splitlines()
    waiting = (copy / "result" / "unserved.csv").read_text().splitlines()[1].split(",")[0]
    served = lines[1].split(",")[0]
    for name in ("grants.csv", "unserved.csv"):
        path = copy / "result" / name
        path.write_text(path.read_text().replace(served, "#").replace(waiting, served).replace("#", waiting))


def other_weight(copy: Path) -> None:
    """Let the bundle tell another policy."""
    path = copy / "policy.toml"
    path.write_text(path.read_text().replace("weight = 0.12", "weight = 0.99", 1))


def other_total(copy: Path) -> None:
    """Let the summary tell more than was served, its digest made anew."""
    path = copy / "result" / "summary.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"bound": 99}))


@pytest.mark.parametrize(
    ("forge", "place"), [(swapped_grant, "guarantees"), (other_weight, "policy"), (other_total, "guarantees")]
)
def test_a_forger_who_also_rewrites_the_manifest_is_found_out(
    bundles: dict[str, Path], tmp_path: Path, forge: Callable[[Path], None], place: str
) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(bundles["plain"], copy)
    forge(copy)
    names = [line.split("  ")[1] for line in (copy / "SHA256SUMS").read_text().splitlines()]
    sums = [f"{hashlib.sha256((copy / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (copy / "SHA256SUMS").write_text("".join(sums))
    answer = verify_bundle(copy)
    assert not isinstance(answer, Refusal)
    assert answer["files"]["holds"] is True
    assert answer["holds"] is False
    parts = answer["guarantees"].values() if place == "guarantees" else [answer[place]]
    assert any(part["holds"] is False and part["witness"] and part["witness_en"] for part in parts)


def test_another_published_digest_a_file_added_and_a_folder_that_is_no_bundle_are_refused(
    bundles: dict[str, Path], tmp_path: Path
) -> None:
    answer = verify_bundle(bundles["plain"], "0" * 64)
    assert not isinstance(answer, Refusal)
    assert (answer["holds"], answer["published"]["holds"]) == (False, False)
    copy = tmp_path / "copie"
    shutil.copytree(bundles["plain"], copy)
    (copy / "problem" / "lines.parquet").write_bytes(b"x")
    added = verify_bundle(copy)
    assert not isinstance(added, Refusal)
    assert "ajouté" in added["files"]["witness"]
    refusal = verify_bundle(tmp_path)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_a_bundle"


def test_the_command_needs_no_folder_of_the_organisation(bundles: dict[str, Path], tmp_path: Path) -> None:
    command = ["plan", "verify", str(bundles["plain"]), "--home", str(tmp_path / "rien"), "--json"]
    assert main(command) == 0
    assert not (tmp_path / "rien").exists()
    assert main([*command, "--digest", "0" * 64]) == 1
