"""A delivery in a real browser: logistics releases and ships; the structure confirms on a telephone, from the code of its note."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipelines.cli import main
from pipelines.reporting.view_hand_over import open_notes
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import PATIENCE_MS, TELEPHONE, Visitor
from tests.unit.pdf_text import page_texts
from tests.unit.small_campaign import COORDINATOR, filled_campaign

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_parcel_leaves_and_its_families_are_ticked_on_a_telephone(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    small = filled_campaign(home, released=False)
    notes = open_notes(small.office, COORDINATOR, small.campaign_id)
    reference = next(note["reference"] for note in notes if note["partner_code"] == "ECOLE1")  # type: ignore[index]
    small.office.close()
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        logistics_releases_and_ships(visitor, reference)
        the_school_ticks(visitor, reference)
        the_coordinator_follows_up(visitor)
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
    assert main(["verify", "--home", str(home), "--json"]) == 0


def logistics_releases_and_ships(visitor: Visitor, reference: str) -> None:
    """Release the school's part, fetch its paper, and note that the parcel left."""
    visitor.opens("livraisons?role=logistics")
    visitor.main.get_by_text("N'en libérer qu'une partie").click()
    visitor.chooses("Structure", "École Jean-Moulin")
    visitor.presses("Libérer cette partie")
    visitor.sees("3 unités libérées. Donnez maintenant les bons")
    visitor.turns_to("Bons de livraison")
    visitor.picks_row(2, "Structure")
    visitor.sees("Bon de Point d'accueil du Landy pour École Jean-Moulin :")
    visitor.shoots("64-bon-choisi")
    note = page_texts(Path(visitor.fetches("Bon à imprimer (PDF)").path()).read_bytes())
    assert reference in note[0] and "BENALI Karim" in note[0].replace("\u00a0", " ")
    visitor.presses("Noter l'expédition vers École Jean-Moulin")
    visitor.sees("3 unités expédiées.")
    visitor.shoots("65-expedie")


def the_school_ticks(visitor: Visitor, reference: str) -> None:
    """Open the note by its code on a telephone; one family came, one did not."""
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    visitor.opens(f"remises?role=partner&structure=ECOLE1&bon={reference}")
    visitor.sees("3 unités attendent d'être remises.", "Colis parti")
    cards = visitor.main.get_by_role("radiogroup")
    expect(cards).to_have_count(3, timeout=PATIENCE_MS)
    cards.nth(0).get_by_role("radio", name="Remis", exact=True).click()
    visitor.settles()
    visitor.main.get_by_label("Numéro de série").fill("SN 42")
    visitor.main.get_by_label("Numéro de série").press("Enter")
    visitor.settles()
    cards.nth(1).get_by_role("radio", name="Pas venu", exact=True).click()
    visitor.settles()
    visitor.shoots("66-remises-cochees", TELEPHONE)
    visitor.page.set_viewport_size({"width": TELEPHONE, "height": 844})
    visitor.presses("Noter 2 réponses")
    visitor.sees("2 unités notées.", "2 unités attendent d'être remises.", "Famille pas encore venue")
    visitor.shoots("67-remises-notees", TELEPHONE)


def the_coordinator_follows_up(visitor: Visitor) -> None:
    """See what is held and why, then prepare messages and read one."""
    visitor.opens("livraisons?role=coordinator&vue_livraisons=suivi")
    visitor.sees("Gardé pour des familles qui ne sont pas venues")
    assert visitor.row_count("Gardé jusqu'au") == 1
    visitor.shoots("68-suivi")
    visitor.turns_to("Messages")
    visitor.presses("Préparer les messages")
    visitor.sees("Messages à relire : 0 ; structures sans adresse : 1 ; déjà prévenues : 0.")
    visitor.shoots("69-messages")
