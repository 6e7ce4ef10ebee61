"""Notes made of plain values, for the tests of what is printed."""

from datetime import datetime

from pipelines.delivery.note import Note, NoteUnit

MADE_AT = datetime(2026, 4, 1, 9, 0)
NAMES = ("عائشة بنت محمد", "ŒUVRÉ-N'DIAYE Zoé", "BENALI Karim", "NGUYEN Linh", "ORTEGA Luz")


def note_of(count: int, *, side: str = "device", mode: str = "delivery", label: str = "Ordinateur portable") -> Note:
    """Return a note of some units, one family each."""
    units = tuple(
        NoteUnit(
            reference=f"REF{number:04d}", own_reference=f"E-{number}", family=NAMES[number % len(NAMES)],
            household_id=f"h{number}", item="laptop", label=label, side=side, grade="B", site_name="Créteil", mode=mode,
        )
        for number in range(count)
    )  # fmt: skip
    return Note("ABCDE-FGHJK-X", "EC-CRE", "Point d'accueil de Créteil", "ECOLE1", "École Jean-Moulin", MADE_AT, units)
