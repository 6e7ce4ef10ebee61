"""One family by a form: the same checks as a list, remarks beside the fields, and never a twin."""

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.actor import Actor
from campaigns.model.codes import PartnerKind, Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.sign_in import fictive_actor
from dashboard.wording.translation import translate
from pipelines.intake.one_family import (
    FILE_NAME,
    FamilyCheck,
    check_family,
    communes_of_postcode,
    family_list,
    send_family,
)
from pipelines.intake.reading import ListReading, read_list
from pipelines.intake.receive import Reception, receive_list
from pipelines.reporting.view_partner import FamilyQuestion, partner_families, sent_lists
from tests.unit.html_drawn import html_of
from tests.unit.small_campaign import COORDINATOR, FIRST_LIST, SmallCampaign
from tests.unit.test_intake_template import TODAY, family

SAMI = {
    "child_last_name": "Benali", "child_first_name": "Sami", "school_level": "4e", "phone_1": "06 12 34 56 78",
    "postcode": "93200", "commune": "Saint-Denis", "commune_code": "93066", "need_laptop": "1", "information_given": "oui",
}  # fmt: skip


def school(small: SmallCampaign) -> Actor:
    """Return the person of the school."""
    return fictive_actor(Role.PARTNER, small.partner_ids["ECOLE1"])


def check(small: SmallCampaign, answers: dict[str, str]) -> FamilyCheck:
    """Check a family of the school."""
    found = check_family(small.office, school(small), small.campaign_id, "ECOLE1", answers)
    assert isinstance(found, FamilyCheck), found
    return found


def sent(small: SmallCampaign, answers: dict[str, str]) -> dict[str, int]:
    """Send a family of the school, and return what it became."""
    report = send_family(small.office, school(small), small.campaign_id, "ECOLE1", answers)
    assert not isinstance(report, Refusal), report
    return {name: report["counts"][name] for name in ("new", "unchanged", "corrected")}


def count(small: SmallCampaign) -> int:
    """Count the requests of the school."""
    found = partner_families(
        small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"], FamilyQuestion(0, 100)
    )
    assert not isinstance(found, Refusal)
    return found.total


@pytest.mark.parametrize("kind", [str(kind) for kind in PartnerKind])
def test_a_form_reads_as_the_row_of_a_list(kind: str) -> None:
    answers = family(kind, 3)
    data, choices = family_list(kind, answers)
    found = read_list(data, FILE_NAME, today=TODAY, partner_kind=kind, choices=choices)
    assert isinstance(found, ListReading)
    (row,) = found.rows
    assert (row.outcome, row.reasons) == ("accepted", ())
    assert set(row.values) == set(answers) | {"commune_code"}


def test_a_family_sent_twice_is_known_and_has_no_twin(small: SmallCampaign) -> None:
    assert sent(small, SAMI) == {"new": 1, "unchanged": 0, "corrected": 0}
    assert check(small, SAMI).change == "unchanged"
    assert sent(small, SAMI) == {"new": 0, "unchanged": 1, "corrected": 0}
    assert sent(small, SAMI | {"phone_1": "06 12 34 56 79"}) == {"new": 0, "unchanged": 0, "corrected": 1}
    # Once corrected, the first answers are an older state of the same family, not another one.
    assert sent(small, SAMI | {"phone_1": " 0612345679 "}) == {"new": 0, "unchanged": 1, "corrected": 0}
    assert count(small) == 1


