"""The people of `dev` mode: fictive users, one for each role, and one for each partner on demand.

Only for work on one's own machine; real sign-in is the dashboard's, through the organisation's identity provider.
"""

from campaigns.model.actor import Actor
from campaigns.model.codes import Role

PEOPLE = (
    Actor(user_id="coordinatrice", name="Claire Martin", role=Role.COORDINATOR),
    Actor(user_id="coordinateur", name="Samir Haddad", role=Role.COORDINATOR),
    Actor(user_id="approbatrice", name="Jeanne Kouassi", role=Role.APPROVER),
    Actor(user_id="logistique", name="Paul Nguyen", role=Role.LOGISTICS),
    Actor(user_id="direction", name="Hélène Roux", role=Role.LEADERSHIP),
    Actor(user_id="dpo", name="Nadia Lefort", role=Role.DPO),
    Actor(user_id="admin", name="Alex Bernard", role=Role.ADMIN),
)
PARTNER_PREFIX = "partner:"


def person_named(name: str | None) -> Actor:
    """Return who acts: by default the coordinator; a person or a role by its name; any other name is one more coordinator."""
    wanted = name or PEOPLE[0].user_id
    for person in PEOPLE:
        if wanted in (person.user_id, person.role.value):
            return person
    return Actor(user_id=wanted, name=wanted, role=Role.COORDINATOR)


def partner_person(partner_id: str, partner_name: str, department_code: str | None = None) -> Actor:
    """Return the fictive person of a partner structure."""
    return Actor(
        user_id=f"partenaire-{partner_id}",
        name=partner_name,
        role=Role.PARTNER,
        partner_id=partner_id,
        department_code=department_code,
    )
