"""A list while it arrives from the reading child: its blocks are sealed and laid aside, its rows counted.

Nothing of it is in the store yet: what was sealed can be forgotten by destroying its keys. It must never keep a clear row
that nobody asked for.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.codes import RowReason
from campaigns.model.outcome import Refusal
from pipelines.ids import new_id_column
from pipelines.intake.accounting import Breaker, breaker_of
from pipelines.intake.block import NO_ISSUE
from pipelines.intake.decided_blocks import Decided
from pipelines.intake.list_rows import IssueLine, ReceivedList, positions_of, row_kind
from pipelines.intake.messages import refusal
from pipelines.intake.reading import assembled, row_counts
from pipelines.intake.reading_parts import ListReading, ReadingHead
from pipelines.intake.sealed_blocks import GOOD_OUTCOMES, Laid, issue_lines, sealed_block
from pipelines.intake.worker import Part
from pipelines.office import Office
from pipelines.store.port import Row


@dataclass
class Arrival:
    """What is known of a list on its way in; one that is only counted, because it came before, is laid aside nowhere."""

    office: Office
    campaign_id: str
    partner: Row
    sha256: str
    file_name: str
    laid: Laid | None
    with_rows: bool
    chosen: str = ""
    times: int = 0
    size: int = 0
    list_id: str = ""
    ids: pa.Array | None = None
    head: ReadingHead | None = None
    told: list[pa.RecordBatch] = field(default_factory=list)
    issues: list[IssueLine] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0

    def take(self, parts: Iterable[Part]) -> Refusal | None:
        """Take in every part; a refusal forgets what came before it."""
        whole = False
        try:
            for part in parts:
                if isinstance(part, Refusal):
                    return part
                if isinstance(part, ReadingHead):
                    self.take_head(part)
                else:
                    self.take_block(part)
            whole = self.head is not None and self.taken == self.head.data_count
        finally:
            if not whole:
                self.forget()
        return None if whole else refusal("reading_stopped")

    @property
    def taken(self) -> int:
        """Return how many rows have come."""
        return self.outcomes.total()

    @property
    def good(self) -> int:
        """Return how many rows are good enough to become a request."""
        return sum(self.outcomes[outcome] for outcome in GOOD_OUTCOMES)

    def take_head(self, head: ReadingHead) -> None:
        """Take in what is known before the rows: they get their ids."""
        self.head = head
        ids = new_id_column(self.office.clock(), head.data_count + 1)
        self.list_id, self.ids = ids[0].as_py(), ids[1:]
        positions = positions_of(head.columns)
        self.issues = [
            (issue.row, positions.get(issue.column or ""), issue.code, issue.severity) for issue in head.issues
        ]

    def take_block(self, block: pa.RecordBatch) -> None:
        """Seal a block, lay it aside, count its rows."""
        assert self.head is not None
        if self.laid is not None:
            self.lay(block, self.laid)
        self.issues += issue_lines(block, positions_of(self.head.columns))
        for outcome, count in counted(block.column("outcome")).items():
            self.outcomes[outcome] += count
        held = block.filter(pc.equal(block.column("outcome"), "rejected")).column("reasons")
        self.duplicates += pc.sum(pc.match_substring(held, RowReason.DUPLICATE_IN_FILE.value)).as_py() or 0
        self.told.append(block if self.with_rows else block.filter(pc.not_equal(block.column("issues"), NO_ISSUE)))

    def lay(self, block: pa.RecordBatch, laid: Laid) -> None:
        """Seal the block that comes next and lay it aside."""
        assert self.ids is not None
        subjects = self.ids[self.taken : self.taken + block.num_rows].to_pylist()
        sealed = sealed_block(
            self.office.vault, self.office.territories, self.campaign_id, self.partner["partner_id"],
            row_kind(self.list_id), block, subjects,
        )  # fmt: skip
        laid.add(sealed)

    def laid_aside(self) -> Laid:
        """Return the sealed blocks."""
        assert self.laid is not None
        return self.laid

    def received(self) -> ReceivedList:
        """Return the list, ready to be written."""
        assert self.head is not None
        counts = row_counts(self.head.physical_count, self.head.other_rows, self.outcomes)
        issues = sorted(self.issues, key=issue_line_row)
        return ReceivedList(
            self.list_id, self.partner["partner_id"], self.sha256, self.file_name, self.head, counts, issues, self.laid_aside(),
            self.chosen, self.size,
        )  # fmt: skip

    def breaker(self) -> Breaker | None:
        """Return why a person must look at the list first, or None."""
        return breaker_of(self.taken, self.outcomes["rejected"], self.duplicates)

    def reading(self) -> ListReading:
        """Return the reading for the report: without rows unless they were asked for."""
        assert self.head is not None
        found = assembled(self.head, self.told)
        counts = row_counts(self.head.physical_count, self.head.other_rows, self.outcomes)
        return replace(found, counts=counts, rows=found.rows if self.with_rows else ())

    def changes(self, decided: Decided) -> dict[int, str]:
        """Return row number -> new, unchanged or corrected, for the rows that became requests."""
        changes = {}
        for block in self.laid_aside().blocks():
            columns = (block.column(name).to_pylist() for name in ("row_no", "outcome", "subject_id"))
            for row, outcome, subject in zip(*columns, strict=True):
                if outcome != "rejected":
                    changes[row] = decided.change(subject)
        return changes

    def forget(self) -> None:
        """Destroy the keys of what was sealed: it can never be read."""
        if self.ids is not None and self.laid is not None:
            self.office.vault.destroy(self.campaign_id, self.ids[: self.taken].to_pylist())


def counted(column: pa.Array) -> dict[str, int]:
    """Count the values of a column."""
    return {found["values"]: found["counts"] for found in pc.value_counts(column).to_pylist()}


def issue_line_row(line: IssueLine) -> int:
    """Return the row that an issue stands on."""
    return line[0]