def test_a_family_of_a_list_typed_without_its_reference_is_known(small: SmallCampaign) -> None:
    list_row = (
        "Référence;Nom de l'élève;Prénom de l'élève;Téléphone;Ordinateur\nE-7;BENALI;Sami;0612345678;1\n".encode()
    )
    assert not isinstance(
        receive_list(small.office, COORDINATOR, small.campaign_id, list_row, "classe.csv", Reception("ECOLE1")), Refusal
    )
    known = check(small, SAMI).known
    assert known is not None and known.reference == "E-7"
    refused = send_family(small.office, school(small), small.campaign_id, "ECOLE1", SAMI)
    assert isinstance(refused, Refusal) and refused.code == "known_family"
    assert "sous la référence « E-7 »" in refused.sentence.fr and "under reference “E-7”" in refused.sentence.en
    assert count(small) == 1
    assert sent(small, SAMI | {"partner_reference": "E-7"}) == {"new": 0, "unchanged": 0, "corrected": 1}
    assert sent(small, SAMI | {"partner_reference": "E-8"}) == {"new": 1, "unchanged": 0, "corrected": 0}


def test_remarks_stand_under_their_fields_without_a_row_number(small: SmallCampaign) -> None:
    found = check(small, SAMI | {"phone_1": "061", "postcode": "99999", "commune_code": "", "need_laptop": ""})
    assert found.outcome == "rejected"
    assert set(found.remarks) == {"phone_1", "postcode", "need_laptop"}
    assert found.remarks["phone_1"][0].fr.startswith("« 061 » n'est pas un numéro de téléphone complet.")
    assert found.remarks["need_laptop"][0].en.startswith("No need was understood.")


def test_nothing_is_kept_of_a_family_held_back(small: SmallCampaign) -> None:
    for answers in ({}, {"child_last_name": "Benali"}, SAMI | {"information_given": "non"}):
        refused = send_family(small.office, school(small), small.campaign_id, "ECOLE1", answers)
        assert isinstance(refused, Refusal) and refused.code == "family_to_correct"
    assert sent_lists(small.office, school(small), small.campaign_id, small.partner_ids["ECOLE1"]) == []


def test_a_social_security_number_is_told_and_never_shown_back(small: SmallCampaign) -> None:
    found = check(small, SAMI | {"partner_reference": "2 85 05 78 006 084 36"})
    assert "n'est pas gardé" in found.remarks["partner_reference"][0].fr
    assert "006 084" not in repr(found)


def test_nobody_adds_a_family_for_another_structure(small: SmallCampaign) -> None:
    shelter = fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"])
    for verb in (check_family, send_family):
        refused = verb(small.office, shelter, small.campaign_id, "ECOLE1", SAMI)
        assert isinstance(refused, Refusal) and refused.code == "out_of_scope"


def test_a_postcode_offers_its_communes(small: SmallCampaign) -> None:
    assert communes_of_postcode(small.office, "01 000") == {
        "01053": "Bourg-en-Bresse",
        "01344": "Saint-Denis-lès-Bourg",
    }
    assert communes_of_postcode(small.office, "99999") == communes_of_postcode(small.office, "") == {}


def page_script(desk: object) -> None:
    """Show the form with the menu that its links need; Streamlit runs this body as a script of its own."""
    from dashboard.pages.partner_family import page
    from dashboard.shell import choose_page

    choose_page(desk.actor.role, desk.words)  # type: ignore[attr-defined]
    page(desk)  # type: ignore[arg-type]


def opened(small: SmallCampaign, actor: Actor, language: str = "fr", **link: str) -> AppTest:
    """Open the form."""
    desk = Desk(small.office, actor, small.campaign_id, translate(language))
    app = AppTest.from_function(page_script, kwargs={"desk": desk}, default_timeout=60)
    for name, value in link.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """Return everything that the page says in HTML."""
    assert not app.exception
    body = html_of(app)
    return body.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


def fill(app: AppTest, turn: int = 0) -> AppTest:
    """Type the family of the tests."""
    app.text_input(key=f"family_{turn}_child_last_name").set_value("Benali")
    app.text_input(key=f"family_{turn}_child_first_name").set_value("Sami")
    app.selectbox(key=f"family_{turn}_school_level").set_value("4e")
    app.text_input(key=f"family_{turn}_phone_1").set_value("06 12 34 56 78")
    app.text_input(key=f"family_{turn}_postcode").set_value("93200")
    app.number_input(key=f"family_{turn}_need_laptop").set_value(1)
    app.button_group(key=f"family_{turn}_information_given").set_value("oui")
    return app.run()


