"""Lots: what was announced, what came, what waits for inspection; one lot's card with its next steps and its trace."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import Grade, LotCloseReason, LotOrigin, MovementCategory, Side
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.coordinator_stock_route import route_form, show_devices, show_route
from dashboard.parts.badges import badge, badge_text, show_badges
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.stock_names import names_of
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.parts.views_of_page import close_button, list_or_one
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, number
from dashboard.wording.stock_words import move_reason
from pipelines.campaigns_desk import campaign_policy
from pipelines.partners import list_sites
from pipelines.stock.lots import close_lot, inspect_lot, list_lots, receive_lot, redirect_lot, refuse_shipment
from pipelines.stock.trace import lot_trace

KEY = "lots"
Lot = dict[str, Any]


def show_lots(desk: Desk) -> None:
    """Show the lots, or the one that was opened."""
    lots = list_lots(desk.office, desk.actor, desk.campaign_id)
    if isinstance(lots, Refusal):
        show_refusal(lots, desk.words)
        return
    list_or_one(
        "lot", {lot["lot_id"] for lot in lots}, lambda: show_all(desk, lots), lambda lot_id: show_one(desk, lot_id)
    )


def show_all(desk: Desk, lots: list[Lot]) -> str | None:
    """Show the lots, those that call for a step first; return the one picked."""
    _ = desk.words
    waiting = [lot for lot in lots if lot["to_inspect"] or lot["still_expected"]]
    page_header(
        _("Quels lots arrivent, et où en sont-ils ?"),
        _.plural("{n} lot attend une étape.", "{n} lots attendent une étape.", len(waiting), n=len(waiting))
        if lots else _("Aucun lot n'est annoncé."),
        note=_("Annoncé, puis arrivé, puis contrôlé : seules les unités contrôlées peuvent être attribuées."),
    )  # fmt: skip
    show_told(desk, KEY)
    if not lots:
        show_empty(
            EmptyState(
                title=_("Aucun lot"),
                purpose=_("Un lot dit qui donne ou vend quoi, pour quel site et quel jour. Rien n'est compté avant son arrivée."),
                next_step=_("Dans la vue « Importer », ajoutez un fichier de lots annoncés."),
            ),
            key="lots_empty",
        )  # fmt: skip
        return None
    names = names_of(desk)
    columns = (
        Column("code", _("Lot")),
        Column("said", _("État"), "badge"),
        Column("label", _("Article")),
        Column("site_name", _("Site")),
        Column("announced_count", _("Annoncé"), "number"),
        Column("received", _("Reçu"), "number"),
        Column("to_inspect", _("À contrôler"), "number"),
        Column("allocatable", _("Attribuable"), "number"),
        Column("expected_on", _("Attendu le"), "day"),
        Column("donor", _("Donateur")),
        Column("wave", _("Vague")),
    )
    ordered = sorted(lots, key=lambda lot: (not lot["to_inspect"], not lot["still_expected"], lot["code"]))
    rows = [
        lot | {"label": names.get(lot["item"], lot["item"]), "said": badge_text(lot["state"], _)} for lot in ordered
    ]
    st.caption(_("Cliquez sur un lot pour noter une étape ou voir sa trace."))
    chosen = paged_table(listed(rows, columns), columns, _, key="lots", file_name="lots", opens=True)
    return None if chosen is None else str(chosen["lot_id"])


def show_one(desk: Desk, lot_id: str) -> None:
    """Show one lot's card."""
    _ = desk.words
    close_button("lot", _("Tous les lots"))
    lot = lot_trace(desk.office, desk.actor, desk.campaign_id, lot_id)
    if isinstance(lot, Refusal):
        show_refusal(lot, _)
        return
    names = names_of(desk)
    page_header(
        _("Lot {code} : {item}, {site}", code=lot["code"], item=names.get(lot["item"], lot["item"]), site=lot["site_name"]),
        lot_sentence(desk, lot),
    )  # fmt: skip
    show_told(desk, KEY)
    show_badges([badge(lot["state"], _), badge(LotOrigin(lot["origin"]), _)])
    counts = (
        ("received", _("Reçu"), "ink"), ("to_inspect", _("À contrôler"), "need"), ("allocatable", _("Attribuable"), "served"),
        ("reserved", _("Réservé"), "need"), ("in_transit", _("En chemin"), "waiting"), ("handed_over", _("Remis"), "served"), ("lost", _("Perdu"), "gap"),
        ("returned_supplier", _("Rendu au fournisseur"), "waiting"),
    )  # fmt: skip
    big_numbers([Figure(number(lot[name], desk.language), word, tone=tone) for name, word, tone in counts])
    show_route(desk, lot)
    route_form(desk, lot, KEY)
    for step in lot["steps"]:
        if step in STEPS:
            STEPS[step](desk, lot)
    show_devices(desk, lot)
    show_trace(desk, lot)


