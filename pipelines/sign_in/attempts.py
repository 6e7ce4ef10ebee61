"""Counts failed sign-ins by address, and leaves a trace of each: who tries many times waits.

It must never keep an address: its keyed token is enough to count.
"""

from datetime import datetime, timedelta

from campaigns.model.outcome import Refusal, Sentence
from campaigns.sessions import TRIES_AN_ADDRESS, WINDOW, window_start
from pipelines.commands import ORGANISATION
from pipelines.journal import Visitor, append_entry
from pipelines.office import Office
from pipelines.store.port import Row, Session

KEPT = timedelta(days=1)
TOO_MANY = "too_many_tries"


def too_many(office: Office, session: Session, address: str) -> Refusal | None:
    """Refuse an address that failed too often in this stretch of time; the refusal itself is not counted again."""
    found = session.rows("sign_in/failures", place(office, address))
    if not found or found[0]["failures"] < TRIES_AN_ADDRESS:
        return None
    minutes = WINDOW // timedelta(minutes=1)
    return Refusal(
        TOO_MANY,
        Sentence(
            f"Trop d'essais depuis cette connexion. Attendez {minutes} minutes, puis recommencez.",
            f"Too many tries from this connection. Wait {minutes} minutes, then try again.",
        ),
    )


def note_failure(office: Office, session: Session, address: str, way: str, code: str, object_id: str) -> None:
    """Count a failed sign-in and write it in the journal: by which door, why, and which code or person it was about."""
    now = office.clock()
    session.run("sign_in/forget_failures", {"before": now - KEPT})
    session.run("sign_in/note_failure", place(office, address))
    append_entry(
        session, office.vault.subkey("journal"), now, Visitor(), ORGANISATION, "sign_in.refused", object_id,
        {"way": way, "code": code},
    )  # fmt: skip


def place(office: Office, address: str) -> Row:
    """Return where the failures of an address are counted now."""
    now: datetime = office.clock()
    return {
        "address_token": office.vault.token(ORGANISATION, "address", address),
        "window_at": window_start(now),
    }
