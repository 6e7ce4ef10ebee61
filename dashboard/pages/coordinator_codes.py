"""One-time codes for structures without an identity provider: given on paper or by mail, and taken back."""

from typing import Any

import streamlit as st

from campaigns.access import RIGHTS, Scope, Span, can
from campaigns.model.outcome import Refusal
from campaigns.sessions import CODE_HOURS, LONGEST_CODE_HOURS
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.export import PDF_TYPE
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.style import draw, fragment
from dashboard.wording.access_words import WAYS, state_of_code
from dashboard.wording.numbers import moment, number
from pipelines.partners import list_partners
from pipelines.sign_in.code_letter import code_sheet, mail_code
from pipelines.sign_in.codes import issue_code, list_codes, revoke_code
from pipelines.store.port import Row

ISSUED, SAID = "code_issued", "code_said"
HOURS = (8, CODE_HOURS, LONGEST_CODE_HOURS)


def page(desk: Desk) -> None:
    """Show what is open now, give a code, list them."""
    _ = desk.words
    codes = list_codes(desk.office, desk.actor)
    opened = sum(row["state"] == "open" for row in codes)
    page_header(
        _("Quelles structures peuvent entrer avec un code ?"),
        _.plural(
            "{n} code peut encore servir.", "{n} codes peuvent encore servir.", opened, n=number(opened, _.language)
        ),
        note=_("Un code ouvre une seule structure, une seule fois. Il n'est gardé nulle part : on ne peut pas le relire."),
    )  # fmt: skip
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(said)
    if RIGHTS["code.issue"][desk.actor.role] is not Span.NONE:
        show_giving(desk)
    show_codes(desk, codes)


def show_giving(desk: Desk) -> None:
    """Ask for which structure, and give the code."""
    _ = desk.words
    names = {
        str(row["code"]): str(row["name"])
        for row in list_partners(desk.office, desk.actor)
        if can(desk.actor, "code.issue", Scope(row["partner_id"], row["department_code"]))
    }
    if not names:
        show_empty(
            EmptyState(
                _("Aucune structure pour l'instant"),
                _("Les structures envoient les listes des familles qu'elles connaissent."),
                _("Ajoutez-les depuis un tableau :"),
                "connexion partners import structures.csv",
            )
        )
        return
    partner = st.selectbox(_("Structure"), list(names), format_func=lambda code: names[code], key="code_partner")
    left, right = st.columns(2)
    way = left.segmented_control(
        _("Comment le remettre"), list(WAYS), format_func=lambda one: _(WAYS[one]), required=True, key="code_way",
        default="print",
    )  # fmt: skip
    hours = right.selectbox(
        _("Valable"), HOURS, index=1, key="code_hours",
        format_func=lambda n: _.plural("{n} heure", "{n} heures", n, n=number(n, _.language)),
    )  # fmt: skip
    if st.button(_("Donner un code"), type="primary", icon=":material/key:", key="code_give"):
        st.session_state.pop(ISSUED, None)
        if way == "mail":
            left_by_mail(desk, mail_code(desk.office, desk.actor, str(partner), hours=hours))
        else:
            answer = issue_code(desk.office, desk.actor, str(partner), hours=hours)
            if isinstance(answer, Refusal):
                show_refusal(answer, _)
            else:
                st.session_state[ISSUED] = answer
                st.rerun()
    if ISSUED in st.session_state:
        show_issued(desk, st.session_state[ISSUED])


def left_by_mail(desk: Desk, answer: Row | Refusal) -> None:
    """Say how the mail left."""
    _ = desk.words
    if isinstance(answer, Refusal):
        show_refusal(answer, _)
        return
    name = answer["partner_name"]
    st.session_state[SAID] = (
        _("Lien envoyé à {name}.", name=name)
        if answer["left"] == "sent"
        else _(
            "Sans serveur de courrier, le message pour {name} est à envoyer : dossier « messages/codes ».", name=name
        )
    )
    st.rerun()


def show_issued(desk: Desk, issued: dict[str, Any]) -> None:
    """Show a code this once, with its sheet."""
    _ = desk.words
    draw(
        fragment(
            "<div class='cu-box cu-on-served' role='status'><strong>{title}</strong><p class='cu-title'>{code}</p>"
            "<p>{text}</p></div>",
            title=_("Code pour {name}", name=issued["partner_name"]), code=issued["code"],
            text=_("Valable jusqu'au {at}, une seule fois. Notez-le ou imprimez-le maintenant : il ne s'affichera plus.",
                   at=moment(issued["ends_at"], _.language)),
        )
    )  # fmt: skip
    left, right = st.columns(2)
    with left:
        sheet = FileLink(
            _("Feuille à remettre (PDF)"), lambda: code_sheet(desk.office, issued), "code-acces.pdf", PDF_TYPE
        )
        fetch_links("code_sheet", [sheet])
    if right.button(_("Cacher le code"), icon=":material/visibility_off:", key="code_hide"):
        del st.session_state[ISSUED]
        st.rerun()


def show_codes(desk: Desk, codes: list[Row]) -> None:
    """List the codes, and take one back."""
    _ = desk.words
    if not codes:
        return
    columns = (
        Column("partner_name", _("Structure")), Column("prefix", _("Début du code"), sortable=False),
        Column("issued_at", _("Donné le"), "moment"), Column("ends_at", _("Jusqu'au"), "moment"),
        Column("state_name", _("État")),
    )  # fmt: skip
    rows = [row | {"state_name": state_of_code(row["state"], _)} for row in codes]
    chosen = paged_table(listed(rows, columns), columns, _, key="codes", opens=True)
    if chosen is None:
        return
    scope = Scope(chosen["partner_id"], chosen["department_code"])
    if chosen["state"] not in ("open", "used") or not can(desk.actor, "code.revoke", scope):
        return
    if st.button(_("Annuler ce code et la connexion qu'il a ouverte"), icon=":material/block:", key="code_revoke"):
        answer = revoke_code(desk.office, desk.actor, chosen["code_id"])
        if isinstance(answer, Refusal):
            show_refusal(answer, _)
            return
        st.session_state.pop(ISSUED, None)
        st.session_state[SAID] = _("Code annulé.")
        st.rerun()
