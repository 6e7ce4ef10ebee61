"""The list of what the program is made of: whole, the same each time, and without a network."""

import json
import socket
from pathlib import Path

import pytest

from pipelines.bill_of_materials import LOCK, bill, pinned_in, write_bill
from pipelines.cli import main

LOCKED = f"""alpha==1.0 \\
    --hash=sha256:{"a" * 64}
    # via beta
Beta_lib[x]==2.1 ; python_version >= '3' \\
    --hash=sha256:{"b" * 64}
"""


def test_each_pinned_library_is_there_with_its_address_and_hashes() -> None:
    made = {one["name"]: one for one in bill(LOCKED)["components"]}
    assert made["alpha"]["purl"] == "pkg:pypi/alpha@1.0" and made["Beta_lib"]["purl"] == "pkg:pypi/beta-lib@2.1"
    assert {"name": "lock:sha256", "value": "b" * 64} in made["Beta_lib"]["properties"]
    # Neither is installed, and that is said.
    assert {"name": "installed:version", "value": "none"} in made["alpha"]["properties"]


def test_the_list_of_this_program_is_whole_and_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    answers = [write_bill(tmp_path / name) for name in ("a.json", "b.json")]
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    made = json.loads((tmp_path / "a.json").read_text("utf-8"))
    lines = [line for line in LOCK.read_text("utf-8").splitlines() if line[:1].isalnum()]
    assert len(list(pinned_in(LOCK.read_text("utf-8")))) == len(lines)
    assert answers[0]["components"] == len(lines) + 1, "the map's library is served from here"
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5")
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs) and made["dependencies"][0]["dependsOn"] == refs
    streamlit = next(one for one in made["components"] if one["name"] == "streamlit")
    assert "Apache" in streamlit["licenses"][0]["license"]["name"]


def test_the_verb_writes_it(tmp_path: Path) -> None:
    assert main(["sbom", "--out", str(tmp_path / "sbom.json")]) == 0
    assert (tmp_path / "sbom.json").exists()
