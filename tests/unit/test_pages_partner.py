"""The pages of a partner structure, on an empty store and on a small filled one, each opened by its own person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.sign_in import fictive_actor
from dashboard.wording.translation import translate
from pipelines.family_steps import STEP_WORDS, FamilyStep
from pipelines.intake.receive import Reception, receive_list
from pipelines.reporting.view_partner import (
    partner_desk,
    sent_lists,
)
from tests.unit.html_drawn import html_of
from tests.unit.small_campaign import FIRST_LIST, SECOND_LIST, SmallCampaign, filled_campaign, opened_campaign

COORDINATOR = fictive_actor(Role.COORDINATOR)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallCampaign]:
    """Open a campaign with two partners and nothing else."""
    campaign = opened_campaign(tmp_path)
    yield campaign
    campaign.office.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCampaign]:
    """Open a campaign whose two partners sent lists, under an adopted and released plan; read by tests, never changed."""
    campaign = filled_campaign(tmp_path_factory.mktemp("filled"))
    yield campaign
    campaign.office.close()


def page_script(desk: object, module: str) -> None:
    """Show one page with the menu that its links need; Streamlit runs this body as a script of its own."""
    from importlib import import_module

    from dashboard.shell import choose_page

    choose_page(desk.actor.role, desk.words)  # type: ignore[attr-defined]
    import_module(f"dashboard.pages.{module}").page(desk)


def opened(small: SmallCampaign, module: str, actor: Actor, language: str = "fr", **link: str) -> AppTest:
    """Open a page."""
    desk = Desk(small.office, actor, small.campaign_id, translate(language))
    app = AppTest.from_function(page_script, kwargs={"desk": desk, "module": module}, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML, its narrow spaces made plain."""
    assert not app.exception
    body = html_of(app)
    return body.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


def school(small: SmallCampaign) -> Actor:
    """Return the person of the school."""
    return fictive_actor(Role.PARTNER, small.partner_ids["ECOLE1"])


def shelter(small: SmallCampaign) -> Actor:
    """Return the person of the shelter."""
    return fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("module", ["partner_home", "partner_requests", "partner_submit"])
def test_every_page_opens_before_the_first_list_and_says_what_to_do(
    small: SmallCampaign, module: str, language: str
) -> None:
    text = said(opened(small, module, school(small), language))
    assert {"fr": "liste", "en": "list"}[language] in text.casefold()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("view", ["familles", "corriger", "listes", "remises", "ateliers"])
def test_every_view_of_the_requests_opens_on_a_filled_store(filled: SmallCampaign, view: str, language: str) -> None:
    assert "cu-title" in said(opened(filled, "partner_requests", school(filled), language, vue=view))


def test_home_says_the_three_counts_and_nothing_else(filled: SmallCampaign) -> None:
    text = said(opened(filled, "partner_home", school(filled)))
    assert text.count("cu-figure ") == 3
    assert "<b>1</b><span>ligne à corriger" in text
    assert "<b>3</b><span>kits à confirmer" in text
    assert "<b>0</b><span>famille a reçu du matériel cette semaine" in text


