"""Delivery notes: chosen by site and structure, fetched once each, and read again when they come back."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.export import CSV_TYPE, PDF_TYPE, XLSX_TYPE
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.go_buttons import go_button
from dashboard.parts.listed import listed
from dashboard.parts.notices import show_done, show_read_only
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import tell
from dashboard.style import draw, fragment
from dashboard.wording.numbers import day, number
from dashboard.wording.translation import Words
from pipelines.delivery.recharges import recharge_file
from pipelines.delivery.references import note_reference
from pipelines.delivery.round_trip import record_handover
from pipelines.delivery.shipments import ship_note
from pipelines.reporting.view_notes import may_export_notes, notes_archive, one_note

KEY = "deliveries"
NOTE = "<p class='cu-note'>{said}</p>"


def show_notes(desk: Desk, plan_id: str, board: dict[str, Any]) -> None:
    """Show one line a site and structure, and the links to its note."""
    _ = desk.words
    refusal = may_export_notes(desk.actor)
    if refusal is None:
        show_all_notes(desk, plan_id)
    columns = (
        Column("site_name", _("Site")),
        Column("partner_name", _("Structure")),
        Column("households", _("Foyers"), "number"),
        Column("units", _("Unités"), "number"),
        Column("released", _("Libérées"), "number"),
        Column("handed_over", _("Remises"), "number"),
    )
    place = st.container()
    picked = paged_table(
        listed(board["pairs"], columns), columns, _, key="bons", file_name="livraisons-par-structure", opens=True
    )
    with place:
        if refusal is not None:
            show_read_only(_.of(refusal.sentence), _)
        elif picked is None:
            draw(fragment(NOTE, said=_("Choisissez une ligne du tableau pour obtenir son bon.")))
        else:
            show_one_note(desk, plan_id, picked)


def show_all_notes(desk: Desk, plan_id: str) -> None:
    """Show the link to every note at once."""
    _ = desk.words
    draw(
        fragment(
            NOTE, said=_("Les bons portent des noms : chaque lien sert une fois, et sa lecture est notée au journal.")
        )
    )
    links = [
        FileLink(_("Tous les bons (ZIP)"), lambda: notes_archive(desk.office, desk.actor, desk.campaign_id, plan_id), "bons.zip",
                 "application/zip")
    ]  # fmt: skip
    if can(desk.actor, "recharge.export", Scope()):
        links.append(
            FileLink(_("Recharges pour l'opérateur (CSV)"), lambda: operator_file(desk), "recharges.csv", CSV_TYPE)
        )
    fetch_links("all_notes", links)


def operator_file(desk: Desk) -> bytes:
    """Return the operator's file; journalled when it is fetched."""
    made = recharge_file(desk.office, desk.actor, desk.campaign_id)
    if isinstance(made, Refusal):
        raise CannotGoOn(made.code, made.sentence)
    return bytes(made["content"])


def show_one_note(desk: Desk, plan_id: str, pair: Any) -> None:
    """Show the links to the note of one site and structure."""
    _ = desk.words
    place = (pair["site_code"], pair["partner_code"], pair["partner_id"])
    said = _("Bon de {site} pour {partner} :", site=pair["site_name"], partner=pair["partner_name"])
    draw(fragment("<p class='cu-sum'>{said}</p>", said=said))
    stem = f"bon-{pair['site_code']}-{pair['partner_code']}"

    def paper(kind: str) -> bytes:
        return one_note(desk.office, desk.actor, desk.campaign_id, plan_id, place, kind)

    papers = (
        ("pdf", _("Bon à imprimer (PDF)"), f"{stem}.pdf", PDF_TYPE),
        ("xlsx", _("Bon à remplir (XLSX)"), f"{stem}.xlsx", XLSX_TYPE),
        ("csv", _("Bon en CSV"), f"{stem}.csv", CSV_TYPE),
        ("pick", _("Liste de préparation"), f"preparation-{stem}.pdf", PDF_TYPE),
        ("labels", _("Étiquettes"), f"etiquettes-{stem}.pdf", PDF_TYPE),
        ("agreement", _("Conventions de prêt"), f"conventions-{stem}.pdf", PDF_TYPE),
        ("gift", _("Certificats de don"), f"certificats-{stem}.pdf", PDF_TYPE),
        ("letter", _("Lettres aux familles"), f"lettres-{stem}.pdf", PDF_TYPE),
    )
    fetch_links("one_note", [FileLink(label, partial(paper, kind), name, media) for kind, label, name, media in papers])
    offer_shipping(desk, plan_id, pair)
    say_what_follows(desk, plan_id, pair)


