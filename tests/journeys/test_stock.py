"""Logistics at a browser: receive a lot, inspect it, count the shelf, enter the count; then everything still adds up."""

from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipelines.cli import main
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor
from tests.unit.stock_campaign import StockCampaign

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_logistics_receives_inspects_and_counts_by_clicking(chromium: Browser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    stock = StockCampaign(home)
    stock.announced("LANDY", "laptop", 10, origin="donation", donor="Banque A", wave="Vague 1")
    stock.announced("RESERVE", "data_12gb", 50, origin="operator")
    stock.close()
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        visitor.opens()
        visitor.becomes("Logistique")
        visitor.goes_to("Stock")
        visitor.sees("0 unité")
        a_lot_is_received(visitor)
        it_is_inspected(visitor)
        the_shelf_is_counted(visitor)
        every_view_fits_a_telephone(visitor)
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
    assert main(["verify", "--home", str(home), "--json"]) == 0


def fills(visitor: Visitor, label: str, value: str) -> None:
    """Write into a field of a form."""
    field = visitor.main.locator("input").and_(visitor.main.get_by_label(label)).first
    field.fill(value)
    field.press("Tab")


def a_lot_is_received(visitor: Visitor) -> None:
    """Open the announced lot, note its way to the refurbisher, then that eight of its ten units arrived."""
    visitor.turns_to("Lots")
    visitor.sees("2 lots attendent une étape.")
    visitor.shoots("60-lots", SCREEN, TELEPHONE)
    visitor.picks_row(1, "Lot")
    visitor.sees("Lot L0001")
    for told, reference, said in (
        ("Référence du bon de collecte", "C-2026-3", "Étape notée : collecté."),
        ("Nom du reconditionneur", "Atelier du Nord", "Étape notée : chez le reconditionneur."),
    ):
        fills(visitor, told, reference)
        visitor.presses("Noter cette étape")
        visitor.sees(said, reference)
    visitor.shoots("60-parcours", SCREEN, TELEPHONE)
    fills(visitor, "Unités arrivées", "8")
    visitor.presses("Noter l'arrivée")
    visitor.sees("Arrivée notée : 8.", "2 unités encore attendues")


def it_is_inspected(visitor: Visitor) -> None:
    """Grade the eight units; without the wiping certificate nothing is done."""
    fills(visitor, "Bon (B)", "7")
    fills(visitor, "Inutilisable", "1")
    visitor.expects_refusal = True
    visitor.presses("Valider le contrôle")
    visitor.sees("sans la référence de son certificat d'effacement")
    fills(visitor, "Bon (B)", "7")
    fills(visitor, "Inutilisable", "1")
    fills(visitor, "Référence du certificat d'effacement", "EFF-2026-7")
    visitor.presses("Valider le contrôle")
    visitor.sees("Contrôlé : 8. Reste à contrôler : 0.")
    visitor.expects_refusal = False
    visitor.shoots("61-lot", SCREEN, TELEPHONE)


def the_shelf_is_counted(visitor: Visitor) -> None:
    """Count one laptop less than expected, without being told how many are, then enter the difference."""
    visitor.presses("Tous les lots")
    visitor.turns_to("Comptages")
    visitor.sees("le nombre attendu ne s'affiche qu'ensuite")
    assert visitor.page.get_by_label("Ordinateur portable · Bon (B)").first.input_value() == ""
    fills(visitor, "Ordinateur portable · Bon (B)", "6")
    visitor.presses("Enregistrer ce comptage")
    visitor.sees("Compté. Manquantes : 1")
    visitor.sees("unités comptées : 6, attendues : 7")
    visitor.sees("Écart")
    visitor.shoots("62-comptage", SCREEN, TELEPHONE)
    visitor.presses("Valider ce comptage")
    visitor.sees("Comptage validé. Retirées du stock : 1")


def every_view_fits_a_telephone(visitor: Visitor) -> None:
    """Read the other views on a screen and on a telephone."""
    for number, view in enumerate(("Par site", "Mouvements", "Transferts et pertes", "Alertes", "Importer"), start=63):
        visitor.turns_to(view)
        visitor.shoots(f"{number}-stock", SCREEN, TELEPHONE)
    visitor.turns_to("Par site")
    visitor.sees("6 unités disponibles")
