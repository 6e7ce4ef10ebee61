"""Sending a list: what was understood of it and what it would change are shown first; one button sends.

Nothing leaves this page before that button; what was read stays in the visitor's own session.
"""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import streamlit as st

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.column_grid import column_grid
from dashboard.parts.header import page_header
from dashboard.parts.list_input import Given, list_input, show_help, start_again
from dashboard.parts.list_report import (
    foreseen_sentence,
    show_impact,
    show_remarks,
    show_warnings,
    understood_sentence,
)
from dashboard.parts.list_sent import show_sent
from dashboard.parts.list_shape import shape_choices, shape_key
from dashboard.parts.on_behalf import structure_to_send_for
from dashboard.parts.refusal import show_refusal
from dashboard.parts.repair_cards import Edits, repair_cards, waiting_count
from dashboard.parts.row_grid import row_grid
from dashboard.parts.screen_edits import edits_of, forget_edits, undo, write_cells, write_repair
from dashboard.parts.watched import watched
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.intake.reading_parts import Choices
from pipelines.intake.receive import Reception, receive_list
from pipelines.intake.repairs import Repair
from pipelines.reporting.view_submission import foresee_list

Report = Mapping[str, Any]
SENT = "submit_sent"
FORESEEN = "submit_foreseen"
# The reading of the file as it came, the one of its chosen shape, and the one with everything that was written.
KEPT_READINGS = 3


def page(desk: Desk) -> None:
    """Ask for a list, show what it would do, send it, say what it did."""
    _ = desk.words
    partner = structure_to_send_for(desk, _("Envoyer une liste"))
    if partner is None:
        return
    partner_code = str(partner["code"])
    sent = st.session_state.get(SENT)
    if sent is not None and sent["place"] == (desk.campaign_id, partner_code):
        show_sent(desk, sent["report"], sent["file_name"])
        if st.button(_("Envoyer une autre liste"), icon=":material/upload_file:"):
            st.session_state.pop(SENT)
            st.rerun()
        return
    top = st.container()
    given = list_input(_)
    if given is None:
        st.session_state.pop(FORESEEN, None)
        with top:
            page_header(_("Envoyer une liste"), _("Quelles familles ont besoin d'un appareil ou d'une connexion ?"))
        show_help(desk, partner_code)
        return
    with top:
        answer = st.container()
    show_given(desk, given, partner_code, answer)


def show_given(desk: Desk, given: Given, partner_code: str, answer: Any) -> None:
    """Show what was understood of a list, and the button that sends it."""
    _ = desk.words
    first = foreseen(desk, given, partner_code, Choices())
    if isinstance(first, Refusal):
        with answer:
            page_header(_("Envoyer une liste"), _("« {name} » n'a pas pu être lu.", name=given.file_name))
        show_refusal(first, _)
        return
    st.subheader(_("Ce que nous avons compris"))
    understood = st.container()
    choices = chosen(desk, given, partner_code, first)
    report = foreseen(desk, given, partner_code, choices)
    if isinstance(report, Refusal):
        show_refusal(report, _)
        return
    with answer:
        page_header(_("Envoyer une liste"), foreseen_sentence(report, _))
    with understood:
        draw(fragment("<p>{said}</p>", said=understood_sentence(report, _)))
        show_remarks(report, _)
    st.subheader(_("Ce qui va se passer"))
    show_impact(report, _)
    show_warnings(report, _)
    show_button(desk, given, partner_code, choices, report, key="submit_send")
    show_corrections(desk, given, report)
    if report["repairs"]:
        show_button(desk, given, partner_code, choices, report, key="submit_send_below")


def show_corrections(desk: Desk, given: Given, report: Report) -> None:
    """Show what can be put right before sending, then every row; what is written is checked at once by the next run."""
    _ = desk.words
    place = place_of(given)
    written = edits_of(place)
    st.subheader(corrections_title(report, _))
    if written.count:
        said = _.plural("{n} correction faite à l'écran.", "{n} corrections faites à l'écran.", written.count,
                        n=number(written.count, desk.language))  # fmt: skip
        left, right = st.columns([3, 1], vertical_alignment="center")
        left.caption(said)
        right.button(_("Annuler la dernière"), icon=":material/undo:", key="submit_undo", on_click=undo, args=(place,))

    def apply(repair: Repair, cells: Edits) -> None:
        write_repair(place, repair, cells)
        st.rerun()

    repair_cards(report["repairs"], _, apply, key=f"submit_{place}_{written.step}")
    with st.expander(
        _("Toutes les lignes ({n})", n=number(len(report["rows"]), desk.language)), expanded=not report["repairs"]
    ):
        show_grid(desk, place, report, written.step)


