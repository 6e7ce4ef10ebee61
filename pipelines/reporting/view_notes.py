"""Delivery notes as the screens hand them over: one note, or all of them in one archive.

The names are read when the file is fetched, and journalled then, like any export of notes.
"""

import io
import zipfile

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.delivery.notes import Note, delivery_notes, note_csv, note_xlsx
from pipelines.office import Office


def may_export_notes(actor: Actor) -> Refusal | None:
    """Return why the actor may not fetch delivery notes, or None."""
    return check_can(actor, "delivery.export", Scope(None, actor.department_code))


def notes_archive(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> bytes:
    """Return every note of an adopted plan, CSV and XLSX, in one ZIP.

    Raises
    ------
    CannotGoOn
        When the notes may not be read, or the plan is gone.
    """
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for note in readable(delivery_notes(office, actor, campaign_id, plan_id)):
            archive.writestr(f"{note.stem}.csv", note_csv(note))
            archive.writestr(f"{note.stem}.xlsx", note_xlsx(note))
    return sink.getvalue()


def one_note(
    office: Office, actor: Actor, campaign_id: str, plan_id: str, place: tuple[str, str, str], ending: str
) -> bytes:
    """Return the note of one site and partner.

    Parameters
    ----------
    place
        site_code, partner_code, partner_id.
    ending
        `csv` or `xlsx`.

    Raises
    ------
    CannotGoOn
        When the note may not be read, or is no longer there.
    """
    site_code, partner_code, partner_id = place
    notes = readable(delivery_notes(office, actor, campaign_id, plan_id, partner_id))
    wanted = [note for note in notes if (note.site_code, note.partner_code) == (site_code, partner_code)]
    if not wanted:
        raise CannotGoOn("no_note", NO_NOTE)
    return note_csv(wanted[0]) if ending == "csv" else note_xlsx(wanted[0])


def readable(notes: list[Note] | Refusal) -> list[Note]:
    """Return the notes, or stop with the reason of the refusal."""
    if isinstance(notes, Refusal):
        raise CannotGoOn(notes.code, notes.sentence)
    return notes


NO_NOTE = Sentence(
    "Ce bon n'existe plus : le plan a changé depuis. Rechargez la page.",
    "This note no longer exists: the plan changed since. Reload the page.",
)
