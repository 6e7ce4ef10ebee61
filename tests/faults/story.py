"""A campaign told once, kept as folders at four moments, in which every command has something to do.

Two structures, four sites, a family that may be another's, a list held back, a family that is missing from the second list, stock
on the way and on the shelf, a plan in each state, a recharge that ran out, messages to send, an exception to approve.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from campaigns.model.codes import ExceptionReason, Role
from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.messages import prepare_messages
from pipelines.delivery.release import release_plan
from pipelines.delivery.round_trip import record_handover
from pipelines.help.referrals import refer_families
from pipelines.help.workshops import import_workshops
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.worker import ReadingRoom
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.people import person_named
from pipelines.planning.exceptions import ask_exception
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.view_questions import next_question
from pipelines.sign_in.codes import issue_code
from pipelines.sign_in.members import Given, invite_member
from pipelines.stock.announcements import Announcement, announce_lot
from pipelines.stock.counts import record_count
from pipelines.stock.lots import inspect_lot, receive_lot
from pipelines.stock.renewals import grant_renewals
from pipelines.stock.transfers import send_transfer
from pipelines.store.port import Store
from tests.answers import done
from tests.unit.year_campaign import note_of

POLICY = Path(__file__).parents[2] / "data/policies/exemple_confinement.toml"
COORDINATOR, APPROVER, LOGISTICS = person_named(None), person_named("approbatrice"), person_named("logistique")
DPO, ADMIN = person_named("dpo"), person_named("admin")
BEGUN = datetime(2026, 1, 5, 9)
PARTNERS = (
    "code,name,kind,commune_code,phone,email\n"
    "ECOLE1,École Jean-Moulin,school,93066,,ecole@example.org\nCHRS1,Relais Saint-Michel,shelter,93066,,relais@example.org\n"
).encode()
SITES = (
    "code,name,kind,commune_code,capacity_per_day\nLANDY,Le Landy,point_accueil,93066,50\n"
    "STADE,Stade,point_accueil,93066,50\nRESERVE,Réserve nationale,depot,75119,\nVIDE,Site vide,point_accueil,93066,50\n"
).encode()
HEADER = (
    "Référence;Nom du responsable;Prénom du responsable;Date de naissance du responsable;Téléphone;Adresse;Code postal;Commune;"
    "Ordinateur;Recharge;Accompagnement souhaité\n"
)
SURNAMES = ("Abadie", "Benali", "Carvalho", "Diarra", "Etchegaray", "Fofana", "Guillou", "Hamdani")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = BEGUN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


def family(reference: str, surname: str, first_name: str, number: int) -> str:
    """Return the line of a family that asks for a computer, a recharge and help."""
    birth = f"{number + 1:02}/0{number % 9 + 1}/198{number % 10}"
    return f"{reference};{surname};{first_name};{birth};06{number:02}223344;{number + 1} rue du Landy;93200;Saint-Denis;1;1;oui\n"


def lists() -> dict[str, tuple[str, str]]:
    """Return the lists of the story: name -> (structure, text)."""
    school = [family(f"E-{n}", surname, "Awa", n) for n, surname in enumerate(SURNAMES)]
    # The shelter knows one family of the school, another of the same address and name only, and one more.
    twin = "C-1;Benali;Bruno;;;2 rue du Landy;93200;Saint-Denis;1;1\n"
    shelter = [family("C-0", "Abadie", "Awa", 0), twin, family("C-2", "Ibarra", "Inès", 20)]
    return {
        "classe.csv": ("ECOLE1", HEADER + "".join(school)),
        "foyer.csv": ("CHRS1", HEADER + "".join(shelter)),
        # One family fewer, one more: the school is asked what became of the first.
        "classe_2.csv": ("ECOLE1", HEADER + "".join([*school[:7], family("E-8", "Jaouen", "Elsa", 31)])),
        "attente.csv": ("CHRS1", HEADER + family("C-3", "Kerbrat", "Lina", 32)),
    }


class Story:
    """Tells the campaign in a folder, calling `kept` at each moment with its name."""

    def __init__(self, home: Path, kept: Callable[[str, Office, dict[str, str]], None]) -> None:
        self.clock = Clock()
        self.office = replace(open_office(home), clock=self.clock)
        self.kept = kept
        self.names: dict[str, str] = {}

    def tell(self, until: str) -> None:
        """Go through the moments, to the end or until one of them."""
        self.keep("new")
        self.open()
        self.keep("open")
        if until == "open":
            return self.office.close()
        self.recognise()
        self.first_plan()
        self.clock.now += timedelta(days=40)
        self.fill()
        self.keep("full")
        done(adopt_plan(self.office, COORDINATOR, self.campaign_id, self.names["approved"]))
        self.keep("adopted")
        return self.office.close()

    def keep(self, name: str) -> None:
        """Give the folder to whoever keeps it, the store closed and opened again."""
        self.office.close()
        self.kept(name, self.office, dict(self.names))
        self.office = replace(open_office(self.office.home), clock=self.clock)

    def rows(self, statement: str, **named: object) -> list[dict[str, Any]]:
        """Read rows of the campaign."""
        with self.office.store.reading() as session:
            return session.rows(statement, {"campaign_id": self.campaign_id, **named})

    @property
    def campaign_id(self) -> str:
        """Return the campaign."""
        return self.names["campaign"]

    def open(self) -> None:
        """Create the campaign and its registers."""
        text = POLICY.read_text("utf-8").replace('mode = "together"', 'mode = "separate"')
        ends_on = BEGUN.date() + timedelta(days=365)
        made = done(create_campaign(self.office, COORDINATOR, "recit", text, BEGUN.date(), ends_on, "Récit"))
        self.names["campaign"] = made["campaign_id"]
        done(import_partners(self.office, COORDINATOR, PARTNERS, "p.csv"))
        done(import_sites(self.office, COORDINATOR, SITES, "s.csv"))
        with self.office.store.reading() as session:
            self.names |= {row["code"]: row["partner_id"] for row in session.rows("partner/all")}
        member = done(invite_member(self.office, ADMIN, "membre@mairie.example", "Membre", Given(Role.LOGISTICS)))
        self.names |= {
            "member": member["user_id"],
            "code": done(issue_code(self.office, COORDINATOR, "CHRS1"))["code_id"],
        }

    def receive(self, name: str, *, hold: bool = False) -> str:
        """Receive one list of the story."""
        code, text = lists()[name]
        reception = Reception(code, hold=hold)
        answer = receive_list(self.office, COORDINATOR, self.campaign_id, text.encode(), name, reception)
        return str(done(answer)["list_id"])

    def recognise(self) -> None:
        """Receive the lists and recognise the households."""
        self.names["list"] = self.receive("classe.csv")
        self.names["shelter_list"] = self.receive("foyer.csv")
        self.receive("classe_2.csv")
        self.names["held"] = self.receive("attente.csv", hold=True)
        assert done(link_households(self.office, COORDINATOR, self.campaign_id))["questions"]
        seen = {row["list_id"]: str(row["version"]) for row in self.rows("list/all")}
        self.names |= {f"{name}_version": seen[self.names[name]] for name in ("held", "list")}
        question = done(next_question(self.office, COORDINATOR, self.campaign_id))
        self.names |= {side: question[side]["request_id"] for side in ("left", "right")}

    def lot(self, site: str, item: str, units: int, graded: int) -> tuple[str, str]:
        """Receive a lot and inspect part of it; return the lot, and the cell of what was inspected."""
        asked = Announcement(site, item, units + 2, self.clock.now.date(), origin="purchase")
        lot = done(announce_lot(self.office, COORDINATOR, self.campaign_id, asked))
        done(receive_lot(self.office, COORDINATOR, self.campaign_id, lot["lot_id"], units))
        grades = {"B" if item == "laptop" else "": graded}
        done(inspect_lot(self.office, COORDINATOR, self.campaign_id, lot["lot_id"], grades))
        cells = self.rows("lot/cells", lot_id=lot["lot_id"])
        return lot["lot_id"], next(row["cell_id"] for row in cells if row["on_hand"])

    def planned(self, *, until: str) -> str:
        """Propose a plan and take it to a state."""
        plan_id = str(done(propose_plan(self.office, COORDINATOR, self.campaign_id))["plan_id"])
        if until in ("locked", "approved"):
            done(lock_plan(self.office, COORDINATOR, self.campaign_id, plan_id))
        if until == "approved":
            done(approve_plan(self.office, APPROVER, self.campaign_id, plan_id))
        return plan_id

    def first_plan(self) -> None:
        """Serve one family's recharge and three laptops: one handed over, one not fetched, one on its way."""
        self.lot("RESERVE", "data_12gb", 2, 2)
        self.lot("LANDY", "laptop", 3, 3)
        plan_id = self.planned(until="approved")
        done(adopt_plan(self.office, COORDINATOR, self.campaign_id, plan_id))
        done(release_plan(self.office, COORDINATOR, self.campaign_id, plan_id))
        grants = self.rows("delivery/adopted_grants")
        data = [row for row in grants if row["side"] == "data"]
        devices = [row for row in grants if row["side"] == "device"]
        for grant, status in ((data[0], "remis"), (data[1], "remis"), (devices[0], "remis"), (devices[1], "absent")):
            note = note_of([grant], status)
            done(record_handover(self.office, COORDINATOR, self.campaign_id, note, f"{status}.csv"))
        self.names |= {"released": plan_id, "served": devices[0]["household_id"], "waiting": devices[2]["household_id"]}
        codes = {self.names[code]: code for code in ("ECOLE1", "CHRS1")}
        self.names |= {"line": devices[2]["line_id"], "ship_to": codes[devices[2]["partner_id"]]}

    def fill(self) -> None:
        """Put something in the way of every command."""
        office, campaign_id = self.office, self.campaign_id
        lot, laptop = self.lot("LANDY", "laptop", 3, 1)
        _, other_cell = self.lot("STADE", "laptop", 1, 1)
        sent = done(send_transfer(office, COORDINATOR, campaign_id, other_cell, "LANDY", 1))
        counted = done(record_count(office, COORDINATOR, campaign_id, "LANDY", {laptop: 0}))
        coming = Announcement("STADE", "laptop", 2, self.clock.now.date())
        empty = done(announce_lot(office, COORDINATOR, campaign_id, coming))
        # Two recharges ran out and one can be renewed; more stock comes then.
        self.lot("RESERVE", "data_12gb", 1, 1)
        assert done(grant_renewals(office, COORDINATOR, campaign_id)) == {"granted": 1, "short": 1}
        _, recharge = self.lot("RESERVE", "data_12gb", 3, 3)
        self.names["renewal"] = self.rows("renewal/all")[0]["renewal_id"]
        done(prepare_messages(office, COORDINATOR, campaign_id))
        batch = self.rows("delivery/messages")[0]
        approved = self.planned(until="approved")
        locked = self.planned(until="locked")
        draft = self.planned(until="draft")
        day = self.clock.now.date()
        reserve = f"site_code,item,grade,quantity,available_on,donor,earmark\nLANDY,laptop,A,1,{day},,exception\n"
        done(import_stock(office, COORDINATOR, campaign_id, reserve.encode(), "reserve.csv"))
        served = {row["household_id"] for row in self.rows("plan/grants", plan_id=approved)} | {
            row["household_id"] for row in self.rows("delivery/adopted_grants")
        }
        granted = next(
            row["household_id"] for row in self.rows("plan/grants", plan_id=approved) if row["side"] == "device"
        )
        unserved = max({row["household_id"] for row in self.rows("household/members")} - served)
        asked = done(ask_exception(office, COORDINATOR, campaign_id, unserved, ExceptionReason.DANGER))
        self.names["referral"] = self.one_place()
        self.names |= {
            "lot": lot, "laptop": laptop, "transfer": sent["transfer_id"], "count": counted["count_id"], "coming": empty["lot_id"],
            "batch": batch["batch_id"], "message": batch["message_id"], "approved": approved, "locked": locked, "draft": draft,
            "exception": asked["exception_id"], "unserved": unserved,
            "recharge": recharge, "granted": granted,
        }  # fmt: skip

    def one_place(self) -> str:
        """Send one family to a workshop of one place, and open another for those who wait."""
        day = self.clock.now.date()
        for code, places in (("A1", 1), ("A2", 2)):
            table = f"code;lieu;insee;date;places\n{code};Le Landy;93066;{day};{places}\n".encode()
            done(import_workshops(self.office, COORDINATOR, self.campaign_id, table, "a.csv"))
            if code == "A1":
                assert done(refer_families(self.office, COORDINATOR, self.campaign_id))["referred"] == 1
        return str(self.rows("referral/all")[0]["referral_id"])


