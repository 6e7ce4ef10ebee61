"""A campaign of near twins, drawn with a seed: what two structures write of families that may be the same or may not.

A school and a shelter send their lists; eight families are served. Then the shelter corrects two of its rows: they name
families of the school in full, which have a grant by then. Its other rows share a little with a family of the school.
"""

import random
from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.partners import import_sites
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.view_households import HouseholdSearch, find_households
from pipelines.reporting.views import household_card
from tests.unit.small_campaign import APPROVER, COORDINATOR, SITES, SmallCampaign, opened_campaign

SEED = 1207
HEADER = "Référence;Nom du responsable;Prénom du responsable;Date de naissance du responsable;Téléphone;Adresse;Code postal;Commune;Ordinateur\n"
SURNAMES = (
    "Abadie", "Benali", "Carvalho", "Diarra", "Etchegaray", "Fofana", "Guillou", "Hamdani", "Ibarra", "Jaouen", "Kerbrat",
    "Lachenal", "Mbaye", "Nedelec", "Ouedraogo", "Pelletan", "Quintin", "Rakotoson", "Sissoko", "Traore", "Urbain", "Vasseur",
    "Wattebled", "Yildirim", "Zerbib", "Aubertin", "Bourdieu", "Coulibaly", "Delmas", "Essombe", "Ferreira", "Grimaldi",
)  # fmt: skip
FIRST_NAMES = ("Awa", "Bruno", "Chloé", "Driss", "Elsa", "Farid", "Gaëlle", "Hugo", "Inès", "Jonas", "Karim", "Lina")
STREETS = ("rue de la République", "rue Gabriel-Péri", "avenue Jean-Jaurès", "rue du Landy", "impasse des Acacias")
STOCK = "site_code,item,grade,quantity,available_on,donor,earmark\nSITE1,laptop,A,8,{day},,\n"
CORRECTED = 2
# The first row is that of the titles.
FIRST_ROW = 2


def doubtful_campaign(home: Path) -> SmallCampaign:
    """Open the campaign, serve some families, then receive what makes doubts and recognise."""
    small, draws = opened_campaign(home), random.Random(SEED)
    office, campaign_id = small.office, small.campaign_id
    families = [drawn_family(draws, surname) for surname in SURNAMES]
    received(small, "ECOLE1", families)
    stock = STOCK.format(day=office.clock().date()).encode()
    steps = [
        import_sites(office, COORDINATOR, SITES, "sites.csv"),
        import_stock(office, COORDINATOR, campaign_id, stock, "stock.csv"),
        link_households(office, COORDINATOR, campaign_id),
        propose_plan(office, COORDINATOR, campaign_id),
        lock_plan(office, COORDINATOR, campaign_id),
        approve_plan(office, APPROVER, campaign_id),
        adopt_plan(office, COORDINATOR, campaign_id),
    ]
    assert [step for step in steps if isinstance(step, Refusal)] == []
    known = served(small, families)[:CORRECTED]
    # Their surname is all that is right at first; corrected, they are families that have a grant.
    received(small, "CHRS1", [drawn_family(draws, surname) for surname, *_rest in known])
    link_households(office, COORDINATOR, campaign_id)
    twins = [near_twin(draws, family, kind) for kind, family in enumerate(row for row in families if row not in known)]
    received(small, "CHRS1", [*known, *twins])
    assert not isinstance(link_households(office, COORDINATOR, campaign_id), Refusal)
    return small


def received(small: SmallCampaign, code: str, families: list[list[str]]) -> None:
    """Receive a list of a structure."""
    answer = receive_list(
        small.office, COORDINATOR, small.campaign_id, listed(code, families), f"{code}.csv", Reception(code)
    )
    assert not isinstance(answer, Refusal)


def served(small: SmallCampaign, families: list[list[str]]) -> list[list[str]]:
    """Return the families of the school that the plan serves."""
    found = find_households(small.office, COORDINATOR, small.campaign_id, HouseholdSearch(situation="servis"), 1_000)
    assert not isinstance(found, Refusal)
    cards = [household_card(small.office, COORDINATOR, small.campaign_id, row["household_id"]) for row in found["rows"]]
    return [families[card["requests"][0]["row_no"] - FIRST_ROW] for card in cards if not isinstance(card, Refusal)]


def drawn_family(draws: random.Random, surname: str) -> list[str]:
    """Return the cells of a family, without its reference."""
    birth = f"{draws.randint(1, 28):02}/{draws.randint(1, 12):02}/{draws.randint(1975, 1995)}"
    address = f"{draws.randint(1, 90)} {draws.choice(STREETS)}"
    return [surname, draws.choice(FIRST_NAMES), birth, drawn_phone(draws), address, "93200", "Saint-Denis", "1"]


def drawn_phone(draws: random.Random) -> str:
    """Return a mobile phone of nobody."""
    return f"06{draws.randint(10_000_000, 99_999_999)}"


def near_twin(draws: random.Random, family: list[str], kind: int) -> list[str]:
    """Return a family that is like another: its address with another first name, or its first name without an address."""
    surname, first_name, _birth, _phone, address, *rest = family
    other = draws.choice([name for name in FIRST_NAMES if name != first_name])
    return [
        [surname, other, "", "", address, *rest],
        [surname, other, "", drawn_phone(draws), address, *rest],
        [surname, first_name, "", "", "", *rest],
    ][kind % 3]


def listed(code: str, families: list[list[str]]) -> bytes:
    """Return a list of families as a structure sends it; a family keeps its reference from one list to the next."""
    lines = [";".join([f"{code[0]}-{number}", *family]) for number, family in enumerate(families, start=1)]
    return (HEADER + "\n".join(lines) + "\n").encode()
