"""Hand-overs, on a telephone: the note that was scanned or chosen, one card a unit, one button for all that was ticked.

The same page serves a structure and the people of a site; each sees the notes that are its own.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from campaigns.statuses import STATUS_WORDS
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages.hand_over_card import WAITING_STATES, show_unit, typed_line
from dashboard.pages.partner_families import item_labels
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told, tell
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.delivery.note_reading import NoteLine
from pipelines.delivery.round_trip import record_lines
from pipelines.reporting.view_hand_over import note_at, open_notes

KEY = "hand_overs"
UNITS_A_PAGE = 20


def page(desk: Desk) -> None:
    """Show the note that is scanned or chosen."""
    _ = desk.words
    notes = open_notes(desk.office, desk.actor, desk.campaign_id)
    if isinstance(notes, Refusal):
        show_refusal(notes, _)
        return
    waiting = sum(note["to_hand_over"] for note in notes)
    page_header(_("Qu'est-ce qui a été remis ?"), waiting_sentence(waiting, _))
    show_told(desk, KEY)
    show_faults(desk)
    if not notes:
        show_no_note(desk)
        return
    chosen = choose_note(desk, notes)
    note = note_at(desk.office, desk.actor, desk.campaign_id, chosen)
    if isinstance(note, Refusal):
        show_refusal(note, _)
        return
    show_note(desk, note)


def show_no_note(desk: Desk) -> None:
    """Say when there is something to hand over, and where that is made ready."""
    _ = desk.words
    if desk.actor.partner_id:
        purpose = _("Quand du matériel est attribué à vos familles, vous notez ici ce que vous leur remettez.")
        step = _("Vous n'avez rien à faire : la coordination vous préviendra.")
    else:
        purpose = _("Un bon existe dès qu'un plan est adopté ; ce qui est remis se note ici.")
        step = _("Regardez d'abord où en sont les livraisons.")
    show_empty(EmptyState(title=_("Aucun bon pour l'instant"), purpose=purpose, next_step=step), key="no_note")
    link_to(desk, "livraisons", _("Ouvrir les livraisons"))


def waiting_sentence(count: int, words: Words) -> str:
    """Say how many units wait for their family."""
    _ = words
    if not count:
        return _("Rien n'attend : tout ce qui est parti est remis ou revenu.")
    return _.plural(
        "{n} unité attend d'être remise. Touchez ce qui s'est passé, puis notez.",
        "{n} unités attendent d'être remises. Touchez ce qui s'est passé, puis notez.",
        count, n=number(count, words.language),
    )  # fmt: skip


def choose_note(desk: Desk, notes: list[dict[str, Any]]) -> str:
    """Return the reference of the note asked for: the one scanned, else the one chosen."""
    _ = desk.words
    scanned = st.query_params.get("bon", "")
    known = {note["reference"]: note_name(note, desk) for note in notes}
    if scanned and scanned not in known:
        # The label of a unit, or a reference typed by hand: its note is looked for.
        st.caption(_("Référence lue : {reference}", reference=scanned))
        if st.button(_("Choisir un bon dans la liste"), key="all_notes"):
            del st.query_params["bon"]
            st.rerun()
        return scanned
    if len(known) == 1:
        return str(next(iter(known)))
    # What still waits comes first.
    order = sorted(notes, key=lambda note: not note["to_hand_over"])
    return linked_choice(_("Bon de livraison"), "bon", {note["reference"]: known[note["reference"]] for note in order})


def note_name(note: Mapping[str, Any], desk: Desk) -> str:
    """Return how a note is told from the others."""
    _ = desk.words
    places = note["site_name"] if desk.actor.partner_id else f"{note['site_name']} → {note['partner_name']}"
    return _("{places} : {n} à remettre", places=places, n=number(note["to_hand_over"], desk.language))


def show_note(desk: Desk, note: dict[str, Any]) -> None:
    """Show the units that wait, then those that are done."""
    _ = desk.words
    said = _("Bon {reference}, depuis {site}", reference=note["reference"], site=note["site_name"])
    draw(fragment("<p class='cu-sum'>{said}</p>", said=said))
    search = st.text_input(
        _("Chercher une famille ou une référence"), key=f"search_{note['reference']}", icon=":material/search:"
    ).casefold()
    found = [unit for unit in note["units"] if holds(unit, search)]
    waiting = [unit for unit in found if unit["state"] in WAITING_STATES]
    # The unit whose label was scanned is the one in the hand.
    waiting.sort(key=lambda unit: not unit["is_asked"])
    labels = item_labels(desk)
    lines = [show_unit(desk, unit, labels) for unit in waiting[:UNITS_A_PAGE]]
    if len(waiting) > UNITS_A_PAGE:
        rest = len(waiting) - UNITS_A_PAGE
        st.caption(
            _.plural(
                "{n} autre attend : cherchez une famille, ou notez d'abord celles-ci.",
                "{n} autres attendent : cherchez une famille, ou notez d'abord celles-ci.",
                rest, n=number(rest, desk.language),
            )
        )  # fmt: skip
    offer_recording(desk, [line for line in lines if line is not None])
    show_finished(desk, [unit for unit in found if unit["state"] not in WAITING_STATES], labels)


def holds(unit: Mapping[str, Any], search: str) -> bool:
    """Tell whether a unit is among those looked for."""
    text = f"{unit['family']} {unit['own_reference']} {unit['reference']} {unit['reference'].replace('-', '')}"
    return search in text.casefold()


def offer_recording(desk: Desk, lines: list[NoteLine]) -> None:
    """Show the one button that records what was ticked."""
    _ = desk.words
    label = _.plural("Noter {n} réponse", "Noter {n} réponses", len(lines), n=number(len(lines), desk.language))
    label = label if lines else _("Touchez d'abord ce qui s'est passé")
    with st.container(key="hand_over_bar"):
        pressed = st.button(
            label, type="primary", icon=":material/check:", disabled=not lines, key="record_units", width="stretch"
        )
    if pressed:
        tell(desk, KEY, lambda: recorded(desk, lines), lambda answer: recorded_sentence(answer, _))


def recorded(desk: Desk, lines: list[NoteLine]) -> dict[str, Any] | Refusal:
    """Record the ticks, and keep in view the lines that could not be followed."""
    numbered = [typed_line(place, line) for place, line in enumerate(lines, start=1)]
    answer = record_lines(desk.office, desk.actor, desk.campaign_id, numbered)
    st.session_state["hand_over_faults"] = [] if isinstance(answer, Refusal) else answer["errors"]
    return answer


def recorded_sentence(answer: Mapping[str, Any], words: Words) -> str:
    """Say what was noted."""
    _ = words
    said = _.plural(
        "{n} unité notée.", "{n} unités notées.", answer["updated"], n=number(answer["updated"], words.language)
    )
    wrong = len(answer["errors"])
    again = _.plural("{n} à revoir, ci-dessous.", "{n} à revoir, ci-dessous.", wrong, n=number(wrong, words.language))
    return f"{said} {again}" if wrong else said


def show_faults(desk: Desk) -> None:
    """List what the last recording could not follow."""
    for fault in st.session_state.pop("hand_over_faults", []):
        st.warning(fault[desk.language], icon=":material/error:")


def show_finished(desk: Desk, units: list[dict[str, Any]], labels: Mapping[str, str]) -> None:
    """Show what needs nothing more, folded."""
    _ = desk.words
    if not units:
        return
    title = _.plural(
        "{n} unité terminée ou pas encore partie", "{n} unités terminées ou pas encore parties", len(units),
        n=number(len(units), desk.language),
    )  # fmt: skip
    with st.expander(title):
        for unit in units[:UNITS_A_PAGE]:
            word = _.of(STATUS_WORDS[unit["status"]].partner)
            name = unit["family"] or unit["own_reference"] or unit["reference"]
            item = labels.get(unit["item"], unit["item"])
            draw(fragment("<p class='cu-sum'><b>{name}</b> · {item} · {word}</p>", name=name, item=item, word=word))
