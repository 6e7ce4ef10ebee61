"""Sign-ins: opened with a random token of which only the hash is kept, looked up at each request, ended for good.

It must never keep a token, and never decide a right: it says who is there, or why nobody is any more.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn
from campaigns.sessions import NOTED_EVERY, SessionEnd, session_end
from pipelines.commands import ORGANISATION
from pipelines.journal import Author, append_entry
from pipelines.office import Office
from pipelines.sealing import unsealed
from pipelines.sign_in.browsers import browser_kind
from pipelines.sign_in.turns import in_turn
from pipelines.store.port import Conflict, Row, Session

PROVIDER, CODE = "oidc", "code"
MEMBER = "member"
# Ended sign-ins are kept for a while, so that a token tried again is known as an old one.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Person:
    """Somebody signed in; `session_hash` names the sign-in without opening it."""

    actor: Actor
    session_hash: str


def hash_of(token: str) -> str:
    """Return the only form in which a token is kept; it has 256 random bits, so a plain hash cannot be guessed back."""
    return sha256(token.encode()).hexdigest()


def open_session(office: Office, session: Session, author: Author, way: str, browser: str = "") -> str:
    """Open a sign-in inside the caller's transaction, note it in the journal, and return its token.

    Parameters
    ----------
    author
        Whoever signs in: a person of the register, or the code of a structure.
    way
        `oidc` or `code`.
    browser
        What the browser says of itself; only its kind is kept.
    """
    token, now = secrets.token_urlsafe(32), office.clock()
    session.run("sign_in/forget_sessions", {"before": now - KEPT})
    session.run(
        "sign_in/insert_session",
        {
            "session_hash": hash_of(token),
            "user_id": author.user_id,
            "way": way,
            "signed_in_at": now,
            "browser": browser_kind(browser),
        },
    )
    append_entry(
        session, office.vault.subkey("journal"), now, author, ORGANISATION, "sign_in", author.user_id, {"way": way}
    )
    return token


def person_behind(office: Office, token: str, *, active: bool) -> Person | SessionEnd | None:
    """Return who holds a token, why it holds no more, or None for a token that was never given.

    Parameters
    ----------
    active
        Whether somebody acts just now: a page that refreshes by itself keeps nobody signed in.
    """
    now = office.clock()
    with office.store.reading() as session:
        found = session.rows("sign_in/session", {"session_hash": hash_of(token)}) if token else []
        if not found:
            return None
        row = found[0]
        over = session_end(row, now)
        if over is not None:
            return over
        person = Person(actor_of(office, session, row), row["session_hash"])
    if active and now - row["last_seen_at"] >= NOTED_EVERY:
        note_visit(office, row["session_hash"], now)
    return person


def actor_of(office: Office, session: Session, row: Row) -> Actor:
    """Return the person of a sign-in: of the register, or whoever holds a structure's code."""
    if row["way"] == CODE:
        return Actor(user_id=row["user_id"], name=row["partner_name"], role=Role.PARTNER, partner_id=row["partner_id"])
    known = unsealed(session, office.vault, ORGANISATION, MEMBER, [row["user_id"]])
    return Actor(
        user_id=row["user_id"],
        name=str(known.get(row["user_id"], {}).get("name") or row["user_id"]),
        role=Role(row["role"]),
        partner_id=row["partner_id"],
        department_code=row["department_code"],
    )


def note_visit(office: Office, session_hash: str, now: datetime) -> None:
    """Note that a sign-in is in use; a lost race means that another tab has just noted it.

    A disk that takes nothing keeps nobody from reading: the sign-in then ends as if nothing had been done since it was last noted.
    """
    try:
        with office.store.writing() as session:
            session.run("sign_in/note_visit", {"session_hash": session_hash, "last_seen_at": now})
    except (Conflict, CannotGoOn):
        return


def end_session(office: Office, token: str) -> None:
    """Sign out, in every tab; a token that holds no more is left as it is."""
    person = person_behind(office, token, active=False)
    if not isinstance(person, Person):
        return
    now = office.clock()

    def write(session: Session) -> None:
        session.run("sign_in/end_session", {"session_hash": person.session_hash, "ended_at": now})
        append_entry(
            session, office.vault.subkey("journal"), now, person.actor, ORGANISATION, "sign_out",
            person.actor.user_id, {},
        )  # fmt: skip

    in_turn(office, write)
