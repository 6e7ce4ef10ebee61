"""The messiest list of the corpus in a real browser: three cells corrected, sent, its receipt fetched and sent again."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines.partners import import_partners
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor
from tests.spec.conftest import GOLDEN
from tests.unit.small_campaign import COORDINATOR, opened_campaign

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Ten kinds of faults in thirty-three rows: no list of the corpus has more.
MESSY = GOLDEN / "CROUS_demandes_urgentes.csv"
CROUS = "74265482500089"
ZONE = "Votre tableau de familles"
# Where a card says it stands, what its first cell says, what is written instead.
POSTCODE = ("Ligne 12, colonne CP", "00000", "35136")
FUTURE = ("Ligne 64, colonne Date de naissance", "28/12/2041", "28/12/2001")
IMPOSSIBLE = ("Ligne 85, colonne Date de naissance", "31/02/2015", "30/01/1999")


def test_a_messy_list_is_corrected_on_screen_sent_and_its_receipt_changes_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    small = opened_campaign(home)
    import_partners(small.office, COORDINATOR, (GOLDEN / "partners.csv").read_bytes(), "partners.csv")
    small.office.close()
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        visitor.opens(f"envoyer?role=partner&structure={CROUS}")
        visitor.drops(MESSY, ZONE)
        ready, held = visitor.reads(
            r"(\d+) lignes sont prêtes à partir, (\d+) sont à corriger\. Rien n'est encore envoyé"
        )
        visitor.shoots("30-liste-a-corriger", SCREEN, TELEPHONE)
        for done, cell in enumerate((POSTCODE, FUTURE, IMPOSSIBLE), start=1):
            corrects(visitor, *cell)
            visitor.sees(f"{ready + done} lignes sont prêtes à partir, {held - done} sont à corriger.")
        visitor.sees("3 corrections faites à l'écran.")
        visitor.shoots("31-liste-corrigee", SCREEN, TELEPHONE)
        visitor.presses(f"Envoyer {ready + 3} lignes")
        visitor.sees(f"Prises en compte. Nouvelles : {ready + 3}, corrigées : 0, déjà connues : 0.")
        visitor.shoots("32-liste-envoyee", SCREEN, TELEPHONE)
        receipt = tmp_path / "recu.csv"
        visitor.fetches("Télécharger le reçu").save_as(receipt)
        visitor.presses("Envoyer une autre liste")
        visitor.drops(receipt, ZONE)
        again, waiting = visitor.reads(r"(\d+) lignes sont prêtes à partir, (\d+) sont à corriger")
        assert (again, waiting) == (ready + 3, held - 3)
        visitor.presses(f"Envoyer {ready + 3} lignes")
        visitor.sees(f"Prises en compte. Nouvelles : 0, corrigées : 0, déjà connues : {ready + 3}.")
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []


def corrects(visitor: Visitor, where: str, before: str, after: str) -> None:
    """Write one cell on the card of its row, on whichever page of cards it stands."""
    card = visitor.main.locator("[class*=st-key-submit][class*=_card]").filter(has_text=where)
    field = card.get_by_role("textbox").first
    # The page may still be drawing the card anew after the correction before.
    expect(field).to_have_value(before)
    field.fill(after)
    card.get_by_role("button", name="Corriger", exact=True).click()
    visitor.settles()