def test_the_form_sends_a_family_and_says_what_comes_next(small: SmallCampaign) -> None:
    app = fill(opened(small, school(small)))
    assert app.selectbox(key="family_0_commune_code_93200").value == "93066"
    app.button(key="family_send").click().run()
    text = said(app)
    assert "La famille est envoyée" in text and "Sa demande est prise en compte." in text
    assert "la demande attend le prochain plan" in text
    assert count(small) == 1
    app.button(key="family_again").click().run()
    assert app.text_input(key="family_1_child_last_name").value == ""
    fill(app, 1).button(key="family_send").click().run()
    assert "Famille déjà connue" in said(app)
    assert count(small) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_form_says_what_is_missing(small: SmallCampaign, language: str) -> None:
    app = opened(small, school(small), language)
    app.button(key="family_send").click().run()
    said_of = {"fr": "Écrivez au moins un nom et un besoin.", "en": "Write at least a name and a need."}
    assert said_of[language] in said(app)
    assert count(small) == 0


def test_a_remark_is_read_before_a_second_press_sends(small: SmallCampaign) -> None:
    app = fill(opened(small, school(small)))
    app.text_input(key="family_0_phone_1").set_value("")
    app.button(key="family_send").click().run()
    assert "Aucun téléphone ni e-mail" in said(app) and count(small) == 0
    assert app.button(key="family_send").label == "Envoyer quand même"
    app.button(key="family_send").click().run()
    assert "La famille est envoyée" in said(app) and count(small) == 1


def test_a_correction_says_what_it_replaces(small: SmallCampaign) -> None:
    sent(small, SAMI)
    app = fill(opened(small, school(small)))
    app.number_input(key="family_0_need_laptop").set_value(2)
    app.button(key="family_send").click().run()
    assert "prend la place de ce que vous aviez écrit" in said(app)
    assert app.button(key="family_send").label == "Remplacer la demande d'avant"
    app.button(key="family_send").click().run()
    assert "Sa demande est corrigée" in said(app) and count(small) == 1


def test_a_coordinator_adds_a_family_in_the_name_of_a_structure(small: SmallCampaign) -> None:
    app = fill(opened(small, COORDINATOR, pour="ECOLE1"))
    app.button(key="family_send").click().run()
    assert "La famille est envoyée" in said(app)
    assert count(small) == 1


def test_the_first_fields_are_those_of_the_kind_and_the_rest_is_folded(small: SmallCampaign) -> None:
    app = opened(small, fictive_actor(Role.PARTNER, small.partner_ids["CHRS1"]))
    folded = {widget.key for widget in app.expander[0].text_input} | {
        widget.key for widget in app.expander[0].selectbox
    }
    assert "family_0_housing_kind" in folded and "family_0_guardian_last_name" not in folded
    assert app.text_input(key="family_0_guardian_last_name").label == "Nom du responsable"
    assert not [widget for widget in app.text_input if "child" in str(widget.key)]


def test_the_page_of_lists_leads_to_the_form(small: SmallCampaign) -> None:
    assert not isinstance(
        receive_list(small.office, COORDINATOR, small.campaign_id, FIRST_LIST, "classe.csv", Reception("ECOLE1")),
        Refusal,
    )

    def script(desk: object) -> None:
        from dashboard.pages.partner_submit import page
        from dashboard.shell import choose_page

        choose_page(desk.actor.role, desk.words)  # type: ignore[attr-defined]
        page(desk)  # type: ignore[arg-type]

    desk = Desk(small.office, school(small), small.campaign_id, translate("fr"))
    app = AppTest.from_function(script, kwargs={"desk": desk}, default_timeout=60).run()
    assert "Une seule famille ? Ajoutez-la ici" in [link.proto.label for link in app.get("page_link")]
