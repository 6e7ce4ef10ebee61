"""A campaign small enough to be counted by hand: a school and a shelter of Saint-Denis, one site with five laptops.

The school sends three good rows and one without a name; the shelter sends one family that the school knows, and one more.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.note_sheets import note_csv
from pipelines.delivery.notes import delivery_notes
from pipelines.delivery.release import release_plan
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites, list_partners
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock

POLICY = Path(__file__).parents[2] / "data/policies/exemple_confinement.toml"
COORDINATOR, APPROVER = fictive_actor(Role.COORDINATOR), fictive_actor(Role.APPROVER)
HEADER = "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur\n"
FIRST_LIST = (
    HEADER + "E-1;BENALI;Karim;0611223344;93200;Saint-Denis;1\nE-2;DURAND;Sonia;0655667788;93200;Saint-Denis;1\n"
    "E-3;NGUYEN;Linh;0677889911;93200;Saint-Denis;1\nE-4;;;;93200;Saint-Denis;1\n"
).encode()
SECOND_LIST = (
    HEADER + "C-1;BENALI;Karim;0611223344;93200;Saint-Denis;1\nC-2;ORTEGA;Luz;0699887766;93200;Saint-Denis;1\n"
).encode()
PARTNERS = (
    "code,name,kind,commune_code,phone,email\n"
    "ECOLE1,École Jean-Moulin,school,93066,,\nCHRS1,Relais Saint-Michel,shelter,93066,,\n"
).encode()
SITES = b"code,name,kind,commune_code,capacity_per_day\nSITE1,Point d'accueil du Landy,point_accueil,93066,50\n"
STOCK = "site_code,item,grade,quantity,available_on,donor,earmark\nSITE1,laptop,A,5,{day},,\n"


@dataclass(frozen=True)
class SmallCampaign:
    """The campaign, and the ids of its two partners by their code."""

    office: Office
    campaign_id: str
    partner_ids: dict[str, str]

    def filled_note(self, partner_code: str, status: str) -> bytes:
        """Return the delivery note of a partner with one status on every line."""
        partner_id = self.partner_ids[partner_code]
        actor = fictive_actor(Role.PARTNER, partner_id)
        notes = delivery_notes(self.office, actor, self.campaign_id, None, partner_id)
        assert not isinstance(notes, Refusal) and len(notes) == 1
        return note_csv(replace(notes[0], units=tuple(replace(unit, status=status) for unit in notes[0].units)))


def opened_campaign(home: Path) -> SmallCampaign:
    """Open the campaign with its partners, and nothing received."""
    office = open_office(home)
    today = office.clock().date()
    made = create_campaign(
        office, COORDINATOR, "petite", POLICY.read_text("utf-8"), today, today + timedelta(days=60), "Petite campagne"
    )
    assert not isinstance(made, Refusal)
    assert not isinstance(import_partners(office, COORDINATOR, PARTNERS, "partners.csv"), Refusal)
    ids = {str(row["code"]): str(row["partner_id"]) for row in list_partners(office, COORDINATOR)}
    return SmallCampaign(office, made["campaign_id"], ids)


def filled_campaign(home: Path, *, adopted: bool = True, released: bool = True) -> SmallCampaign:
    """Open the campaign with both lists received, households recognised and a plan approved; unless told otherwise, adopted and released."""
    small = opened_campaign(home)
    office, campaign_id = small.office, small.campaign_id
    for code, data, name in (("ECOLE1", FIRST_LIST, "classe.csv"), ("CHRS1", SECOND_LIST, "foyer.csv")):
        assert not isinstance(receive_list(office, COORDINATOR, campaign_id, data, name, Reception(code)), Refusal)
    stock = STOCK.format(day=office.clock().date()).encode()
    steps = (
        import_sites(office, COORDINATOR, SITES, "sites.csv"),
        import_stock(office, COORDINATOR, campaign_id, stock, "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
        propose_plan(office, COORDINATOR, campaign_id),
        lock_plan(office, COORDINATOR, campaign_id),
        approve_plan(office, APPROVER, campaign_id),
        adopt_plan(office, COORDINATOR, campaign_id) if adopted else None,
        release_plan(office, COORDINATOR, campaign_id) if adopted and released else None,
    )
    assert [step for step in steps if isinstance(step, Refusal)] == []
    return small
