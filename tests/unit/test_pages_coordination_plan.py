"""From a draft to a hand-over on the coordinator's pages: two persons, nothing reserved before adoption, notes that name families."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from dashboard.exports_route import SHELF
from pipelines.delivery.release import release_plan
from pipelines.office import Office
from pipelines.planning.life import adopt_plan, all_plans, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.reporting.view_deliveries import delivery_board
from pipelines.reporting.view_notes import one_note
from tests.unit.coordination_desk import (
    APPROVER,
    COORDINATOR,
    adopted,
    campaign_of,
    desk_on_a_copy,
    held_list,
    labels,
    link_after,
    make_sample,
    opened,
    plan_state,
    press,
    said,
    sound,
)


@pytest.fixture(scope="module")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the sample campaign once; each test works on a copy."""
    home = tmp_path_factory.mktemp("exemple")
    make_sample(home)
    return home


@pytest.fixture
def filled(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a copy of the sample campaign, and let the frame open it too."""
    with desk_on_a_copy(sample_home, tmp_path, monkeypatch) as opened_office:
        yield opened_office


def test_a_plan_goes_from_draft_to_release_only_through_two_persons(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = press(opened(monkeypatch, "plan"), "Proposer un plan")
    assert plan_state(filled) == "draft"
    assert "Rien n'est réservé" in said(app).replace("&#x27;", "'")
    press(app, "Verrouiller ce plan")
    assert plan_state(filled) == "locked"
    # Whoever locked is told who may approve, and has no button for it.
    assert "Approuver ce plan" not in labels(opened(monkeypatch, "plan"))
    press(opened(monkeypatch, "plan", role="approver"), "Approuver ce plan")
    assert plan_state(filled) == "approved"
    press(opened(monkeypatch, "plan"), "Adopter et servir")
    assert plan_state(filled) == "adopted"
    press(opened(monkeypatch, "livraisons"), "Libérer")
    plan_id = all_plans(filled, COORDINATOR, campaign_of(filled))[0]["plan_id"]  # type: ignore[index]
    board = delivery_board(filled, COORDINATOR, campaign_of(filled), plan_id)
    assert not isinstance(board, Refusal)
    assert board["totals"]["released"] > 0
    assert board["to_release"] == 0


def test_a_plan_can_be_taken_back_before_anything_left(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(filled)
    press(opened(monkeypatch, "plan"), "Retirer maintenant")
    assert plan_state(filled) == "revoked"


def test_a_plan_cannot_be_taken_back_once_units_left(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id = adopted(filled)
    release_plan(filled, COORDINATOR, campaign_of(filled), plan_id)
    app = press(opened(monkeypatch, "plan"), "Retirer maintenant")
    assert plan_state(filled) == "adopted"
    assert "already_released" in said(app)


def test_notes_leave_by_a_link_that_works_once(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(filled)
    address = link_after(opened(monkeypatch, "livraisons", vue_livraisons="bons"), "Tous les bons (ZIP)")
    token = address.removeprefix("/export/")
    parcel = SHELF.collect(token, datetime.now(UTC))
    assert parcel is not None
    names = zipfile.ZipFile(io.BytesIO(parcel.make())).namelist()
    assert {name.rsplit(".", 1)[1] for name in names} == {"csv", "xlsx", "pdf"}
    assert SHELF.collect(token, datetime.now(UTC)) is None


def test_who_approves_gets_no_note_with_names(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(filled)
    app = opened(monkeypatch, "livraisons", role="approver", vue_livraisons="bons")
    assert "Tous les bons (ZIP)" not in said(app)
    assert "Lecture seule" in said(app)


def test_a_note_that_came_back_is_sorted_into_buckets(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id, campaign_id = adopted(filled), campaign_of(filled)
    release_plan(filled, COORDINATOR, campaign_id, plan_id)
    board = delivery_board(filled, COORDINATOR, campaign_id, plan_id)
    assert not isinstance(board, Refusal)
    pair = next(row for row in board["pairs"] if row["released"])
    place = (pair["site_code"], pair["partner_code"], pair["partner_id"])
    head, *lines = one_note(filled, COORDINATOR, campaign_id, plan_id, place, "csv").decode("utf-8-sig").splitlines()
    cells = [line.split(";") for line in lines]
    back = "\r\n".join([head, *(";".join([*row[:5], "remis", *row[6:]]) for row in cells), "XXXXX;;;;;remis;;"])
    app = opened(monkeypatch, "livraisons", vue_livraisons="retour")
    app.file_uploader(key="note_back").set_value(("bon.csv", back.encode(), "text/csv"))
    press(sound(app.run()), "Noter les remises")
    after = delivery_board(filled, COORDINATOR, campaign_id, plan_id)
    assert not isinstance(after, Refusal)
    assert after["totals"]["handed_over"] == pair["released"]
    assert "« XXXXX »" in app.dataframe[-1].value.to_csv()


def test_the_checks_of_a_sound_campaign_hold(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    adopted(filled)
    app = press(opened(monkeypatch, "accueil", accueil="controle"), "Lancer les contrôles")
    assert "tous les contrôles tiennent" in said(app)


def test_work_waiting_is_in_order_of_families(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    held_list(filled)
    propose_plan(filled, COORDINATOR, campaign_of(filled))
    app = opened(monkeypatch, "accueil")
    assert labels(app)[-3:] == ["Lire le brouillon", "Relire les listes", "Voir ces refus"]


def test_an_adoption_that_somebody_overtook_is_refused_with_who_and_when(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign_id = campaign_of(filled)
    propose_plan(filled, COORDINATOR, campaign_id)
    assert not isinstance(lock_plan(filled, COORDINATOR, campaign_id), Refusal)
    assert not isinstance(approve_plan(filled, APPROVER, campaign_id), Refusal)
    app = opened(monkeypatch, "plan")
    assert not isinstance(adopt_plan(filled, APPROVER, campaign_id), Refusal)
    press(app, "Adopter et servir")
    text = said(app).replace("&#x27;", "'")
    assert "Ce plan a changé depuis que vous l'avez ouvert (adopté par Dominique Lefort, le" in text
    assert "Rien n'a été modifié." in text
    with filled.store.reading() as session:
        named = {"campaign_id": campaign_id, "limit_count": 50, "offset_count": 0}
        entries = [row for row in session.rows("view/journal_page", named) if row["action"] == "plan.adopt"]
    assert [row["actor_id"] for row in entries] == [APPROVER.user_id]


def test_a_locking_that_a_withdrawal_overtook_is_refused(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    propose_plan(filled, COORDINATOR, campaign_of(filled))
    app, other = opened(monkeypatch, "plan"), opened(monkeypatch, "plan")
    press(other, "Retirer maintenant")
    press(app, "Verrouiller ce plan")
    assert "(retiré par Camille Roux, le" in said(app)
    assert plan_state(filled) == "revoked"
