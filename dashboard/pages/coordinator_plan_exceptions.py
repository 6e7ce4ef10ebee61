"""Exceptional grants: each asked with its reason, who asked, who approved; the one that waits can be approved by another person."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.lifecycle import two_persons_refusal
from campaigns.model.codes import ExceptionReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.notices import show_read_only
from dashboard.parts.plan_life import KEY
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.told import tell
from dashboard.style import draw, fragment
from dashboard.wording.coordination import household_reference, who
from dashboard.wording.labels import label
from dashboard.wording.numbers import moment
from pipelines.planning.exceptions import VALID, approve_exception, list_exceptions

NOTE = "<p class='cu-note'>{said}</p>"


def show_exceptions(desk: Desk, board: dict[str, Any]) -> None:
    """Show every exceptional grant, those that wait first."""
    _ = desk.words
    found = list_exceptions(desk.office, desk.actor, desk.campaign_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    st.subheader(_("Attributions exceptionnelles"))
    draw(fragment(NOTE, said=_("Pour une famille en danger, hors de l'ordre des rangs : une unité du stock fléché « exception », demandée par une "
                               "personne, approuvée par une autre. Elle se demande à la page du foyer.")))  # fmt: skip
    if not found:
        draw(fragment(NOTE, said=_("Aucune n'a été demandée.")))
        return
    now = desk.office.clock()
    for row in found:
        if row["plan_id"] is None and now - row["asked_at"] <= VALID:
            show_waiting(desk, row)
    columns = (
        Column("reference", _("Foyer")), Column("why", _("Motif")), Column("asked_at", _("Demandée le"), "moment"),
        Column("asker", _("Par")), Column("approved_at", _("Approuvée le"), "moment"), Column("approver", _("Par")),
        Column("state", _("État")),
    )  # fmt: skip
    rows = [
        row | {
            "reference": household_reference(row["household_id"]), "why": label(ExceptionReason(row["reason"]), _),
            "asker": who(row["asked_by"], _), "approver": who(row["approved_by"], _) if row["approved_by"] else None,
            "state": _("en vigueur") if row["plan_id"] else _("à approuver") if now - row["asked_at"] <= VALID else _("expirée"),
        }
        for row in found
    ]  # fmt: skip
    short_table(rows, columns, _, key="exceptions", file_name="attributions-exceptionnelles")


def show_waiting(desk: Desk, row: dict[str, Any]) -> None:
    """Show one that waits, with its button for whoever may approve it."""
    _ = desk.words
    said = _(
        "Foyer {home}, {reason} : demandée par {name} le {at}.", home=household_reference(row["household_id"]),
        reason=label(ExceptionReason(row["reason"]), _).lower(), name=who(row["asked_by"], _), at=moment(row["asked_at"], desk.language),
    )  # fmt: skip
    st.text(said)
    allowed = can(desk.actor, "exception.approve", Scope())
    if not allowed or two_persons_refusal(desk.actor, [row["asked_by"]]) is not None:
        show_read_only(_("Une autre personne doit l'approuver, de la coordination ou de la validation."), _)
        return
    if st.button(_("Approuver cette attribution"), type="primary", key=f"approve_{row['exception_id']}"):
        tell(desk, KEY, lambda: approve_exception(desk.office, desk.actor, desk.campaign_id, row["exception_id"]),
             lambda made: _("Approuvée : l'unité est réservée et peut être libérée aussitôt."), ("livraisons", _("Libérer les unités")))  # fmt: skip
