"""A family objects to its data being used: its requests leave the ranking at once and stay out, with a trace.

Nothing is erased: the family can come back by asking again through a person. What waits for it goes back to the stock.
"""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.help.places import drop_withdrawn
from pipelines.office import Office
from pipelines.privacy.belonging import staged
from pipelines.privacy.erasing import give_back_waiting
from pipelines.privacy.erasure import ERASED, nothing, unknown_family
from pipelines.store.port import Row, Session


def record_objection(
    office: Office, actor: Actor, campaign_id: str, subject_id: str, *, dry_run: bool = True
) -> Row | Refusal:
    """Take a family out of the ranking.

    Returns
    -------
    dict or Refusal
        `subject_id, dry_run, requests` (out of the ranking), `units_freed, units_left`; a family that already objected
        answers the first result.
    """
    refusal = check_can(actor, "person.object", Scope())
    key = f"person.object:{subject_id}"
    command = Command("person.object", actor, campaign_id, key, {"subject_id": subject_id})
    if refusal is not None:
        return perform(office, command, nothing)
    with office.store.reading() as session:
        rows = session.rows("erasure/family", {"campaign_id": campaign_id, "subject_id": subject_id})
    standing = [row for row in rows if row["state"] != ERASED]
    if not standing:
        return unknown_family()
    if dry_run:
        return {"subject_id": subject_id, "dry_run": True, "requests": len(standing)}

    def write(session: Session) -> Effect:
        session.stage("objecting_request", staged("request_id", [row["request_id"] for row in standing]))
        count = session.run("request/object", {"campaign_id": campaign_id})
        homes = {row["household_id"] for row in standing if row["household_id"]}
        freed, left = give_back_waiting(office, session, actor, campaign_id, homes)
        drop_withdrawn(session, campaign_id)
        answer = {
            "subject_id": subject_id,
            "dry_run": False,
            "requests": count,
            "units_freed": freed,
            "units_left": left,
        }
        return Effect(answer, subject_id, {"requests": count, "units_freed": freed})

    return perform(office, command, write)
