"""Leaves a trace of tries on what is not one's own: an id of another structure, a page of another role.

Nothing is opened by such a try, whatever is noted here: rights are checked where data is read. An id is noted, never what it names.
"""

from collections.abc import Iterable

import pyarrow as pa

from campaigns.access import Scope, can
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from pipelines.commands import ORGANISATION
from pipelines.journal import append_entry
from pipelines.office import Office
from pipelines.sign_in.turns import in_turn
from pipelines.store.port import Session

STRAY, PAGE, OBJECT = "stray", "page", "object"


def has_limits(actor: Actor) -> bool:
    """Tell whether somebody sees the families of some structures only."""
    return actor.role is Role.PARTNER or (actor.role is Role.COORDINATOR and actor.department_code is not None)


def others_ids(office: Office, actor: Actor, ids: Iterable[str]) -> set[str]:
    """Return the ids that name something of structures that the actor may not see; an id that names nothing is left out."""
    asked = sorted(set(ids))
    if not asked or not has_limits(actor):
        return set()
    with office.store.reading() as session:
        session.stage("named_id", pa.table({"object_id": pa.array(asked, pa.string())}))
        rows = session.rows("sign_in/whose")
    own = {
        row["object_id"]
        for row in rows
        if can(actor, "household.read", Scope(row["partner_id"], row["department_code"]))
    }
    return {row["object_id"] for row in rows} - own


def note_strays(office: Office, actor: Actor, what: str, tried: Iterable[str]) -> None:
    """Write tries into the organisation's journal.

    Parameters
    ----------
    what
        `page` or `object`.
    tried
        The addresses of the pages, or the ids of the objects.
    """

    def write(session: Session) -> None:
        for name in sorted(tried):
            append_entry(
                session,
                office.vault.subkey("journal"),
                office.clock(),
                actor,
                ORGANISATION,
                STRAY,
                name,
                {"what": what},
            )

    in_turn(office, write)
