"""Who sits at the desk. In dev mode: fictive people, one a role, chosen in the side bar, on this machine only.

It must never grant a right: it only says who asks.
"""

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from dashboard.link import linked_choice
from dashboard.wording.labels import label
from dashboard.wording.translation import Words
from pipelines.office import Office
from pipelines.partners import list_partners

# Another person in each role, so that whoever approves a plan is not who proposed it.
PEOPLE: dict[Role, str] = {
    Role.COORDINATOR: "Camille Roux",
    Role.PARTNER: "Nadia Benali",
    Role.LEADERSHIP: "Hélène Marchand",
    Role.APPROVER: "Dominique Lefort",
    Role.LOGISTICS: "Samir Costa",
    Role.DPO: "Alix Perrin",
    Role.ADMIN: "Noé Garnier",
}


def fictive_actor(role: Role, partner_id: str | None = None) -> Actor:
    """Return the fictive person of a role; a partner's person belongs to one structure."""
    user_id = f"dev-{role}" if partner_id is None else f"dev-{role}-{partner_id}"
    return Actor(user_id=user_id, name=PEOPLE[role], role=role, partner_id=partner_id, department_code=None)


def choose_actor(office: Office, words: Words) -> Actor | None:
    """Let the visitor pick a fictive person; None when a partner is asked for and no structure is known."""
    _ = words
    people = {str(role): f"{label(role, words)} ({name})" for role, name in PEOPLE.items()}
    role = Role(linked_choice(_("Vous êtes"), "role", people))
    if role is not Role.PARTNER:
        return fictive_actor(role)
    structures = {str(row["code"]): row for row in list_partners(office, fictive_actor(Role.COORDINATOR))}
    if not structures:
        return None
    names = {code: str(row["name"]) for code, row in structures.items()}
    code = linked_choice(_("Votre structure"), "structure", names)
    return fictive_actor(role, str(structures[code]["partner_id"]))
