"""One family before the data protection officer: masked first; each right is one step, its effect shown before it is done."""

from functools import partial
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import ErasureReason, OpeningReason, Role
from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.parts.bullets import bullets
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.notices import show_read_only
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.parts.views_of_page import close_button
from dashboard.wording.coordination import household_reference, who
from dashboard.wording.field_labels import FIELDS
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.privacy import SEEN, TABLES, THROUGH, state_words
from dashboard.wording.translation import Words
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.objection import record_objection
from pipelines.privacy.person import family_rows, open_person, who_saw
from pipelines.privacy.person_export import export_person, person_html, person_json
from pipelines.privacy.receipt import receipt_text

KEY = "family_rights"
OPENED_FOR: list[OpeningReason] = list(OpeningReason)
ASKED = [reason for reason in ErasureReason if reason is not ErasureReason.TIME_IS_UP]


def show_family(desk: Desk, subject_id: str) -> None:
    """Show what may be done for a family."""
    _ = desk.words
    close_button("famille", _("Chercher une autre famille"))
    show_told(desk, KEY)
    rows = family_rows(desk.office, desk.campaign_id, subject_id)
    states = sorted({state_words(row["state"], _) for row in rows})
    count = number(len(rows), desk.language)
    page_header(
        _("Foyer {reference}", reference=household_reference(subject_id)),
        _.plural("{n} demande : {states}.", "{n} demandes : {states}.", len(rows), n=count, states=", ".join(states)),
    )
    if not can(desk.actor, "erase", Scope()):
        show_read_only(_("Les droits des familles reviennent à la protection des données."), _)
        return
    show_receipt_kept(desk)
    erased = all(row["state"] == "erased" for row in rows)
    if not erased:
        offer_identity(desk, subject_id)
        offer_export(desk, subject_id)
        if any(row["state"] == "active" for row in rows):
            offer_objection(desk, subject_id)
        offer_erasure(desk, subject_id)
    show_sightings(desk, subject_id)


def offer_identity(desk: Desk, subject_id: str) -> None:
    """Open the identity for this drawing of the page only, with a reason that the journal keeps."""
    _ = desk.words
    with st.expander(
        _("Voir l'identité"), icon=":material/visibility:", key=f"identity_{subject_id}", on_change="rerun"
    ):
        reason = st.selectbox(
            _("Pour quelle raison ?"),
            OPENED_FOR,
            format_func=lambda code: label(code, _),
            key=f"why_{subject_id}",
        )
        if not st.button(_("Afficher l'identité"), key=f"open_{subject_id}"):
            st.caption(_("Votre nom, l'heure et la raison sont notés au journal."))
            return
        opened = open_person(desk.office, desk.actor, desk.campaign_id, subject_id, reason)
        if isinstance(opened, Refusal):
            show_refusal(opened, _)
            return
        columns = (
            Column("field", _("Champ"), sortable=False),
            Column("value", _("Écrit par la structure"), sortable=False),
        )
        for place, row in enumerate(opened, start=1):
            st.text(_("Demande {n}", n=number(place, desk.language)))
            lines = [
                {"field": desk.words(FIELDS.get(name, name)), "value": str(value)}
                for name, value in row["values"].items()
            ]
            paged_table(listed(lines, columns), columns, _, key=f"identity_rows_{place}", searchable=False)


def offer_export(desk: Desk, subject_id: str) -> None:
    """Offer what is kept of the family as files, each address good once."""
    _ = desk.words
    with st.expander(
        _("Lui remettre ce qui est gardé d'elle"),
        icon=":material/download:",
        key=f"given_{subject_id}",
        on_change="rerun",
    ):
        st.text(_("Ce que les structures ont écrit, ce qui a été décidé et pourquoi, qui l'a vu, et jusqu'à quand."))
        stem = f"acces_{household_reference(subject_id)}"
        fetch_links("family_export", [
            FileLink(_("Page à imprimer"), partial(exported, desk, subject_id, as_page=True), f"{stem}.html", "text/html"),
            FileLink(_("Fichier JSON"), partial(exported, desk, subject_id, as_page=False), f"{stem}.json", "application/json"),
        ])  # fmt: skip


def exported(desk: Desk, subject_id: str, *, as_page: bool) -> bytes:
    """Make the file when it is fetched.

    Raises
    ------
    CannotGoOn
        When it may not be given any more.
    """
    found = export_person(desk.office, desk.actor, desk.campaign_id, subject_id)
    if isinstance(found, Refusal):
        raise CannotGoOn(found.code, found.sentence)
    return (person_html(found) if as_page else person_json(found)).encode()


