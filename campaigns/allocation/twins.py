"""Types that draw on the same cells, and cells on which the same types draw, are one to whoever only asks who is served.

Penalties part them, and who is served does not depend on penalties. A million lines then make a few hundred types, and the
search and the explanations speak of those. It is exact, and decides nothing.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.explain import Explained
from campaigns.allocation.numbering import Numbers, PassNumbers, SideNumbers
from campaigns.model.codes import Side


@dataclass(frozen=True, eq=False, slots=True)
class Gathered:
    """A problem with twins put together; `type_of` and `cell_of` say in which type, and on each side cell, each one went."""

    numbers: Numbers
    type_of: Ints
    cell_of: dict[Side, Ints]


def gathered(numbers: Numbers) -> Gathered:
    """Put twins together; the penalties of the problem returned mean nothing."""
    type_of = _twin_types(numbers)
    first_type = _firsts(type_of)
    slim = {side: _of_types(own, type_of, first_type) for side, own in numbers.sides.items()}
    cell_of = {
        side: _twin_cells(own, [declared.is_open[side] for declared in numbers.passes]) for side, own in slim.items()
    }
    sides = {side: _of_cells(slim[side], cell_of[side]) for side in slim}
    passes = tuple(_pass(declared, first_type, cell_of) for declared in numbers.passes)
    line_count = np.bincount(type_of, weights=numbers.line_count, minlength=len(first_type)).astype(np.int64)
    found = replace(
        numbers, type_ids=numbers.type_ids.take(pa.array(first_type)), line_type=type_of[numbers.line_type], line_count=line_count,
        sides=sides, passes=passes,
    )  # fmt: skip
    return Gathered(found, type_of, cell_of)


def units_apart(apart: Numbers, together: Gathered, side: Side, used: Ints, joined: Ints) -> Ints:
    """Share the units of twins among them: a way to supply the lines that joined, each type and cell apart.

    Parameters
    ----------
    used
        Units on each option of a side of `together`.
    joined
        Lines of each type of `apart` that joined.

    Returns
    -------
    array
        Units on each option of that side of `apart`.
    """
    own, whole = apart.sides[side], together.numbers.sides[side]
    option = np.repeat(np.arange(len(used)), used)
    types = _handed(whole.option_type[option], together.type_of, np.where(own.needed, joined, 0))
    cells = _handed(whole.option_cell[option], together.cell_of[side], own.quantity)
    width = len(own.quantity) + 1
    # Options come by type, then cell.
    taken = np.searchsorted(own.option_type * width + own.option_cell, types * width + cells)
    return np.bincount(taken, minlength=len(own.option_type)).astype(np.int64)


def explained_apart(explained: Explained, together: Gathered) -> Explained:
    """Say of each type and cell what is said of its twins."""
    return Explained(
        [explained.reasons[type_] for type_ in together.type_of.tolist()],
        explained.cutoff[together.type_of],
        {side: gain[together.cell_of[side]] for side, gain in explained.best_gain.items()},
    )


def _handed(groups: Ints, group_of: Ints, room: Ints) -> Ints:
    """Give each unit of a group to a member that has room, members in their order."""
    members = np.argsort(group_of, kind="stable")
    places = np.repeat(members, room[members])
    begins = np.searchsorted(group_of[places], np.arange(int(group_of.max(initial=-1)) + 1))
    order = np.argsort(groups, kind="stable")
    nth = np.arange(len(groups)) - np.searchsorted(groups[order], groups[order])
    found = np.zeros(len(groups), dtype=np.int64)
    found[order] = places[begins[groups[order]] + nth]
    return found


def _twin_types(numbers: Numbers) -> Ints:
    count = len(numbers.line_count)
    drawn = [_rows_of(own.option_type, own.option_cell, count) for own in numbers.sides.values()]
    rules = [np.stack([declared.admitted, declared.group], axis=1) for declared in numbers.passes]
    told = [rows.tobytes() for rows in np.concatenate(rules, axis=1)] if rules else [b""] * count
    return _numbered(list(zip(*drawn, told, strict=True)))


def _twin_cells(own: SideNumbers, doors: list[Bools]) -> Ints:
    order = np.argsort(own.option_cell, kind="stable")
    drawers = _rows_of(own.option_cell[order], own.option_type[order], len(own.quantity))
    doors_of = np.stack([own.cell_gate, *doors], axis=1)
    return _numbered(list(zip(drawers, [row.tobytes() for row in doors_of], strict=True)))


def _rows_of(keys: Ints, values: Ints, count: int) -> list[bytes]:
    """Return the values of each key as bytes; keys come in order."""
    ends = np.searchsorted(keys, np.arange(count + 1)).tolist()
    plain = np.ascontiguousarray(values)
    return [plain[begin:end].tobytes() for begin, end in pairwise(ends)]


def _numbered(keys: list[tuple[bytes, ...]]) -> Ints:
    """Number distinct keys in the order in which they first come."""
    known: dict[tuple[bytes, ...], int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def _firsts(group_of: Ints) -> Ints:
    """Return the first member of each group."""
    return np.unique(group_of, return_index=True)[1].astype(np.int64)


def _of_types(own: SideNumbers, type_of: Ints, first_type: Ints) -> SideNumbers:
    """Keep the options of the first type of each group; they come in the order of the groups, as the first types do."""
    kept = np.isin(own.option_type, first_type)
    return replace(
        own, option_type=type_of[own.option_type[kept]], option_cell=own.option_cell[kept], penalty=own.penalty[kept],
        needed=own.needed[first_type],
    )  # fmt: skip


def _of_cells(own: SideNumbers, cell_of: Ints) -> SideNumbers:
    first = _firsts(cell_of)
    kept = np.isin(own.option_cell, first)
    quantity = np.bincount(cell_of, weights=own.quantity, minlength=len(first)).astype(np.int64)
    return replace(
        own, option_type=own.option_type[kept], option_cell=cell_of[own.option_cell[kept]], penalty=own.penalty[kept],
        cell_row=own.cell_row[first], quantity=quantity, cell_gate=own.cell_gate[first],
    )  # fmt: skip


def _pass(declared: PassNumbers, first_type: Ints, cell_of: dict[Side, Ints]) -> PassNumbers:
    return replace(
        declared, admitted=declared.admitted[first_type], group=declared.group[first_type],
        is_open={side: declared.is_open[side][_firsts(cell_of[side])] for side in cell_of},
    )  # fmt: skip
