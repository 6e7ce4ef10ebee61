"""Who sits at the desk. In dev mode: fictive people, one a role, chosen in the side bar, on this machine only; else who signed in.

It must never grant a right: it only says who asks.
"""

import streamlit as st
from streamlit.util import calc_hash

from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.sessions import SessionEnd
from dashboard import memory
from dashboard.cookies import token_in
from dashboard.link import linked_choice
from dashboard.own_sessions import show_own_sessions
from dashboard.pages_table import PAGES
from dashboard.return_address import FIRST, door_to, in_language, own_page
from dashboard.style import draw, fragment
from dashboard.wording.labels import label
from dashboard.wording.translation import Words
from pipelines.office import Office
from pipelines.partners import list_partners
from pipelines.sign_in.sessions import Person, end_session, person_behind
from pipelines.sign_in.settings import DEV

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


def is_demonstration() -> bool:
    """Tell whether nobody here is real."""
    return memory.sign_in_settings().mode == DEV


def token_here() -> str:
    """Return the token that the browser sent when this page was opened."""
    return token_in(st.context.cookies, memory.sign_in_settings())


def person_here(office: Office) -> Person | SessionEnd | None:
    """Return who is signed in, or why nobody is any more."""
    return person_behind(office, token_here(), active=False)


def show_person(office: Office, person: Person, words: Words) -> None:
    """Show who is signed in, and let them sign out, here and in every other tab."""
    _ = words
    said = fragment(
        "<p class='cu-note'>{name}<br>{role}</p>", name=person.actor.name, role=label(person.actor.role, words)
    )  # fmt: skip
    draw(said)
    show_own_sessions(office, person, words)
    if st.button(_("Se déconnecter"), icon=":material/logout:", key="sign_out", width="stretch"):
        end_session(office, token_here())
        st.logout()
        st.stop()


def show_signed_out(why: SessionEnd | None, words: Words) -> None:
    """Say that the sign-in is over, and lead to the door."""
    _ = words
    draw(
        fragment(
            "<div class='cu-box cu-on-need' role='alert'><strong>{title}</strong><p>{text}</p>"
            "<p class='cu-links' style='justify-content:flex-start'><a href='{door}' target='_self'>{go}</a></p></div>",
            title=_("Vous n'êtes plus connecté"), text=_("Ce qui était enregistré l'est toujours."),
            door=door_to(in_language(page_wanted(), words.language), fin=str(why or ""), lang=words.language),
            go=_("Se connecter de nouveau"),
        )
    )  # fmt: skip


def page_wanted() -> str:
    """Return the page that a browser asks for: by the number that its menu sends, or by the address that it opened."""
    context = st.runtime.scriptrunner.get_script_run_ctx()
    if context is None:
        return FIRST
    number, name = context.pages_manager.intended_page_script_hash, context.pages_manager.intended_page_name
    found = next((page.url_path for page in PAGES if number and calc_hash(page.url_path) == number), name or "")
    return own_page(f"/{found}?{context.query_string}")


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
