"""Signing in says the same on both engines, and two people who type one code at the same moment do not both come in."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.codes import Role
from campaigns.sessions import SessionEnd
from pipelines.office import Office, open_office
from pipelines.partners import import_partners
from pipelines.safety.backup import back_up
from pipelines.safety.restore import restore
from pipelines.sign_in.codes import enter_by_code, issue_code, list_codes, revoke_code
from pipelines.sign_in.members import Given, disable_member, grant_role, invite_member, list_members
from pipelines.sign_in.provider import enter_by_provider
from pipelines.sign_in.sessions import end_session, person_behind
from pipelines.sign_in.strays import note_strays, others_ids
from pipelines.store.postgres_store import PgStore
from tests.sign_in_world import (
    ADMIN,
    COORDINATOR,
    PARTNERS,
    Clock,
    entered,
    journal_of,
    partner_id,
    person,
    refused,
    small_organisation,
)

CLAIMS = {"iss": "https://id.example", "sub": "42", "email": "camille@mairie.example", "email_verified": True}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["duckdb", "postgres"])
def office(request: Any, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    opened = small_organisation(tmp_path / "home", clock)
    if request.param == "postgres":
        opened.store.close()
        opened = replace(opened, store=PgStore(request.getfixturevalue("postgres_url")))
        import_partners(opened, COORDINATOR, PARTNERS.encode(), "structures.csv")
    yield opened
    opened.close()


def test_a_person_comes_in_changes_role_and_is_closed(office: Office, clock: Clock) -> None:
    made = invite_member(office, ADMIN, "camille@mairie.example", "Camille", Given(Role.DPO, ends_on=date(2026, 4, 3)))
    assert isinstance(made, dict)
    token = entered(enter_by_provider(office, CLAIMS, "192.0.2.7"))
    assert person(office, token).role is Role.DPO
    clock.passes(minutes=2)
    person(office, token)
    grant_role(office, ADMIN, made["user_id"], Given(Role.PARTNER, partner_code="B1"))
    assert person_behind(office, token, active=True) is SessionEnd.SIGNED_OUT
    token = entered(enter_by_provider(office, CLAIMS, "192.0.2.7"))
    assert person(office, token).partner_id == partner_id(office, "B1")
    end_session(office, token)
    disable_member(office, ADMIN, made["user_id"])
    assert refused(enter_by_provider(office, CLAIMS, "192.0.2.7")) == "disabled"
    [row] = list_members(office, ADMIN)  # type: ignore[misc]
    assert (row["state"], row["partner_code"], row["role_ends_on"]) == ("disabled", "B1", None)


def test_a_code_is_used_once_even_by_eight_at_the_same_moment(office: Office) -> None:
    issued = issue_code(office, COORDINATOR, "A1")
    assert isinstance(issued, dict)
    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(lambda n: enter_by_code(office, issued["code"], f"192.0.2.{n}"), range(8)))
    tokens = [answer for answer in answers if isinstance(answer, str)]
    assert len(tokens) == 1 and {refused(other) for other in answers if other not in tokens} == {"code_used"}
    assert [row["action"] for row in journal_of(office)].count("sign_in") == 1
    assert [row["action"] for row in journal_of(office)].count("sign_in.refused") == 7
    revoke_code(office, COORDINATOR, issued["code_id"])
    assert isinstance(person_behind(office, tokens[0], active=True), SessionEnd)
    assert [row["state"] for row in list_codes(office, COORDINATOR)] == ["revoked"]


def test_wrong_codes_are_counted_and_ids_of_others_are_known(office: Office) -> None:
    for n in range(20):
        assert refused(enter_by_code(office, "ZZZZ-ZZZZ-ZZZZ", "192.0.2.7")) == "unknown_code", n
    assert refused(enter_by_code(office, "ZZZZ-ZZZZ-ZZZZ", "192.0.2.7")) == "too_many_tries"
    own, other = partner_id(office, "A1"), partner_id(office, "B1")
    me = COORDINATOR.model_copy(update={"department_code": "93"})
    assert others_ids(office, me, [own, other, "01ARZ3NDEKTSV4RRFFQ69G5FAV"]) == {other}
    assert others_ids(office, COORDINATOR, [own, other]) == set()
    note_strays(office, me, "object", {other})
    assert (journal_of(office)[-1]["action"], journal_of(office)[-1]["object_id"]) == ("stray", other)


def test_a_copy_put_back_brings_no_sign_in_and_no_code_back(tmp_path: Path, clock: Clock) -> None:
    office = small_organisation(tmp_path / "home", clock)
    issued, waiting = (issue_code(office, COORDINATOR, "A1") for _ in range(2))
    assert isinstance(issued, dict) and isinstance(waiting, dict)
    token = entered(enter_by_code(office, issued["code"], "192.0.2.7"))
    made = back_up(office, ADMIN, tmp_path / "copies", keys_to=tmp_path / "keys")
    assert isinstance(made, dict), made
    shutil.copy(tmp_path / "home" / "keys" / "master.key", tmp_path / "keys")
    office.close()
    answer = restore(
        ADMIN, next((tmp_path / "copies").glob("*.sauvegarde")), tmp_path / "new", tmp_path / "keys", clock=clock
    )
    assert isinstance(answer, dict), answer
    again = open_office(tmp_path / "new", clock=clock)
    assert person_behind(again, token, active=True) is SessionEnd.SIGNED_OUT
    assert refused(enter_by_code(again, waiting["code"], "192.0.2.7")) == "code_revoked"
    again.close()
