"""Families that a partner's new version of a list no longer has: asked about, one answer each, never assumed.

« Toujours là » keeps the request as it is; « retirée » withdraws it. A family to whom something is granted is not withdrawn
here: its device must first be freed.
"""

from collections.abc import Mapping

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.help.places import drop_withdrawn
from pipelines.intake.admission import IDENTITY
from pipelines.linkage.frozen import forget_keys
from pipelines.office import Office
from pipelines.sealing import unsealed
from pipelines.sightings import note_sight
from pipelines.store.port import Row, Session

KEPT, WITHDRAWN = "kept", "withdrawn"
ANSWERS = (KEPT, WITHDRAWN)


def open_absences(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> list[Row] | Refusal:
    """Return the families that wait for an answer, opened for who may read them.

    Returns
    -------
    list of dict or Refusal
        request_id (key), list_id (the version that no longer has it), asked_at, row_no (in the list that had it), values.
    """
    partner = partner_scope(office, partner_id)
    refusal = check_can(actor, "identity.read", partner)
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("absence/open", {"campaign_id": campaign_id, "partner_id": partner_id})
        named = unsealed(session, office.vault, campaign_id, IDENTITY, [row["request_id"] for row in rows])
    if rows:
        note_sight(office, actor, campaign_id, partner_id, partner)
    return [row | {"values": named.get(row["request_id"], {})} for row in rows]


def answer_absences(
    office: Office, actor: Actor, campaign_id: str, partner_id: str, answers: Mapping[str, str]
) -> Row | Refusal:
    """Record what a partner says of families that are no longer in its list.

    Parameters
    ----------
    answers
        request_id -> `kept` or `withdrawn`; a request that was not asked about is left as it is.

    Returns
    -------
    dict or Refusal
        `kept, withdrawn` (counts). Refused whole when a device is granted to one of the families withdrawn.
    """
    said = {request: answer for request, answer in sorted(answers.items()) if answer in ANSWERS}
    command = Command(
        "request.withdraw", actor, campaign_id,
        f"request.withdraw:{partner_id}:{office.vault.token(campaign_id, 'answers', str(said))}:{office.clock()}",
        {"partner_id": partner_id, "answers": said}, partner_scope(office, partner_id),
    )  # fmt: skip
    return perform(office, command, lambda session: answered(office, session, actor, campaign_id, partner_id, said))


def answered(
    office: Office, session: Session, actor: Actor, campaign_id: str, partner_id: str, said: Mapping[str, str]
) -> Effect | Refusal:
    """Write the answers inside the command's transaction."""
    named = {"campaign_id": campaign_id, "partner_id": partner_id}
    asked = {row["request_id"] for row in session.rows("absence/open", named)}
    counts = {}
    for answer in ANSWERS:
        requests = sorted(request for request in asked if said.get(request) == answer)
        counts[answer] = len(requests)
        if not requests:
            continue
        session.stage("arriving_absence", pa.table({"request_id": pa.array(requests, pa.string())}))
        if answer == WITHDRAWN:
            granted = session.rows("request/granted_of", {"campaign_id": campaign_id})
            if granted:
                return already_granted(len(granted))
            session.run("request/withdraw", named)
            forget_keys(session, campaign_id, requests)
            drop_withdrawn(session, campaign_id)
        session.run(
            "absence/answer",
            {"campaign_id": campaign_id, "state": answer, "answered_at": office.clock(), "answered_by": actor.user_id},
        )
    return Effect(counts, partner_id, counts)


def partner_scope(office: Office, partner_id: str) -> Scope:
    """Return the scope of one partner's data."""
    with office.store.reading() as session:
        found = session.rows("partner/one", {"partner_id": partner_id})
    return Scope(partner_id, found[0]["department_code"] if found else None)


def already_granted(count: int) -> Refusal:
    """Say that a family cannot be withdrawn while a device is granted to it."""
    return Refusal(
        "already_granted",
        Sentence(
            f"Un matériel est déjà attribué à {count} de ces familles. Rien n'a été modifié : prévenez la coordination, "
            "qui le rendra au stock.",
            f"A device is already granted to {count} of these families. Nothing was changed: tell the coordination, "
            "who will return it to the stock.",
        ),
    )