def say_what_follows(desk: Desk, plan_id: str, pair: Any) -> None:
    """Say where the parcel is, and open the page where what comes next is noted."""
    _ = desk.words
    said, verb = "", ""
    if pair["on_the_way"]:
        said, verb = on_the_way_sentence(pair, _), _("Noter la livraison")
    elif pair["to_ship"]:
        return
    elif pair["delivered"] > pair["handed_over"]:
        said, verb = _("Le colis est arrivé : il reste à remettre ce qu'il contient."), _("Noter les remises")
    elif pair["released"]:
        said = _("Tout ce qui a été libéré pour cette structure est remis.")
    else:
        said = _("Rien n'est encore libéré pour cette structure : libérez d'abord ce qui peut partir.")
    draw(fragment(NOTE, said=said))
    if verb:
        reference = note_reference(plan_id, pair["site_id"], pair["partner_id"])
        go_button(desk, "remises", verb, key="follow_note", bon=reference)


def on_the_way_sentence(pair: Any, words: Words) -> str:
    """Say since when a parcel is on the way."""
    _ = words
    return _.plural(
        "Parti le {day} : {n} unité en route. À l'arrivée, la structure compte le colis et note « livré ».",
        "Parti le {day} : {n} unités en route. À l'arrivée, la structure compte le colis et note « livré ».",
        pair["on_the_way"], n=number(pair["on_the_way"], words.language), day=day(pair["shipped_on"], words.language),
    )  # fmt: skip


def offer_shipping(desk: Desk, plan_id: str, pair: Any) -> None:
    """Let the parcel of one site and structure leave; what has left is not offered again."""
    _ = desk.words
    scope = Scope(None, pair["department_code"])
    if not can(desk.actor, "delivery.ship", scope) or not pair["to_ship"]:
        return
    label = _("Noter l'expédition vers {partner}", partner=pair["partner_name"])
    if st.button(label, icon=":material/local_shipping:", key="ship_note"):
        place = (plan_id, pair["site_code"], pair["partner_code"])
        tell(
            desk, KEY, lambda: ship_note(desk.office, desk.actor, desk.campaign_id, *place),
            lambda answer: shipped_sentence(answer, _),
        )  # fmt: skip


def shipped_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say how many units left."""
    _ = words
    return _.plural(
        "{n} unité expédiée. À l'arrivée, la structure compte le colis et note « livré ».",
        "{n} unités expédiées. À l'arrivée, la structure compte le colis et note « livré ».",
        answer["shipped"], n=number(answer["shipped"], words.language),
    )  # fmt: skip


def show_return(desk: Desk) -> None:
    """Read a note that came back, and say what each line became."""
    _ = desk.words
    said = _(
        "Seules les colonnes « référence », « statut », « date » et « numéro de série » sont lues, d'un bon ou d'un opérateur. Deux fois ne change rien."
    )
    draw(fragment(NOTE, said=said))
    file = file_drop(_("Bon rempli"), _, key="note_back", kinds=("csv", "xlsx", "ods"))
    if file is None:
        return
    if st.button(_("Noter les remises de « {name} »", name=file.name), type="primary", key="record_handover"):
        with st.spinner(_("Lecture du bon…")):
            answer = record_handover(desk.office, desk.actor, desk.campaign_id, file.getvalue(), file.name)
        # The numbers above were read before: they are drawn again, and the answer stays in view.
        st.session_state["handover"] = (file.file_id, answer)
        st.rerun()
    kept = st.session_state.get("handover")
    if kept is not None and kept[0] == file.file_id:
        show_buckets(desk, kept[1])


def show_buckets(desk: Desk, answer: dict[str, Any] | Refusal) -> None:
    """Show what was updated, what was known already, what waits, and the lines to correct."""
    _ = desk.words
    if isinstance(answer, Refusal):
        show_refusal(answer, _)
        return
    wrong = _("Bon lu. Les lignes en erreur n'ont rien changé : corrigez-les, puis redéposez le bon entier.")
    show_done(wrong if answer["errors"] else _("Bon lu : aucune ligne en erreur."), _)
    big_numbers(buckets(answer, _))
    if answer["errors"]:
        rows = [
            {
                _("Ligne"): number(fault["row"], desk.language),
                _("Code"): fault["code"],
                _("Ce qui manque"): fault[desk.language],
            }
            for fault in answer["errors"]
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def buckets(answer: dict[str, Any], words: Words) -> list[Figure]:
    """Return the buckets as figures."""
    _ = words
    language = words.language
    return [
        Figure(number(answer["updated"], language), _("mises à jour"), _("lignes notées"), "served"),
        Figure(number(answer["unchanged"], language), _("inchangées"), _("déjà notées"), "waiting"),
        Figure(number(answer["waiting"], language), _("en attente"), _("lignes sans statut"), "need"),
        Figure(number(len(answer["errors"]), language), _("en erreur"), _("à corriger sur le bon"), "gap"),
    ]
