"""One field of one file, column by column: plain shapes are read together, each other cell once, and its reading remembered.

A cell that is not plainly good is marked doubtful: its row is then judged alone by the rules. This module must never
judge a row.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.row import IDENTITY_FIELDS, LONGEST_TEXT, NEED_FIELDS, contract_breaches
from pipelines.intake.arrow_texts import bits, patched
from pipelines.intake.block import plain_type
from pipelines.intake.plain_shapes import shape_of
from pipelines.intake.row_rules import is_example_name, is_example_note, is_example_reference
from pipelines.intake.row_values import ADDRESS_END, LEADING_POSTCODE, ONLY_POSTCODE, TRAILING_POSTCODE
from pipelines.intake.values import DATES, READERS, CellReader
from pipelines.intake.values_names import read_name
from pipelines.intake.values_needs import read_needs
from pipelines.intake.values_phones import read_phone
from pipelines.intake.values_places import own_text, read_note, read_text
from pipelines.intake.vocabulary import WITHDRAWN

# What is known of a cell: it has a value; the value counts as one (not zero, not no); its row must be judged alone;
# a postcode stands in the name of its commune, or at the end of its address.
FILLED, TRUE, DOUBT, SPLIT = 1, 2, 4, 8
# Beyond, remembered cells are forgotten: names and addresses are nearly all different.
MOST_KNOWN = 60_000
# Fewer different cells are read one by one: they are remembered from block to block.
FEWEST_TOGETHER = 500
# What the contract asks of most cells, without asking it: a property test proves both equal.
TEXTS = frozenset(name for name, reader in READERS.items() if reader in (read_text, read_name, read_note))
PHONES = frozenset(name for name, reader in READERS.items() if reader is read_phone)
FRENCH_NUMBER = re.compile(r"^\+33[1-9][0-9]{8}\Z")
EXAMPLES = dict.fromkeys(IDENTITY_FIELDS, is_example_name) | {
    "partner_reference": is_example_reference,
    "note": is_example_note,
}


@dataclass(frozen=True)
class FieldCells:
    """The cells of one field in one block, as read: their values and what is known of each, as bits.

    `stated` are the counts that each different need in words states, `which` the one of each cell; for such needs only.
    """

    values: pa.Array
    states: np.ndarray
    stated: Sequence[Mapping[str, int]] = ()
    which: pa.Array | None = None

    def stated_counts(self, item: str) -> pa.Array:
        """Return how many of an item each need in words states."""
        return pa.array([counts.get(item) for counts in self.stated], pa.int32()).take(self.which)


class FieldColumn:
    """Reads the cells of one field of one file."""

    def __init__(self, name: str, reader: CellReader) -> None:
        self.name = name
        self.reader = reader
        self.shape = shape_of(name)
        self.value: dict[str, Any] = {}
        self.state: dict[str, int] = {}
        self.stated: dict[str, dict[str, int]] = {}

    def read(self, cells: pa.Array) -> FieldCells:
        """Read the cells of a block, each different one once."""
        encoded = cells.dictionary_encode()
        different, which = encoded.dictionary, encoded.indices
        values, states = self.read_different(different)
        stated = [self.stated[cell] for cell in different.to_pylist()] if self.name == "need_text" else ()
        return FieldCells(values.take(which), states[which.to_numpy()], stated, which)

    def read_different(self, cells: pa.Array) -> tuple[pa.Array, np.ndarray]:
        """Read cells that are all different: plain shapes together, the others one by one."""
        kind = plain_type(self.name)
        if self.shape is None or len(cells) < FEWEST_TOGETHER:
            known = self.learn(cells.to_pylist())
            return pa.array(map(self.value.__getitem__, known), kind), self.known_states(known)
        plain = self.shape(cells, self.name, self.reader.today)
        known = self.learn(cells.filter(pa.array(~plain.is_plain)).to_pylist())
        values = patched(plain.values, ~plain.is_plain, pa.array(map(self.value.__getitem__, known), kind))
        states = np.where(bits(pc.is_valid(plain.values)), FILLED | TRUE, 0).astype(np.int8)
        states[~plain.is_plain] = self.known_states(known)
        return values, states

    def learn(self, cells: Sequence[str]) -> Sequence[str]:
        """Read the cells not seen before; returns the cells."""
        fresh = set(cells).difference(self.state)
        if len(self.state) + len(fresh) > MOST_KNOWN:
            for known in (self.value, self.state, self.stated):
                known.clear()
            fresh = set(cells)
        for cell in fresh:
            self.enter(cell)
        return cells

    def known_states(self, cells: Sequence[str]) -> np.ndarray:
        """Return what is known of cells that were learnt."""
        return np.fromiter(map(self.state.__getitem__, cells), dtype=np.int8, count=len(cells))

    def enter(self, cell: str) -> None:
        """Read one cell."""
        text = own_text(cell)
        # A row read alone takes the own text twice; the second time changes plain ASCII in nothing.
        again = text if text.isascii() and not text.startswith(("'", "=")) else own_text(text)
        value, problem = self.reader.fresh(self.name, again)
        state = 0 if value is None else FILLED | (TRUE if value else 0)
        if text and (problem is not None or WITHDRAWN in text or self.is_doubtful(value)):
            state |= DOUBT
        if self.name == "address" and value is not None and ADDRESS_END.search(value):
            state |= SPLIT
        if (
            self.name == "commune"
            and value is not None
            and (ONLY_POSTCODE.match(value) or LEADING_POSTCODE.match(value) or TRAILING_POSTCODE.search(value))
        ):
            state |= DOUBT | SPLIT
        if self.name == "need_text":
            self.stated[cell] = {} if value is None else self.counts_in(value)
            state |= DOUBT if contract_breaches(self.stated[cell], today=self.reader.today) else 0
        self.state[cell] = state
        self.value[cell] = value.isoformat() if isinstance(value, date) else value

    def is_doubtful(self, value: Any) -> bool:
        """Tell whether a value breaks the contract, marks an example, or says that the family was not told."""
        if value is None:
            return False
        example = EXAMPLES.get(self.name)
        if (self.name == "information_given" and value == "non") or (example is not None and example(str(value))):
            return True
        if self.name in TEXTS:
            return not 1 <= len(value) <= LONGEST_TEXT
        if self.name in DATES:
            # A date to come was told by its reader.
            return False
        if self.name in PHONES and FRENCH_NUMBER.match(value):
            return False
        return bool(contract_breaches({self.name: value}, today=self.reader.today))

    def counts_in(self, text: str) -> dict[str, int]:
        """Return the items that a need in words states, with their counts."""
        return {item: count for item, count in read_needs(text).counts.items() if item in NEED_FIELDS}
