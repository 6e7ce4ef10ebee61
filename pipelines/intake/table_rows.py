"""The rows of requests, block by block: good rows stay columns, the others are judged one by one; the block is then packed.

A row stays in columns only when no cell of it, no place and no other row gives it a reason or a remark; a property test
proves that both ways give the same rows. This module must never hold a rule of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import RowOutcome, RowReason
from campaigns.model.row import IDENTITY_FIELDS, NEED_FIELDS
from geo.resolution import CommuneAnswer
from pipelines.intake.arrow_texts import bits, json_texts, patched, wrapped
from pipelines.intake.block import BLOCK_SCHEMA, NO_ISSUE, issue_texts, json_text, plain_type
from pipelines.intake.block_packing import column_of, packed_columns
from pipelines.intake.field_column import DOUBT, FILLED, SPLIT, TRUE, FieldCells
from pipelines.intake.reading_parts import RowIssue, RowReading
from pipelines.intake.row_issues import row_issues
from pipelines.intake.row_messages import said
from pipelines.intake.row_places import REASONS, Place, different_places, place_of
from pipelines.intake.row_rules import (
    CONTACT_FIELDS,
    ContentKey,
    Draft,
    judge_row,
    mark_duplicate,
    outcome_of,
)
from pipelines.intake.row_values import draft_row
from pipelines.intake.table_blocks import RawBlock
from pipelines.intake.table_survey import PLACE_FIELDS, Survey, Table

Values = dict[str, pa.Array]
MOST_REMEMBERED = 100_000


@dataclass
class Judge:
    """Judges the rows of one table, in file order."""

    table: Table
    survey: Survey
    aggregate: bool
    rewritten: InitVar[Sequence[RowIssue]] = ()
    first: dict[ContentKey, int] = field(default_factory=dict)
    settled: dict[Place, str | None] = field(default_factory=dict)

    def __post_init__(self, rewritten: Sequence[RowIssue]) -> None:
        # What is told of a row whatever is found in it: row number -> issues.
        self.told: dict[int, list[RowIssue]] = {}
        for issue in rewritten:
            self.told.setdefault(issue.row, []).append(issue)
        self.headers = {column.target: column.header for column in self.table.columns}
        self.uncached: dict[int, list[int]] = {}
        for row, at in sorted(self.table.grid.uncached):
            self.uncached.setdefault(row, []).append(at)

    def blocks(self) -> Iterator[pa.RecordBatch]:
        """Give the rows of requests, packed."""
        seen = 0
        for block in self.table.blocks():
            places = np.flatnonzero(self.survey.is_data[seen : seen + len(block.rows)])
            seen += len(block.rows)
            if len(places):
                whole = len(places) == len(block.rows)
                yield self.packed(block if whole else block.taken(places.tolist()), block.start + places)

    def packed(self, block: RawBlock, rows: np.ndarray) -> pa.RecordBatch:
        """Read, judge and pack some rows; `rows` are their 0-based physical places."""
        values: Values = {}
        alone = self.columns_of(block, rows, values)
        count = len(block.rows)
        outcomes, reasons, issues = [RowOutcome.ACCEPTED.value] * count, [""] * count, [NO_ISSUE] * count
        judged = []
        for at in np.flatnonzero(alone).tolist():
            reading, found = self.judged(int(rows[at]), block.kept_cells(at))
            outcomes[at], reasons[at] = reading.outcome.value, ",".join(reading.reasons)
            issues[at] = issues_json(self.told.get(reading.row, []) + found)
            judged.append(reading.values)
        put_rows(values, alone, judged, count)
        for at in np.flatnonzero(~alone & np.isin(rows + 1, list(self.told))).tolist() if self.told else ():
            issues[at] = issues_json(self.told[int(rows[at]) + 1])
        columns = {
            "row_no": pa.array(rows + 1, pa.int32()), "outcome": outcomes, "reasons": reasons, "cells": cells_json(block),
            "issues": issues, **packed_columns(values, count),
        }  # fmt: skip
        return pa.RecordBatch.from_arrays(
            [typed(columns[name], kind) for name, kind in zip(BLOCK_SCHEMA.names, BLOCK_SCHEMA.types, strict=True)],
            schema=BLOCK_SCHEMA,
        )

    def columns_of(self, block: RawBlock, rows: np.ndarray, values: Values) -> np.ndarray:
        """Read a block by columns into `values`; returns which rows must be judged alone."""
        count = len(block.rows)
        if self.aggregate:
            return np.ones(count, dtype=bool)
        alone, states = np.zeros(count, dtype=bool), {}
        for name in self.table.positions:
            cells = self.table.read(name, block)
            states[name] = cells.states
            alone |= (cells.states & DOUBT) > 0
            if name != "households_count":
                values[name] = cells.values
        if "need_text" in self.table.positions:
            add_stated(self.table.read("need_text", block), values)
        alone |= ~any_state(states, IDENTITY_FIELDS, TRUE, count) | ~any_state(states, CONTACT_FIELDS, FILLED, count)
        alone |= ~any_needed(values, count)
        # A place that stands at the end of the address only.
        alone |= any_state(states, ("address",), SPLIT, count) & ~any_state(states, PLACE_FIELDS, FILLED, count)
        alone |= self.survey.is_twin[rows - self.table.header.row - 1]
        alone |= np.isin(rows, np.fromiter(self.uncached, dtype=np.int64, count=len(self.uncached)))
        alone |= self.add_communes(values, count)
        return alone

    def add_communes(self, values: Values, count: int) -> np.ndarray:
        """Add the commune of each row whose place leaves no question; returns which rows have one."""
        found, which = different_places([values.get(name) for name in PLACE_FIELDS], count)
        for place in set(found).difference(self.settled):
            self.settled[place] = plain_commune(place, self.survey.answers)
        codes = [self.settled[place] for place in found]
        values["commune_code"] = pa.array(codes, pa.string()).take(pa.array(which))
        asked: np.ndarray = np.array([code == QUESTION for code in codes], dtype=bool)[which]
        return asked

    def judged(self, row: int, cells: tuple[str, ...]) -> tuple[RowReading, list[RowIssue]]:
        """Judge one row (0-based physical place) by the rules; returns it with its issues."""
        table = self.table
        if len(table.reader.known) > MOST_REMEMBERED:
            table.reader.known.clear()
        draft = draft_row(row + 1, cells, table.positions, table.reader)
        answer = self.survey.answers.get(place_of(draft.values))
        if not self.aggregate:
            draft.values.pop("households_count", None)
        judge_row(draft, table.today, self.aggregate)
        if answer is not None:
            settle_place(draft, answer)
        if self.survey.is_twin[row - table.header.row - 1]:
            mark_duplicate(draft, self.first)
        return finished_row(draft), self.formula_issues(row) + row_issues(draft, self.headers, answer)

    def formula_issues(self, row: int) -> list[RowIssue]:
        """Tell of each formula of a row that has no saved result."""
        code, columns = "uncached_formula", self.table.columns
        return [
            RowIssue(row + 1, columns[at].header, code, "warn", None, said(code, row + 1, columns[at].header, None))
            for at in self.uncached.get(row, ())
            if at < len(columns)
        ]


def issues_json(issues: Sequence[RowIssue]) -> str:
    """Return the issues of a row as they travel and are kept."""
    return json_text([issue_texts(issue) for issue in issues]) if issues else NO_ISSUE


# Stands for the commune of a place that the rules must look at.
QUESTION = ""


def plain_commune(place: Place, answers: Mapping[Place, CommuneAnswer]) -> str | None:
    """Return the commune of a place, None for no place at all, QUESTION when it needs the rules."""
    if place == (None, None, None):
        return None
    answer = answers.get(place)
    if answer is None or answer.commune_code is None or REASONS.get(answer.status) is not None:
        return QUESTION
    return answer.commune_code


def any_state(states: Mapping[str, np.ndarray], names: tuple[str, ...], bit: int, count: int) -> np.ndarray:
    """Tell which rows have at least one of some fields."""
    found = np.zeros(count, dtype=bool)
    for name in names:
        if name in states:
            found |= (states[name] & bit) > 0
    return found


def any_needed(values: Values, count: int) -> np.ndarray:
    """Tell which rows ask for at least one item."""
    found = np.zeros(count, dtype=bool)
    for name in NEED_FIELDS:
        if name in values:
            found |= bits(pc.not_equal(values[name], 0))
    return found


def add_stated(needs: FieldCells, values: Values) -> None:
    """Add the counts that needs in words state; what a need's own column asks for wins."""
    for item in NEED_FIELDS:
        stated, own = needs.stated_counts(item), values.get(item)
        if stated.null_count == len(stated):
            continue
        wins = own is not None and pc.or_(pc.fill_null(pc.not_equal(own, 0), False), pc.is_null(stated))
        values[item] = stated if own is None else pc.if_else(wins, own, stated)


