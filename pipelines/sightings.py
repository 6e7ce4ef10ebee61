"""Leaves a trace of who read identities: one journal entry a person, an object and an hour.

It must never hold what was read: a household, a list or a structure by its id, and who looked.
"""

from campaigns.access import Scope
from campaigns.model.actor import Actor
from pipelines.commands import Command, Effect, perform
from pipelines.office import Office

READ = "identity.read"


def note_sight(office: Office, actor: Actor, campaign_id: str, object_id: str, scope: Scope) -> None:
    """Note that somebody read the identities behind an id; the right was checked before."""
    now = office.clock()
    key = f"{READ}:{actor.user_id}:{object_id}:{now:%Y%m%d%H}"
    with office.store.reading() as session:
        # Pages are drawn again at each click: the hour's entry is looked for without waiting for the writer's turn.
        if session.rows("command/by_key", {"campaign_id": campaign_id, "idempotency_key": key}):
            return
    command = Command(READ, actor, campaign_id, key, {"object_id": object_id}, scope)
    perform(office, command, lambda session: Effect({}, object_id))
