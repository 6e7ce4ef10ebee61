"""Somebody vouched for by the identity provider becomes a person of the register, or stays out.

Only who they are comes from the provider; the role is the register's. It must never keep a name or an address in clear.
"""

from collections.abc import Mapping
from typing import Any

from campaigns.model.outcome import Refusal, Sentence
from campaigns.sessions import SessionEnd
from pipelines.commands import ORGANISATION
from pipelines.journal import Author
from pipelines.office import Office
from pipelines.sign_in.attempts import note_failure, too_many
from pipelines.sign_in.codes import NOBODY
from pipelines.sign_in.members import email_token
from pipelines.sign_in.sessions import PROVIDER, actor_of, open_session
from pipelines.sign_in.turns import in_turn
from pipelines.store.port import Row, Session

Claims = Mapping[str, Any]
DENIED, UNREACHED = "provider_denied", "provider_failed"


def enter_by_provider(
    office: Office, claims: Claims, address: str, *, addresses_proved: bool = False, browser: str = ""
) -> str | Refusal:
    """Sign in with the claims of an identity token that was verified: returns the token of the sign-in, or why not.

    Parameters
    ----------
    addresses_proved
        Whether the provider proves every address without saying so in each token (`email_verified`).
    browser
        What the browser says of itself; only its kind is kept.
    """
    subject = office.vault.token(ORGANISATION, "subject", f"{claims.get('iss', '')}|{claims.get('sub', '')}")
    proved = claims.get("email_verified") is True or addresses_proved
    mail = email_token(office, str(claims.get("email", "")).strip().lower()) if proved else None

    def enter(session: Session) -> str | Refusal:
        refusal = too_many(office, session, address)
        if refusal is not None:
            return refusal
        row = known_as(session.rows("sign_in/members"), subject if claims.get("sub") else None, mail)
        over = None if row is None else shut(office, row)
        if row is None or over is not None:
            reason = over or "not_invited"
            note_failure(office, session, address, PROVIDER, reason, row["user_id"] if row else NOBODY)
            return STAY_OUT[reason]
        session.run("sign_in/bind_subject", {"user_id": row["user_id"], "subject_token": subject})
        author: Author = actor_of(office, session, row | {"way": PROVIDER})
        return open_session(office, session, author, PROVIDER, browser)

    return in_turn(office, enter)


def note_failed_exchange(office: Office, address: str, code: str) -> None:
    """Write down that the provider vouched for nobody, and nothing of what it said.

    Counted apart from wrong codes, and no more once an address failed often: another site can send a browser here, and must
    not thereby close the door to a whole office nor fill the journal.
    """
    counted = f"{PROVIDER}|{address}"

    def note(session: Session) -> None:
        if too_many(office, session, counted) is None:
            note_failure(office, session, counted, PROVIDER, code, NOBODY)

    in_turn(office, note)


def known_as(members: list[Row], subject: str | None, mail: str | None) -> Row | None:
    """Find somebody by the provider's own number, or by a proved address at the first sign-in.

    An address that came in under another number before is not enough: addresses are given to others when people leave.
    """
    if subject is None:
        return None
    by_number = [row for row in members if row["subject_token"] == subject]
    by_address = [row for row in members if row["subject_token"] is None and row["email_token"] == mail]
    return next(iter(by_number + by_address), None)


def shut(office: Office, row: Row) -> str | None:
    """Tell why somebody of the register stays out."""
    if row["disabled_at"] is not None:
        return SessionEnd.DISABLED.value
    over = row["role_ends_on"] is not None and office.clock().date() > row["role_ends_on"]
    return SessionEnd.ROLE_OVER.value if over else None


STAY_OUT = {
    "not_invited": Refusal(
        "not_invited",
        Sentence(
            "Votre compte est connu de votre organisation, mais n'est pas invité ici. Demandez une invitation à l'administration.",
            "Your organisation knows your account, but it is not invited here. Ask the administration for an invitation.",
        ),
    ),
    SessionEnd.DISABLED.value: Refusal(
        "disabled",
        Sentence(
            "Votre accès a été fermé. Adressez-vous à l'administration.",
            "Your access was closed. Ask the administration.",
        ),
    ),
    SessionEnd.ROLE_OVER.value: Refusal(
        "role_over",
        Sentence(
            "Votre rôle a pris fin. Adressez-vous à l'administration pour le prolonger.",
            "Your role has ended. Ask the administration to extend it.",
        ),
    ),
}

# Nobody was vouched for: it can be tried again.
FAILED = {
    DENIED: Refusal(
        DENIED,
        Sentence(
            "La connexion a été annulée ou refusée chez votre organisation. Recommencez, ou demandez un code à la coordination.",
            "The sign-in was cancelled or refused by your organisation. Try again, or ask the coordination for a code.",
        ),
    ),
    UNREACHED: Refusal(
        UNREACHED,
        Sentence(
            "La connexion par votre organisation n'a pas abouti. Recommencez ; si cela continue, prévenez l'administration.",
            "Signing in through your organisation did not work. Try again; if it goes on, tell the administration.",
        ),
    ),
}
