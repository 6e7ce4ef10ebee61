"""The coordinator's pages: each opens on an empty campaign and on one under way; lists, campaigns and rules change as decided."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from campaigns.model.outcome import Refusal
from dashboard import memory
from dashboard.parts import rechecked
from pipelines.campaigns_desk import create_campaign, list_campaigns, policy_versions
from pipelines.intake.lists import all_lists
from pipelines.office import Office, open_office, utc_now
from pipelines.partners import list_partners
from pipelines.planning import recheck
from pipelines.planning.recheck import refusals_to_review
from pipelines.planning.stock import import_stock
from pipelines.reporting.view_policy import policy_templates
from tests.unit.coordination_desk import (
    COORDINATOR,
    LIST,
    adopted,
    awaited,
    button,
    campaign_of,
    desk_on_a_copy,
    held_list,
    labels,
    list_row,
    make_sample,
    opened,
    press,
    said,
    sound,
)

ADDRESSES = ("accueil", "listes", "foyers", "regles", "stock", "plan", "livraisons")


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


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open a campaign in which nothing happened yet."""
    office = open_office(tmp_path / "vide")
    create_campaign(office, COORDINATOR, "vide", policy_templates()[0]["text"], date(2026, 3, 17), date(2026, 6, 17))
    monkeypatch.setattr(memory, "open_desk_office", lambda: office)
    yield office
    office.close()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_opens_before_anything_was_received(
    empty: Office, monkeypatch: pytest.MonkeyPatch, address: str, language: str
) -> None:
    assert "cu-title" in said(opened(monkeypatch, address, lang=language))


@pytest.mark.parametrize(
    ("address", "link"),
    [
        *((address, {}) for address in ADDRESSES),
        ("accueil", {"accueil": "controle"}),
        ("accueil", {"accueil": "journal"}),
        ("accueil", {"accueil": "journal", "journal": "organisation"}),
        ("accueil", {"accueil": "campagne"}),
        ("envoyer", {}),
        ("ajouter", {}),
        ("listes", {"vue": "structures"}),
        ("regles", {"vue_regles": "classement"}),
        ("regles", {"vue_regles": "versions"}),
        ("regles", {"vue_regles": "texte"}),
        ("stock", {"vue_stock": "lots"}),
        ("stock", {"vue_stock": "mouvements"}),
        ("stock", {"vue_stock": "comptages"}),
        ("stock", {"vue_stock": "transferts"}),
        ("stock", {"vue_stock": "alertes"}),
        ("stock", {"vue_stock": "importer"}),
        ("plan", {"onglet": "quoi"}),
        ("plan", {"onglet": "ecarts"}),
        ("plan", {"onglet": "preuve"}),
        ("plan", {"onglet": "comparer"}),
        ("livraisons", {"vue_livraisons": "bons"}),
        ("livraisons", {"vue_livraisons": "retour"}),
    ],
)
def test_every_view_opens_in_english_on_a_campaign_under_way(
    filled: Office, monkeypatch: pytest.MonkeyPatch, address: str, link: dict[str, str]
) -> None:
    adopted(filled)
    assert "cu-title" in said(opened(monkeypatch, address, lang="en", **link))


