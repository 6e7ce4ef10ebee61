"""One question at a time: are these two requests of one family? Both keep their place until a person answers.

The evidence is hidden until the answer is given. Rights, order and masks are the pipelines'.
"""

from typing import Any
from urllib.parse import urlencode

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.answer_buttons import BAR, NOTE, show_buttons, show_last, show_undo
from dashboard.parts.bullets import bullets
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.notices import NOTICE, show_read_only
from dashboard.parts.page_links import link_to
from dashboard.parts.recognition_quality import show_recognition_quality
from dashboard.parts.refusal import show_refusal
from dashboard.parts.side_by_side import side_by_side_table
from dashboard.parts.sitting import Sitting, sitting_of
from dashboard.parts.stake import facts_words, merge_words, names_of_items
from dashboard.style import draw, fragment
from dashboard.wording import counted
from dashboard.wording.coordination import household_reference
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.reporting.view_one_question import question_board

ASKED = "question"
BETWEEN = "."


def page(desk: Desk) -> None:
    """Show the question to answer now, or why there is none."""
    _ = desk.words
    if not can(desk.actor, "decision.record", Scope(None, desk.actor.department_code)):
        page_header(
            _("Est-ce la même famille ?"), _("La coordination répond, une question à la fois."), note=innocence(_)
        )
        show_read_only(_("Votre rôle ne tranche pas les doublons. Adressez-vous à la coordination."), _)
    else:
        show_questions(desk)
    panel = st.expander(
        _("Qualité de la reconnaissance"), icon=":material/query_stats:", key="quality_panel", on_change="rerun"
    )
    # Measured when it is asked for: not at each answer.
    if panel.open:
        with panel:
            show_recognition_quality(desk)


def show_questions(desk: Desk) -> None:
    """Show the count, the question, its buttons, then what the last answer showed."""
    _ = desk.words
    sitting = sitting_of(desk.campaign_id)
    linked = linked_pair()
    board = question_board(desk.office, desk.actor, desk.campaign_id, linked or sitting.wanted, sitting.passed)
    if isinstance(board, Refusal):
        show_refusal(board, _)
        return
    page_header(_("Est-ce la même famille ?"), count_sentence(board, sitting, _), note=innocence(_))
    show_notes(board, linked is not None, _)
    if board["question"] is None:
        show_none_left(desk, board, sitting)
    else:
        show_question(desk, sitting, board["question"])
    show_last(sitting, _)


def linked_pair() -> tuple[str, str] | None:
    """Return the pair of requests that the link names."""
    left, between, right = st.query_params.get(ASKED, "").partition(BETWEEN)
    return (left, right) if between else None


def innocence(words: Words) -> str:
    """Say that a doubt costs nobody anything."""
    _ = words
    return _(
        "Tant que personne n'a répondu, les deux familles gardent leur place, leur rang et ce qui leur est attribué."
    )


def count_sentence(board: dict[str, Any], sitting: Sitting, words: Words) -> str:
    """Say how many questions are left, what is at stake, and how long that takes at this pace."""
    _ = words
    count, language = board["open"], words.language
    if not count:
        return _("Aucune question n'attend.")
    said = [_.plural("Il reste {n} question", "Il reste {n} questions", count, n=number(count, language))]
    if board["at_stake"]:
        said.append(_("une attribution en jeu dans {n}", n=number(board["at_stake"], language)))
    if board["later"]:
        said.append(
            _.plural("{n} mise de côté", "{n} mises de côté", board["later"], n=number(board["later"], language))
        )
    minutes = sitting.minutes_for(count)
    if minutes is not None:
        said.append(_.plural("environ {n} minute à ce rythme", "environ {n} minutes à ce rythme", minutes,
                             n=number(minutes, language)))  # fmt: skip
    return f"{', '.join(said)}."


def show_notes(board: dict[str, Any], is_linked: bool, words: Words) -> None:
    """Say what the last press did not do, and what makes the page old or the questions too many."""
    _ = words
    note = st.session_state.pop(NOTE, None)
    if isinstance(note, Refusal):
        draw(fragment(NOTICE, tone="need", title=_("Cette page n'était plus à jour"), text=_.of(note.sentence)))
    elif note:
        draw(fragment("<p class='cu-note' role='status'>{note}</p>", note=note))
    elif is_linked and board["is_gone"]:
        text = _("La question de ce lien a reçu une réponse, ou une liste l'a réglée. En voici une autre.")
        draw(fragment(NOTICE, tone="need", title=_("Cette page n'était plus à jour"), text=text))
    if board["too_many"]:
        text = _(
            "{open} pour {requests} : c'est trop pour être vrai. Relisez d'abord la dernière liste reçue ; "
            "une colonne mal comprise suffit à rapprocher des inconnus.",
            open=counted.questions(board["open"], words), requests=counted.requests(board["requests"], words),
        )  # fmt: skip
        draw(fragment(NOTICE, tone="gap", title=_("Trop de questions à la fois"), text=text))


def show_question(desk: Desk, sitting: Sitting, question: dict[str, Any]) -> None:
    """Show why it is asked, both requests, what an answer changes, and the buttons."""
    _ = desk.words
    draw(fragment("<p class='cu-why'><b>{why}</b> {reason}</p>", why=_("Pourquoi vous :"),
                  reason=question[f"reason_{desk.language}"]))  # fmt: skip
    names_by_item = names_of_items(desk)
    effect, sides = question["effect"], (question["left"], question["right"])
    cards = {card["household_id"]: card for card in effect["households"]} if effect else {}
    names = [household_reference(side["household_id"]) for side in sides]
    facts = [facts_words(cards[side["household_id"]], names_by_item, _) if cards else "" for side in sides]
    side_by_side_table(question, names, facts, _)
    if effect:
        joined_up = merge_words(effect, names_by_item, _)
        bullets([_("Si c'est la même famille : {effect}", effect=" ".join(joined_up)),
                 _("Si ce sont deux familles : chacune garde sa place, et la question ne revient plus.")])  # fmt: skip
    show_link(question, _)
    show_buttons(desk, sitting, question)
    sitting.shows(question["pair"], question["seen"])


def show_link(question: dict[str, Any], words: Words) -> None:
    """Give the address of this very question, for a colleague or for later."""
    _ = words
    address = "?" + urlencode(st.query_params.to_dict() | {ASKED: BETWEEN.join(question["pair"])})
    draw(fragment("<div class='cu-links'><a href='{address}' target='_self'>{said}</a></div>", address=address,
                  said=_("Lien de cette question")))  # fmt: skip


def show_none_left(desk: Desk, board: dict[str, Any], sitting: Sitting) -> None:
    """Say that nothing is left, or that all that is left was put off."""
    _ = desk.words
    if board["open"]:
        state = EmptyState(
            title=_("Toutes les questions qui restent sont mises de côté"),
            purpose=_("Elles attendent un renseignement : appelez la structure, puis revenez."),
            action=_("Les revoir maintenant"),
        )
        if show_empty(state, key="see_later"):
            sitting.passed.clear()
            st.rerun()
    else:
        show_empty(
            EmptyState(
                title=_("Rien à trancher"),
                purpose=_("Ici arrivent les demandes qui se ressemblent sans que l'on puisse être sûr."),
                next_step=_("De nouvelles questions peuvent venir à la prochaine liste."),
            ),
            key="no_question",
        )
        link_to(desk, "foyers", _("Voir les foyers"))
    if sitting.given:
        with st.container(key=BAR, horizontal=True):
            show_undo(desk, sitting)
