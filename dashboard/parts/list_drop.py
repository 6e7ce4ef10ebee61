"""A list dropped in the name of a structure: looked at first, then received. The pipelines read it and decide."""

from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.equation import row_equation
from dashboard.parts.header import page_header
from dashboard.parts.notices import show_partial
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import tell
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.intake.receive import Reception, receive_list
from pipelines.partners import list_partners

TURN = "drop_turn"


def drop_for_partner(desk: Desk, key: str) -> None:
    """Choose a structure, drop its list, see what it would do, receive it."""
    _ = desk.words
    page_header(
        _("Quelle liste déposer, et pour qui ?"),
        _("La liste est lue d'abord : rien n'est enregistré avant votre accord."),
    )
    partners = {str(row["code"]): row for row in list_partners(desk.office, desk.actor)}
    if not partners:
        show_empty(
            EmptyState(
                title=_("Aucune structure pour l'instant"),
                purpose=_("Une liste appartient toujours à la structure qui connaît les familles."),
                next_step=_("Importez d'abord les structures, dans l'onglet « Structures »."),
            ),
            key="drop_empty",
        )
        return
    # A list that was received leaves the page: its file must not be offered again in another structure's name.
    turn = st.session_state.setdefault(TURN, 0)
    code = st.selectbox(
        _("Au nom de"), list(partners), format_func=lambda chosen: partners[chosen]["name"], index=None,
        placeholder=_("Choisir une structure"), key=f"drop_partner_{turn}",
    )  # fmt: skip
    file = file_drop(_("Tableau des familles"), _, key=f"drop_list_{turn}")
    if code is not None and file is not None:
        show_reading(desk, key, code, file.getvalue(), file.name)


def show_reading(desk: Desk, key: str, code: str, data: bytes, file_name: str) -> None:
    """Show what would become of the file, and receive it when asked."""
    _ = desk.words
    with st.spinner(_("Lecture de la liste…")):
        report = receive_list(desk.office, desk.actor, desk.campaign_id, data, file_name, Reception(code, dry_run=True))
    if isinstance(report, Refusal):
        show_refusal(report, _)
        return
    row_equation(report["counts"], _)
    if report["breaker"]:
        show_partial(report["breaker"][desk.language], _)
    good = report["counts"]["accepted"] + report["counts"]["warned"]
    n = number(good, desk.language)
    left, right = st.columns(2)
    accept = _.plural("Accepter {n} ligne", "Accepter {n} lignes", good, n=n)
    if left.button(accept, type="primary", icon=":material/check:", disabled=not good, key="drop_accept"):
        receive(desk, key, code, data, file_name, hold=False)
    if right.button(_("Garder la liste pour la relire"), icon=":material/inbox:", key="drop_hold"):
        receive(desk, key, code, data, file_name, hold=True)


def receive(desk: Desk, key: str, code: str, data: bytes, file_name: str, *, hold: bool) -> None:
    """Receive the list, and say what it became."""
    _ = desk.words
    with st.spinner(_("Enregistrement de la liste…")):
        answer = receive_list(desk.office, desk.actor, desk.campaign_id, data, file_name, Reception(code, hold=hold))
    if not isinstance(answer, Refusal):
        st.session_state[TURN] += 1
    tell(
        desk, key, lambda: answer, lambda report: received_sentence(report, _), ("foyers", _("Reconnaître les foyers"))
    )


def received_sentence(report: dict[str, Any], words: Words) -> str:
    """Say what a received list became."""
    _ = words
    if "already_received" in report:
        return str(report["already_received"][words.language])
    counts = {
        name: number(report["counts"][name], words.language) for name in ("new", "corrected", "unchanged", "rejected")
    }
    if report["state"] == "in_review":
        return _("Liste reçue : elle attend une relecture dans « Listes reçues ».")
    return _(
        "Demandes nouvelles : {new}, corrigées : {corrected}, inchangées : {unchanged} ; lignes à corriger par la structure : {rejected}.",
        **counts,
    )
