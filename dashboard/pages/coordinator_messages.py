"""Telling the structures: messages prepared, read here one by one, left out or sent. No figure changes by it."""

from functools import partial
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import MessageState
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.told import tell
from dashboard.style import draw, fragment, joined
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.delivery.mailing import send_messages
from pipelines.delivery.messages import leave_out, messages, prepare_messages

KEY = "deliveries"
DRAFTS_SHOWN = 25
NOTE = "<p class='cu-note'>{said}</p>"


def show_messages(desk: Desk) -> None:
    """Show the batch that waits for a reading, and what was sent before."""
    _ = desk.words
    found = messages(desk.office, desk.actor, desk.campaign_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    draw(
        fragment(
            NOTE,
            said=_(
                "Prévenir est une étape à part : rien ne part avant votre lecture, et aucun message ne contient de nom."
            ),
        )
    )
    if st.button(_("Préparer les messages"), icon=":material/edit_note:", key="prepare_messages"):
        tell(
            desk, KEY, lambda: prepare_messages(desk.office, desk.actor, desk.campaign_id),
            lambda answer: prepared_sentence(answer, _),
        )  # fmt: skip
    show_nobody(desk, [row for row in found if row["state"] == MessageState.NOBODY])
    drafts = [row for row in found if row["state"] == MessageState.DRAFT]
    for batch_id in dict.fromkeys(row["batch_id"] for row in drafts):
        show_batch(desk, batch_id, [row for row in drafts if row["batch_id"] == batch_id])
    gone = [
        row | {"label": label(MessageState(row["state"]), _)} for row in found if row["state"] != MessageState.DRAFT
    ]
    if gone:
        st.subheader(_("Messages d'avant"))
        columns = (
            Column("partner_name", _("Structure")), Column("subject", _("Objet")), Column("label", _("État")),
            Column("prepared_at", _("Préparé"), "moment"), Column("sent_at", _("Parti"), "moment"),
        )  # fmt: skip
        short_table(gone, columns, _, key="messages", file_name="messages")


def prepared_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say how many messages wait for a reading."""
    _ = words
    n = {name: number(answer[name], words.language) for name in ("drafts", "nobody", "unchanged")}
    return _("Messages à relire : {drafts} ; structures sans adresse : {nobody} ; déjà prévenues : {unchanged}.", **n)


def show_nobody(desk: Desk, rows: list[dict[str, Any]]) -> None:
    """Alert about structures that nobody can write to."""
    _ = desk.words
    names = sorted({row["partner_name"] for row in rows})
    if not names:
        return
    said = _.plural(
        "{n} structure n'a pas d'adresse : personne n'y sera prévenu. Ajoutez l'adresse, ou téléphonez.",
        "{n} structures n'ont pas d'adresse : personne n'y sera prévenu. Ajoutez l'adresse, ou téléphonez.",
        len(names), n=number(len(names), desk.language),
    )  # fmt: skip
    lines = joined([fragment("<li>{name}</li>", name=name) for name in names])
    st.warning(said, icon=":material/notifications_off:")
    draw(fragment("<ul>{lines}</ul>", lines=lines))


def show_batch(desk: Desk, batch_id: str, drafts: list[dict[str, Any]]) -> None:
    """Show each message to read, and the button that sends them."""
    _ = desk.words
    st.subheader(_("À relire"))
    for row in drafts[:DRAFTS_SHOWN]:
        with st.expander(f"{row['partner_name']} · {row['subject']}"):
            st.text(row["body"])
            if st.button(_("Ne pas envoyer à cette structure"), key=f"leave_{row['message_id']}"):
                tell(
                    desk, KEY, partial(leave_out, desk.office, desk.actor, desk.campaign_id, row["message_id"]),
                    lambda answer: _("Ce message ne partira pas ; il reste dans l'historique."),
                )  # fmt: skip
    if len(drafts) > DRAFTS_SHOWN:
        st.caption(
            _.plural(
                "{n} autre dit la même chose avec ses nombres.", "{n} autres disent la même chose avec leurs nombres.",
                len(drafts) - DRAFTS_SHOWN, n=number(len(drafts) - DRAFTS_SHOWN, desk.language),
            )
        )  # fmt: skip
    if not can(desk.actor, "message.send", Scope()):
        return
    said = _.plural("Envoyer {n} message", "Envoyer {n} messages", len(drafts), n=number(len(drafts), desk.language))
    if st.button(said, type="primary", icon=":material/send:", key=f"send_{batch_id}"):
        tell(
            desk, KEY, lambda: send_messages(desk.office, desk.actor, desk.campaign_id, batch_id),
            lambda answer: sent_sentence(answer, _),
        )  # fmt: skip


def sent_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say how the messages left."""
    _ = words
    if "sent" in answer:
        return _.plural(
            "{n} message parti.", "{n} messages partis.", answer["sent"], n=number(answer["sent"], words.language)
        )
    return _.plural(
        "{n} message écrit dans le dossier « messages » : ouvrez-le avec votre messagerie pour l'envoyer.",
        "{n} messages écrits dans le dossier « messages » : ouvrez-les avec votre messagerie pour les envoyer.",
        answer["written"], n=number(answer["written"], words.language),
    )  # fmt: skip
