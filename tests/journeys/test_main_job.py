"""The main job in a real browser, by clicking: from a partner's file to the coverage map, and no request elsewhere."""

import csv
import io
import re
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Browser, expect

from campaigns.model.codes import Role
from dashboard.pages_table import pages_of
from dashboard.wording.translation import CATALOGUES, translate
from geo.insets import RING
from pipelines.cli import main
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import PATIENCE_MS, SCREEN, TELEPHONE, Visitor
from tests.spec.conftest import GOLDEN, SITES, STOCK

pytestmark = pytest.mark.browser

SCHOOL = "0931520X"
SCHOOL_LIST = GOLDEN / "ecole_st_denis_liste.csv"
# On behalf of whom the coordinator sends what: a workbook and a text file.
HOTEL, HOTEL_LIST = "38794887000085", GOLDEN / "hotel_canal.xlsx"
COLLEGE, COLLEGE_LIST = "0350965J", GOLDEN / "college_rennes_pipe.csv"
DEPARTMENTS = 101


def test_a_campaign_goes_from_a_partners_file_to_the_map_by_clicking(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        a_campaign_is_opened(visitor)
        registers_come_in(visitor, tmp_path)
        ready, held = the_school_sends_its_list(visitor)
        others = the_coordinator_sends_two_lists(visitor)
        households_are_recognised(visitor, ready + others)
        stock_comes_in(visitor, tmp_path)
        a_plan_is_adopted(visitor)
        units_are_handed_over(visitor, tmp_path)
        the_school_sees_where_it_stands(visitor, held)
        leadership_reads_the_map(visitor)
        every_page_speaks_english(visitor)
        assert any(url.startswith("ws:") for url in visitor.asked)
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
    assert main(["verify", "--home", str(home), "--json"]) == 0


def written(path: Path, text: str) -> Path:
    """Write a file to be dropped."""
    path.write_text(text, "utf-8")
    return path


def a_campaign_is_opened(visitor: Visitor) -> None:
    """Open the first campaign of an organisation that has nothing yet."""
    visitor.opens()
    visitor.sees("Quelle campagne ouvrir ?")
    visitor.shoots("00-premiere-campagne")
    visitor.main.get_by_label("Nom de la campagne").fill("Essai d'automne")
    visitor.main.get_by_label("Code court").fill("essai")
    visitor.presses("Ouvrir la campagne")
    visitor.sees("Campagne « Essai d'automne » ouverte.")


def registers_come_in(visitor: Visitor, inputs: Path) -> None:
    """Import the structures and the sites from the pages."""
    visitor.sees("Que faut-il faire maintenant ?", "Rien n'attend")
    visitor.shoots("01-accueil-vide")
    visitor.goes_to("Listes reçues")
    visitor.turns_to("Structures")
    visitor.drops(GOLDEN / "partners.csv", "structures")
    visitor.presses("Importer « partners.csv »")
    visitor.sees("Structures ajoutées : 27, mises à jour : 0, inchangées : 0.")
    visitor.shoots("02-structures")
    visitor.goes_to("Stock")
    visitor.turns_to("Importer")
    visitor.drops(written(inputs / "sites.csv", SITES), "Sites")
    visitor.presses("Importer « sites.csv »")
    visitor.sees("Sites ajoutés : 4")
    visitor.shoots("03-sites")


def the_school_sends_its_list(visitor: Visitor) -> tuple[int, int]:
    """Drop a list, read what was understood, send it, fetch the receipt; return how many rows are ready and held back."""
    visitor.opens(f"?role=partner&structure={SCHOOL}")
    visitor.sees("Aucune liste envoyée")
    visitor.shoots("10-partenaire-accueil", SCREEN, TELEPHONE)
    visitor.goes_to("Envoyer une liste")
    visitor.shoots("11-partenaire-depot", SCREEN, TELEPHONE)
    visitor.drops(SCHOOL_LIST, "tableau de familles")
    visitor.sees("Ce que nous avons compris", "Ce qui va se passer")
    ready, held = visitor.reads(r"(\d[\d ]*) lignes sont prêtes à partir, (\d[\d ]*) sont à corriger")
    visitor.shoots("12-partenaire-compris", SCREEN, TELEPHONE)
    visitor.presses(f"Envoyer {ready} lignes")
    visitor.sees("Votre liste est envoyée", f"Prises en compte. Nouvelles : {ready}, ")
    visitor.shoots("13-partenaire-envoyee", SCREEN, TELEPHONE)
    receipt = visitor.fetches("Télécharger le reçu")
    assert receipt.suggested_filename == "ecole_st_denis_liste-recu.csv"
    title, *rows = csv.reader(io.StringIO(Path(receipt.path()).read_text("utf-8-sig")), delimiter=";")
    states = [row[title.index("état")] for row in rows if len(row) == len(title)]
    assert (len(states), states.count("à corriger")) == (ready + held, held)
    return ready, held


def the_coordinator_sends_two_lists(visitor: Visitor) -> int:
    """Send a workbook and a text file on behalf of their structures; return how many requests they make."""
    visitor.opens()
    requests = 0
    for number, (code, file) in enumerate(((HOTEL, HOTEL_LIST), (COLLEGE, COLLEGE_LIST))):
        visitor.goes_to("Envoyer une liste")
        visitor.chooses("Au nom de", name_of_partner(code))
        visitor.drops(file, "tableau de familles")
        (count,) = accepted = visitor.reads(r"Envoyer (\d[\d ]*) lignes")
        visitor.shoots(f"2{number}-depot-au-nom-de")
        visitor.presses(re.compile("Envoyer .* lignes"))
        visitor.sees(f"Prises en compte. Nouvelles : {count}, ")
        requests += sum(accepted)
        visitor.presses("Envoyer une autre liste")
    visitor.goes_to("Listes reçues")
    visitor.sees("3 listes reçues")
    visitor.shoots("22-listes-recues")
    everything_is_in_order(visitor)
    return requests


def households_are_recognised(visitor: Visitor, requests: int) -> None:
    """Run the recognition, read the households, then the ranking."""
    visitor.goes_to("Foyers")
    visitor.presses(f"Reconnaître les foyers de {requests} demandes")
    found, asked = visitor.reads(r"(\d[\d ]*) foyers pour (\d[\d ]*) demandes")
    assert asked == requests >= found > 0
    visitor.shoots("30-foyers")
    visitor.goes_to("Règles")
    visitor.shoots("31-regles")
    visitor.turns_to("Classement")
    visitor.sees(f"{found} foyers")
    visitor.shoots("32-classement")


def stock_comes_in(visitor: Visitor, inputs: Path) -> None:
    """Import the stock file and read the grid."""
    visitor.goes_to("Stock")
    visitor.turns_to("Importer")
    visitor.drops(written(inputs / "stock.csv", STOCK), "Stock")
    visitor.presses("Importer « stock.csv »")
    visitor.sees("390 unités reçues")
    visitor.turns_to("Par site")
    visitor.sees("390 unités disponibles sur 4 sites")
    visitor.shoots("40-stock")
    visitor.turns_to("Mouvements")
    visitor.shoots("41-mouvements")
    everything_is_in_order(visitor)


def a_plan_is_adopted(visitor: Visitor) -> None:
    """Propose and lock as the coordinator, approve as another person, adopt."""
    visitor.goes_to("Plan")
    # The home page has a button of the same name, which leads here.
    visitor.sees("Pas encore de plan")
    visitor.presses("Proposer un plan")
    (count,) = visitor.reads(r"demandes servies : (\d[\d ]*), en attente")
    for view in ("Qui", "Quoi et où", "Écarts", "Preuve"):
        visitor.turns_to(view)
        visitor.shoots(f"50-plan-{view.split()[0].lower()}")
    visitor.presses("Verrouiller ce plan")
    visitor.sees("Plan verrouillé. Une autre personne doit maintenant l'approuver.")
    visitor.shoots("51-plan-verrouille")
    visitor.becomes("Validation")
    visitor.goes_to("Plan")
    visitor.presses("Approuver ce plan")
    visitor.sees("Plan approuvé. Il reste à l'adopter : rien n'est encore réservé.")
    visitor.shoots("52-plan-approuve")
    visitor.becomes("Coordination")
    visitor.goes_to("Plan")
    visitor.presses(f"Adopter et servir {count} demandes")
    visitor.sees("Plan adopté : chaque unité est réservée.")
    visitor.shoots("53-plan-adopte")
    everything_is_in_order(visitor)


def units_are_handed_over(visitor: Visitor, inputs: Path) -> None:
    """Release, fetch a delivery note, fill its status column, drop it: the units handed over are counted."""
    visitor.goes_to("Livraisons")
    visitor.presses(re.compile("^Libérer .* unités"))
    visitor.sees("unités libérées. Donnez maintenant les bons")
    visitor.shoots("60-livraisons-liberees")
    visitor.turns_to("Bons de livraison")
    visitor.picks_row(1, "Structure")
    note = visitor.fetches("Bon en CSV")
    visitor.shoots("61-bons")
    filled, count = filled_note(Path(note.path()).read_text("utf-8-sig"))
    assert count > 0
    visitor.turns_to("Retour d'un bon")
    visitor.drops(written(inputs / "bon.csv", filled), "Bon rempli")
    visitor.presses("Noter les remises de « bon.csv »")
    visitor.sees(re.compile(f"remises aux foyers : {count}\\."))
    visitor.shoots("62-retour")
    visitor.turns_to("Où en est-on")
    visitor.shoots("63-remis")
    everything_is_in_order(visitor)


def filled_note(text: str) -> tuple[str, int]:
    """Write a status on each line of a note, the first line's family not having come; return how many were handed over."""
    title, *lines = csv.reader(io.StringIO(text), delimiter=";")
    status = title.index("statut")
    for place, line in enumerate(lines):
        line[status] = "remis" if place else "non retiré"
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([title, *lines])
    return out.getvalue(), len(lines) - 1


def the_school_sees_where_it_stands(visitor: Visitor, held: int) -> None:
    """Read the partner's own pages once units have left."""
    visitor.opens(f"?role=partner&structure={SCHOOL}")
    assert visitor.reads(r"(\d[\d ]*)\s+lignes à corriger") == (held,)
    visitor.shoots("70-partenaire-accueil", SCREEN, TELEPHONE)
    visitor.goes_to("Mes demandes")
    for view in ("Familles", "Lignes à corriger", "Listes envoyées", "Livraisons"):
        visitor.turns_to(view)
        visitor.shoots(f"71-partenaire-{view.split()[0].lower()}-{view.split()[-1].lower()}", SCREEN, TELEPHONE)


def leadership_reads_the_map(visitor: Visitor) -> None:
    """Publish the figures, then read the situation and the map: every department is drawn, and stands in the table beside."""
    visitor.opens("situation")
    visitor.presses("Publier les chiffres d'aujourd'hui")
    visitor.sees("Chiffres publiés")
    visitor.opens("?role=leadership")
    visitor.sees("Où en est la campagne ?")
    visitor.shoots("80-situation")
    visitor.goes_to("Carte")
    frame = visitor.page.frame_locator("iframe").first
    # The four of Paris and its ring are drawn twice: at their place, and enlarged in a frame.
    expect(frame.locator("svg path.leaflet-interactive")).to_have_count(DEPARTMENTS + len(RING), timeout=PATIENCE_MS)
    assert visitor.row_count("Département") == DEPARTMENTS
    twin = Path(visitor.fetches("Tableau en CSV").path()).read_text("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(twin), delimiter=";"))) == DEPARTMENTS + 1
    visitor.shoots("81-carte")
    visitor.turns_to("Part servie")
    visitor.shoots("82-carte-part")


def everything_is_in_order(visitor: Visitor) -> None:
    """Run the checks from the coordinator's home page."""
    visitor.goes_to("Accueil")
    visitor.turns_to("Contrôles")
    visitor.presses("Lancer les contrôles")
    visitor.sees("Tout est en ordre : tous les contrôles tiennent.")
    visitor.turns_to("À faire")


def name_of_partner(code: str) -> str:
    """Return the name under which the register knows a structure."""
    with (GOLDEN / "partners.csv").open(encoding="utf-8") as file:
        return next(row["name"] for row in csv.DictReader(file) if row["code"] == code)


def every_page_speaks_english(visitor: Visitor) -> None:
    """Open every page of three roles in English: no sentence of ours is left in French."""
    french = french_sentences()
    for role in (Role.COORDINATOR, Role.PARTNER, Role.LEADERSHIP):
        visitor.opens(f"?role={role}&structure={SCHOOL}")
        visitor.page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
        expect(visitor.page.get_by_role("combobox", name="You are")).to_be_visible(timeout=PATIENCE_MS)
        for entry in pages_of(role):
            # The page of styles shows failures on purpose; the guide is in French, and names what the pages say.
            if entry.url_path not in ("style", "guide"):
                visitor.goes_to(translate("en")(entry.title))
                visitor.shoots(f"90-{role}-{entry.url_path}-en")
                assert visitor.lines() & french == set(), (role, entry.url_path)


def french_sentences() -> set[str]:
    """Return the sentences of the screens that are said otherwise in English."""
    entries = [entry for path in CATALOGUES.glob("*.po") for entry in read_po(BytesIO(path.read_bytes()))]
    return {str(entry.id) for entry in entries if isinstance(entry.id, str) and entry.id and entry.string != entry.id}
