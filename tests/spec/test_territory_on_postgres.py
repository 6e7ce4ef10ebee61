"""Layers of facts on the shared store: the same statements, the same answers, and an import that replaces."""

from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from campaigns.territory_facts import Fact
from pipelines.networks import import_networks
from pipelines.office import open_office
from pipelines.territory.layers import Origin, import_layer, layer_facts, layers
from tests.unit.small_campaign import COORDINATOR

pytestmark = pytest.mark.postgres
ORIGIN = Origin("2024", "Licence Ouverte 2.0", "DEPP", is_sample=True)


def test_layers_read_the_same_on_the_shared_store(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    office = open_office(tmp_path / "home")
    first = b"uai,code_insee,ips\n0752695X,93066,80\n0752870M,93066,100\n"
    assert not isinstance(import_layer(office, COORDINATOR, "ips", first, "ips.csv", ORIGIN), Refusal)
    assert layer_facts(office, COORDINATOR, "ips") == {"93066": Fact(90.0, 2.0)}
    again = b"uai,code_insee,ips\n0752695X,59350,80\n"
    assert not isinstance(import_layer(office, COORDINATOR, "ips", again, "ips.csv", ORIGIN), Refusal)
    assert layer_facts(office, COORDINATOR, "ips") == {"59350": Fact(80.0, 1.0)}
    assert not isinstance(
        import_networks(office, COORDINATOR, b"commune_code,operator,level\n93066,rouge,good\n", "r.csv"), Refusal
    )
    assert layer_facts(office, COORDINATOR, "network:rouge") == {"93066": Fact(1.0)}
    known = layers(office, COORDINATOR)
    assert not isinstance(known, Refusal)
    kept = [(row["layer"], row["vintage"], row["is_sample"], row["communes"]) for row in known]
    assert kept == [("ips", "2024", True, 1), ("network:rouge", "", False, 1)]
    office.close()
