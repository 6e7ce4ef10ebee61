"""Sheets of labels, three by eight on A4 (70 × 37 mm): one a unit, with its reference as a square code. No name: parcels travel."""

from collections.abc import Callable, Sequence
from datetime import datetime

from pipelines.delivery.note import Note
from pipelines.delivery.note_pdf import scanned
from pipelines.delivery.paper import Paper, printable

ACROSS, DOWN = 3, 8
WIDTH_MM, HEIGHT_MM = 70.0, 37.0
SQUARE_MM, INSET_MM = 24.0, 4.0


def labels_pdf(note: Note) -> bytes:
    """Return one label for each unit of a note that travels in a parcel."""
    units = [unit for unit in note.units if unit.mode != "remote"]
    lines = [
        (
            unit.reference,
            unit.label,
            note.partner_name,
            unit.own_reference,
            *((f"N° {unit.serial}",) if unit.serial else ()),
        )
        for unit in units
    ]
    return label_sheets("Étiquettes", lines, note.made_at)


def label_sheets(
    title: str, labels: Sequence[Sequence[str]], made_at: datetime, code_of: Callable[[str], str] = scanned
) -> bytes:
    """Return sheets of labels.

    Parameters
    ----------
    labels
        The lines of each label; the first is its reference.
    code_of
        What the square code holds of a reference, by default the link that opens the note of a unit.
    """
    paper = LabelPaper(title, "", made_at=made_at, texts=[line for label in labels for line in label])
    paper.set_auto_page_break(False)
    top = (paper.h - DOWN * HEIGHT_MM) / 2
    for number, lines in enumerate(labels):
        place = number % (ACROSS * DOWN)
        if place == 0:
            paper.add_page()
        draw_label(paper, (place % ACROSS) * WIDTH_MM, top + (place // ACROSS) * HEIGHT_MM, lines, code_of(lines[0]))
    if not labels:
        paper.add_page()
    return paper.content()


def draw_label(paper: Paper, x: float, y: float, lines: Sequence[str], code: str) -> None:
    """Draw one label, with its square code."""
    paper.square(code, x + INSET_MM, y + INSET_MM, SQUARE_MM)
    left, width = x + INSET_MM + SQUARE_MM + 2, WIDTH_MM - SQUARE_MM - 2 * INSET_MM - 2
    paper.set_xy(x + INSET_MM, y + INSET_MM + SQUARE_MM + 1)
    paper.set_font("body", "B", 10)
    paper.cell(WIDTH_MM - 2 * INSET_MM, 5, lines[0])
    paper.set_font("body", "", 8.5)
    paper.set_xy(left, y + INSET_MM)
    for line in lines[1:]:
        for part in paper.lines_of(printable(line), width)[:2]:
            paper.set_x(left)
            paper.cell(width, 4.2, part, new_x="LEFT", new_y="NEXT")
        paper.set_y(paper.get_y() + 0.8)


class LabelPaper(Paper):
    """A sheet to be cut: nothing at its head or foot."""

    def header(self) -> None:
        """Draw nothing."""

    def footer(self) -> None:
        """Draw nothing."""
