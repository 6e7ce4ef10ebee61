"""Reads the lines of a note or of an operator's file that came back: reference, status, and a date and a serial number if any.

Every other column is left unread, whatever somebody wrote into it. This module must never look at the store.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.devices import LONGEST_SERIAL, plain_number
from campaigns.model.codes import HandOverKind
from campaigns.model.outcome import Refusal, Sentence
from campaigns.statuses import REPORTS, Report
from pipelines.registers import canonical

# Words of other tools and hands that mean the same.
TWINS = {
    "delivered": "livré", "handed_over": "remis", "remise": "remis", "returned": "retourné", "not_collected": "non retiré",
    "non_remis": "non retiré", "absent": "non retiré", "credite": "rechargé", "credited": "rechargé", "ok": "rechargé",
    "lost": "perdu", "casse": "en panne", "panne": "en panne",
}  # fmt: skip
WORDS = {canonical(word): report for word, report in REPORTS.items()} | {
    twin: REPORTS[word] for twin, word in TWINS.items()
}
DATE_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d/%m/%y", "%d-%m-%Y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class NoteLine:
    """One line of a file, as typed."""

    row: int
    reference: str
    status: str
    on: str = ""
    serial: str = ""


@dataclass(frozen=True)
class Fault:
    """One line that could not be followed: where, a code, and one sentence."""

    row: int
    code: str
    sentence: Sentence


def note_lines(table: Sequence[Sequence[str]]) -> list[NoteLine] | Refusal:
    """Return each line below the header that has a reference or a status."""
    for number, cells in enumerate(table, start=1):
        names = [canonical(cell) for cell in cells]
        if "reference" in names and "statut" in names:
            places = [
                names.index(name) if name in names else None for name in ("reference", "statut", "date", "serial")
            ]
            below = enumerate(table[number:], start=number + 1)
            lines = [NoteLine(row, *(typed(line, place) for place in places)) for row, line in below]
            return [line for line in lines if line.reference or line.status]
    return Refusal(
        "not_a_note",
        Sentence(
            "Ce fichier n'est pas un bon de livraison : il lui manque la colonne « référence » ou « statut ». "
            "Renvoyez le bon tel qu'il a été reçu, colonne « statut » remplie.",
            "This file is not a delivery note: the column “référence” or “statut” is missing. Send back the note as received, with “statut” filled.",
        ),
    )


def typed(line: Sequence[str], place: int | None) -> str:
    """Return the cell at a place, empty where the line is shorter or the column absent."""
    return line[place].strip() if place is not None and place < len(line) else ""


def report_of(line: NoteLine) -> Report | Fault | None:
    """Return what a line reports, None where its status is empty."""
    word = canonical(line.status)
    if not word:
        return None
    if word in WORDS:
        return WORDS[word]
    known = ", ".join(REPORTS)
    return Fault(
        line.row,
        "unknown_status",
        Sentence(
            f"Statut « {line.status} » inconnu pour la référence « {line.reference} ». Statuts possibles : {known}.",
            f"Unknown status “{line.status}” for reference “{line.reference}”. Possible: {known}.",
        ),
    )


def day_of(line: NoteLine, today: date) -> date | Fault | None:
    """Return the day a line gives, None where it gives none; a day still to come is a fault."""
    if not line.on:
        return None
    for form in DATE_FORMATS:
        try:
            day = datetime.strptime(line.on, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
        return day if day <= today else future(line)
    return Fault(
        line.row,
        "unreadable_date",
        Sentence(
            f"Date « {line.on} » illisible pour la référence « {line.reference} ». Écrivez-la comme 03/04/2026.",
            f"Unreadable date “{line.on}” for reference “{line.reference}”. Write it as 03/04/2026.",
        ),
    )


def future(line: NoteLine) -> Fault:
    """Say that a day is still to come."""
    return Fault(
        line.row,
        "future_date",
        Sentence(
            f"La date « {line.on} » de la référence « {line.reference} » est dans le futur. Corrigez-la.",
            f"The date “{line.on}” of reference “{line.reference}” is in the future. Correct it.",
        ),
    )


def serial_of(line: NoteLine, report: Report) -> str | Fault:
    """Return the serial number a line gives, capital letters without spaces."""
    serial = plain_number(line.serial)
    if len(serial) <= LONGEST_SERIAL:
        # Nothing changed hands in an attempt.
        return "" if report.kind is HandOverKind.ATTEMPT else serial
    return Fault(
        line.row,
        "unreadable_serial",
        Sentence(
            f"Le numéro de série de la référence « {line.reference} » dépasse {LONGEST_SERIAL} caractères. Recopiez-le depuis l'étiquette.",
            f"The serial number of reference “{line.reference}” is longer than {LONGEST_SERIAL} characters. Copy it from the label.",
        ),
    )
