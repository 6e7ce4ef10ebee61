"""What a visitor wrote on screen into a list not yet sent: kept in the visitor's own session, undone one step at a time.

Nothing of it is checked or kept here: it goes with the file to the pipelines.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from pipelines.intake.habits import CODED
from pipelines.intake.repairs import Repair

EDITS = "submit_edits"


@dataclass(frozen=True)
class ScreenEdits:
    """Cells written, and words replaced in a whole column; `step` counts the changes, undone ones included."""

    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)
    step: int = 0

    @property
    def count(self) -> int:
        """Return how many cells and words were written."""
        return len(self.cells) + len(self.words)


def edits_of(place: str) -> ScreenEdits:
    """Return what was written into the file of that place so far."""
    steps: list[ScreenEdits] = st.session_state.get(EDITS, {}).get(place, [])
    return steps[-1] if steps else ScreenEdits()


def write_cells(place: str, cells: Mapping[tuple[int, int], str]) -> None:
    """Add cells written in the grid."""
    now = edits_of(place)
    keep(place, replace(now, cells=dict(now.cells) | dict(cells), step=now.step + 1))


def write_repair(place: str, repair: Repair, cells: Mapping[tuple[int, int], str]) -> None:
    """Add a repair: a word of a coded column is replaced wherever it stands, so that it can be remembered."""
    first = repair.places[0]
    everywhere = {row for row, _ in cells} == set(repair.rows)
    if first.field in CODED and len(repair.places) == 1 and first.text and everywhere:
        now = edits_of(place)
        meant = next(iter(cells.values()))
        keep(
            place, replace(now, words=dict(now.words) | {(first.header, first.text.strip()): meant}, step=now.step + 1)
        )
        return
    write_cells(place, cells)


def keep(place: str, edits: ScreenEdits) -> None:
    """Keep a step."""
    st.session_state.setdefault(EDITS, {}).setdefault(place, []).append(edits)


def undo(place: str) -> None:
    """Take the last step back; the count of steps goes on, so that every widget starts anew."""
    steps: list[ScreenEdits] = st.session_state.get(EDITS, {}).get(place, [])
    if steps:
        last = steps.pop()
        before = steps.pop() if steps else ScreenEdits()
        steps.append(replace(before, step=last.step + 1))


def forget_edits() -> None:
    """Forget everything written, once the list is sent."""
    st.session_state.pop(EDITS, None)
