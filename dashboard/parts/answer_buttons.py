"""The four buttons of a question, each with its key, and what the last answer showed. Pipelines record; this part presses.

A press meant for the question before is not taken for this one.
"""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.evidence import evidence_waterfall
from dashboard.parts.sitting import Given, Sitting
from dashboard.style import draw, fragment
from dashboard.wording.translation import Words
from pipelines.linkage.decide import undo_answer
from pipelines.linkage.decisions import DIFFERENT, LATER, SAME
from pipelines.reporting.view_one_question import answer_as_seen, question_gone

BAR = "question_bar"
NOTE = "question_note"
LAST = "<div class='cu-box cu-on-{tone}' role='status'><strong>{title}</strong><p>{text}</p></div>"


def show_buttons(desk: Desk, sitting: Sitting, question: dict[str, Any]) -> None:
    """Show the four buttons at a place that does not move, and carry out the one pressed."""
    _ = desk.words
    offers: list[tuple[str, str, Literal["primary", "secondary"], Callable[[], None]]] = [
        (_("Même famille"), "M", "primary", lambda: answer(desk, sitting, question, SAME)),
        (_("Familles différentes"), "D", "primary", lambda: answer(desk, sitting, question, DIFFERENT)),
        (_("Plus tard"), "P", "secondary", lambda: answer(desk, sitting, question, LATER)),
    ]
    with st.container(key=BAR, horizontal=True):
        for label, letter, kind, act in offers:
            # The key of the button stays from one question to the next, so that the focus stays where it was.
            if st.button(label, shortcut=letter, type=kind, key=f"answer_{letter}"):
                act()
        show_undo(desk, sitting)


def show_undo(desk: Desk, sitting: Sitting) -> None:
    """Show the button that takes the last answer back, greyed while there is none."""
    _ = desk.words
    if st.button(_("Annuler"), shortcut="Z", key="answer_Z", disabled=not sitting.given):
        undo(desk, sitting)


def answer(desk: Desk, sitting: Sitting, question: dict[str, Any], said: str) -> None:
    """Record an answer to the question that is read, and draw the next one."""
    _ = desk.words
    pair = question["pair"]
    if sitting.is_too_soon(pair):
        st.session_state[NOTE] = _("Cette touche venait trop vite après la question : elle n'a pas compté.")
        st.rerun()
    # Where another question is on the screen than the one to answer, somebody answered that one: this one was never read.
    told = (
        answer_as_seen(desk.office, desk.actor, desk.campaign_id, pair, said, sitting.seen)
        if sitting.shown == pair
        else question_gone()
    )
    if isinstance(told, Refusal):
        st.session_state[NOTE] = told
    else:
        sitting.answers(Given(pair, said, question, told["kept_apart_by_grants"]))
        if said == LATER:
            sitting.passed.add(pair)
    st.query_params.pop("question", None)
    st.rerun()


def undo(desk: Desk, sitting: Sitting) -> None:
    """Take the last answer back."""
    _ = desk.words
    told = undo_answer(desk.office, desk.actor, desk.campaign_id, sitting.given[-1].pair)
    if isinstance(told, Refusal):
        st.session_state[NOTE] = told
    else:
        sitting.takes_back()
        st.session_state[NOTE] = _("Réponse annulée : la question est de nouveau posée.")
    st.query_params.pop("question", None)
    st.rerun()


def show_last(sitting: Sitting, words: Words) -> None:
    """Show what the last answer did, and the evidence on it: only now, so that nobody is led by it."""
    if not sitting.given:
        return
    last = sitting.given[-1]
    title, text = last_words(last, words)
    draw(fragment(LAST, tone="waiting" if last.answer == LATER else "served", title=title, text=text))
    if last.answer != LATER:
        evidence_waterfall(last.question, words)


def last_words(last: Given, words: Words) -> tuple[str, str]:
    """Say the last answer and what it did."""
    _ = words
    if last.answer == LATER:
        return _("Question précédente : plus tard"), _("Elle reviendra après les autres. Les indices restent cachés.")
    if last.answer == DIFFERENT:
        return (
            _("Question précédente : familles différentes"),
            _("Les deux foyers restent séparés, même si une autre liste les rapproche."),
        )
    if last.kept_apart:
        text = _(
            "La réponse est gardée. Les deux foyers restent deux : chacun garde sa place tant qu'un plan les sert."
        )
    else:
        text = _("Les deux demandes sont dans un seul foyer.")
    return _("Question précédente : même famille"), text
