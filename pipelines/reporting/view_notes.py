"""Delivery notes as the screens hand them over: one note, or all of them in one archive.

The names are read when the file is fetched, and journalled then, like any export of notes.
"""

import io
import zipfile
from collections.abc import Callable

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.delivery.labels import labels_pdf
from pipelines.delivery.letters import family_papers, template_text
from pipelines.delivery.note import Note
from pipelines.delivery.note_pdf import note_pdf, pick_list_pdf
from pipelines.delivery.note_sheets import note_csv, note_xlsx
from pipelines.delivery.notes import delivery_notes, note_files
from pipelines.office import Office


def may_export_notes(actor: Actor) -> Refusal | None:
    """Return why the actor may not fetch delivery notes, or None."""
    return check_can(actor, "delivery.export", Scope(None, actor.department_code))


def notes_archive(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> bytes:
    """Return every note of an adopted plan, PDF, XLSX and CSV, with its pick list and labels, in one ZIP.

    Raises
    ------
    CannotGoOn
        When the notes may not be read, or the plan is gone.
    """
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for note in readable(delivery_notes(office, actor, campaign_id, plan_id)):
            for name, content in note_files(note):
                archive.writestr(name, content)
    return sink.getvalue()


def one_note(
    office: Office, actor: Actor, campaign_id: str, plan_id: str, place: tuple[str, str, str], kind: str
) -> bytes:
    """Return one paper of one site and partner.

    Parameters
    ----------
    place
        site_code, partner_code, partner_id.
    kind
        `pdf`, `xlsx` or `csv`: the note; `pick`: the site's list; `labels`; `agreement`, `gift` or `letter`: one page a family.

    Raises
    ------
    CannotGoOn
        When the note may not be read, or is no longer there, or a template cannot be filled.
    """
    site_code, partner_code, partner_id = place
    notes = readable(delivery_notes(office, actor, campaign_id, plan_id, partner_id))
    wanted = [note for note in notes if (note.site_code, note.partner_code) == (site_code, partner_code)]
    if not wanted:
        raise CannotGoOn("no_note", NO_NOTE)
    if kind in PAPERS:
        return PAPERS[kind](wanted[0])
    text = template_text(office.home, kind)
    if isinstance(text, Refusal):
        raise CannotGoOn(text.code, text.sentence)
    with office.store.reading() as session:
        campaign = session.rows("campaign/one", {"campaign_id": campaign_id})[0]
    return family_papers(kind, text, wanted[0], campaign["name"])


def readable(notes: list[Note] | Refusal) -> list[Note]:
    """Return the notes, or stop with the reason of the refusal."""
    if isinstance(notes, Refusal):
        raise CannotGoOn(notes.code, notes.sentence)
    return notes


PAPERS: dict[str, Callable[[Note], bytes]] = {
    "csv": note_csv, "xlsx": note_xlsx, "pdf": note_pdf, "pick": pick_list_pdf, "labels": labels_pdf,
}  # fmt: skip
NO_NOTE = Sentence(
    "Ce bon n'existe plus : le plan a changé depuis. Rechargez la page.",
    "This note no longer exists: the plan changed since. Reload the page.",
)
