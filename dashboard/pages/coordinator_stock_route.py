"""The way of a lot before its site, step by step with its references, and the numbers of its devices with their labels."""

from datetime import date
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import LotState
from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.told import tell
from dashboard.style import draw, fragment, joined
from dashboard.wording.numbers import day, number
from dashboard.wording.stock_words import ROUTE_STEPS, ROUTE_TOLD_BY
from pipelines.stock.devices import lot_labels
from pipelines.stock.routes import note_route

Lot = dict[str, Any]


def show_route(desk: Desk, lot: Lot) -> None:
    """Show each step of a lot from its pledge, done or to come, and what it is told by."""
    _ = desk.words
    steps = []
    for step in lot["route"]:
        word = ROUTE_STEPS[step["step"]]
        said = day(step["on"], desk.language) if step["on"] else _("à venir")
        mark, tone = ("●", "served") if step["on"] else ("○", "waiting")
        steps.append(
            fragment(
                "<li><span style='color:var(--{tone})' aria-hidden='true'>{mark}</span> <b>{word}</b> · {said}{told}</li>",
                tone=tone, mark=mark, word=_(word), said=said,
                told=f" · {step['reference']}" if step["on"] and step["reference"] else "",
            )
        )  # fmt: skip
    draw(fragment("<ol style='list-style:none;padding:0;margin:0 0 1rem'>{steps}</ol>", steps=joined(steps)))


def route_form(desk: Desk, lot: Lot, key: str) -> None:
    """Note the next step of a gift before it reaches its site."""
    _ = desk.words
    step = lot["next_route"]
    if step is None or not can(desk.actor, "lot.route", Scope()):
        return
    with st.form(f"route_{lot['lot_id']}_{step}"):
        word = ROUTE_STEPS[step]
        st.markdown(f"**{_(word)}**")
        columns = {"collected": "collection_ref", "refurbishing": "refurbisher", "wiped": "wiping_ref"}
        told = st.text_input(_(ROUTE_TOLD_BY[step]), value=lot[columns[step]], max_chars=100)
        on = st.date_input(
            _("Jour de cette étape"),
            value=desk.office.clock().date(),
            format="DD/MM/YYYY",
            key=f"route_day_{lot['lot_id']}",
        )
        sent = st.form_submit_button(_("Noter cette étape"))
    if sent and isinstance(on, date):
        tell(
            desk, key,
            lambda: note_route(desk.office, desk.actor, desk.campaign_id, lot["lot_id"], LotState(step), told, on,
                               key=str(lot["version"])),
            lambda answer: _("Étape notée : {step}.", step=_(word).lower()),
        )  # fmt: skip


def show_devices(desk: Desk, lot: Lot) -> None:
    """Say how many devices have a known number, and offer their labels."""
    _ = desk.words
    if not lot["devices"]:
        return
    count = len(lot["devices"])
    st.markdown(
        _.plural(
            "{n} numéro de série connu : la remise vérifie que c'est bien cet appareil.",
            "{n} numéros de série connus : la remise vérifie que l'appareil est bien l'un d'eux.",
            count, n=number(count, desk.language),
        )
    )  # fmt: skip
    name = f"etiquettes-{lot['code']}.pdf"
    fetch_links(
        "lot_labels", [FileLink(_("Étiquettes des appareils (PDF)"), lambda: made(desk, lot), name, "application/pdf")]
    )


def made(desk: Desk, lot: Lot) -> bytes:
    """Return the sheet of labels, or stop with the reason why there is none."""
    sheet = lot_labels(desk.office, desk.actor, desk.campaign_id, lot["lot_id"])
    if isinstance(sheet, Refusal):
        raise CannotGoOn(sheet.code, sheet.sentence)
    return sheet
