"""A delivery note as plain values: what one site gives to one partner, unit by unit, with the name to call at the desk.

It holds names, so it must never be kept nor logged: it lives for the time of making a file.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class NoteUnit:
    """One unit of a note; `family` is the name to call at the desk, `stands` a `Status`, `status` the word of its column."""

    reference: str
    own_reference: str
    family: str
    household_id: str
    item: str
    label: str
    side: str
    grade: str
    site_name: str
    mode: str
    stands: str = "granted"
    status: str = ""
    on: str = ""
    serial: str = ""
    slot_on: date | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the cells under `HEADER`."""
        return (
            self.reference, self.own_reference, self.family, self.label, self.site_name, self.status, self.on, self.serial, "",
        )  # fmt: skip


@dataclass(frozen=True)
class Note:
    """What one site gives to one partner under a plan."""

    reference: str
    site_code: str
    site_name: str
    partner_code: str
    partner_name: str
    made_at: datetime
    units: tuple[NoteUnit, ...]

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the lines of the note."""
        return tuple(unit.cells for unit in self.units)

    @property
    def stem(self) -> str:
        """Return the file name without its ending."""
        return f"bon_{safe_stem(self.site_code)}_{safe_stem(self.partner_code)}"


def safe_stem(text: str) -> str:
    """Return a code as it can stand in a file name."""
    return "".join(character if character.isalnum() else "-" for character in text)[:40]
