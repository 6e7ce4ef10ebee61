"""Who may send a file for a structure, and how many in a day: looked at before it is read, and again before it is kept.

Files that added nothing (looked at, refused, known already) count for nothing: they leave nothing in the store.
"""

from campaigns.access import Scope, check_can
from campaigns.daily_quota import DAY, Sent, beyond_quota
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, note_refusal
from pipelines.office import Office
from pipelines.store.port import Row, Session


def over_the_day(office: Office, session: Session, actor: Actor, partner_id: str, size: int) -> Refusal | None:
    """Tell why a file of so many bytes may not be taken in today, or None where it may."""
    now = office.clock()
    found = session.rows(
        "list/sent_since", {"partner_id": partner_id, "user_id": actor.user_id, "since": now - DAY, "until": now}
    )[0]
    structure, person = (Sent(int(found[f"{who}_files"]), int(found[f"{who}_size"])) for who in ("structure", "person"))
    return beyond_quota(office.quotas, structure, person, size)


def over_the_day_alone(office: Office, session: Session, actor: Actor, partner_id: str, size: int) -> Refusal | None:
    """Tell the same in the transaction that keeps the file, of which one at a time goes on for one structure or one person.

    Whoever else keeps one has touched the same row: the later of the two loses its race, and counts anew when it is tried again.
    """
    for sender in (f"structure:{partner_id}", f"person:{actor.user_id}"):
        session.run("list/count_sender", {"sender": sender})
    return over_the_day(office, session, actor, partner_id, size)


def stopped_by_the_day(office: Office, actor: Actor, campaign_id: str, partner: Row, size: int) -> Refusal | None:
    """Refuse a file beyond the day's quota before it is read, and leave the try in the journal."""
    with office.store.reading() as session:
        refusal = over_the_day(office, session, actor, partner["partner_id"], size)
    return refusal and noted(office, actor, campaign_id, refusal)


def may_not_send(office: Office, actor: Actor, campaign_id: str, partner: Row) -> Refusal | None:
    """Refuse whoever may send nothing for a structure, and leave the try in the journal."""
    refusal = check_can(actor, "list.submit", Scope(partner["partner_id"], partner["department_code"]))
    return refusal and noted(office, actor, campaign_id, refusal)


def noted(office: Office, actor: Actor, campaign_id: str, refusal: Refusal) -> Refusal:
    """Write down a file that was not taken in."""
    note_refusal(office, Command("list.submit", actor, campaign_id, ""), refusal)
    return refusal
