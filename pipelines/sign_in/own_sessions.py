"""One's own sign-ins, seen and closed: an office left open, a telephone that was lost.

Everybody sees and closes their own, and nobody those of others: the statements themselves ask for the person.
"""

from campaigns.sessions import session_end
from pipelines.commands import ORGANISATION
from pipelines.journal import append_entry
from pipelines.office import Office
from pipelines.sign_in.sessions import Person
from pipelines.sign_in.turns import in_turn
from pipelines.store.port import Row, Session

# What ends a person rather than a sign-in was looked at when they came in.
STILL_THERE = {"disabled_at": None, "role_ends_on": None}


def own_sessions(office: Office, person: Person) -> list[Row]:
    """Return the sign-ins of a person that hold, this one first, then the latest seen.

    Returns
    -------
    list of dict
        `session_hash, way, signed_in_at, last_seen_at, browser` (None where it was not noted) and `is_this`.
    """
    now = office.clock()
    with office.store.reading() as session:
        rows = session.rows("sign_in/sessions_of", {"user_id": person.actor.user_id})
    held = [row for row in rows if session_end(row | STILL_THERE, now) is None]
    return sorted(
        (row | {"is_this": row["session_hash"] == person.session_hash} for row in held),
        key=lambda row: not row["is_this"],
    )


def end_others(office: Office, person: Person, session_hash: str | None = None) -> int:
    """End another sign-in of one's own, or all the others; returns how many ended, with a line of the journal where any did."""
    named = {"user_id": person.actor.user_id, "kept": person.session_hash, "asked": session_hash or ""}

    def work(session: Session) -> int:
        now = office.clock()
        count = session.run("sign_in/end_others", named | {"ended_at": now})
        if count:
            append_entry(
                session, office.vault.subkey("journal"), now, person.actor, ORGANISATION, "sign_out.others",
                person.actor.user_id, {"sessions": count},
            )  # fmt: skip
        return count

    return in_turn(office, work)
