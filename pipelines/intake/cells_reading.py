"""Reads a bare table (a register, a delivery note that came back): cells as text, no header guessed, nothing judged."""

from campaigns.model.outcome import Refusal
from pipelines.intake.csv_reader import read_csv
from pipelines.intake.formats import file_kind
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import Choices, ListRefused
from pipelines.intake.workbook_reader import read_workbook

Cells = tuple[tuple[str, ...], ...]


def read_cells(data: bytes, file_name: str) -> Cells | Refusal:
    """Return the rows of the file's first filled sheet; a refusal when it cannot be read as a table."""
    choices = Choices()
    try:
        kind = file_kind(data, file_name)
        grids = [read_csv(data, choices)] if kind == "csv" else read_workbook(data, kind, choices)
        for grid in grids:
            if any(any(cell.strip() for cell in cells) for cells in grid.rows):
                return tuple(grid.rows)
        raise refuse("empty_file")
    except ListRefused as refused:
        return refused.refusal
