"""One-time codes: scoped, short-lived, used once, revocable, guarded against guessing, and never written anywhere."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.sessions import TRIES_A_CODE, TRIES_AN_ADDRESS, SessionEnd, window_start
from pipelines.office import Office
from pipelines.sign_in.codes import SIGNS, enter_by_code, issue_code, list_codes, read_code, revoke_code
from pipelines.sign_in.provider import enter_by_provider
from pipelines.sign_in.sessions import person_behind
from tests.sign_in_world import (
    ADMIN,
    COORDINATOR,
    Clock,
    entered,
    journal_of,
    partner_id,
    person,
    refused,
    small_organisation,
)

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    opened = small_organisation(tmp_path / "home", clock)
    yield opened
    opened.close()


def code_for(office: Office, partner: str = "A1", **asked: Any) -> dict[str, Any]:
    """Issue a code."""
    answer = issue_code(office, COORDINATOR, partner, **asked)
    assert isinstance(answer, dict), answer
    return answer


def test_a_code_opens_one_structure_once(office: Office) -> None:
    issued = code_for(office)
    typed = issued["code"].lower().replace("-", " ")
    actor = person(office, entered(enter_by_code(office, typed, HERE)))
    assert (actor.role, actor.partner_id, actor.name) == (Role.PARTNER, partner_id(office, "A1"), "Relais Saint-Michel")
    assert refused(enter_by_code(office, issued["code"], HERE)) == "code_used"


def test_a_code_is_kept_as_a_keyed_hash(office: Office) -> None:
    code = code_for(office)["code"].replace("-", "")
    with office.store.reading() as session:
        rows = [row for name in session.names() for batch in session.whole(name) for row in batch.to_pylist()]
    assert code not in str(rows) and code[4:] not in str(rows)
    assert code[:4] in str(rows)


def test_a_code_expires(office: Office, clock: Clock) -> None:
    issued = code_for(office, hours=2)
    clock.passes(hours=2)
    assert refused(enter_by_code(office, issued["code"], HERE)) == "code_expired"


@pytest.mark.parametrize("hours", [0, 73])
def test_a_code_is_short_lived(office: Office, hours: int) -> None:
    assert refused(issue_code(office, COORDINATOR, "A1", hours=hours)) == "code_too_long"


def test_a_code_taken_back_ends_the_sign_in_that_it_opened(office: Office) -> None:
    issued, waiting = code_for(office), code_for(office)
    token = entered(enter_by_code(office, issued["code"], HERE))
    for code in (issued, waiting):
        revoke_code(office, COORDINATOR, code["code_id"])
    assert isinstance(person_behind(office, token, active=True), SessionEnd)
    assert refused(enter_by_code(office, waiting["code"], HERE)) == "code_revoked"


def test_the_state_of_a_code_is_told_to_its_holder_alone(office: Office) -> None:
    issued = code_for(office)
    enter_by_code(office, issued["code"], HERE)
    guessed = issued["code"][:-1] + ("2" if issued["code"][-1] != "2" else "3")
    assert refused(enter_by_code(office, guessed, HERE)) == "unknown_code"


def test_a_code_is_locked_after_a_few_wrong_ones(office: Office) -> None:
    issued = code_for(office)
    wrong = issued["code"][:4] + ("22222222" if "2" not in issued["code"][4:6] else "33333333")
    for n in range(TRIES_A_CODE):
        assert refused(enter_by_code(office, wrong, f"192.0.2.{n}")) == "unknown_code"
    assert refused(enter_by_code(office, issued["code"], ELSEWHERE)) == "code_locked"
    # Another code is not.
    entered(enter_by_code(office, code_for(office)["code"], ELSEWHERE))


def test_an_address_waits_after_many_wrong_codes_and_others_do_not(office: Office, clock: Clock) -> None:
    issued = code_for(office)
    for _ in range(TRIES_AN_ADDRESS):
        assert refused(enter_by_code(office, "ZZZZ-ZZZZ-ZZZZ", HERE)) == "unknown_code"
    before = len(journal_of(office))
    assert refused(enter_by_code(office, issued["code"], HERE)) == "too_many_tries"
    assert refused(enter_by_provider(office, {}, HERE)) == "too_many_tries"
    assert len(journal_of(office)) == before
    clock.passes(minutes=15)
    entered(enter_by_code(office, issued["code"], HERE))


@pytest.mark.parametrize("typed", ["", "x", "A" * 12 + "0", "OOOO-0000-1111", "é" * 12, "ABCD EFGH JKLM NPQR"])
def test_what_is_no_code_opens_nothing(office: Office, typed: str) -> None:
    assert read_code(typed) == ""
    assert refused(enter_by_code(office, typed, HERE)) == "unknown_code"


def test_every_try_is_in_the_journal_without_a_code_or_an_address(office: Office) -> None:
    issued = code_for(office)
    enter_by_code(office, "ZZZZ-ZZZZ-ZZZZ", HERE)
    enter_by_code(office, issued["code"], HERE)
    enter_by_code(office, issued["code"], HERE)
    told = [(row["action"], row["object_id"], row["detail"]) for row in journal_of(office)[-4:]]
    assert told == [
        ("code.issue", issued["code_id"], f'{{"hours":24,"partner_id":"{issued["partner_id"]}","way":"print"}}'),
        ("sign_in.refused", "-", '{"code":"unknown_code","way":"code"}'),
        ("sign_in", issued["code_id"], '{"way":"code"}'),
        ("sign_in.refused", issued["code_id"], '{"code":"used","way":"code"}'),
    ]
    assert issued["code"][5:9] not in str(journal_of(office)) and HERE not in str(journal_of(office))


def test_a_coordinator_of_a_department_issues_and_sees_its_codes_alone(office: Office) -> None:
    paris = Actor(user_id="p", name="P", role=Role.COORDINATOR, department_code="75")
    assert refused(issue_code(office, paris, "A1")) == "out_of_scope"
    mine, other = code_for(office, "B1"), code_for(office, "A1")
    assert [row["code_id"] for row in list_codes(office, paris)] == [mine["code_id"]]
    assert refused(revoke_code(office, paris, other["code_id"])) == "out_of_scope"
    assert "code_hash" not in list_codes(office, paris)[0]


def test_whoever_manages_access_cannot_come_in_as_a_structure(office: Office) -> None:
    assert refused(issue_code(office, ADMIN, "A1")) == "not_allowed"


def test_signs_that_are_taken_for_others_are_in_no_code() -> None:
    assert set("01OIL") & set(SIGNS) == set()
    assert len(SIGNS) ** 8 > 2**39


def test_failures_are_counted_by_quarters_of_an_hour(clock: Clock) -> None:
    clock.passes(minutes=16)
    assert window_start(clock()) == clock() - timedelta(minutes=1)
