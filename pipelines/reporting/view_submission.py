"""What a person looks at before a list is sent: what was understood of the file, and what sending it would change.

It must never keep anything of a list: sending is `pipelines.intake.receive`.
"""

from campaigns.model.actor import Actor
from campaigns.model.codes import RowReason
from campaigns.model.outcome import Refusal
from pipelines.intake.block import issue_texts
from pipelines.intake.day_of_files import may_not_send, stopped_by_the_day
from pipelines.intake.list_rows import issues_by_row
from pipelines.intake.reading_parts import ListReading
from pipelines.intake.receive import Reception, choices_token, foreseen_report, read_for, same_file
from pipelines.intake.repairs import repairs_of
from pipelines.intake.worker import UNWATCHED, Watch
from pipelines.office import Office
from pipelines.partners import find_partner
from pipelines.store.port import Row
from pipelines.vault import file_digest


def foresee_list(
    office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str, reception: Reception,
    watch: Watch = UNWATCHED,
) -> Row | Refusal:  # fmt: skip
    """Read a file as `receive_list` would and tell what would become of it; nothing is kept.

    Returns
    -------
    dict or Refusal
        The report of `receive_list` with each row's `change` and the counts of changes as they would be, and besides:
        `columns` (position, header, target, confidence, how, samples; a refused column has no sample), `is_aggregate`,
        `repeated` (rows that repeat another of the file), `sheets` (name of each sheet of a workbook, whether it is hidden),
        `cells` (row number -> the row's own cells), `repairs` (what can be put right, `intake.repairs`), `earlier` (when
        these very bytes, read in this very way, were received before: list_id, received_at, physical_count; else None).
    """
    partner = find_partner(office, reception.partner_code)
    if isinstance(partner, Refusal):
        return partner
    refusal = may_not_send(office, actor, campaign_id, partner)
    if refusal is not None:
        return refusal
    chosen = choices_token(office, campaign_id, reception.choices)
    earlier = same_file(office, campaign_id, partner["partner_id"], file_digest(data), chosen)
    if earlier is None and (refusal := stopped_by_the_day(office, actor, campaign_id, partner, len(data))) is not None:
        return refusal
    reading = read_for(office, actor, partner, data, file_name, reception.choices, watch)
    if isinstance(reading, Refusal):
        return reading
    return foreseen_report(office, campaign_id, partner["partner_id"], reading) | {
        "columns": column_parts(reading),
        "repeated": sum(RowReason.DUPLICATE_IN_FILE in row.reasons for row in reading.rows),
        "sheets": reading.format.sheets,
        "is_aggregate": reading.aggregate,
        "cells": {row.row: row.cells for row in reading.rows},
        "repairs": repairs_of(column_parts(reading), rows_to_repair(reading)),
        "earlier": earlier,
    }


def rows_to_repair(reading: ListReading) -> list[Row]:
    """Return the rows of which something is said, with their own cells."""
    issues = issues_by_row(reading)
    return [
        {"row": row.row, "cells": row.cells, "issues": [issue_texts(issue) for issue in issues[row.row]]}
        for row in reading.rows
        if row.row in issues
    ]


def column_parts(reading: ListReading) -> list[Row]:
    """Return how each column was understood, in the order of the file."""
    return [
        {
            "position": column.position, "header": column.header, "target": column.target, "how": column.how,
            "confidence": column.confidence, "samples": list(column.samples),
        }
        for column in reading.columns
    ]  # fmt: skip
