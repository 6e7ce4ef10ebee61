"""The register of people who sign in: invited, given a role with its last day, closed, listed.

Names and e-mail addresses are sealed in the vault; the register finds an address by its keyed token.
It must never give a right: that is the table of `campaigns.access`.
"""

import re
from dataclasses import dataclass
from datetime import date

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, Handler, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.partners import find_partner
from pipelines.sealing import append_sealed, unsealed_all
from pipelines.sign_in.sessions import MEMBER
from pipelines.store.port import Row, Session

ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


@dataclass(frozen=True)
class Given:
    """A role as it is given: for which structure or department, and until which day."""

    role: Role
    partner_code: str = ""
    department_code: str = ""
    ends_on: date | None = None


def invite_member(office: Office, actor: Actor, email: str, name: str, given: Given) -> Row | Refusal:
    """Write somebody into the register; they come in when the identity provider vouches for that address."""
    address = email.strip().lower()
    placed = placed_role(office, given)
    if not ADDRESS.fullmatch(address):
        placed = no_address()
    token = email_token(office, address)
    user_id = new_id(office.clock())

    def write(session: Session) -> Effect | Refusal:
        if isinstance(placed, Refusal):
            return placed
        if any(row["email_token"] == token for row in session.rows("sign_in/members")):
            return already_known()
        row = {"user_id": user_id, "email_token": token, "invited_at": office.clock(), "invited_by": actor.user_id}
        session.run("sign_in/insert_member", row | placed)
        append_sealed(
            session, office.vault, ORGANISATION, [(user_id, MEMBER, {"name": name.strip(), "email": address})]
        )
        return Effect({"user_id": user_id}, user_id, noted(placed))

    return perform(
        office, Command("member.invite", actor, ORGANISATION, f"member.invite:{user_id}", {"user_id": user_id}), write
    )


def grant_role(office: Office, actor: Actor, user_id: str, given: Given) -> Row | Refusal:
    """Give somebody another role, or another last day; they sign in again. It opens what was closed."""
    placed = placed_role(office, given)

    def write(session: Session) -> Effect | Refusal:
        if isinstance(placed, Refusal):
            return placed
        if not session.run("sign_in/set_role", {"user_id": user_id} | placed):
            return unknown_member()
        session.run("sign_in/end_sessions_of", {"user_id": user_id, "ended_at": office.clock()})
        return Effect({"user_id": user_id, "role": str(given.role)}, user_id, noted(placed))

    return on_another(office, actor, "member.grant", user_id, write)


def disable_member(office: Office, actor: Actor, user_id: str) -> Row | Refusal:
    """Close somebody's access, and end their sign-ins at once."""

    def write(session: Session) -> Effect | Refusal:
        now = office.clock()
        if not any(row["user_id"] == user_id for row in session.rows("sign_in/members")):
            return unknown_member()
        session.run("sign_in/disable", {"user_id": user_id, "disabled_at": now})
        ended = session.run("sign_in/end_sessions_of", {"user_id": user_id, "ended_at": now})
        return Effect({"user_id": user_id, "sessions_ended": ended}, user_id, {"sessions_ended": ended})

    return on_another(office, actor, "member.disable", user_id, write)


def list_members(office: Office, actor: Actor) -> list[Row] | Refusal:
    """Return the register, oldest first: who, which role, until when, and whether access is open."""
    refusal = check_can(actor, "member.read", Scope())
    if refusal is not None:
        return refusal
    today = office.clock().date()
    with office.store.reading() as session:
        rows = session.rows("sign_in/members")
        known = unsealed_all(session, office.vault, ORGANISATION, MEMBER)
    return [listed(row, known.get(row["user_id"], {}), today) for row in rows]


def listed(row: Row, person: Row, today: date) -> Row:
    """Return one line of the register."""
    over = row["role_ends_on"] is not None and today > row["role_ends_on"]
    state = "disabled" if row["disabled_at"] else "over" if over else "active" if row["subject_token"] else "invited"
    kept = ("user_id", "role", "partner_code", "partner_name", "department_code", "role_ends_on", "invited_at")
    return (
        {name: row[name] for name in kept}
        | {"name": person.get("name", ""), "email": person.get("email", "")}
        | {"state": state}
    )


def on_another(office: Office, actor: Actor, action: str, user_id: str, write: Handler) -> Row | Refusal:
    """Carry out a command on somebody else: nobody changes their own access."""
    key = f"{action}:{user_id}:{new_id(office.clock())}"
    command = Command(action, actor, ORGANISATION, key, {"user_id": user_id})
    return perform(office, command, own_access if user_id == actor.user_id else write)


def placed_role(office: Office, given: Given) -> Row | Refusal:
    """Return the columns of a role: a structure for whoever speaks for one, a department for coordinators alone."""
    if (given.role is Role.PARTNER) != bool(given.partner_code):
        return Refusal(
            "role_without_structure",
            Sentence(
                "Le rôle « structure partenaire » demande une structure, et lui seul. Rien n'a été modifié.",
                "The role “partner structure” needs a structure, and no other role does. Nothing was changed.",
            ),
        )
    if given.department_code and given.role is not Role.COORDINATOR:
        return Refusal(
            "department_of_another_role",
            Sentence(
                "Seul le rôle « coordination » peut être limité à un département. Rien n'a été modifié.",
                "Only the role “coordination” can be limited to a department. Nothing was changed.",
            ),
        )
    if given.ends_on is not None and given.ends_on < office.clock().date():
        return Refusal(
            "already_over",
            Sentence(
                "Le dernier jour de ce rôle est déjà passé. Rien n'a été modifié.",
                "The last day of this role is already over. Nothing was changed.",
            ),
        )
    partner = find_partner(office, given.partner_code) if given.partner_code else None
    if isinstance(partner, Refusal):
        return partner
    return {
        "role": given.role.value,
        "partner_id": partner["partner_id"] if partner else None,
        "department_code": given.department_code or None,
        "role_ends_on": given.ends_on,
    }


def noted(placed: Row) -> Row:
    """Return what the journal keeps of a role that was given."""
    return {name: str(value) for name, value in placed.items() if value is not None}


def email_token(office: Office, address: str) -> str:
    """Return the keyed token by which an address is found."""
    return office.vault.token(ORGANISATION, "member email", address)


def own_access(session: Session) -> Refusal:
    """Refuse to change one's own access: another person must want it too."""
    return Refusal(
        "own_access",
        Sentence(
            "Personne ne change son propre accès. Rien n'a été modifié ; demandez à une autre personne de l'administration.",
            "Nobody changes their own access. Nothing was changed; ask another person of the administration.",
        ),
    )


def unknown_member() -> Refusal:
    """Say that nobody of the register has that number."""
    return Refusal(
        "unknown_member",
        Sentence(
            "Cette personne n'est pas dans le registre. Rien n'a été modifié.",
            "This person is not in the register. Nothing was changed.",
        ),
    )


def already_known() -> Refusal:
    """Say that an address is in the register."""
    return Refusal(
        "already_invited",
        Sentence(
            "Cette adresse est déjà dans le registre. Donnez-lui un autre rôle plutôt que de l'inviter de nouveau.",
            "This address is already in the register. Give it another role rather than inviting it again.",
        ),
    )


def no_address() -> Refusal:
    """Say that an e-mail address cannot be one."""
    return Refusal(
        "not_an_address",
        Sentence(
            "Ce n'est pas une adresse de courriel entière. Rien n'a été modifié.",
            "This is not a whole e-mail address. Nothing was changed.",
        ),
    )
