"""Sends the messages that somebody has read: by the organisation's mail server where one is named, else as `.eml` files to open.

It must never write a text: what leaves is what was reviewed, word for word.
"""

import os
import smtplib
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import MessageState
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.messages import messages
from pipelines.delivery.note import safe_stem
from pipelines.office import Office
from pipelines.partners import partner_contacts
from pipelines.store.port import Row, Session

# `host:port` of the organisation's mail server, and the address that messages come from.
SERVER, SENDER = "CONNEXION_SMTP", "CONNEXION_MAIL_FROM"
NO_REPLY = "ne-pas-repondre@connexion-urgence.invalid"
PATIENCE_S = 30


def send_messages(office: Office, actor: Actor, campaign_id: str, batch_id: str) -> Row | Refusal:
    """Send what is left of a batch. Sent again, it sends only what has not left.

    Returns
    -------
    dict or Refusal
        `sent` (by the server) or `written` (files, under `messages/` of the organisation's folder), and `nobody`.
    """
    refusal = check_can(actor, "message.send", Scope())
    found = refusal or messages(office, actor, campaign_id)
    if isinstance(found, Refusal):
        return found
    batch = [row for row in found if row["batch_id"] == batch_id]
    drafts = [row for row in batch if row["state"] == MessageState.DRAFT]
    with office.store.reading() as session:
        contacts = partner_contacts(office, session)
    server = os.environ.get(SERVER, "")
    try:
        deliver_all(office, drafts, contacts, server)
    except OSError:
        return server_silent(server)
    state = MessageState.SENT if server else MessageState.WRITTEN

    def write(session: Session) -> Effect:
        for row in drafts:
            session.run("delivery/move_message", {
                "campaign_id": campaign_id, "message_id": row["message_id"], "state": state.value,
                "sent_at": office.clock(), "sent_by": actor.user_id, "state_before": MessageState.DRAFT.value,
            })  # fmt: skip
        nobody = sum(row["state"] == MessageState.NOBODY for row in batch)
        answer = {state.value: len(drafts), "nobody": nobody}
        return Effect(answer, batch_id, answer)

    key = f"message.send:{batch_id}:{'|'.join(row['message_id'] for row in drafts)}"
    return perform(office, Command("message.send", actor, campaign_id, key, {"batch_id": batch_id}), write)


def deliver_all(office: Office, drafts: Sequence[Row], contacts: dict[str, Row], server: str) -> None:
    """Hand every message to the server, or write it as a file of its own."""
    letters = [(row, letter(row, str(contacts[row["partner_id"]]["email"]))) for row in drafts]
    if server:
        host, _, port = server.partition(":")
        with smtplib.SMTP(host, int(port or 25), timeout=PATIENCE_S) as line:
            for _row, made in letters:
                line.send_message(made)
        return
    for row, made in letters:
        folder = office.home / "messages" / row["batch_id"]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / f"{safe_stem(str(row['partner_code']))}.eml").write_bytes(made.as_bytes(policy=SMTP))


def letter(row: Row, address: str) -> EmailMessage:
    """Return one message as mail; its id is always the same, so that a double is known as one."""
    made = EmailMessage()
    made["Subject"], made["To"] = row["subject"], address
    made["From"] = os.environ.get(SENDER, NO_REPLY)
    made["Message-ID"] = f"<{row['message_id']}@connexion-urgence.invalid>"
    made.set_content(row["body"])
    return made


def server_silent(server: str) -> Refusal:
    """Say that the mail server does not answer."""
    return Refusal(
        "no_mail_server",
        Sentence(
            f"Le serveur de courrier « {server} » ne répond pas. Les messages restent à envoyer ; réessayez, ou retirez {SERVER} pour "
            "obtenir des fichiers.",
            f"Mail server “{server}” does not answer. The messages still wait; try again, or unset {SERVER} to get files.",
        ),
    )
