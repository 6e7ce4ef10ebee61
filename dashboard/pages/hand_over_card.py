"""One unit to hand over, as a card that a thumb can answer: handed over, to a relative, not come, or something else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from campaigns.statuses import OPERATOR_WORDS, STATUS_WORDS
from dashboard.desk import Desk
from dashboard.style import draw, fragment
from dashboard.wording.numbers import day
from dashboard.wording.translation import mark as _
from pipelines.delivery.note_reading import NoteLine

WAITING_STATES = ("released", "delivered")
# What is touched, and the word of the status column that it stands for; a pair of words asks which of the two.
TICKS = {
    "handed": _("Remis"),
    "proxy": _("Remis à un proche"),
    "absent": _("Pas venu"),
    "other": _("Autre chose"),
}
WORDS_OF = {"handed": ("remis",), "proxy": ("remis à un proche",), "absent": ("non retiré", "injoignable")}
OTHERS = ("livré", "refusé par la famille", "famille partie", "colis refusé", "en panne", "perdu", "retourné")
SAID = {
    "livré": _("arrivé chez vous"), "non retiré": _("pas venu au rendez-vous"), "injoignable": _("injoignable"),
    "refusé par la famille": _("refusé par la famille"), "famille partie": _("la famille a déménagé"),
    "colis refusé": _("colis refusé"), "en panne": _("en panne"), "perdu": _("perdu"), "retourné": _("retourné au site"),
    "rechargé": _("rechargé"), "ligne inconnue": _("ligne inconnue"), "autre opérateur": _("autre opérateur"),
}  # fmt: skip


def show_unit(desk: Desk, unit: Mapping[str, Any], labels: Mapping[str, str]) -> NoteLine | None:
    """Show one unit, and return what was touched as a line of its note; None where nothing was."""
    _ = desk.words
    reference = unit["reference"]
    with st.container(border=True):
        name = unit["family"] or unit["own_reference"] or reference
        below = " · ".join(
            part for part in (labels.get(unit["item"], unit["item"]), reference, slot_words(desk, unit)) if part
        )
        status = _.of(STATUS_WORDS[unit["status"]].partner)
        draw(
            fragment(
                "<p style='margin:0'><b>{name}</b></p><p class='cu-sum' style='margin:0'>{below}</p><p class='cu-sum' style='margin:0'>{status}</p>",
                name=name, below=below, status=status,
            )
        )  # fmt: skip
        tick = st.pills(
            _("Ce qui s'est passé pour {name}", name=name), list(TICKS), format_func=lambda code: _(TICKS[code]),
            key=f"tick_{reference}_{unit['reports']}", label_visibility="collapsed",
        )  # fmt: skip
        if tick is None:
            return None
        word = asked_word(desk, reference, str(tick), unit["mode"] == "remote")
        serial = ""
        if tick in ("handed", "proxy") and unit["mode"] != "remote":
            serial = st.text_input(
                _("Numéro de série (s'il est sur l'étiquette)"), value=unit["serial"], key=f"serial_{reference}"
            )
    return NoteLine(0, reference, word, "", serial)


def asked_word(desk: Desk, reference: str, tick: str, is_remote: bool) -> str:
    """Return the word of the status column that a tick stands for, asking which where there are several."""
    _ = desk.words
    words = WORDS_OF.get(tick, OPERATOR_WORDS if is_remote else OTHERS)
    if len(words) == 1:
        return words[0]
    asked = st.selectbox(
        _("Précisez"), words, format_func=lambda word: _(SAID[word]).capitalize(), key=f"word_{reference}_{tick}"
    )
    return str(asked)


def slot_words(desk: Desk, unit: Mapping[str, Any]) -> str:
    """Return the day kept for a unit, empty where there is none."""
    _ = desk.words
    return _("prévu le {day}", day=day(unit["slot_on"], desk.language)) if unit["slot_on"] else ""


def typed_line(place: int, line: NoteLine) -> NoteLine:
    """Return a line with its place on the page."""
    return replace(line, row=place)