def offer_objection(desk: Desk, subject_id: str) -> None:
    """Take the family out of the ranking once that was read."""
    _ = desk.words
    with st.expander(_("Noter son opposition"), icon=":material/block:", key=f"object_{subject_id}", on_change="rerun"):
        bullets([
            _("Le foyer quitte le classement et n'y revient pas, même si une structure l'envoie encore."),
            _("Ce qui lui est attribué et n'est pas parti retourne au stock."),
            _("Ses données restent, à part, jusqu'à leur effacement."),
        ])  # fmt: skip
        if st.button(_("Noter l'opposition"), type="primary", key=f"do_object_{subject_id}"):
            verb = partial(record_objection, desk.office, desk.actor, desk.campaign_id, subject_id, dry_run=False)
            tell(desk, KEY, verb, lambda made: _.plural(
                "Opposition notée : {n} demande a quitté le classement.", "Opposition notée : {n} demandes ont quitté le classement.",
                made["requests"], n=number(made["requests"], desk.language),
            ))  # fmt: skip


def offer_erasure(desk: Desk, subject_id: str) -> None:
    """Show what would be erased, then erase once that was confirmed."""
    _ = desk.words
    with st.expander(
        _("Effacer la famille"), icon=":material/delete_forever:", key=f"erase_{subject_id}", on_change="rerun"
    ) as box:
        if not box.open:
            return
        reason = st.selectbox(_("Motif"), ASKED, format_func=lambda code: label(code, _), key=f"reason_{subject_id}")
        effect = erase_family(desk.office, desk.actor, desk.campaign_id, subject_id, reason)
        if isinstance(effect, Refusal):
            show_refusal(effect, _)
            return
        st.text(_("Voici ce qui serait effacé, sans retour possible :"))
        bullets(effect_words(effect, _))
        sure = st.checkbox(_("J'ai vérifié que c'est la bonne famille"), key=f"sure_{subject_id}")
        if st.button(_("Effacer cette famille"), type="primary", disabled=not sure, key=f"do_erase_{subject_id}"):
            done = erase_family(desk.office, desk.actor, desk.campaign_id, subject_id, reason, dry_run=False)
            st.session_state[f"{KEY}_receipt"] = None if isinstance(done, Refusal) else done
            tell(desk, KEY, lambda: done, lambda made: _("Famille effacée. Gardez le reçu : il ne contient aucun nom."))


def effect_words(effect: dict[str, Any], words: Words) -> list[str]:
    """Say what an erasure takes, and what it leaves."""
    _ = words
    language = words.language
    lines = [words(TABLES[name], n=number(count, language)) for name, count in effect["tables"].items() if count]
    lines += [
        _("clés de chiffrement détruites : {n}", n=number(effect["keys"], language)),
        _("unités rendues au stock : {n} ; déjà parties : {left}", n=number(effect["units_freed"], language),
          left=number(effect["units_left"], language)),
        _("fichiers exportés supprimés : {n}", n=number(len(effect["exports"]), language)),
        _("Restent sous pseudonyme : les besoins et le département, le rang, les attributions, le stock et le journal."),
    ]  # fmt: skip
    return lines


def show_receipt_kept(desk: Desk) -> None:
    """Offer the receipt of the erasure that was just done."""
    _ = desk.words
    receipt = st.session_state.get(f"{KEY}_receipt")
    if receipt:
        text = receipt_text(receipt).encode()
        fetch_links("erasure_receipt", [
            FileLink(_("Reçu d'effacement"), lambda: text, f"effacement_{receipt['erasure_id']}.txt", "text/plain"),
        ])  # fmt: skip


def show_sightings(desk: Desk, subject_id: str) -> None:
    """Show who saw the family, newest first."""
    _ = words = desk.words
    st.subheader(_("Qui a vu cette famille ?"))
    seen = who_saw(desk.office, desk.actor, desk.campaign_id, subject_id)
    if isinstance(seen, Refusal):
        show_refusal(seen, _)
        return
    if not seen:
        st.caption(_("Personne encore."))
        return
    columns = (
        Column("happened_at", _("Quand"), "moment", sortable=False), Column("who", _("Qui"), sortable=False),
        Column("did", _("Ce qui a été fait"), sortable=False),
        Column("through", _("Par"), sortable=False),
    )  # fmt: skip
    rows = [
        {
            "happened_at": entry["happened_at"], "who": f"{who(entry['actor_id'], _)} ({label(Role(entry['role']), _)})",
            "did": words(SEEN[entry["action"]]), "through": words(THROUGH[entry["through"]]),
        }
        for entry in seen
    ]  # fmt: skip
    paged_table(listed(rows, columns), columns, _, key="sightings", file_name="qui-a-vu", searchable=False)
