"""What is coming to a structure, its delivery notes, and the note that comes back with what was handed over."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.partner_families import item_labels
from dashboard.parts.drop import file_drop
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.export import CSV_TYPE, PDF_TYPE, XLSX_TYPE
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.told import show_told, tell
from dashboard.style import draw, fragment, joined
from dashboard.wording.numbers import number
from dashboard.wording.quantities import Quantity, quantity_word
from dashboard.wording.translation import Words
from pipelines.delivery.round_trip import record_handover
from pipelines.reporting.view_notes import one_note
from pipelines.reporting.view_partner import partner_deliveries

KEY = "partner_handover"
NOW_AT = (Quantity.GRANTED, Quantity.RELEASED, Quantity.DELIVERED, Quantity.HANDED_OVER, Quantity.RETURNED)


def show_deliveries(desk: Desk) -> None:
    """Show what each site prepares, its note, and the place where the note comes back."""
    _ = desk.words
    units = partner_deliveries(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "")
    if isinstance(units, Refusal):
        show_refusal(units, _)
        return
    page_header(_("Quel matériel arrive, et pour qui ?"), deliveries_sentence(units, _))
    show_told(desk, KEY)
    if not units:
        show_empty(
            EmptyState(
                title=_("Aucun matériel attribué pour l'instant"),
                purpose=_(
                    "Dès qu'un plan est adopté, le matériel de vos familles apparaît ici avec son bon de livraison."
                ),
            ),
            key="deliveries_empty",
        )
        return
    for place, rows in groupby(units, key=lambda row: (row["plan_id"], row["site_code"], row["site_name"])):
        show_site(desk, place, list(rows))
    show_return(desk)


def deliveries_sentence(units: list[dict[str, Any]], words: Words) -> str:
    """Say how many units are still to come and to hand over."""
    _ = words
    sums = {quantity: number(sum(row[quantity] for row in units), words.language) for quantity in NOW_AT}
    return _(
        "Unités en préparation : {granted}, en route : {released}, arrivées chez vous : {delivered}, remises aux familles : {handed_over}.",
        **{str(quantity): said for quantity, said in sums.items()},
    )


def show_site(desk: Desk, place: tuple[str, str, str], rows: list[dict[str, Any]]) -> None:
    """Show what one site gives under one plan, and its note."""
    _ = desk.words
    plan_id, site_code, site_name = place
    labels = item_labels(desk)
    st.subheader(_("Depuis {site}", site=site_name))
    columns = (
        Column("label", _("Matériel")),
        *(Column(str(quantity), quantity_word(quantity, _), "number") for quantity in NOW_AT),
    )
    short_table(
        [row | {"label": labels.get(row["item"], row["item"])} for row in rows],
        columns,
        _,
        key=f"site_{plan_id}_{site_code}",
    )
    fetch_links(f"note_{plan_id}_{site_code}", note_links(desk, plan_id, rows[0]))


def note_links(desk: Desk, plan_id: str, row: Mapping[str, Any]) -> list[FileLink]:
    """Return the links to one delivery note."""
    _ = desk.words
    place = (row["site_code"], row["partner_code"], desk.actor.partner_id or "")
    name = f"bon-de-livraison-{row['site_code']}"

    def paper(kind: str) -> bytes:
        return one_note(desk.office, desk.actor, desk.campaign_id, plan_id, place, kind)

    return [
        FileLink(_("Bon à imprimer (PDF)"), lambda: paper("pdf"), f"{name}.pdf", PDF_TYPE),
        FileLink(_("Bon à remplir (XLSX)"), lambda: paper("xlsx"), f"{name}.xlsx", XLSX_TYPE),
        FileLink(_("Bon de livraison (CSV)"), lambda: paper("csv"), f"{name}.csv", CSV_TYPE),
        FileLink(_("Conventions de prêt"), lambda: paper("agreement"), f"conventions-{row['site_code']}.pdf", PDF_TYPE),
        FileLink(_("Lettres aux familles"), lambda: paper("letter"), f"lettres-{row['site_code']}.pdf", PDF_TYPE),
    ]


def show_return(desk: Desk) -> None:
    """Take back a filled delivery note."""
    _ = desk.words
    st.subheader(_("Noter ce qui a été remis"))
    said = _(
        "Touchez chaque famille sur la page « Remises », ou écrivez dans la colonne « statut » du bon, puis déposez-le ici."
    )
    draw(fragment("<p>{said}</p>", said=said))
    link_to(desk, "remises", _("Noter les remises"), icon=":material/handshake:")
    file = file_drop(_("Le bon de livraison rempli"), _, key="handover_file", kinds=("xlsx", "csv", "ods"))
    if file is not None and st.button(
        _("Noter les remises de « {name} »", name=file.name), type="primary", key="handover"
    ):
        tell(desk, KEY, lambda: recorded(desk, file.getvalue(), file.name), lambda answer: handover_sentence(answer, _))
    show_errors(desk)


def recorded(desk: Desk, data: bytes, name: str) -> dict[str, Any] | Refusal:
    """Record a note, and keep the lines that were not understood in view."""
    answer = record_handover(desk.office, desk.actor, desk.campaign_id, data, name)
    st.session_state["handover_errors"] = [] if isinstance(answer, Refusal) else answer["errors"]
    return answer


def handover_sentence(answer: Mapping[str, Any], words: Words) -> str:
    """Say what a note changed, in three numbers."""
    _ = words
    n = {name: number(answer[name], words.language) for name in ("updated", "unchanged", "waiting")}
    errors = number(len(answer["errors"]), words.language)
    return _(
        "Remises notées : {updated}, déjà notées : {unchanged}, en attente : {waiting}, lignes à revoir : {errors}.",
        errors=errors, **n,
    )  # fmt: skip


def show_errors(desk: Desk) -> None:
    """List the lines of the last note that were not understood."""
    errors = st.session_state.get("handover_errors") or []
    _ = desk.words
    lines = [
        fragment(
            "<li>{said}</li>",
            said=_("Ligne {row} : {said}", row=number(error["row"], desk.language), said=error[desk.language]),
        )
        for error in errors
    ]
    if lines:
        draw(fragment("<ul>{lines}</ul>", lines=joined(lines)))
