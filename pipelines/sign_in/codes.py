"""One-time codes for structures without an identity provider: issued, revoked, listed, and used once.

A code is `ABCD-EFGH-JKMN`: four signs by which it is found, eight that are secret and kept as a keyed hash only.
It must never write a code anywhere: it is shown once, to whoever issued it.
"""

import hmac
import secrets
from datetime import timedelta

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal, Sentence
from campaigns.sessions import CODE_HOURS, LONGEST_CODE_HOURS, CodeEnd, code_end
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.partners import find_partner
from pipelines.sign_in.attempts import note_failure, too_many
from pipelines.sign_in.sessions import CODE, open_session
from pipelines.sign_in.turns import in_turn
from pipelines.store.port import Row, Session

# No sign that is taken for another on paper or on the telephone.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX, LENGTH, GROUP = 4, 12, 4
NOBODY, UNKNOWN = "-", "unknown_code"


def issue_code(
    office: Office, actor: Actor, partner_code: str, *, way: str = "print", hours: int = CODE_HOURS
) -> Row | Refusal:
    """Issue a code for a structure.

    Parameters
    ----------
    way
        `print` or `mail`: how it is to reach the structure.

    Returns
    -------
    dict or Refusal
        `code_id, code, partner_id, partner_name, ends_at`. The code is told this once; nobody can read it again.
    """
    partner = find_partner(office, partner_code)
    if isinstance(partner, Refusal):
        return partner
    if not 1 <= hours <= LONGEST_CODE_HOURS:
        return too_long()
    now, code = office.clock(), new_code()
    row = {
        "code_id": new_id(now), "partner_id": partner["partner_id"], "prefix": code[:PREFIX],
        "code_hash": keyed_hash(office, code), "way": way, "issued_at": now, "issued_by": actor.user_id,
        "ends_at": now + timedelta(hours=hours),
    }  # fmt: skip

    def write(session: Session) -> Effect:
        session.run("sign_in/insert_code", row)
        told = {"code_id": row["code_id"], "partner_id": row["partner_id"], "partner_name": partner["name"]}
        return Effect(told, row["code_id"], {"partner_id": row["partner_id"], "hours": hours, "way": way})

    scope = Scope(partner["partner_id"], partner["department_code"])
    command = Command("code.issue", actor, ORGANISATION, f"code.issue:{row['code_id']}", {"way": way}, scope)
    done = perform(office, command, write)
    return done if isinstance(done, Refusal) else done | {"code": written(code), "ends_at": row["ends_at"]}


def revoke_code(office: Office, actor: Actor, code_id: str) -> Row | Refusal:
    """Take a code back; the sign-in that it opened ends with it (`sign_in/session` reads the code)."""
    with office.store.reading() as session:
        found = [row for row in session.rows("sign_in/codes") if row["code_id"] == code_id]
    if not found:
        return Refusal(
            "unknown_code",
            Sentence("Ce code n'existe pas. Rien n'a été modifié.", "There is no such code. Nothing was changed."),
        )

    def write(session: Session) -> Effect:
        named = {"code_id": code_id, "revoked_at": office.clock()}
        revoked = session.run("sign_in/revoke_code", named)
        return Effect({"code_id": code_id, "revoked": revoked}, code_id, {"revoked": revoked})

    scope = Scope(found[0]["partner_id"], found[0]["department_code"])
    return perform(office, Command("code.revoke", actor, ORGANISATION, f"code.revoke:{code_id}", {}, scope), write)


def list_codes(office: Office, actor: Actor) -> list[Row]:
    """Return the codes of the structures that the actor may see, newest first, each with its `state`; never the secret part."""
    now = office.clock()
    with office.store.reading() as session:
        rows = session.rows("sign_in/codes")
    return [
        row | {"state": str(code_end(row, now) or "open")}
        for row in rows
        if check_can(actor, "code.read", Scope(row["partner_id"], row["department_code"])) is None
    ]


def enter_by_code(office: Office, typed: str, address: str, browser: str = "") -> str | Refusal:
    """Sign in with a code: returns the token of the sign-in, or why the code opens nothing; of `browser` only the kind is kept."""
    code = read_code(typed)

    def enter(session: Session) -> str | Refusal:
        refusal = too_many(office, session, address)
        if refusal is not None:
            return refusal
        found = session.rows("sign_in/code_by_prefix", {"prefix": code[:PREFIX]})
        row = found[0] if found else None
        reason = closed_because(office, row, code)
        if row is None or reason is not None:
            note_failure(office, session, address, CODE, reason or UNKNOWN, row["code_id"] if row else NOBODY)
            if row is not None and reason == UNKNOWN:
                session.run("sign_in/note_code_failure", {"code_id": row["code_id"]})
            return CLOSED_DOORS[reason or UNKNOWN]
        session.run("sign_in/use_code", {"code_id": row["code_id"], "used_at": office.clock()})
        holder = Actor(user_id=row["code_id"], name="", role=Role.PARTNER, partner_id=row["partner_id"])
        return open_session(office, session, holder, CODE, browser)

    return in_turn(office, enter)


def closed_because(office: Office, row: Row | None, code: str) -> str | None:
    """Tell why a code opens nothing, or None; what became of a code is told to whoever has all of it."""
    if row is None:
        return UNKNOWN
    over = code_end(row, office.clock())
    if over is CodeEnd.LOCKED:
        return over.value
    if not hmac.compare_digest(row["code_hash"], keyed_hash(office, code)):
        return UNKNOWN
    return over.value if over is not None else None


def new_code() -> str:
    """Draw a code: 59 random bits, of which 39 are secret."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def written(code: str) -> str:
    """Return a code as it is read by people: `ABCD-EFGH-JKMN`."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str:
    """Return a code as it was typed, in small or capital letters, with or without its dashes; empty if it is none."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def keyed_hash(office: Office, code: str) -> str:
    """Return the hash of a code under a key that is not in the database: eight signs could be guessed from a plain one."""
    return hmac.digest(office.vault.subkey("access code"), code.encode(), "sha256").hex()


def closed(code: str, fr: str, en: str) -> Refusal:
    """Return what is said at a closed door."""
    again = Sentence("Demandez-en un autre à la coordination.", "Ask the coordination for another one.")
    return Refusal(code, Sentence(f"{fr} {again.fr}", f"{en} {again.en}"))


CLOSED_DOORS = {
    UNKNOWN: closed(
        "unknown_code",
        "Ce code n'est pas le bon. Vérifiez chaque signe. S'il est juste, il n'est plus gardé.",
        "This is not a valid code. Check each sign. If it is right, it is no longer kept.",
    ),
    CodeEnd.USED.value: closed(
        "code_used",
        "Ce code a déjà servi : un code ne sert qu'une fois.",
        "This code was used before: a code is good once.",
    ),
    CodeEnd.EXPIRED.value: closed("code_expired", "Ce code a expiré.", "This code has expired."),
    CodeEnd.REVOKED.value: closed("code_revoked", "Ce code a été annulé.", "This code was taken back."),
    CodeEnd.LOCKED.value: closed(
        "code_locked", "Ce code est bloqué après trop d'essais.", "This code is locked after too many tries."
    ),
}


def too_long() -> Refusal:
    """Say how long a code may be good for."""
    return Refusal(
        "code_too_long",
        Sentence(
            f"Un code vaut de 1 à {LONGEST_CODE_HOURS} heures. Rien n'a été modifié.",
            f"A code is good for 1 to {LONGEST_CODE_HOURS} hours. Nothing was changed.",
        ),
    )
