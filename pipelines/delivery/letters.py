"""Papers for one family each, from a text that the organisation may rewrite: loan agreement, gift certificate, letter.

A text names its blanks in braces; one with a blank that nobody fills is refused before anything is printed.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from string import Formatter

from campaigns.allocation.readable import PICK_UP
from campaigns.model.outcome import Refusal, Sentence
from campaigns.statuses import STATUS_WORDS, Status
from pipelines.delivery.note import Note, NoteUnit
from pipelines.delivery.paper import LINE_MM, Paper, french_day

TEMPLATES = Path(__file__).resolve().parents[2] / "data" / "templates"
KINDS = {"agreement": "convention_de_pret", "gift": "certificat_de_don", "letter": "lettre_famille"}
BLANKS = frozenset(
    {"famille", "structure", "site", "materiel", "date", "campagne", "numero", "etat", "a_faire", "rendez_vous"}
)
SIGNATURES = "[signatures]"


def template_text(home: Path, kind: str) -> str | Refusal:
    """Return the text of a kind of paper: the organisation's own (`modeles/` in its folder), else the one shipped."""
    name = f"{KINDS[kind]}.txt"
    own = home / "modeles" / name
    text = (own if own.exists() else TEMPLATES / name).read_text(encoding="utf-8")
    return checked(text, name)


def checked(text: str, name: str) -> str | Refusal:
    """Return a text whose blanks can all be filled, or say which cannot."""
    try:
        blanks = {
            f"{field}{'!' + turn if turn else ''}{':' + form if form else ''}"
            for _, field, form, turn in Formatter().parse(text)
            if field is not None
        }
    except ValueError:
        blanks = {"{"}
    wrong = sorted(blanks - BLANKS)
    if not wrong:
        return text
    possible = ", ".join(f"{{{blank}}}" for blank in sorted(BLANKS))
    return Refusal(
        "unknown_blank",
        Sentence(
            f"Le modèle « {name} » contient « {{{wrong[0]}}} », que rien ne remplit. Blancs possibles : {possible}. Rien n'a été imprimé.",
            f"The template “{name}” holds “{{{wrong[0]}}}”, which nothing fills. Possible blanks: {possible}. Nothing was printed.",
        ),
    )


def family_papers(kind: str, text: str, note: Note, campaign_name: str) -> bytes:
    """Return one page a family of a note; a loan or a gift is of devices, a letter of everything."""
    paper = LetterPaper(
        "", "", made_at=note.made_at, texts=[text, *(cell for unit in note.units for cell in unit.cells)]
    )
    paper.set_auto_page_break(True, 16)
    wanted = [unit for unit in note.units if kind == "letter" or unit.side == "device"]
    for units in families_of(wanted):
        paper.add_page()
        write_page(paper, text.format_map(blanks_of(note, units, campaign_name)))
    if not wanted:
        paper.add_page()
        paper.paragraph("Aucun appareil sur ce bon.")
    return paper.content()


def families_of(units: Sequence[NoteUnit]) -> Iterator[list[NoteUnit]]:
    """Return the units of each family, families in the order of the note."""
    order = {unit.household_id: place for place, unit in reversed(list(enumerate(units)))}
    together = sorted(units, key=lambda unit: order[unit.household_id])
    for _, group in groupby(together, key=lambda unit: unit.household_id):
        yield list(group)


def blanks_of(note: Note, units: Sequence[NoteUnit], campaign_name: str) -> Mapping[str, str]:
    """Return what fills the blanks for one family."""
    # Of several units, the one that has gone least far says what the family does now.
    status = min((status_of_unit(unit) for unit in units), key=list(Status).index)
    words = STATUS_WORDS[status]
    return {
        "famille": units[0].family, "structure": note.partner_name, "site": note.site_name,
        "materiel": "\n".join(material_line(unit) for unit in units), "date": french_day(note.made_at.date()),
        "campagne": campaign_name, "numero": units[0].reference, "etat": words.family.fr, "a_faire": words.family_next.fr,
        "rendez_vous": appointment(note, units, status),
    }  # fmt: skip


def appointment(note: Note, units: Sequence[NoteUnit], status: Status) -> str:
    """Return when and where a family fetches what waits at its site; empty for what travels or was fetched."""
    days = [unit.slot_on for unit in units if unit.slot_on is not None and unit.mode == PICK_UP]
    if not days or status not in (Status.RELEASED, Status.WAITING_FAMILY):
        return ""
    return f"Rendez-vous : le {french_day(min(days))}, {note.site_name}."


def status_of_unit(unit: NoteUnit) -> Status:
    """Return where a unit stands, for its family."""
    return Status(unit.stands)


def material_line(unit: NoteUnit) -> str:
    """Return one unit as a line of a list."""
    serial = f", numéro de série {unit.serial}" if unit.serial else ""
    return f"• {unit.label}{serial} (référence {unit.reference})"


def write_page(paper: Paper, text: str) -> None:
    """Write one page: `#` starts a title, `##` a heading, a blank line a paragraph."""
    for block in text.strip().split("\n\n"):
        if block.strip() == SIGNATURES:
            sign_here(paper)
        elif block.startswith("## "):
            paper.ln(2)
            paper.paragraph(block[3:], style="B", size=12)
        elif block.startswith("# "):
            paper.paragraph(block[2:], style="B", size=18)
        else:
            paper.paragraph(block)
        paper.ln(3)


def sign_here(paper: Paper) -> None:
    """Draw where both sides sign."""
    if paper.will_page_break(36):
        paper.add_page()
    top, width = paper.get_y() + 2, (paper.epw - 8) / 2
    for place, words in enumerate(("La structure (nom, signature)", "La famille (nom, signature)")):
        left = paper.l_margin + place * (width + 8)
        paper.rect(left, top, width, 30)
        paper.set_xy(left + 1, top + 1)
        paper.cell(width - 2, LINE_MM, words)
    paper.set_y(top + 32)


class LetterPaper(Paper):
    """A page for one family: its own margins, nothing at its head, and no number at its foot."""

    def header(self) -> None:
        """Leave the head of the page free."""
        self.set_margins(22, 22)
        self.set_xy(22, 22)

    def footer(self) -> None:
        """Draw nothing."""