def test_a_dropped_list_is_shown_whole_and_nothing_is_sent(small: SmallCampaign) -> None:
    app = opened(small, "partner_submit", school(small))
    app.file_uploader[0].set_value(("classe.csv", FIRST_LIST, "text/csv")).run()
    text = said(app)
    assert "3 lignes sont prêtes à partir, 1 est à corriger. Rien n'est encore envoyé." in text
    # Above what can be corrected, and again below it.
    assert {button.label for button in app.button if button.label.startswith("Envoyer")} == {"Envoyer 3 lignes"}
    assert "5 lignes = 3 acceptées + 1 à corriger + 1 de titre" in text
    assert sent_lists(small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"]) == []


def test_the_button_sends_the_list_and_the_page_confirms(small: SmallCampaign) -> None:
    app = opened(small, "partner_submit", school(small))
    app.file_uploader[0].set_value(("classe.csv", FIRST_LIST, "text/csv")).run()
    app.button(key="submit_send").click().run()
    text = said(app)
    assert "Prises en compte. Nouvelles : 3, corrigées : 0, déjà connues : 0." in text
    assert "1 ligne attend votre correction" in text
    assert 'href="/export/' in text.replace("'", '"')
    lists = sent_lists(small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"])
    assert [(row["file_name"], row["state"], row["rejected_count"]) for row in lists] == [("classe.csv", "accepted", 1)]


def test_a_pasted_table_is_read_like_a_file(small: SmallCampaign) -> None:
    app = opened(small, "partner_submit", school(small))
    pasted = FIRST_LIST.decode().replace(";", "\t")
    app.text_area[0].set_value(pasted).run()
    assert "3 lignes sont prêtes à partir" in said(app)


def test_a_coordinator_sends_in_the_name_of_a_partner(small: SmallCampaign) -> None:
    app = opened(small, "partner_submit", COORDINATOR, pour="CHRS1")
    app.file_uploader[0].set_value(("foyer.csv", SECOND_LIST, "text/csv")).run()
    app.button(key="submit_send").click().run()
    said(app)
    assert len(sent_lists(small.office, shelter(small), small.campaign_id, small.partner_ids["CHRS1"])) == 1
    assert sent_lists(small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"]) == []


def test_a_file_that_is_no_list_is_refused_in_words(small: SmallCampaign) -> None:
    app = opened(small, "partner_submit", school(small))
    app.file_uploader[0].set_value(("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(64), "text/csv")).run()
    assert "« photo.csv » n'a pas pu être lu." in said(app)
    assert [button.label for button in app.button if button.label.startswith("Envoyer")] == []


def test_the_same_bytes_again_are_announced_before_they_are_sent(small: SmallCampaign) -> None:
    receive_list(small.office, school(small), small.campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1"))
    app = opened(small, "partner_submit", school(small))
    app.file_uploader[0].set_value(("classe.csv", FIRST_LIST, "text/csv")).run()
    assert "Liste déjà reçue" in said(app)


def test_a_list_too_long_to_look_up_is_confirmed_with_when_its_families_will_be(
    small: SmallCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.linkage.at_intake.MOST_ROWS", 1)
    monkeypatch.setattr("pipelines.linkage.at_intake.compared_before", lambda *_: ("model", "state"))
    app = opened(small, "partner_submit", school(small))
    app.file_uploader[0].set_value(("classe.csv", FIRST_LIST, "text/csv")).run()
    assert "connues d'une autre structure" not in said(app)
    app.button(key="submit_send").click().run()
    assert "elles le seront à la prochaine reconnaissance des foyers" in said(app)


def test_a_family_known_elsewhere_is_said_so_without_where(filled: SmallCampaign) -> None:
    app = opened(filled, "partner_requests", school(filled))
    shown = app.dataframe[0].value.to_csv() + said(app)
    assert shown.count("Déjà connue par une autre structure") == 1
    assert "Relais Saint-Michel" not in shown


def test_a_search_for_a_family_never_enters_the_link(filled: SmallCampaign) -> None:
    app = opened(filled, "partner_requests", school(filled))
    app.text_input(key="families_q").set_value("durand").run()
    assert list(app.dataframe[0].value["reference"]) == ["E-2"]
    assert "durand" not in str(dict(app.query_params)).casefold()


def test_a_row_held_back_is_told_with_its_place(filled: SmallCampaign) -> None:
    assert "Ligne 5" in said(opened(filled, "partner_requests", school(filled), vue="corriger"))


def test_a_list_of_more_than_thirty_days_sends_to_the_page_instead_of_a_receipt(filled: SmallCampaign) -> None:
    later = filled.office.clock() + timedelta(days=31)
    old = replace(filled, office=replace(filled.office, clock=lambda: later))
    text = said(opened(old, "partner_requests", school(filled), vue="listes"))
    assert "n'est plus refait : il l'est pendant trente jours" in text
    assert "Télécharger le reçu" not in text


def test_a_returned_note_moves_the_kits_and_the_page_says_so(tmp_path: Path) -> None:
    small = filled_campaign(tmp_path)
    try:
        app = opened(small, "partner_requests", school(small), vue="remises")
        app.file_uploader[0].set_value(("bon.csv", small.filled_note("ECOLE1", "remis"), "text/csv")).run()
        app.button(key="handover").click().run()
        assert "Remises notées" in said(app)
        counts = partner_desk(small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"])
        assert not isinstance(counts, Refusal)
        assert (counts["kits_to_confirm"], counts["families_served_lately"]) == (0, 3)
    finally:
        small.office.close()


def test_every_field_of_a_row_has_a_label() -> None:
    from campaigns.model.row import AggregateRow
    from dashboard.wording.field_labels import FIELDS

    assert set(FIELDS) == set(AggregateRow.model_fields)


def test_every_step_has_its_words() -> None:
    from dashboard.wording.partner_words import TONES

    assert list(TONES) == list(STEP_WORDS) == list(FamilyStep)


def test_a_cell_written_on_screen_is_checked_at_once_and_can_be_undone(small: SmallCampaign) -> None:
    app = opened(small, "partner_submit", school(small))
    app.file_uploader[0].set_value(("classe.csv", FIRST_LIST, "text/csv")).run()
    assert "1 ligne à corriger, ici ou dans votre tableau" in [title.value for title in app.subheader]
    name_cell(app).set_value("SARR")
    press(app, "Corriger")
    assert "4 lignes sont prêtes à partir. Rien n'est à corriger." in said(app)
    press(app, "Annuler la dernière")
    assert "3 lignes sont prêtes à partir, 1 est à corriger." in said(app)
    name_cell(app).set_value("SARR")
    press(app, "Corriger")
    app.button(key="submit_send").click().run()
    assert "Prises en compte. Nouvelles : 4, corrigées : 0, déjà connues : 0." in said(app)


def test_a_row_held_back_is_put_right_after_the_list_was_sent(small: SmallCampaign) -> None:
    sent = receive_list(small.office, COORDINATOR, small.campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1"))
    assert not isinstance(sent, Refusal)
    app = opened(small, "partner_requests", school(small), vue="corriger")
    assert "1 ligne attend votre correction." in said(app)
    name_cell(app).set_value("SARR")
    press(app, "Corriger")
    assert "1 demande prise en compte. Lignes encore à corriger : 0." in said(app)
    counts = partner_desk(small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"])
    assert not isinstance(counts, Refusal) and (counts["rows_to_correct"], counts["requests"]) == (0, 4)


def test_families_no_longer_listed_are_answered_for_one_by_one(small: SmallCampaign) -> None:
    shorter = b"\n".join(line for line in FIRST_LIST.splitlines() if b"DURAND" not in line)
    for data in (FIRST_LIST, shorter):
        sent = receive_list(small.office, COORDINATOR, small.campaign_id, data, "classe.csv", Reception("ECOLE1"))
        assert not isinstance(sent, Refusal)
    app = opened(small, "partner_requests", school(small), vue="retirees")
    assert "1 famille n'est plus dans votre dernière liste." in said(app)
    press(app, "Enregistrer mes réponses")
    assert "Choisissez une réponse pour au moins une famille." in [caption.value for caption in app.caption]
    app.radio[0].set_value("withdrawn")
    press(app, "Enregistrer mes réponses")
    assert "Demandes gardées : 0 ; demandes retirées : 1." in said(app)
    assert "Aucune question" in said(app)


def name_cell(app: AppTest) -> Any:
    """Return the input of the name that is missing."""
    return next(field for field in app.text_input if "Nom" in field.label and "Prénom" not in field.label)


def press(app: AppTest, label: str) -> None:
    """Press a button of the page."""
    next(button for button in app.button if button.label == label).click().run()
