"""A delivery note to print and sign, and the list by which a site picks it: black on white, A4, the heading on every page.

The pick list and the labels name no family: parcels travel. This module must never read the store nor the vault.
"""

import os
from collections import Counter
from collections.abc import Sequence

from pipelines.delivery.note import Note, NoteUnit
from pipelines.delivery.paper import BODY, LINE_MM, Paper, PaperColumn, french_day, printable

NOTE_COLUMNS = (
    PaperColumn("référence", 17), PaperColumn("votre référence", 11), PaperColumn("famille", 27), PaperColumn("matériel", 20),
    PaperColumn("remis le", 11), PaperColumn("numéro de série", 17), PaperColumn("signature de la famille ou de son proche", 26),
)  # fmt: skip
PICK_COLUMNS = (
    PaperColumn("matériel", 30), PaperColumn("état", 12), PaperColumn("quantité", 12, "R"), PaperColumn("préparé", 12),
)  # fmt: skip
UNIT_COLUMNS = (
    PaperColumn("référence", 20), PaperColumn("matériel", 30), PaperColumn("état", 12), PaperColumn("numéro de série", 24),
    PaperColumn("vu", 8),
)  # fmt: skip
# The address that a telephone opens from the square code; without one, the code holds the reference alone.
PUBLIC_ADDRESS = "CONNEXION_PUBLIC_URL"


def scanned(reference: str) -> str:
    """Return what the square code of a reference holds: the page of the note where an address is known. No name, ever."""
    address = os.environ.get(PUBLIC_ADDRESS, "").rstrip("/")
    return f"{address}/remises?bon={reference}" if address else reference


def note_pdf(note: Note) -> bytes:
    """Return the note to print: one line a unit, totals, and where both sides sign."""
    paper = Paper(
        "Bon de livraison", below(note), made_at=note.made_at, landscape=True, reference=note.reference,
        code=scanned(note.reference), texts=[cell for unit in note.units for cell in unit.cells],
    )  # fmt: skip
    paper.add_page()
    paper.grid(NOTE_COLUMNS, [note_line(unit) for unit in note.units])
    sign_off(paper, note)
    return paper.content()


def note_line(unit: NoteUnit) -> tuple[str, ...]:
    """Return the printed cells of one unit."""
    on = unit.on if unit.status.startswith(("remis", "rechargé")) else ""
    return (unit.reference, unit.own_reference, unit.family, unit.label, on, unit.serial, "")


def below(note: Note) -> str:
    """Return the line below the title: from where, to whom, how much, when."""
    count = len(note.units)
    units = f"{count} unité" if count < 2 else f"{count} unités"
    return f"{note.site_name} pour {note.partner_name}\n{units}, {french_day(note.made_at.date())}"


def totals(units: Sequence[NoteUnit]) -> list[tuple[str, int]]:
    """Return how many units of each material, most first."""
    return sorted(Counter(unit.label for unit in units).items(), key=lambda pair: (-pair[1], pair[0]))


def sign_off(paper: Paper, note: Note) -> None:
    """Draw the totals and the boxes to sign, kept together on one page."""
    lines = [f"{label} : {count}" for label, count in totals(note.units)]
    height = LINE_MM * (len(lines) + 2) + 32
    if paper.will_page_break(height):
        paper.add_page()
    paper.ln(3)
    paper.set_font("body", "B", BODY)
    paper.cell(0, LINE_MM, f"Total : {len(note.units)}", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("body", "", BODY)
    for line in lines:
        paper.cell(0, LINE_MM, printable(line), new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    top, width = paper.get_y(), (paper.epw - 6) / 2
    for place, words in enumerate(
        ("Remis par le site (nom, date, signature)", "Reçu par la structure (nom, date, signature)")
    ):
        left = paper.l_margin + place * (width + 6)
        paper.rect(left, top, width, 24)
        paper.set_xy(left + 1, top + 1)
        paper.cell(width - 2, LINE_MM, words)
    paper.set_y(top + 26)


def pick_list_pdf(note: Note) -> bytes:
    """Return what the site takes from its shelves for one partner; no family is named."""
    parcels = [unit for unit in note.units if unit.mode != "remote"]
    paper = Paper("Liste de préparation", below(note), made_at=note.made_at, reference=note.reference,
                  code=scanned(note.reference), texts=[unit.label for unit in parcels])  # fmt: skip
    paper.add_page()
    counted = sorted(Counter((unit.label, unit.grade) for unit in parcels).items())
    paper.grid(PICK_COLUMNS, [(label, grade, str(count), "") for (label, grade), count in counted])
    paper.ln(5)
    paper.grid(UNIT_COLUMNS, [(unit.reference, unit.label, unit.grade, unit.serial, "") for unit in parcels])
    return paper.content()