@pytest.mark.parametrize("role", ["approver", "logistics", "dpo", "admin"])
def test_the_home_of_every_role_opens(filled: Office, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    assert "cu-title" in said(opened(monkeypatch, "accueil", role=role))


def test_a_list_in_review_is_accepted_by_its_number_of_rows(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    list_id = held_list(filled)
    press(opened(monkeypatch, "listes", liste=list_id), "Accepter 2 lignes")
    assert list_row(filled, list_id)["state"] == "accepted"


def test_a_list_is_refused_only_with_a_reason(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    list_id = held_list(filled)
    app = opened(monkeypatch, "listes", liste=list_id)
    assert button(app, "Refuser la liste").disabled
    app.selectbox(key="refuse_reason").set_value("wrong_file").run()
    press(app, "Refuser la liste")
    assert (list_row(filled, list_id)["state"], list_row(filled, list_id)["refuse_reason"]) == ("refused", "wrong_file")


def test_a_list_opened_by_the_coordination_shows_no_name(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "listes", liste=held_list(filled))
    shown = said(app) + " ".join(table.value.to_csv() for table in app.dataframe)
    assert "Lyon" in shown
    assert "Durand" not in shown
    assert "0612345678" not in shown


def test_no_structure_is_chosen_before_the_coordinator_does(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "envoyer")
    assert "abord la structure." in said(app)
    assert not app.file_uploader


def test_a_list_sent_for_a_structure_is_read_before_it_is_received(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(all_lists(filled, COORDINATOR, campaign_of(filled)))
    app = opened(monkeypatch, "envoyer", pour=list_partners(filled, COORDINATOR)[0]["code"])
    app.file_uploader[0].set_value(("liste.csv", LIST, "text/csv"))
    sound(app.run())
    assert len(all_lists(filled, COORDINATOR, campaign_of(filled))) == before
    press(app, "Envoyer 2 lignes")
    assert len(all_lists(filled, COORDINATOR, campaign_of(filled))) == before + 1


def test_a_list_may_be_kept_for_a_colleague_to_read(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "envoyer", pour=list_partners(filled, COORDINATOR)[0]["code"])
    app.file_uploader[0].set_value(("liste.csv", LIST, "text/csv"))
    press(sound(app.run()), "Garder la liste pour la relire")
    assert [row["state"] for row in all_lists(filled, COORDINATOR, campaign_of(filled))].count("in_review") == 1


def test_a_campaign_is_opened_by_its_form(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "accueil", accueil="campagne")
    app.text_input[0].set_value("Crue de juin")
    app.text_input[1].set_value("crue-juin")
    press(app, "Ouvrir la campagne")
    assert list_campaigns(filled, COORDINATOR)[0]["code"] == "crue-juin"
    assert app.selectbox(key="_campaign").value == "crue-juin"


def test_a_campaign_without_a_name_is_not_opened(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(list_campaigns(filled, COORDINATOR))
    press(opened(monkeypatch, "accueil", accueil="campagne"), "Ouvrir la campagne")
    assert len(list_campaigns(filled, COORDINATOR)) == before


def test_other_rules_show_who_loses_before_they_are_adopted(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    text = next(row["text"] for row in policy_templates() if row["code"] == "exemple_confinement")
    other = text.replace('among = ["homeless", "social_hotel", "shelter", "refugee_centre"]', 'among = ["homeless"]')
    assert other != text
    app = opened(monkeypatch, "regles", vue_regles="texte", ecrire="fichier")
    app.file_uploader(key="policy_file").set_value(("regles.toml", other.encode(), "application/toml"))
    sound(app.run())
    assert "descendent de palier" in said(app)
    assert len(policy_versions(filled, COORDINATOR, campaign_of(filled))) == 1
    press(app, "Adopter la version 2 des règles")
    assert len(policy_versions(filled, COORDINATOR, campaign_of(filled))) == 2


def test_a_text_that_is_no_policy_is_refused_in_words(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "regles", vue_regles="texte", ecrire="fichier")
    app.file_uploader(key="policy_file").set_value(("regles.toml", b"[identity]\n", "application/toml"))
    assert "wrong_policy" in said(sound(app.run()))


def test_the_clock_of_the_sample_is_not_in_the_future(filled: Office) -> None:
    assert all(row["received_at"] <= utc_now() for row in all_lists(filled, COORDINATOR, campaign_of(filled)))


def test_a_weight_moved_shows_who_gains_before_anything_is_adopted(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(monkeypatch, "regles", vue_regles="texte")
    assert "rien à adopter" in said(app)
    slider = next(found for found in app.slider if found.label == "Échelon de bourse, de 0 bis à 7")
    slider.set_value(0.4)
    sound(app.run())
    assert "chaque règle a été contrôlée" in said(app)
    press(app, "Calculer qui gagnerait et qui perdrait")
    assert "foyers gagnent" in said(app)
    assert "Servis dans tous les tirages" in said(app)
    assert len(policy_versions(filled, COORDINATOR, campaign_of(filled))) == 1
    press(app, "Remettre les poids en vigueur")
    assert "rien à adopter" in said(app)


def test_the_text_is_checked_as_it_is_typed(filled: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "regles", vue_regles="texte", ecrire="texte")
    before = app.text_area[0].value
    app.text_area[0].set_value(before.replace("weight = 0.12", "weight = douze"))
    assert "broken_policy" in said(sound(app.run()))
    app.text_area[0].set_value(before.replace("weight = 0.12", "weight = 0.2", 1))
    assert "chaque règle a été contrôlée" in said(sound(app.run()))
    press(app, "Adopter la version 2 des règles")
    app = opened(monkeypatch, "regles", vue_regles="versions")
    assert "criteria.examen.weight" in app.dataframe[1].value.to_string()


def test_the_home_says_which_refusals_can_be_served_once_stock_comes(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted(filled)
    campaign_id = campaign_of(filled)
    assert "Refusées par le dernier plan" not in said(awaited(opened(monkeypatch, "accueil")))
    with filled.store.reading() as session:
        site = session.rows("stock/cells", {"campaign_id": campaign_id})[0]["site_code"]
    rows = f"site_code,item,grade,quantity,available_on,donor,earmark\n{site},laptop,A,500,{filled.clock().date()},,\n"
    assert not isinstance(import_stock(filled, COORDINATOR, campaign_id, rows.encode(), "s.csv"), Refusal)
    families = refusals_to_review(filled, COORDINATOR, campaign_id)["households"]
    shown = said(awaited(opened(monkeypatch, "accueil")))
    assert families > 0
    assert "Refusées par le dernier plan" in shown and f"<b>{families}</b>" in shown


def test_the_home_is_drawn_while_refusals_are_looked_for_and_says_them_once_found(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted(filled)
    found, looks = Event(), []

    def slow(*_: object) -> object:
        looks.append(found.wait(20))
        return {"plan_id": "p", "lines": 3, "households": 2, "reasons": []}

    monkeypatch.setattr(recheck, "refusals_to_review", slow)
    monkeypatch.setattr(rechecked, "PATIENCE_SECONDS", 0.0)
    app = opened(monkeypatch, "accueil")
    assert "Libérer les unités" in labels(app)
    assert "Nouvel examen des refus" in said(app)
    assert "Rien n'attend" not in said(app) and "Refusées par le dernier plan" not in said(app)
    found.set()
    shown = said(awaited(app))
    assert "Refusées par le dernier plan" in shown and "<b>2</b>" in shown
    # Another visit asks nothing anew: what was found stands as long as nothing changed.
    assert "Refusées par le dernier plan" in said(awaited(opened(monkeypatch, "accueil")))
    assert len(looks) == 1
    held_list(filled)
    awaited(opened(monkeypatch, "accueil"))
    assert len(looks) == 2
