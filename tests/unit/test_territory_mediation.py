"""Our sites in the national schema of digital mediation places: what is not known is not made up, and what leaves can be read."""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.office import Office, open_office
from pipelines.partners import import_sites
from pipelines.territory.layers import Origin, import_layer
from pipelines.territory.mediation import export_mediation
from pipelines.territory.mediation_schema import FIELDS, PATTERNS, REQUIRED
from tests.unit.small_campaign import COORDINATOR

ANCT = Origin("2026", "Licence Ouverte 2.0", "ANCT")
SCHEMA = Path(__file__).resolve().parents[3] / "shared" / "data" / "schema_lieux_mediation_numerique.json"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Open an empty house."""
    opened = open_office(tmp_path / "home")
    yield opened
    opened.close()


SITES = b"code,name,kind,commune_code,capacity_per_day\nS1,=Relais de Denain,relais,59172,10\nS2,Accueil,point_accueil,93066,10\nS3,Stock,depot,93066,\n"


def test_our_sites_leave_in_the_national_schema_and_what_is_not_known_is_not_made_up(
    office: Office, tmp_path: Path
) -> None:
    import_sites(office, COORDINATOR, SITES, "sites.csv")
    bare = export_mediation(office, COORDINATOR, tmp_path)
    assert not isinstance(bare, Refusal) and (bare["written"], bare["left_out"]) == (0, 2)
    details = b"code;siret;adresse;code_postal;telephone\nS1;43493312300029;1 rue de la Gare;;\nS2;43493312300029;2 rue;93200;0142\n"
    answer = export_mediation(office, COORDINATOR, tmp_path, details, "details.csv")
    assert not isinstance(answer, Refusal) and (answer["written"], answer["left_out"], len(answer["faults"])) == (
        1,
        1,
        2,
    )
    with (tmp_path / "lieux-mediation-numerique.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert (
        list(rows[0]) == list(FIELDS) and rows[0]["nom"] == "'=Relais de Denain" and rows[0]["code_postal"] == "59220"
    )
    assert not [name for name in REQUIRED if not rows[0][name]]
    # What we write, we read.
    again = import_layer(
        office, COORDINATOR, "mediation", (tmp_path / "lieux-mediation-numerique.csv").read_bytes(), "l.csv", ANCT
    )
    assert not isinstance(again, Refusal) and again["communes"] == 1


@pytest.mark.skipif(not SCHEMA.is_file(), reason="the national schema is not beside the repository")
def test_our_fields_and_patterns_are_those_of_the_schema_and_the_export_passes_them(
    office: Office, tmp_path: Path
) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    assert schema["version"] == "v1.0.2"
    fields = {field["name"]: field for field in schema["fields"]}
    assert tuple(fields) == FIELDS
    limits = {name: field.get("constraints", {}) for name, field in fields.items()}
    assert tuple(name for name in FIELDS if limits[name].get("required")) == REQUIRED
    for name, pattern in PATTERNS.items():
        assert limits[name]["pattern"] == f"^{pattern}$"
    import_sites(office, COORDINATOR, SITES.replace(b"=Relais", b"Relais"), "sites.csv")
    details = b"code,pivot,adresse,code_postal,telephone\nS1,43493312300029,1 rue de la Gare,,+33142000000\nS2,43493312300029,2 rue,93200,\n"
    export_mediation(office, COORDINATOR, tmp_path, details, "details.csv")
    with (tmp_path / "lieux-mediation-numerique.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == 2
    for row in rows:
        for name, value in row.items():
            assert value or not limits[name].get("required"), name
            assert not value or "pattern" not in limits[name] or re.search(limits[name]["pattern"], value), (
                name,
                value,
            )
