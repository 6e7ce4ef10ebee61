"""Finds a family by a phone number or an e-mail address as it was typed: by its keyed token, exact, and never by a part of it.

What was typed is kept nowhere; that somebody searched, and how many requests it found, is in the journal.
"""

from datetime import datetime

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.intake.values_phones import read_phone
from pipelines.linkage.keys import EMAIL, PHONE, household_keys
from pipelines.office import Office
from pipelines.store.port import Row, Session


def search_person(office: Office, actor: Actor, campaign_id: str, typed: str) -> list[Row] | Refusal:
    """Return the requests with that phone number or e-mail address.

    Returns
    -------
    list of dict or Refusal
        `request_id, household_id, state, received_at, department_code, partner_name`; no name.
    """
    command = Command(
        "person.search", actor, campaign_id, f"person.search:{actor.user_id}:{office.clock().isoformat()}"
    )
    refusal = check_can(actor, "person.search", Scope()) or unusable(typed)

    def look(session: Session) -> Effect | Refusal:
        found = [] if refusal else matching(office, session, campaign_id, typed)
        return refusal or Effect({"found": [plain(row) for row in found]}, campaign_id, {"requests": len(found)})

    answer = perform(office, command, look)
    if isinstance(answer, Refusal):
        return answer
    return [row | {"received_at": datetime.fromisoformat(row["received_at"])} for row in answer["found"]]


def matching(office: Office, session: Session, campaign_id: str, typed: str) -> list[Row]:
    """Return the requests that have one of the tokens of what was typed."""
    rows = []
    for kind, value in contact_keys(typed):
        token = {"kind": kind, "token": office.vault.token(campaign_id, kind, value)}
        rows += session.rows("vault/requests_with_token", {"campaign_id": campaign_id} | token)
    return rows


def contact_keys(typed: str) -> list[tuple[str, str]]:
    """Return the keys of a contact as lists write them."""
    if "@" in typed:
        keys = household_keys({"email": typed.strip().lower()})
    else:
        number, _ = read_phone(typed)
        keys = household_keys({"phone_1": number}) if number else []
    return [(kind, value) for kind, value in keys if kind in (EMAIL, PHONE)]


def plain(row: Row) -> Row:
    """Return a row as an answer keeps it."""
    return row | {"received_at": row["received_at"].isoformat()}


def unusable(typed: str) -> Refusal | None:
    """Refuse what is neither a whole phone number nor an e-mail address."""
    if contact_keys(typed):
        return None
    return Refusal(
        "not_a_contact",
        Sentence(
            "Écrivez un numéro de téléphone entier ou une adresse électronique entière : la recherche ne se fait que sur l'exact.",
            "Write a whole phone number or a whole e-mail address: the search is exact only.",
        ),
    )