def show_grid(desk: Desk, place: str, report: Report, step: int) -> None:
    """Show the rows as the partner wrote them; a cell written there is checked by the next run."""
    rows = [
        {"row": row["row"], "outcome": row["outcome"], "cells": report["cells"][row["row"]]} for row in report["rows"]
    ]
    cells = row_grid(rows, report["columns"], desk.words, key=f"submit_grid_{place}_{step}")
    if cells:
        write_cells(place, cells)
        st.rerun()


def corrections_title(report: Report, words: Words) -> str:
    """Say how many rows wait for something."""
    _ = words
    waiting = waiting_count(report["repairs"])
    if not waiting:
        return _("Les lignes")
    return _.plural("{n} ligne à corriger, ici ou dans votre tableau", "{n} lignes à corriger, ici ou dans votre tableau", waiting,
                    n=number(waiting, words.language))  # fmt: skip


def chosen(desk: Desk, given: Given, partner_code: str, first: Report) -> Choices:
    """Show the columns, and return what a person changed: shape of the table, meaning of a column, cells written."""
    _ = desk.words
    place = place_of(given)
    grid = st.container()
    shape = shape_choices(first, _, key=f"submit_{place}")
    base = foreseen(desk, given, partner_code, shape)
    if isinstance(base, Refusal):
        return shape
    with grid:
        targets = column_grid(base["columns"], _, key=f"submit_columns_{place}_{shape_key(shape)}")
    written = edits_of(place)
    return replace(shape, targets=targets, edits=written.cells, replacements=written.words)


def foreseen(desk: Desk, given: Given, partner_code: str, choices: Choices) -> Report | Refusal:
    """Read a list under some choices, once for as long as the page stays on it."""
    readings = st.session_state.setdefault(FORESEEN, {})
    key = (
        desk.campaign_id,
        partner_code,
        place_of(given),
        shape_key(choices),
        *sorted(choices.targets.items()),
        *sorted(choices.edits.items()),
        *sorted(choices.replacements.items()),
    )
    if key not in readings:
        reception = Reception(partner_code, dry_run=True, choices=choices)
        readings[key] = watched(
            lambda watch: foresee_list(
                desk.office, desk.actor, desk.campaign_id, given.data, given.file_name, reception, watch
            ),
            desk.words, key=f"submit_{place_of(given)}",
        )  # fmt: skip
        for older in list(readings)[:-KEPT_READINGS]:
            del readings[older]
    else:
        readings[key] = readings.pop(key)
    answer: Report | Refusal = readings[key]
    return answer


def place_of(given: Given) -> str:
    """Return what tells one file from another in the names of the widgets."""
    return sha256(given.data).hexdigest()[:12]


def show_button(desk: Desk, given: Given, partner_code: str, choices: Choices, report: Report, *, key: str) -> None:
    """Show the button that sends, with how many rows it sends; who coordinates may keep the list for a colleague instead."""
    _ = desk.words
    count = report["counts"]["accepted"] + report["counts"]["warned"]
    n = number(count, desk.language)
    if not count:
        said = _("Aucune ligne ne peut être envoyée : corrigez le tableau, puis déposez-le à nouveau.")
        draw(fragment("<p><strong>{said}</strong></p>", said=said))
    buttons = st.container(horizontal=True)
    if count and buttons.button(
        _.plural("Envoyer {n} ligne", "Envoyer {n} lignes", count, n=n), type="primary", key=key
    ):
        send(desk, given, Reception(partner_code, choices=choices))
    if desk.actor.role is not Role.PARTNER and buttons.button(
        _("Garder la liste pour la relire"), icon=":material/inbox:", key=f"{key}_hold",
        help=_("Rien n'est pris en compte : la liste attend dans « Listes reçues » qu'une personne l'accepte ou la refuse."),
    ):  # fmt: skip
        send(desk, given, Reception(partner_code, choices=choices, hold=True))


def send(desk: Desk, given: Given, reception: Reception) -> None:
    """Receive the list, and open the page that says what became of it."""
    answer = watched(
        lambda watch: receive_list(
            desk.office, desk.actor, desk.campaign_id, given.data, given.file_name, reception, watch
        ),
        desk.words, key="submit_sending", goes_on=True,
    )  # fmt: skip
    if isinstance(answer, Refusal):
        show_refusal(answer, desk.words)
        return
    place = (desk.campaign_id, reception.partner_code)
    st.session_state[SENT] = {"place": place, "report": answer, "file_name": given.file_name}
    st.session_state.pop(FORESEEN, None)
    forget_edits()
    start_again()
    st.rerun()
