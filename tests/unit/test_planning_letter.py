"""The letter to a family: each case in both languages and both wordings, no score, no code, nobody else."""

import re
from pathlib import Path

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.cli import main
from pipelines.office import open_office
from pipelines.planning.letter import family_letter, letter_of
from pipelines.planning.propose import propose_plan
from tests.in_force import put_in_force
from tests.unit.scarce_campaign import scarce_campaign
from tests.unit.small_campaign import COORDINATOR

ITEMS = {"laptop": ("Ordinateur portable", "Laptop"), "data_12gb": ("Recharge de 12 Go", "12 GB top-up")}
GRANT = {"item": "laptop", "site_name": "Lyon", "via_site_name": None, "state": "granted"}
CARD = {"eligible": True, "rank": 1204, "ranked_count": 12870}


def line(kit: str, *grants: dict[str, object]) -> dict[str, object]:
    return {"kit_code": kit, "is_served": bool(grants), "grants": list(grants)}


def test_a_family_that_is_served_reads_what_and_where_even_after_a_transfer() -> None:
    moved = {**GRANT, "item": "data_12gb", "via_site_name": "Saint-Denis"}
    letter = letter_of({**CARD, "lines": [line("laptop+data_full", GRANT, moved)]}, [], ITEMS)
    assert letter.text("fr").split("\n\n")[1] == (
        "Votre demande est acceptée. Vous recevrez : ordinateur portable (Lyon), recharge de 12 Go (Saint-Denis). "
        "Votre structure vous dira quand et comment."
    )
    assert letter.text("en", simple=True).split("\n\n")[1:3] == [
        "We said yes.", "You will get: laptop (Lyon), 12 GB top-up (Saint-Denis)."
    ]  # fmt: skip


def test_a_family_that_waits_reads_its_rank_and_only_what_takes_nobodys_place() -> None:
    changes = [
        {"other_kits": [{"kit_code": "tablet+data_full", "lose": []}, {"kit_code": "smartphone", "lose": ["H9"]}]}
    ]
    letter = letter_of({**CARD, "lines": [line("laptop+data_full")]}, changes, ITEMS)
    french, english = letter.text("fr"), letter.text("en")
    assert "Vous avez demandé : un ordinateur et une connexion." in french
    assert "rang 1\u202f204 sur 12\u202f870. Quand il n'y a pas assez" in french
    assert "rank 1,204 of 12,870. When there is not enough" in english
    assert "en acceptant : une tablette et une connexion." in french
    assert "smartphone" not in french + english
    assert "passent d'abord" not in letter_of({**CARD, "lines": [line("laptop")]}, [], ITEMS, strict=False).text("fr")


def test_very_simple_words_are_short_sentences_of_one_idea() -> None:
    cards = [{**CARD, "lines": [line("laptop"), line("data_full", GRANT)]}, {"eligible": False, "lines": []}]
    for card in cards:
        for language in ("fr", "en"):
            for paragraph in letter_of(card, [], ITEMS).text(language, simple=True).strip().split("\n\n"):
                for sentence in re.split(r"(?<=[.?]) ", paragraph):
                    assert len(sentence.split()) <= 14, sentence


def test_the_letter_of_a_real_decision_is_written_and_only_sent_once_in_force(tmp_path: Path) -> None:
    home = tmp_path / "home"
    office = open_office(home)
    campaign_id = scarce_campaign(office)
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    with office.store.reading() as session:
        homes = session.rows("delivery/requests_of_households", {"campaign_id": campaign_id, "partner_id": ""})
    request_id = str(homes[0]["request_id"])
    draft = family_letter(office, COORDINATOR, campaign_id, request_id)
    assert not isinstance(draft, Refusal)
    assert draft["in_force"] is False
    refusal = family_letter(office, fictive_actor(Role.ADMIN), campaign_id, request_id)
    assert isinstance(refusal, Refusal)
    put_in_force(office, campaign_id)
    texts = []
    for row in homes:
        found = family_letter(office, COORDINATOR, campaign_id, str(row["request_id"]))
        assert not isinstance(found, Refusal)
        assert found["in_force"] is True
        texts.append(found["plain"]["fr"])
        for text in (*found["plain"].values(), *found["simple"].values()):
            assert not re.search(r"score|palier|tier|[0-9A-HJKMNP-TV-Z]{26}", text)
    assert {"Votre demande est acceptée." in text for text in texts} == {True, False}
    office.close()
    assert main(["plan", "letter", request_id, "--home", str(home), "--to", str(tmp_path / "out"), "--json"]) == 0
    names = {
        f"lettre-{request_id}.{wording}.{language}.txt" for wording in ("plain", "simple") for language in ("fr", "en")
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
