"""Families that a structure announced without naming them: how many were named since, and what is still asked for nobody.

A name takes the place of one announced family of the same structure, so that nothing is counted twice. Nobody is planned
for without a name.
"""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from pipelines.office import Office
from pipelines.store.port import Row


def anonymous_families(office: Office, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the structures that the actor may see and that announced families.

    Returns
    -------
    list of dict
        Key partner_id: partner_code, partner_name, department_code, since, and in families: announced, named, anonymous
        (announced - named, never below 0); devices and connections still asked for families without a name.
    """
    with office.store.reading() as session:
        rows = session.rows("view/anonymous", {"campaign_id": campaign_id})
    return [
        row for row in rows if check_can(actor, "list.read", Scope(row["partner_id"], row["department_code"])) is None
    ]