def put_rows(values: Values, places: np.ndarray, found: Sequence[Mapping[str, object]], count: int) -> None:
    """Put rows that were judged alone among the columns."""
    for name in {name for row in found for name in row} - values.keys():
        values[name] = pa.nulls(count, plain_type(name))
    for name, column in values.items():
        values[name] = patched(column, places, column_of(name, [row.get(name) for row in found]))


def typed(column: Sequence[object] | pa.Array, kind: pa.DataType) -> pa.Array:
    """Return a column of a block."""
    return column if isinstance(column, pa.Array) else pa.array(column, kind)


def cells_json(block: RawBlock) -> pa.Array:
    """Return the kept cells of each row as a JSON list, with the row's own length."""
    written = [json_texts(block.column(place)) for place in range(block.width)]
    rows = wrapped('["', pc.binary_join_element_wise(*written, '", "'), '"]')
    lengths = np.fromiter(map(len, block.rows), dtype=np.int64, count=len(block.rows))
    short = np.flatnonzero(lengths != block.width)
    return patched(rows, lengths != block.width, [json_text(list(block.kept_cells(at))) for at in short.tolist()])


def settle_place(draft: Draft, answer: CommuneAnswer) -> None:
    """Give a row its commune, or the reason why it has none."""
    reason = REASONS.get(answer.status)
    if reason is not None and RowReason.EXAMPLE_ROW.value not in draft.reasons():
        draft.add(RowReason(reason))
    code = answer.commune_code
    if (
        code is None
        and answer.status == "unknown_name"
        and draft.values.get("postcode")
        and len(answer.candidates) == 1
    ):
        code = answer.candidates[0]
    if code is not None:
        draft.values["commune_code"] = code


def finished_row(draft: Draft) -> RowReading:
    """Return a judged row; a child's date that cannot be is dropped, so that nothing is ever computed from it."""
    values = dict(draft.values)
    if (RowReason.FUTURE_DATE, "child_birth_date") in draft.found:
        values.pop("child_birth_date", None)
    for name, code in draft.problems:
        if code == "unusable_value":
            values.pop(name, None)
    return RowReading(draft.row, outcome_of(draft.found), draft.reasons(), values, draft.cells)