@dataclass
class Told:
    """The folders of the story, one a moment, to be copied and opened as often as a test likes."""

    folder: Path
    room: ReadingRoom
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    now: dict[str, datetime] = field(default_factory=dict)
    # What a test puts before each store that is opened: a planted fault.
    wrap: Callable[[Store], Any] = lambda store: store

    def keep(self, moment: str, office: Office, names: dict[str, str]) -> None:
        """Keep one moment."""
        shutil.copytree(office.home, self.folder / moment)
        self.names[moment], self.now[moment] = names, office.clock()

    def copy(self, moment: str) -> Path:
        """Return a fresh copy of the folder as it was at a moment."""
        target = self.folder / f"copy-{uuid4().hex}"
        shutil.copytree(self.folder / moment, target)
        return target

    def forget_copies(self) -> None:
        """Remove the copies: the long runs make tens of thousands, more than a disk holds."""
        for copy in self.folder.glob("copy-*"):
            # What a server wrote about a copy lies beside it.
            shutil.rmtree(copy) if copy.is_dir() else copy.unlink()

    def opened(self, home: Path, moment: str, days: int = 0) -> Office:
        """Open a copy, with the clock where it stood then, or some days later."""
        clock = Clock(self.now[moment] + timedelta(days=days))
        office = open_office(home)
        return replace(office, clock=clock, reading_room=self.room, store=self.wrap(office.store))


def told(folder: Path, room: ReadingRoom, until: str = "adopted") -> Told:
    """Tell the story up to a moment and keep its folders."""
    kept = Told(folder, room)
    Story(folder / "work", kept.keep).tell(until)
    return kept
