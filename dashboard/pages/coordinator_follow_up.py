"""What did not reach its family, and why: units that are held, reasons, and what was handed over outside the plan."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import HandOverKind, OutsideReason, ShortfallReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.coordinator_outside import offer_outside
from dashboard.pages.partner_families import item_labels
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.told import tell
from dashboard.style import draw, fragment
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.delivery.holding import free_units, held_units
from pipelines.delivery.outside import outside_hand_overs
from pipelines.reporting.view_deliveries import shortfalls

KEY = "deliveries"
NOTE = "<p class='cu-note'>{said}</p>"


def show_follow_up(desk: Desk) -> None:
    """Show what is held, why units fell short, and what left outside the plan."""
    show_held(desk)
    show_shortfalls(desk)
    show_outside(desk)


def show_held(desk: Desk) -> None:
    """Show the units that wait for a family that did not come."""
    _ = desk.words
    held = held_units(desk.office, desk.actor, desk.campaign_id)
    if isinstance(held, Refusal):
        show_refusal(held, _)
        return
    st.subheader(_("Gardé pour des familles qui ne sont pas venues"))
    if not held:
        draw(fragment(NOTE, said=_("Aucune unité n'est gardée en ce moment.")))
        return
    over = sum(row["is_over"] for row in held)
    if over and can(desk.actor, "handover.free", Scope()):
        said = _.plural(
            "Remettre {n} unité à disposition", "Remettre {n} unités à disposition", over, n=number(over, desk.language)
        )
        if st.button(said, type="primary", icon=":material/undo:", key="free_units"):
            tell(
                desk, KEY, lambda: free_units(desk.office, desk.actor, desk.campaign_id),
                lambda answer: freed_sentence(answer, _),
            )  # fmt: skip
        st.caption(_("Leur délai est passé. La trace reste, et le prochain plan pourra les attribuer."))
    items = item_labels(desk)
    rows = [
        row | {"label": items.get(row["item"], row["item"]), "why": label(ShortfallReason(row["reason"]), _)}
        for row in held
    ]
    columns = (
        Column("reference", _("Référence")), Column("label", _("Article")), Column("attempts", _("Essais"), "number"),
        Column("why", _("Motif")), Column("held_until", _("Gardé jusqu'au"), "day"),
    )  # fmt: skip
    short_table(rows, columns, _, key="gardees", file_name="unites-gardees")


def freed_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what is available again."""
    _ = words
    return _.plural(
        "{n} unité remise à disposition. Demandez à la structure de la rendre au site.",
        "{n} unités remises à disposition. Demandez aux structures de les rendre aux sites.",
        answer["freed"], n=number(answer["freed"], words.language),
    )  # fmt: skip


def show_shortfalls(desk: Desk) -> None:
    """Show why units are not with their families."""
    _ = desk.words
    found = shortfalls(desk.office, desk.actor, desk.campaign_id)
    if isinstance(found, Refusal) or not found:
        return
    st.subheader(_("Pourquoi ce n'est pas remis"))
    rows = [
        row | {"what": label(HandOverKind(row["kind"]), _), "why": label(ShortfallReason(row["reason"]), _)}
        for row in found
    ]
    columns = (
        Column("what", _("Ce qui s'est passé")), Column("why", _("Motif")), Column("units", _("Unités"), "number"),
        Column("households", _("Foyers"), "number"),
    )  # fmt: skip
    short_table(rows, columns, _, key="motifs", file_name="motifs")


def show_outside(desk: Desk) -> None:
    """Show what was handed over outside the plan, counted apart."""
    _ = desk.words
    found = outside_hand_overs(desk.office, desk.actor, desk.campaign_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    st.subheader(_("Remis hors plan"))
    count = len(found)
    said = _.plural(
        "{n} unité remise hors plan, comptée à part.", "{n} unités remises hors plan, comptées à part.", count,
        n=number(count, desk.language),
    )  # fmt: skip
    draw(fragment(NOTE, said=said if found else _("Rien n'a été remis hors plan.")))
    if found:
        items = item_labels(desk)
        rows = [
            row | {"label": items.get(row["item"], row["item"]), "why": label(OutsideReason(row["reason"]), _)}
            for row in found
        ]
        columns = (
            Column("happened_on", _("Jour"), "day"), Column("partner_name", _("Structure")), Column("label", _("Article")),
            Column("serial", _("Numéro de série")), Column("why", _("Motif")),
        )  # fmt: skip
        short_table(rows, columns, _, key="hors_plan", file_name="remis-hors-plan")
    if can(desk.actor, "handover.outside", Scope(None, desk.actor.department_code)):
        with st.expander(_("Noter une remise hors plan")):
            offer_outside(desk, KEY)
