"""A family whose every word can be found again, in a campaign with two others: what erasure and retention tests work on."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.notes import export_deliveries
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
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
PLANTED = (
    "Zqxvardaillan",
    "Ypsilonette",
    "612340987",
    "12 34 09 87",
    "zqx.ypsi@",
    "17 impasse des Zorilles",
    "Wqzremarque",
)
COORDINATOR, APPROVER, DPO = person_named(None), person_named("approbatrice"), person_named("dpo")
# The family twice in one list, once held back for want of a need, and named in a title row.
FIRST = """Liste de la famille Zqxvardaillan Ypsilonette et des autres
Nom;Prénom;Date de naissance;Téléphone;Courriel;Adresse;Code postal;Commune;Besoin PC;Besoin connexion;Observations
Zqxvardaillan;Ypsilonette;03/05/1984;06 12 34 09 87;zqx.ypsi@example.org;17 impasse des Zorilles;93200;SAINT DENIS;1;1;Wqzremarque libre
Zqxvardaillan;Ypsilonette;03/05/1984;06 12 34 09 87;zqx.ypsi@example.org;17 impasse des Zorilles;93200;SAINT DENIS;1;1;Wqzremarque libre
Autre;Famille;04/06/1985;06 12 34 09 88;;;93200;SAINT DENIS;1;0;
Troisieme;Maison;04/07/1981;06 12 34 09 89;;;93200;SAINT DENIS;1;0;
Zqxvardaillan;Ypsilonette;;06 12 34 09 87;;;93200;SAINT DENIS;;;Wqzremarque encore
"""
# Another structure knows the same family.
SECOND = """Nom;Prénom;Date de naissance;Téléphone;Code postal;Commune;Besoin PC
ZQXVARDAILLAN;Ypsilonette;03/05/1984;0612340987;93200;Saint-Denis;1
"""
PARTNERS = b"code,name,kind,commune_code,phone,email\nP1,Ecole,school,93066,0155667788,bureau@example.org\nP2,Relais,shelter,93066,,\n"
SITES = b"code,name,kind,commune_code,capacity_per_day\nS1,Site,point_accueil,93066,5\nR,Reserve,depot,93066,\n"
STOCK = b"site_code,item,grade,quantity,available_on\nS1,laptop,A,5,2026-04-01\nR,data_12gb,,5,2026-04-01\n"


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9)

    def __call__(self) -> datetime:
        """Tell the time; each look is a second later."""
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Planted:
    """The campaign, its clock, and the exports made so far."""

    office: Office
    clock: Clock
    campaign_id: str

    def close(self) -> None:
        """Give the office back."""
        self.office.close()

    def reopened(self) -> "Planted":
        """Open the same folder again."""
        return Planted(open_office(self.office.home, clock=self.clock), self.clock, self.campaign_id)

    def rows(self, statement: str, **parameters: object) -> list[dict]:
        """Read rows of the campaign."""
        with self.office.store.reading() as session:
            return session.rows(statement, {"campaign_id": self.campaign_id, **parameters})

    def household(self) -> str:
        """Return the planted family's household: the one with two requests."""
        homes = [row["household_id"] for row in self.rows("household/members")]
        return next(home for home in homes if homes.count(home) == 2)


def planted_campaign(home: Path, second: str = "") -> Planted:
    """Take the planted family from its lists to a recognised household; `second` adds rows to the second list."""
    clock = Clock()
    office = open_office(home, clock=clock)
    rules = POLICY.read_text("utf-8")
    made = done(create_campaign(office, COORDINATOR, "c", rules, date(2026, 10, 1), date(2026, 12, 1)))
    campaign_id = made["campaign_id"]
    done(import_partners(office, COORDINATOR, PARTNERS, "p.csv"))
    done(import_sites(office, COORDINATOR, SITES, "s.csv"))
    done(import_stock(office, COORDINATOR, campaign_id, STOCK, "k.csv"))
    done(receive_list(office, COORDINATOR, campaign_id, FIRST.encode(), "famille Zqxvardaillan.csv", Reception("P1")))
    done(receive_list(office, COORDINATOR, campaign_id, (SECOND + second).encode(), "relais.csv", Reception("P2")))
    done(link_households(office, COORDINATOR, campaign_id))
    return Planted(office, clock, campaign_id)


def adopted_plan(planted: Planted) -> None:
    """Put a plan in force."""
    office, campaign_id = planted.office, planted.campaign_id
    done(propose_plan(office, COORDINATOR, campaign_id))
    done(lock_plan(office, COORDINATOR, campaign_id))
    done(approve_plan(office, APPROVER, campaign_id))
    done(adopt_plan(office, COORDINATOR, campaign_id))


def handed_over(planted: Planted) -> None:
    """Release, export the notes under the organisation's folder, and hand everything over."""
    office, campaign_id = planted.office, planted.campaign_id
    done(release_plan(office, COORDINATOR, campaign_id))
    folder = office.home / "exports"
    done(export_deliveries(office, COORDINATOR, campaign_id, folder))
    for note in sorted(folder.glob("*.csv")):
        table = list(csv.reader(io.StringIO(note.read_text("utf-8-sig")), delimiter=";"))
        at = table[0].index("statut")
        filled = [table[0], *([*row[:at], "remis", *row[at + 1 :]] for row in table[1:])]
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(filled)
        done(record_handover(office, COORDINATOR, campaign_id, text.getvalue().encode("utf-8-sig"), note.name))


def found_in(folder: Path) -> dict[str, list[str]]:
    """Return which planted words stand in which file, in the usual encodings and cases; archives are opened too."""
    import zipfile

    found: dict[str, list[str]] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        contents = [path.read_bytes().lower()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents += [archive.read(name).lower() for name in archive.namelist()]
        for word in PLANTED:
            shapes = [word.lower().encode(encoding) for encoding in ("utf-8", "utf-16-le", "cp1252")]
            if any(shape in content for shape in shapes for content in contents):
                found.setdefault(word, []).append(path.name)
    return found
