"""The pages of who has access: people invited, given a role, closed; codes given once, printed, taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.outcome import Refusal
from dashboard import memory
from pipelines.office import Office
from pipelines.sign_in.code_letter import code_sheet, link_of, mail_code
from pipelines.sign_in.codes import enter_by_code, issue_code, list_codes
from pipelines.sign_in.members import list_members
from tests.sign_in_world import ADMIN, COORDINATOR, Clock, small_organisation
from tests.unit.coordination_desk import labels, opened, press, said
from tests.unit.pdf_text import page_texts


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    made = small_organisation(tmp_path / "home", Clock())
    monkeypatch.setattr(memory, "open_desk_office", lambda: made)
    yield made
    made.close()


def register(office: Office) -> list[dict[str, Any]]:
    """Return the register."""
    found = list_members(office, ADMIN)
    assert not isinstance(found, Refusal)
    return found


def invited(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Invite somebody on the page."""
    app = opened(monkeypatch, "personnes", role="admin")
    assert "Personne n&#x27;est encore invité." in said(app)
    app.text_input(key="invite_name").set_value("Camille Roux")
    app.text_input(key="invite_email").set_value("camille@mairie.example")
    app.text_input(key="invite_department").set_value("93")
    return press(app, "Inviter")


def test_a_person_is_invited_for_a_department(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = invited(monkeypatch)
    assert "1 personne peut se connecter." in said(app)
    assert [block.value for block in app.success] == ["Camille Roux peut se connecter, par le fournisseur d'identité."]
    [row] = register(office)
    assert (row["role"], row["department_code"], row["state"]) == ("coordinator", "93", "invited")
    assert "camille@mairie.example" in app.dataframe[0].value.to_csv()


def test_a_refusal_says_why_and_invites_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "personnes", role="admin")
    app.text_input(key="invite_email").set_value("camille")
    press(app, "Inviter")
    assert "Ce n&#x27;est pas une adresse de courriel entière." in said(app)
    assert register(office) == []


def test_data_protection_reads_the_register_and_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(monkeypatch)
    app = opened(monkeypatch, "personnes", role="dpo")
    assert "camille@mairie.example" in app.dataframe[0].value.to_csv()
    assert "Inviter" not in labels(app)


def test_a_code_is_shown_this_once_and_comes_with_its_sheet(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "codes", role="coordinator")
    assert "0 code peut encore servir." in said(app)
    app.selectbox(key="code_partner").set_value("A1")
    press(app, "Donner un code")
    code = app.session_state["code_issued"]["code"]
    assert code in said(app) and "/export/" in said(app)
    assert code[:4] in app.dataframe[0].value.to_csv() and code[5:] not in app.dataframe[0].value.to_csv()
    press(app, "Cacher le code")
    assert code not in said(app)
    assert isinstance(enter_by_code(office, code, "192.0.2.7"), str)


def test_a_code_by_mail_is_never_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(monkeypatch, "codes", role="coordinator")
    app.selectbox(key="code_partner").set_value("A1")
    next(group for group in app.get("button_group") if group.key == "code_way").set_value("mail")
    press(app, "Donner un code")
    assert "dossier « messages/codes »" in app.success[0].value
    [letter] = (office.home / "messages" / "codes").glob("*.eml")
    assert letter.stat().st_mode & 0o077 == 0 or letter.parent.stat().st_mode & 0o077 == 0
    [row] = list_codes(office, COORDINATOR)
    assert (row["way"], row["state"]) == ("mail", "open")
    assert "code_issued" not in app.session_state


def test_administration_takes_codes_back_and_gives_none(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    issue_code(office, COORDINATOR, "A1")
    app = opened(monkeypatch, "codes", role="admin")
    assert "Donner un code" not in labels(app)
    assert "1 code peut encore servir." in said(app)


def test_the_sheet_says_where_until_when_and_what_to_do(office: Office) -> None:
    issued = issue_code(office, COORDINATOR, "A1", hours=8)
    assert isinstance(issued, dict)
    text = " ".join(" ".join(page_texts(code_sheet(office, issued))).split())
    for said_there in (
        issued["code"],
        "http://127.0.0.1:8501/connexion",
        "3 avril 2026 à 22 h 00",
        "Relais Saint-Michel",
    ):
        assert said_there in text.replace("\u00a0", " "), text
    assert link_of(office, issued["code"]) == f"http://127.0.0.1:8501/connexion#{issued['code']}"


def test_a_structure_without_an_address_gets_no_mail_and_no_code(office: Office) -> None:
    answer = mail_code(office, COORDINATOR, "B1", hours=8)
    assert isinstance(answer, Refusal) and answer.code == "no_address"
    assert list_codes(office, COORDINATOR) == []


def test_a_code_that_could_not_leave_is_taken_back(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNEXION_SMTP", "127.0.0.1:1")
    answer = mail_code(office, COORDINATOR, "A1", hours=8)
    assert isinstance(answer, Refusal) and answer.code == "no_mail_server"
    assert [row["state"] for row in list_codes(office, COORDINATOR)] == ["revoked"]
