"""Finds what must never be stored, by its shape: social security numbers (NIR) and pupil numbers (INE).

What is found is replaced before anything is kept. This module must never return or log what it found.
"""

import re
from collections.abc import Iterable, Sequence

from pipelines.intake.vocabulary import WITHDRAWN

# Sex, year, month, department, commune, order, and the key when it is written.
NIR = re.compile(
    r"(?<![\d+])[1-478][ .\-]?\d{2}[ .\-]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .\-]?(?:\d{2}|2[ABab])[ .\-]?\d{3}[ .\-]?\d{3}(?:[ .\-/]{0,3}\d{2})?(?!\d)"
)
INE = re.compile(r"^\d{9}[0-9A-Za-z][A-Za-z]$|^\d{10}[A-Za-z]$")
NAMED_INE = re.compile(r"\b(?:INE|I\.N\.E\.?)\b\s*[:n°]*\s*[0-9A-Z]{10,11}\b", re.IGNORECASE)
# Shorter cells cannot hold one.
SHORTEST = 13
REFUSED_SHARE = 0.3


def scrubbed(text: str) -> str:
    """Return a text in which every NIR, and every INE that says its name, is replaced by « retiré »."""
    if len(text) < SHORTEST:
        return text
    return NAMED_INE.sub(WITHDRAWN, NIR.sub(WITHDRAWN, text))


def scrubbed_cells(cells: Sequence[str]) -> list[str]:
    """Return the cells of a column, each as `scrubbed` does; one look at all of them is enough where none holds any."""
    long = "\n".join([cell for cell in cells if len(cell) >= SHORTEST])
    if not NIR.search(long) and not NAMED_INE.search(long):
        return list(cells)
    return [scrubbed(cell) for cell in cells]


def is_forbidden_column(cells: Iterable[str]) -> bool:
    """Tell whether a column's cells are mostly numbers that must not be stored."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    found = sum(bool(INE.match(cell) or NIR.fullmatch(cell)) for cell in filled)
    return bool(filled) and found >= REFUSED_SHARE * len(filled)
