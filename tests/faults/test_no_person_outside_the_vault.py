"""Nothing that names a person stands in clear in any file under the home folder, whatever was done with it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.notes import delivery_notes
from pipelines.delivery.release import release_plan
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.people import person_named
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from tests.answers import done

POLICY = Path(__file__).parents[2] / "data" / "policies" / "exemple_confinement.toml"
PLANTED = ("Zqxvardaillan", "Ypsilonette", "612340987", "zqx.ypsi", "17 impasse des Zorilles", "Wqzremarque")
LIST = """Nom;Prénom;Date de naissance;Téléphone;Courriel;Adresse;Code postal;Commune;Besoin PC;Besoin connexion;Observations;NIR
Zqxvardaillan;Ypsilonette;03/05/1984;06 12 34 09 87;zqx.ypsi@example.org;17 impasse des Zorilles;93200;SAINT DENIS;1;1;Wqzremarque libre;2840593066123 45
Autre;Famille;04/06/1985;06 12 34 09 88;;;93200;SAINT DENIS;1;0;;
Zqxvardaillan;Sanscommune;;;;;00000;NULLE PART;;;Wqzremarque encore;
"""


@pytest.fixture
def office(tmp_path: Path):
    """Open an office on an empty folder."""
    opened = open_office(tmp_path / "home", clock=lambda: datetime(2026, 11, 20, 9))
    yield opened
    opened.close()


def campaign_with_a_granted_family(office: Office) -> str:
    """Take the planted family from its list to a released grant."""
    actor = person_named(None)
    campaign_id = done(
        create_campaign(office, actor, "c", POLICY.read_text("utf-8"), date(2026, 10, 1), date(2026, 12, 1))
    )["campaign_id"]
    done(
        import_partners(
            office,
            actor,
            b"code,name,kind,commune_code,phone,email\nP1,Ecole,school,93066,0155667788,zqx.ypsi-bureau@example.org\n",
            "p.csv",
        )
    )
    done(
        import_sites(
            office,
            actor,
            b"code,name,kind,commune_code,capacity_per_day\nS1,Site,point_accueil,93066,5\nR,Reserve,depot,93066,\n",
            "s.csv",
        )
    )
    stock = b"site_code,item,grade,quantity,available_on\nS1,laptop,A,5,2026-04-01\nR,data_12gb,,5,2026-04-01\n"
    done(import_stock(office, actor, campaign_id, stock, "k.csv"))
    done(receive_list(office, actor, campaign_id, LIST.encode(), "famille Zqxvardaillan.csv", Reception("P1")))
    done(link_households(office, actor, campaign_id))
    done(propose_plan(office, actor, campaign_id))
    done(lock_plan(office, actor, campaign_id))
    done(approve_plan(office, person_named("approbatrice"), campaign_id))
    done(adopt_plan(office, actor, campaign_id))
    done(release_plan(office, actor, campaign_id))
    return campaign_id


def found_in(home: Path) -> dict[str, list[str]]:
    """Return which planted words stand in which file, in the usual encodings and cases."""
    found: dict[str, list[str]] = {}
    for path in (path for path in home.rglob("*") if path.is_file()):
        content = path.read_bytes().lower()
        for word in PLANTED:
            if any(word.lower().encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "cp1252")):
                found.setdefault(word, []).append(path.name)
    return found


def test_a_planted_family_is_in_no_file_while_open_nor_after_closing(office: Office) -> None:
    campaign_id = campaign_with_a_granted_family(office)
    notes = done(delivery_notes(office, person_named(None), campaign_id))
    assert any("Zqxvardaillan" in cell for note in notes for row in note.rows for cell in row)
    assert found_in(office.home) == {}
    office.close()
    assert found_in(office.home) == {}


def test_the_search_itself_would_find_a_name_in_the_database(office: Office) -> None:
    with office.store.writing() as session:
        session.run(
            "policy/insert",
            {
                "campaign_id": "c", "policy_version": 1, "policy_digest": "x", "policy_toml": "Zqxvardaillan " * 3,
                "adopted_at": datetime(2026, 1, 1), "adopted_by": "a",
            },
        )  # fmt: skip
    office.close()
    assert "Zqxvardaillan" in found_in(office.home)
