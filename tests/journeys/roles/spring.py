"""The campaign of a day of spring 2020 that the six journeys start from, and the time that it is there.

The sample campaign of fifteen hundred requests, two lists in which some families may be the same, and the stock of that day.
`morning` stops before the first plan. In `evening` a plan is in force and published, and another, made once more
computers came, is locked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.campaigns_desk import list_campaigns
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, list_partners
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.releases import publish_figures
from pipelines.sample.demo import make_demo
from pipelines.stock.announcements import Announcement, announce_lot
from tests.answers import done
from tests.unit.small_campaign import APPROVER, COORDINATOR

MORNING, EVENING, LATER = datetime(2020, 4, 6, 7), datetime(2020, 4, 6, 16), datetime(2020, 4, 7, 8)
REQUESTS, SEED = 1500, 7
# Structures of the sample campaign that send one list more, and one that has not sent any.
SCHOOL, SHELTER = "0939116D", "00066981200018"
NEWCOMER, NEWCOMER_NAME = "ECOLE-GRESILLONS", "École des Grésillons"
PARTNERS = f"code,name,kind,commune_code,phone,email\n{NEWCOMER},{NEWCOMER_NAME},school,92036,,\n"
HEADER = "Référence;Nom du responsable;Prénom du responsable;Date de naissance du responsable;Téléphone;Adresse;Code postal;Commune;Ordinateur\n"
# Numbers at the start of their range, as those of the sample.
SCHOOL_LIST = (
    HEADER + "A-1;Fofana;Awa;03/05/1984;0600000011;12 rue Gabriel-Péri;93300;Aubervilliers;1\n"
    "A-2;Carvalho;Bruno;14/02/1979;0600000012;5 rue du Landy;93300;Aubervilliers;1\n"
    "A-3;Etchegaray;Elsa;21/09/1988;0600000013;31 avenue Jean-Jaurès;93300;Aubervilliers;1\n"
    "A-4;Guillou;Hugo;08/12/1981;0600000014;7 impasse des Acacias;93300;Aubervilliers;1\n"
    "A-5;Hamdani;Inès;30/06/1990;0600000015;18 rue de la République;93300;Aubervilliers;1\n"
)
SHELTER_LIST = (
    HEADER + "R-1;FOFANA;Awa;03/05/1984;06 00 00 00 11;;93300;Aubervilliers;1\n"
    "R-2;Carvalho;Lina;;;5 rue du Landy;93300;Aubervilliers;1\n"
    "R-3;Etchegaray;Jonas;;0600000023;31 avenue Jean-Jaurès;93300;Aubervilliers;1\n"
    "R-4;Guillou;Hugo;;;;93300;Aubervilliers;1\n"
)
MORE_COMPUTERS = b"site_code,item,grade,quantity,available_on,donor,earmark\nEC-STD,laptop,B,12,2020-04-06,Banque A,\n"


class MovingClock:
    """A clock that each look moves by a second, so that steps keep their order."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        self.now += timedelta(seconds=1)
        return self.now


def make_morning(home: Path) -> None:
    """Make the campaign of the morning: lists received, families recognised, no plan yet."""
    office = open_office(home, clock=MovingClock(MORNING))
    done(make_demo(office, COORDINATOR, requests=REQUESTS, seed=SEED))
    done(import_partners(office, COORDINATOR, PARTNERS.encode(), "structures.csv"))
    campaign_id = campaign_of(office)
    for code, written in ((SCHOOL, SCHOOL_LIST), (SHELTER, SHELTER_LIST)):
        done(receive_list(office, COORDINATOR, campaign_id, written.encode(), "familles.csv", Reception(code)))
    done(link_households(office, COORDINATOR, campaign_id))
    office.close()


def make_evening(home: Path) -> None:
    """Take the campaign of a morning to the next day: a plan in force, its figures published, the next plan locked."""
    office = open_office(home, clock=MovingClock(EVENING))
    campaign_id = campaign_of(office)
    done(propose_plan(office, COORDINATOR, campaign_id))
    done(lock_plan(office, COORDINATOR, campaign_id))
    done(approve_plan(office, APPROVER, campaign_id))
    done(adopt_plan(office, COORDINATOR, campaign_id))
    done(publish_figures(office, COORDINATOR, campaign_id))
    done(import_stock(office, COORDINATOR, campaign_id, MORE_COMPUTERS, "ordinateurs.csv"))
    lot = Announcement("EC-STD", "laptop", 20, LATER.date(), origin="donation", donor="Banque A", wave="Vague 2")
    done(announce_lot(office, COORDINATOR, campaign_id, lot))
    done(propose_plan(office, COORDINATOR, campaign_id))
    done(lock_plan(office, COORDINATOR, campaign_id))
    office.close()


@contextmanager
def reopened(home: Path) -> Iterator[Office]:
    """Open the folder that a journey left behind, once nobody serves it any more."""
    office = open_office(home, clock=MovingClock(LATER + timedelta(hours=1)))
    try:
        yield office
    finally:
        office.close()


def partner_id_of(office: Office, code: str) -> str:
    """Return the id of a structure."""
    return next(str(row["partner_id"]) for row in list_partners(office, COORDINATOR) if row["code"] == code)


def campaign_of(office: Office) -> str:
    """Return the id of the only campaign."""
    (campaign,) = list_campaigns(office, COORDINATOR)
    return str(campaign["campaign_id"])
