"""The page of family rights: nothing without a whole contact, nobody's name without a reason, the effect before the act."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import memory
from tests.spec.planted_family import Planted, planted_campaign
from tests.unit.coordination_desk import labels, opened, press, said, sound


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planted]:
    """Open the planted campaign, and let the frame open it too."""
    made = planted_campaign(tmp_path / "home")
    monkeypatch.setattr(memory, "open_desk_office", lambda: made.office)
    yield made
    made.close()


def searched(monkeypatch: pytest.MonkeyPatch, contact: str):
    """Open the page as data protection and search for a contact."""
    app = opened(monkeypatch, "droits", role="dpo")
    app.text_input[0].set_value(contact)
    return press(app, "Chercher")


def test_a_part_of_a_contact_is_refused_and_a_stranger_is_not_found(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Écrivez un numéro de téléphone entier" in said(searched(monkeypatch, "0612"))
    assert "Aucune demande de cette campagne" in said(searched(monkeypatch, "0699999998"))


def test_a_whole_contact_finds_the_requests_without_a_name(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    app = searched(monkeypatch, "06 12 34 09 87")
    table = app.dataframe[0].value.to_csv()
    assert "Ecole" in table and "Relais" in table and "Zqx" not in table + said(app)


def test_the_identity_shows_with_a_reason_and_is_gone_at_the_next_drawing(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = planted.household()
    app = opened(monkeypatch, "droits", role="dpo", famille=home)
    assert "2 demandes : prise en compte." in said(app)
    press(app, "Afficher l'identité")
    assert "Zqxvardaillan" in "".join(frame.value.to_csv() for frame in app.dataframe)
    sound(app.run())
    assert "Zqxvardaillan" not in "".join(frame.value.to_csv() for frame in app.dataframe)
    assert planted.rows("journal/all")[-1]["action"] == "identity.read"


def test_a_family_is_erased_once_its_effect_was_read_and_confirmed(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = planted.household()
    app = opened(monkeypatch, "droits", role="dpo", famille=home)
    app.session_state[f"erase_{home}"] = True
    sound(app.run())
    assert "clés de chiffrement détruites : 4" in said(app)
    assert planted.rows("erasure/all") == []
    app.checkbox(key=f"sure_{home}").check()
    sound(app.run())
    press(app, "Effacer cette famille")
    assert "Famille effacée. Gardez le reçu" in said(app)
    assert "2 demandes : effacée." in said(app)
    assert not [word for word in labels(app) if word.startswith(("Effacer", "Afficher"))]
    assert len(planted.rows("erasure/all")) == 1


def test_an_objection_is_noted_and_takes_its_button_away(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "droits", role="dpo", famille=planted.household())
    press(app, "Noter l'opposition")
    assert "Opposition notée : 2 demandes ont quitté le classement." in said(app)
    assert "Noter l'opposition" not in labels(app)


def test_the_page_is_in_english_too(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "droits", role="dpo", famille=planted.household(), lang="en")
    assert app.subheader[-1].value == "Who saw this family?"