def lot_sentence(desk: Desk, lot: Lot) -> str:
    """Say who gives it, and what may still come."""
    _ = desk.words
    who = _("Donné ou vendu par {donor}. ", donor=lot["donor"]) if lot["donor"] else ""
    coming = _.plural(
        "{n} unité encore attendue le {on}.", "{n} unités encore attendues le {on}.", lot["still_expected"],
        n=number(lot["still_expected"], desk.language), on=day(lot["expected_on"], desk.language),
    )  # fmt: skip
    return who + (coming if lot["still_expected"] else _("Plus rien n'est attendu."))


def may(desk: Desk, action: str) -> bool:
    """Tell whether the reader may take a step; the pipelines check it again."""
    return can(desk.actor, action, Scope())


def receive_form(desk: Desk, lot: Lot) -> None:
    """Note an arrival."""
    _ = desk.words
    if not may(desk, "lot.receive"):
        return
    with st.form(f"receive_{lot['lot_id']}"):
        count = st.number_input(_("Unités arrivées"), min_value=1, value=max(1, lot["still_expected"]), step=1)
        if st.form_submit_button(_("Noter l'arrivée"), type="primary" if not lot["to_inspect"] else "secondary"):
            tell(
                desk, KEY,
                lambda: receive_lot(desk.office, desk.actor, desk.campaign_id, lot["lot_id"], int(count), key=str(lot["version"])),
                lambda answer: _("Arrivée notée : {n}. Contrôlez ces unités pour qu'elles puissent être attribuées.",
                                 n=number(answer["received"], desk.language)),
            )  # fmt: skip


def inspect_form(desk: Desk, lot: Lot) -> None:
    """Grade what waits."""
    _ = desk.words
    if not may(desk, "lot.inspect"):
        return
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    sides = {} if isinstance(policy, Refusal) else {item.code: item.side for item in policy.items}
    device = sides.get(lot["item"]) is Side.DEVICE
    with st.form(f"inspect_{lot['lot_id']}"):
        st.markdown(_("**Contrôle : combien d'unités dans chaque état ?**"))
        grades = {}
        for place, grade in enumerate(reversed(Grade) if device else [None]):
            word = label(grade, _) if grade else _("Unités bonnes")
            value = lot["to_inspect"] if not device and not place else 0
            grades[grade.value if grade else ""] = int(
                st.number_input(word, min_value=0, value=value, step=1, key=f"grade_{lot['lot_id']}_{grade}")
            )
        wiping = st.text_input(
            _("Référence du certificat d'effacement"), value=lot["wiping_ref"], max_chars=100,
            help=_("Obligatoire pour un appareil donné."),
        ) if device else ""  # fmt: skip
        if st.form_submit_button(_("Valider le contrôle"), type="primary"):
            chosen = {grade: count for grade, count in grades.items() if count}
            tell(
                desk, KEY,
                lambda: inspect_lot(desk.office, desk.actor, desk.campaign_id, lot["lot_id"], chosen or {"": 0},
                                    wiping_ref=wiping.strip(), key=str(lot["version"])),
                lambda answer: _("Contrôlé : {n}. Reste à contrôler : {left}. Un plan peut maintenant attribuer ces unités.",
                                 n=number(answer["inspected"], desk.language), left=number(answer["to_inspect"], desk.language)),
            )  # fmt: skip


