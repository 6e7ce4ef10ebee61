"""The receipt of a list: the partner's own file back, with what became of each row; made when it is fetched."""

from pathlib import PurePosixPath

from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.parts.export import CSV_TYPE, XLSX_TYPE
from dashboard.parts.fetch_links import FileLink
from pipelines.intake.receipts import receipt_file


def receipt_link(desk: Desk, list_id: str, file_kind: str, file_name: str, label: str) -> FileLink:
    """Return the link to a receipt; text files come back as text, workbooks as a workbook."""
    is_text = file_kind == "csv"
    stem = PurePosixPath(file_name.replace("\\", "/")).stem or "liste"
    name = f"{stem}-recu.{'csv' if is_text else 'xlsx'}"
    return FileLink(label, lambda: receipt_of(desk, list_id), name, CSV_TYPE if is_text else XLSX_TYPE)


def receipt_of(desk: Desk, list_id: str) -> bytes:
    """Make a receipt.

    Raises
    ------
    CannotGoOn
        When the list may not be read any more.
    """
    made = receipt_file(desk.office, desk.actor, desk.campaign_id, list_id)
    if isinstance(made, Refusal):
        raise CannotGoOn(made.code, made.sentence)
    return made
