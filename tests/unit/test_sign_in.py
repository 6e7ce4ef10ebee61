"""Who comes in, for how long, and what is kept of it: the register, sign-ins, one-time codes; on a clock that the test moves."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.sessions import SessionEnd
from pipelines.office import Office
from pipelines.sign_in.members import Given, disable_member, grant_role, invite_member, list_members
from pipelines.sign_in.provider import enter_by_provider
from pipelines.sign_in.sessions import end_session, open_session, person_behind
from pipelines.sign_in.turns import in_turn
from tests.sign_in_world import ADMIN, Clock, entered, journal_of, partner_id, person, refused, small_organisation

HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"
CLAIMS = {"iss": "https://id.example", "sub": "42", "email": "Camille@Mairie.example", "email_verified": True}


@pytest.fixture
def office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    opened = small_organisation(tmp_path / "home", clock)
    yield opened
    opened.close()


def invited(office: Office, email: str = "camille@mairie.example", **role: Any) -> str:
    """Invite somebody, and return who it is."""
    answer = invite_member(office, ADMIN, email, "Camille Roux", Given(**({"role": Role.COORDINATOR} | role)))
    assert isinstance(answer, dict), answer
    return str(answer["user_id"])


# By the identity provider


def test_an_invited_person_comes_in_with_the_role_of_the_register(office: Office) -> None:
    user_id = invited(office, department_code="93", ends_on=date(2026, 5, 1))
    actor = person(office, entered(enter_by_provider(office, {**CLAIMS, "role": "admin", "roles": ["admin"]}, HERE)))
    assert actor == Actor(user_id=user_id, name="Camille Roux", role=Role.COORDINATOR, department_code="93")


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "autre@mairie.example"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"sub": ""},
        {"email": ""},
    ],
    ids=str,
)
def test_who_is_not_vouched_for_stays_out_and_is_noted(office: Office, changed: dict[str, Any]) -> None:
    invited(office)
    assert refused(enter_by_provider(office, CLAIMS | changed, HERE)) == "not_invited"
    last = journal_of(office)[-1]
    assert (last["action"], last["actor_id"], last["object_id"]) == ("sign_in.refused", "visitor", "-")
    assert last["detail"] == '{"code":"not_invited","way":"oidc"}'


def test_an_address_is_taken_on_trust_only_from_a_provider_that_proves_all_of_them(office: Office) -> None:
    invited(office)
    unsaid = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    assert refused(enter_by_provider(office, unsaid, HERE)) == "not_invited"
    entered(enter_by_provider(office, unsaid, HERE, addresses_proved=True))


def test_an_address_given_to_somebody_else_opens_nothing(office: Office) -> None:
    user_id = invited(office)
    entered(enter_by_provider(office, CLAIMS, HERE))
    assert refused(enter_by_provider(office, CLAIMS | {"sub": "43"}, HERE)) == "not_invited"
    # The same person under a new address is known by the provider's number.
    assert (
        person(office, entered(enter_by_provider(office, CLAIMS | {"email": "x@y.example"}, HERE))).user_id == user_id
    )


def test_the_register_holds_no_name_and_no_address(office: Office, tmp_path: Path) -> None:
    invited(office, "zqx-canari@mairie.example")
    entered(enter_by_provider(office, CLAIMS | {"email": "zqx-canari@mairie.example"}, HERE))
    [row] = list_members(office, ADMIN)  # type: ignore[misc]
    assert (row["name"], row["email"], row["state"]) == ("Camille Roux", "zqx-canari@mairie.example", "active")
    office.store.close()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "home").rglob("*") if path.is_file())
    assert b"zqx-canari" not in kept and b"Camille" not in kept


def test_nobody_changes_their_own_access(office: Office) -> None:
    user_id = invited(office, role=Role.ADMIN)
    me = Actor(user_id=user_id, name="", role=Role.ADMIN)
    assert refused(grant_role(office, me, user_id, Given(Role.DPO))) == "own_access"
    assert refused(disable_member(office, me, user_id)) == "own_access"


@pytest.mark.parametrize(
    ("role", "code"),
    [
        (Given(Role.PARTNER), "role_without_structure"),
        (Given(Role.DPO, partner_code="A1"), "role_without_structure"),
        (Given(Role.DPO, department_code="93"), "department_of_another_role"),
        (Given(Role.DPO, ends_on=date(2026, 4, 2)), "already_over"),
        (Given(Role.PARTNER, partner_code="Z9"), "unknown_partner"),
    ],
    ids=str,
)
def test_a_role_that_cannot_be_is_refused(office: Office, role: Given, code: str) -> None:
    assert refused(invite_member(office, ADMIN, "a@b.example", "A", role)) == code
    assert list_members(office, ADMIN) == []


@pytest.mark.parametrize("address", ["", "a@b", "a b@c.fr", "a@b.fr,c@d.fr", "A <a@b.fr>"])
def test_what_is_no_address_is_not_invited(office: Office, address: str) -> None:
    assert refused(invite_member(office, ADMIN, address, "A", Given(Role.DPO))) == "not_an_address"


def test_an_address_is_invited_once(office: Office) -> None:
    invited(office)
    assert refused(invite_member(office, ADMIN, " CAMILLE@mairie.example ", "C", Given(Role.DPO))) == "already_invited"


# How long a sign-in holds


@pytest.fixture
def token(office: Office) -> str:
    invited(office)
    return entered(enter_by_provider(office, CLAIMS, HERE))


def test_thirty_minutes_without_activity_end_it(office: Office, clock: Clock, token: str) -> None:
    clock.passes(minutes=29, seconds=59)
    person(office, token)
    clock.passes(minutes=29, seconds=59)
    person(office, token)
    clock.passes(minutes=30)
    assert person_behind(office, token, active=True) is SessionEnd.IDLE


def test_a_page_that_refreshes_by_itself_keeps_nobody_signed_in(office: Office, clock: Clock, token: str) -> None:
    for _ in range(29):
        clock.passes(minutes=1)
        person(office, token, active=False)
    clock.passes(minutes=1)
    assert person_behind(office, token, active=False) is SessionEnd.IDLE


def test_eight_hours_end_it_whatever_the_activity(office: Office, clock: Clock, token: str) -> None:
    for _ in range(8 * 60 - 1):
        clock.passes(minutes=1)
        person(office, token)
    clock.passes(minutes=1)
    assert person_behind(office, token, active=True) is SessionEnd.TOO_LONG


def test_a_visit_is_written_at_most_once_a_minute(office: Office, clock: Clock, token: str) -> None:
    written = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.sign_in.sessions.note_visit", lambda *said: written.append(said))
        for _ in range(59):
            clock.passes(seconds=1)
            person(office, token)
        assert written == []
        clock.passes(seconds=1)
        person(office, token)
    assert len(written) == 1


def test_signing_out_ends_it_for_good(office: Office, token: str) -> None:
    end_session(office, token)
    assert person_behind(office, token, active=True) is SessionEnd.SIGNED_OUT
    end_session(office, token)
    assert [row["action"] for row in journal_of(office)].count("sign_out") == 1


def test_a_token_that_was_never_given_is_nobodys(office: Office, token: str) -> None:
    assert person_behind(office, "", active=True) is None
    assert person_behind(office, token[:-1], active=True) is None


def test_only_the_hash_of_a_token_is_kept(office: Office, token: str) -> None:
    with office.store.reading() as session:
        rows = [row for name in session.names() for batch in session.whole(name) for row in batch.to_pylist()]
    assert token not in str(rows)


def test_closing_an_access_ends_every_sign_in_at_once(office: Office, token: str) -> None:
    other = entered(enter_by_provider(office, CLAIMS, ELSEWHERE))
    user_id = person(office, token).user_id
    assert disable_member(office, ADMIN, user_id) == {"user_id": user_id, "sessions_ended": 2}
    assert isinstance(person_behind(office, token, active=True), SessionEnd)
    assert isinstance(person_behind(office, other, active=True), SessionEnd)
    assert refused(enter_by_provider(office, CLAIMS, HERE)) == "disabled"


def test_a_role_given_again_opens_what_was_closed_under_the_new_role(office: Office, token: str) -> None:
    user_id = person(office, token).user_id
    disable_member(office, ADMIN, user_id)
    grant_role(office, ADMIN, user_id, Given(Role.PARTNER, partner_code="B1"))
    actor = person(office, entered(enter_by_provider(office, CLAIMS, HERE)))
    assert (actor.role, actor.partner_id) == (Role.PARTNER, partner_id(office, "B1"))
    assert person_behind(office, token, active=True) is SessionEnd.SIGNED_OUT


def test_a_role_is_worked_to_the_end_of_its_last_day(office: Office, clock: Clock) -> None:
    invited(office, ends_on=date(2026, 4, 3))
    clock.passes(hours=11, minutes=59)
    token = entered(enter_by_provider(office, CLAIMS, HERE))
    person(office, token)
    clock.passes(minutes=1)
    assert person_behind(office, token, active=True) is SessionEnd.ROLE_OVER
    assert refused(enter_by_provider(office, CLAIMS, HERE)) == "role_over"


def test_old_sign_ins_are_forgotten(office: Office, clock: Clock, token: str) -> None:
    clock.passes(days=31)
    entered(enter_by_provider(office, CLAIMS, HERE))
    assert person_behind(office, token, active=True) is None


def test_a_lost_race_is_run_again(office: Office) -> None:
    from pipelines.store.port import Conflict

    tries: list[int] = []

    def work(session: Any) -> str:
        tries.append(1)
        if len(tries) < 3:
            raise Conflict
        return open_session(office, session, ADMIN, "oidc")

    assert in_turn(office, work)
    assert len(tries) == 3
