"""Coordination sends a family to a workshop by clicking; its structure sees where and gives the place back on a telephone."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaigns.model.outcome import Refusal
from pipelines.cli import main
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import SCREEN, TELEPHONE, Visitor
from tests.unit.small_campaign import COORDINATOR, opened_campaign
from tests.unit.test_referrals import FAMILIES, workshops

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_family_is_sent_to_a_workshop_and_its_structure_gives_the_place_back(
    chromium: Browser, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    campaign = opened_campaign(home)
    office, campaign_id = campaign.office, campaign.campaign_id
    received = receive_list(office, COORDINATOR, campaign_id, FAMILIES, "l.csv", Reception("ECOLE1"))
    assert not isinstance(received, Refusal)
    assert not isinstance(link_households(office, COORDINATOR, campaign_id), Refusal)
    office.close()
    table = tmp_path / "ateliers.csv"
    table.write_bytes(workshops(1, datetime.now(UTC).date()))
    with served(home) as address, closing(Visitor(chromium, address)) as visitor:
        visitor.opens("stock?role=coordinator&vue_stock=ateliers")
        visitor.sees("Aucun atelier", "Demandent de l'aide")
        visitor.shoots("66-ateliers-vide", SCREEN, TELEPHONE)
        visitor.drops(table, "Ateliers")
        visitor.presses("Importer « ateliers.csv »")
        visitor.sees("Jours d'atelier ajoutés : 2", "1 ligne à corriger")
        visitor.presses("Orienter les familles qui attendent")
        visitor.sees("2 foyers orientés.", "Aucun atelier à portée : 1")
        visitor.shoots("66-ateliers", SCREEN, TELEPHONE)
        visitor.opens("demandes?role=partner&structure=ECOLE1&vue=ateliers")
        visitor.sees("Qui est attendu à un atelier ?")
        visitor.shoots("66-ateliers-structure", SCREEN, TELEPHONE)
        visitor.main.get_by_text("Noter qui est venu").click()
        visitor.settles()
        visitor.chooses("Ce qui s'est passé", "Place rendue")
        visitor.presses("Noter")
        visitor.sees("Noté : Place rendue.")
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []
    assert main(["verify", "--home", str(home), "--json"]) == 0
