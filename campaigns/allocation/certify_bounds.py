"""What multipliers prove of a plan of kits from one site: bounds by plain sums of whole numbers, from the problem alone.

Any multipliers give a true bound, good ones a near one. It must never import the solver, nor its model of the rows.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from campaigns.allocation.ledger import Bools, Ints, Ledger
from campaigns.allocation.passes import EVERY_KIT
from campaigns.allocation.problem import Problem
from campaigns.model.codes import Side

# What a multiplier belongs to: the kind of row, then the type, site, cell or first rank of a level that it speaks of.
RowName = tuple[str, str | None, str | None, str | None, int | None]
# Beyond it a sum of multipliers might leave 64 bits; no honest plan comes near.
LARGEST_MULTIPLIER = 1 << 58
FINEST_BITS = 40


@dataclass(frozen=True, slots=True)
class Proof:
    """One goal as the plan tells it: its kind, the first rank of its level, what it reached, its bound, and multipliers by row."""

    goal: str
    first_rank: int | None
    reached: int
    bound: int
    bits: int
    values: dict[RowName, int]


def bound_types(problem: Problem, ledger: Ledger) -> Bools:
    """Tell which types need both units from one site."""
    named = set(problem.same_site["type_id"].to_pylist())
    flags = [EVERY_KIT in named or name in named for name in ledger.type_number]
    return np.array(flags, dtype=np.bool_) & ledger.coupled


class Columns:
    """Everything that a plan may decide, as the verifier reads it: lines of a type in a level, and units of each option."""

    def __init__(self, problem: Problem, ledger: Ledger, levels: dict[int, int]) -> None:
        assert ledger.line_level is not None
        self._ledger, self._levels, self._ranks = ledger, levels, list(levels)
        width = len(levels) + 1
        kept = ledger.has_option[ledger.line_type]
        groups, self._counts = np.unique((ledger.line_type * width + ledger.line_level)[kept], return_counts=True)
        self._group_type, self._group_level = groups // width, groups % width
        self._quantities = problem.cells["quantity"].to_pylist()
        self._pairs, self._usable, self._pair = _pairs_of(problem, ledger)

    def bound(self, proof: Proof, place: int) -> int | None:
        """Return what the multipliers of a goal prove, a whole number; None where they can't be read.

        Parameters
        ----------
        place
            Of the goal among the goals: levels come first, in their order.
        """
        rows = self._read(proof, place)
        if rows is None:
            return None
        limits, need, cell, gate, pair, level = rows
        one = 1 << proof.bits
        counts_here = (self._group_level == place) | (proof.goal == "all")
        brings = np.where(counts_here, one, 0) - level[self._group_level]
        for side in Side:
            brings += np.where(self._ledger.sides[side].needed[self._group_type], need[side][self._group_type], 0)
        total = limits + _summed(brings, self._counts)
        for side in Side:
            own, kept = self._ledger.sides[side], self._usable[side]
            type_, at = own.option_type[kept], own.option_cell[kept]
            brings = (
                -need[side][type_]
                - cell[own.cell_row[at]]
                - np.append(gate, 0)[own.cell_gate[at]] * (side is Side.DEVICE)
            )
            brings -= np.append(pair, 0)[self._pair[side][kept]] * (1 if side is Side.DEVICE else -1)
            if proof.goal == "use":
                brings -= own.penalty[kept] * one
            total += _summed(brings, np.minimum(self._ledger.line_count[type_], own.quantity[at]))
        most = total >> proof.bits
        return -most if proof.goal == "use" else most

    def _read(self, proof: Proof, place: int) -> tuple[int, dict[Side, Ints], Ints, Ints, Ints, Ints] | None:
        """Multipliers by row, after what their limits come to; None where one is unknown, out of range or not allowed."""
        ledger = self._ledger
        dearest = max((int(np.abs(own.penalty).max(initial=0)) for own in ledger.sides.values()), default=0)
        if not 0 <= proof.bits <= FINEST_BITS or (dearest + 1) << proof.bits > LARGEST_MULTIPLIER:
            return None
        gates = {name: at for at, name in enumerate(ledger.sides[Side.DEVICE].gate_sites)}
        places: dict[str, dict[Any, int]] = {
            "device": ledger.type_number, "data": ledger.type_number, "pair": self._pairs, "cell": ledger.cell_row, "site": gates,
            "level": {rank: at for at, rank in enumerate(self._ranks)},
        }  # fmt: skip
        found: dict[str, Ints] = {kind: np.zeros(len(known), dtype=np.int64) for kind, known in places.items()}
        total = 0
        # A level bounds those after it only by what was reached before: its own row and later ones say nothing yet.
        settled = {"use": len(self._ranks), "all": 0}.get(proof.goal, place)
        for (kind, type_id, site, cell, rank), value in proof.values.items():
            name: Any = {"pair": (type_id, site), "cell": cell, "site": site, "level": rank}.get(kind, type_id)
            at = places[kind].get(name) if kind in places else None
            if at is None or abs(value) > LARGEST_MULTIPLIER or (value < 0 and kind in ("cell", "site")):
                return None
            if kind == "level" and at >= settled:
                return None
            found[kind][at] = value
            if kind == "cell":
                total += value * self._quantities[at]
            elif kind == "site":
                total += value * int(ledger.sides[Side.DEVICE].gate_capacity[at])
            elif kind == "level":
                total += value * self._levels[self._ranks[at]]
        need = {Side.DEVICE: found["device"], Side.DATA: found["data"]}
        return total, need, found["cell"], found["site"], found["pair"], found["level"]

    def shares_site(self) -> Bools:
        """Tell for each type whether some kit can be made for it at all."""
        flags = np.zeros(len(self._ledger.line_count), dtype=np.bool_)
        flags[self._ledger.sides[Side.DEVICE].option_type[self._usable[Side.DEVICE]]] = True
        return flags


def _pairs_of(
    problem: Problem, ledger: Ledger
) -> tuple[dict[tuple[str, str], int], dict[Side, Bools], dict[Side, Ints]]:
    """Number each (type, site) where a kit can be made; for each option, whether a line can use it, and its pair (-1: none)."""
    bound, names, site_of = bound_types(problem, ledger), list(ledger.type_number), problem.cells["site_id"].to_pylist()
    at: dict[Side, list[tuple[str, str | None]]] = {}
    for side in Side:
        own = ledger.sides[side]
        rows = own.cell_row[own.option_cell].tolist()
        at[side] = [(names[type_], site_of[row]) for type_, row in zip(own.option_type.tolist(), rows, strict=True)]
    both = {place for place in set(at[Side.DEVICE]) & set(at[Side.DATA]) if place[1] is not None}
    pairs = {(name, site): number for number, (name, site) in enumerate(sorted(both, key=str)) if site is not None}
    usable, pair = {}, {}
    for side in Side:
        mine = bound[ledger.sides[side].option_type]
        usable[side] = ~mine | np.array([place in both for place in at[side]], dtype=np.bool_)
        numbers = np.array([pairs.get(place, -1) for place in at[side]], dtype=np.int64)  # type: ignore[arg-type]
        pair[side] = np.where(mine, numbers, -1)
    return pairs, usable, pair


def _summed(brings: Ints, most: Ints) -> int:
    """What the columns bring at their most, where they bring anything: whole numbers of any size."""
    kept = np.flatnonzero(brings > 0)
    return sum(value * units for value, units in zip(brings[kept].tolist(), most[kept].tolist(), strict=True))