def refuse_form(desk: Desk, lot: Lot) -> None:
    """Send units that wait back to whoever sent them."""
    _ = desk.words
    if not may(desk, "lot.refuse"):
        return
    with st.expander(_("Renvoyer au fournisseur")), st.form(f"refuse_{lot['lot_id']}"):
        count = st.number_input(
            _("Unités renvoyées"), min_value=1, max_value=max(1, lot["to_inspect"]), value=1, step=1
        )
        if st.form_submit_button(_("Renvoyer ces unités")):
            tell(
                desk, KEY,
                lambda: refuse_shipment(desk.office, desk.actor, desk.campaign_id, lot["lot_id"], int(count), key=str(lot["version"])),
                lambda answer: _("Renvoyé : {n}.", n=number(answer["refused"], desk.language)),
            )  # fmt: skip


def redirect_form(desk: Desk, lot: Lot) -> None:
    """Send what has not come to another site."""
    _ = desk.words
    sites = list_sites(desk.office, desk.actor)
    if not may(desk, "lot.redirect") or isinstance(sites, Refusal) or not lot["still_expected"]:
        return
    names = {
        site["code"]: site["name"] for site in sites if site["closed_at"] is None and site["code"] != lot["site_code"]
    }
    if not names:
        return
    with st.expander(_("Rediriger vers un autre site")), st.form(f"redirect_{lot['lot_id']}"):
        code = st.selectbox(_("Site"), list(names), format_func=lambda code: names[code])
        if st.form_submit_button(_("Rediriger ce lot")):
            tell(
                desk, KEY,
                lambda: redirect_lot(desk.office, desk.actor, desk.campaign_id, lot["lot_id"], str(code)),
                lambda answer: _("Lot redirigé. Prévenez le transporteur."),
            )  # fmt: skip


def close_form(desk: Desk, lot: Lot) -> None:
    """Say that the rest will not come."""
    _ = desk.words
    if not may(desk, "lot.close") or not lot["still_expected"]:
        return
    with st.expander(_("Le reste ne viendra pas")), st.form(f"close_{lot['lot_id']}"):
        reason = st.selectbox(_("Pourquoi"), list(LotCloseReason), format_func=lambda code: label(code, _))
        if st.form_submit_button(_("Clore ce lot")):
            tell(
                desk, KEY,
                lambda: close_lot(desk.office, desk.actor, desk.campaign_id, lot["lot_id"], LotCloseReason(str(reason))),
                lambda answer: _("Lot clos. Unités qui ne viendront pas : {n}.", n=number(answer["missing"], desk.language)),
            )  # fmt: skip


STEPS = {
    "inspect": inspect_form, "receive": receive_form, "refuse": refuse_form, "redirect": redirect_form, "close": close_form,
}  # fmt: skip


def show_trace(desk: Desk, lot: Lot) -> None:
    """Show what became of the lot: for its donor, in units and departments."""
    _ = desk.words
    st.subheader(_("Ce que ce lot est devenu"))
    shown = [f"{row['department_code']} : {number(row['units'], desk.language)}" for row in lot["departments"]]
    shown += [_("ailleurs : {n}", n=number(lot["elsewhere"], desk.language))] if lot["elsewhere"] else []
    st.markdown(_("Remis aux familles, par département : {places}.", places=", ".join(shown)) if shown
                else _("Rien de ce lot n'a encore été remis à une famille."))  # fmt: skip
    columns = (
        Column("happened_on", _("Quand"), "day"),
        Column("category", _("Mouvement")),
        Column("why", _("Pourquoi")),
        Column("units", _("Unités"), "number"),
        Column("grade_word", _("État")),
        Column("site_name", _("Site")),
    )
    rows = [
        event | {"category": label(MovementCategory(event["category"]), _), "why": move_reason(event["reason"], _),
                 "grade_word": label(Grade(event["grade"]), _) if event["grade"] else ""}
        for event in lot["events"]
    ]  # fmt: skip
    if rows:
        paged_table(
            listed(rows, columns), columns, _, key="lot_trace", file_name=f"lot-{lot['code']}", searchable=False
        )
