"""Who has access: people of the register are invited, given a role with its last day, and closed."""

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.wording.access_words import state_of_member
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from pipelines.partners import list_partners
from pipelines.sign_in.members import Given, disable_member, grant_role, invite_member, list_members
from pipelines.store.port import Row


def page(desk: Desk) -> None:
    """Show the register, and what its administration may do."""
    _ = desk.words
    found = list_members(desk.office, desk.actor)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    page_header(
        _("Qui a accès ?"), people_sentence(found, desk),
        note=_("Le rôle est celui de ce registre, quel que soit le fournisseur d'identité. Chaque changement est au journal."),
    )  # fmt: skip
    said = st.session_state.pop("people_said", None)
    if said:
        st.success(said)
    if can(desk.actor, "member.invite", Scope()):
        with st.expander(_("Inviter une personne"), icon=":material/person_add:", expanded=not found):
            show_invitation(desk)
    chosen = show_register(desk, found)
    if chosen is not None and can(desk.actor, "member.grant", Scope()):
        show_person_steps(desk, chosen)


def people_sentence(found: list[Row], desk: Desk) -> str:
    """Say how many people may come in."""
    _ = desk.words
    opened = sum(row["state"] in ("active", "invited") for row in found)
    if not found and not can(desk.actor, "member.invite", Scope()):
        return _("Personne n'est encore invité ; c'est l'administration qui invite.")
    if not found:
        return _("Personne n'est encore invité.")
    return _.plural(
        "{n} personne peut se connecter.", "{n} personnes peuvent se connecter.", opened, n=number(opened, _.language)
    )


def show_register(desk: Desk, found: list[Row]) -> Row | None:
    """List the people; returns the one picked."""
    _ = desk.words
    if not found:
        return None
    columns = (
        Column("name", _("Personne")), Column("email", _("Courriel")), Column("role_name", _("Rôle")),
        Column("place", _("Pour")), Column("role_ends_on", _("Dernier jour"), "day"), Column("state_name", _("Accès")),
    )  # fmt: skip
    rows = [
        row
        | {
            "role_name": label(Role(row["role"]), _),
            "place": row["partner_name"] or row["department_code"] or "",
            "state_name": state_of_member(row["state"], _),
        }
        for row in found
    ]
    chosen = paged_table(listed(rows, columns), columns, _, key="members", opens=True)
    return dict(chosen) if chosen is not None else None


def show_invitation(desk: Desk) -> None:
    """Ask who is invited, and as what."""
    _ = desk.words
    name = st.text_input(_("Nom"), key="invite_name", autocomplete="off")
    email = st.text_input(
        _("Courriel"), key="invite_email", placeholder="prenom.nom@mairie.example", autocomplete="off"
    )
    given = ask_role(desk, "invite")
    if st.button(_("Inviter"), type="primary", icon=":material/person_add:", key="invite_send"):
        answer = invite_member(desk.office, desk.actor, email, name, given)
        told(desk, answer, _("{name} peut se connecter, par le fournisseur d'identité.", name=name.strip() or email))


def show_person_steps(desk: Desk, person: Row) -> None:
    """Offer another role, or to close the access."""
    _ = desk.words
    st.subheader(str(person["name"] or person["email"]), anchor=False)
    given = ask_role(desk, f"grant_{person['user_id']}", Role(person["role"]))
    left, right = st.columns(2)
    if left.button(_("Donner ce rôle"), icon=":material/badge:", key="grant_send", width="stretch"):
        answer = grant_role(desk.office, desk.actor, person["user_id"], given)
        told(desk, answer, _("Rôle donné. La personne se connecte de nouveau."))
    closed = person["state"] == "disabled"
    if right.button(_("Fermer l'accès"), icon=":material/block:", key="disable_send", width="stretch", disabled=closed):
        answer = disable_member(desk.office, desk.actor, person["user_id"])
        told(desk, answer, _("Accès fermé. Ses connexions en cours sont terminées."))


def ask_role(desk: Desk, key: str, usual: Role = Role.COORDINATOR) -> Given:
    """Ask for a role, what it is for, and its last day."""
    _ = desk.words
    roles = list(Role)
    role = st.selectbox(
        _("Rôle"), roles, index=roles.index(usual), format_func=lambda one: label(one, _), key=f"{key}_role"
    )
    partner, department = "", ""
    if role is Role.PARTNER:
        names = {str(row["code"]): str(row["name"]) for row in list_partners(desk.office, desk.actor)}
        partner = st.selectbox(
            _("Structure"), list(names), format_func=lambda code: names[code], key=f"{key}_partner"
        ) or ""  # fmt: skip
    if role is Role.COORDINATOR:
        department = st.text_input(
            _("Département seulement (facultatif)"), key=f"{key}_department", placeholder="93", max_chars=3
        )
    ends_on = st.date_input(
        _("Dernier jour (facultatif)"), value=None, key=f"{key}_until", min_value=desk.office.clock().date(),
        format="DD/MM/YYYY",
    )  # fmt: skip
    return Given(role, partner, department.strip().upper(), ends_on)


def told(desk: Desk, answer: Row | Refusal, done: str) -> None:
    """Say what happened, above the register as it is now."""
    if isinstance(answer, Refusal):
        show_refusal(answer, desk.words)
        return
    st.session_state["people_said"] = done
    st.rerun()
