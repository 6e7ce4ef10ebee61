"""Adding one family by a form: the same contract and the same checks as a list, on a telephone's screen.

The fields that matter for this kind of structure come first, the rest is folded. What is typed is checked by the pipelines,
and nothing is sent before the button.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from campaigns.model.codes import Role, RowOutcome
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.family_fields import ask, is_need, show_remarks, typed_answers
from dashboard.parts.family_sent import show_family_sent
from dashboard.parts.header import page_header
from dashboard.parts.notices import NOTICE
from dashboard.parts.on_behalf import structure_to_send_for
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal
from dashboard.style import draw, fragment
from dashboard.wording.translation import Words
from pipelines.intake.asked_fields import AskedField, asked_fields
from pipelines.intake.one_family import FamilyCheck, check_family, known_sentence, send_family

SENT = "family_sent"
TURN = "family_turn"
# One column, as wide as a line is read with ease.
FORM_PX = 640
# Set by the button: the form is checked from then on, and what was already shown may be sent by a second press.
CHECKED, PRESSED, SHOWN = "family_checked", "family_pressed", "family_shown"


def page(desk: Desk) -> None:
    """Ask for a family, check it, send it, say what comes next."""
    _ = desk.words
    partner = structure_to_send_for(desk, _("Ajouter une famille"))
    if partner is None:
        return
    sent = st.session_state.get(SENT)
    if sent is not None and sent["place"] == (desk.campaign_id, partner["code"]):
        show_family_sent(desk, sent["report"])
        if st.button(_("Ajouter une autre famille"), icon=":material/person_add:", key="family_again", type="primary"):
            st.session_state.pop(SENT)
            st.rerun()
        return
    with st.container(width=FORM_PX):
        show_form(desk, partner)


def show_form(desk: Desk, partner: Mapping[str, Any]) -> None:
    """Show the fields with what was remarked on them, and the button."""
    _ = desk.words
    fields = asked_fields(partner["kind"])
    turn = st.session_state.setdefault(TURN, 0)
    answers = typed_answers(desk, fields, turn)
    pressed = st.session_state.pop(PRESSED, False)
    check = None
    if st.session_state.get(CHECKED):
        check = check_family(desk.office, desk.actor, desk.campaign_id, partner["code"], answers)
    if pressed and may_go(check, answers):
        send(desk, partner["code"], answers)
    page_header(_("Ajouter une famille"), _("Qui est-elle, et de quoi a-t-elle besoin ?"))
    link_to(desk, "envoyer", _("J'ai plusieurs familles : envoyer une liste"), icon=":material/upload_file:", **choice_of(desk, partner))  # fmt: skip
    show_fields(desk, fields, partner["kind"], turn, check)
    show_button(check, answers, _)


def choice_of(desk: Desk, partner: Mapping[str, Any]) -> dict[str, str]:
    """Return what a link keeps of the structure that a coordinator chose."""
    return {} if desk.actor.role is Role.PARTNER else {"pour": str(partner["code"])}


def show_fields(
    desk: Desk, fields: Sequence[AskedField], partner_kind: str, turn: int, check: FamilyCheck | Refusal | None
) -> None:
    """Show the first fields, then the folded ones; the fold opens when a remark is in it."""
    _ = desk.words
    remarks = check.remarks if isinstance(check, FamilyCheck) else {}
    first, rest = [f for f in fields if f.is_first], [f for f in fields if not f.is_first]
    show_remarks(remarks.get("", ()), _)
    for field in first:
        if is_need(field) and not any(is_need(before) for before in first[: first.index(field)]):
            st.subheader(_("Ce qu'il lui faut"))
        ask(desk, field, partner_kind, turn, remarks)
    with st.expander(_("Plus de précisions"), expanded=any(field.name in remarks for field in rest)):
        for field in rest:
            ask(desk, field, partner_kind, turn, remarks)
    if isinstance(check, Refusal):
        show_refusal(check, _)


def may_go(check: FamilyCheck | Refusal | None, answers: Mapping[str, str]) -> bool:
    """Tell whether a press sends: nothing to say, or what there is to say was in sight when the button was pressed."""
    if not isinstance(check, FamilyCheck) or check.outcome == RowOutcome.REJECTED or check.known is not None:
        return False
    return not asks_again(check) or st.session_state.get(SHOWN) == answers


def asks_again(check: FamilyCheck) -> bool:
    """Tell whether something should be read before the family is sent."""
    return bool(check.remarks) or check.change == "corrected"


def send(desk: Desk, partner_code: str, answers: Mapping[str, str]) -> None:
    """Send the family, and show the confirmation in place of the form."""
    _ = desk.words
    with st.spinner(_("Envoi de la famille…")):
        report = send_family(desk.office, desk.actor, desk.campaign_id, partner_code, answers)
    if isinstance(report, Refusal):
        show_refusal(report, _)
        return
    st.session_state[SENT] = {"place": (desk.campaign_id, partner_code), "report": report}
    st.session_state[TURN] += 1
    for name in (CHECKED, SHOWN):
        st.session_state.pop(name, None)
    st.rerun()


def show_button(check: FamilyCheck | Refusal | None, answers: Mapping[str, str], words: Words) -> None:
    """Show what stands before the sending, and the button in the words of what it does."""
    _ = words
    verb = _("Envoyer cette famille")
    if isinstance(check, FamilyCheck):
        say_check(check, words)
        if asks_again(check) and check.outcome != RowOutcome.REJECTED and check.known is None:
            st.session_state[SHOWN] = dict(answers)
            verb = _("Remplacer la demande d'avant") if check.change == "corrected" else _("Envoyer quand même")
    st.button(verb, type="primary", key="family_send", on_click=_press, width="stretch", icon=":material/send:")


def say_check(check: FamilyCheck, words: Words) -> None:
    """Say why a family is not sent yet."""
    _ = words
    if check.known is not None:
        text = words.of(known_sentence(check.known))
        draw(fragment(NOTICE, tone="need", title=_("Déjà connue"), text=text))
    elif check.outcome == RowOutcome.REJECTED:
        text = _("Corrigez ce qui est marqué ▲, puis envoyez. Rien n'est encore envoyé.")
        draw(fragment(NOTICE, tone="gap", title=_("À corriger avant l'envoi"), text=text))
    elif check.change == "corrected":
        text = _("Vous avez déjà envoyé cette famille. Ce formulaire prend la place de ce que vous aviez écrit.")
        draw(fragment(NOTICE, tone="need", title=_("Déjà connue"), text=text))
    elif check.remarks:
        text = _("Vous pouvez compléter ce qui est marqué ▲, ou envoyer ainsi.")
        draw(fragment(NOTICE, tone="need", title=_("Une remarque avant l'envoi"), text=text))


def _press() -> None:
    st.session_state[CHECKED] = True
    st.session_state[PRESSED] = True
