"""Reads a kept list again, with the cells that a person put right: the same checks as the first time.

It must never open a file: the table comes as it was kept.
"""

from datetime import date

from campaigns.model.outcome import Refusal
from pipelines.intake.reading import ListReading, reading_of_grid
from pipelines.intake.reading_parts import Choices, Grid, ListRefused
from pipelines.intake.table_shape import Header


def reread_list(
    grid: Grid, header: Header, *, today: date, partner_kind: str | None = None, choices: Choices
) -> ListReading | Refusal:
    """Read again a list whose table and header are known, as `read_list` does: rows kept before, cells rewritten since."""
    try:
        return reading_of_grid(grid, header, today, partner_kind, choices)
    except ListRefused as refused:
        return refused.refusal
