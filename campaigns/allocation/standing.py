"""How things stood at the end of each declared pass: who had joined, from which cells, and what refused the others.

For the last pass that is the plan itself; for the others, the witness that comes with it. It must never import the solver.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from campaigns.allocation.claims import Claims, members_of, options_at, overdrawn
from campaigns.allocation.ledger import Bools, Ints, Ledger, array, found, with_open_cells
from campaigns.allocation.proofs import cut_places
from campaigns.model.codes import Side, UnservedReason
from campaigns.model.outcome import Sentence

NO_WITNESS = Sentence(
    "Non prouvé : le plan ne montre pas comment les premières passes étaient servies (table witness).",
    "Not proved: the plan doesn't show how the first passes were supplied (table witness).",
)


@dataclass(frozen=True, eq=False, slots=True)
class Cuts:
    """What refused each type in one pass: the place of the line it rests on, and the reason why."""

    place: Ints
    reason: list[str]


def cuts_of_rounds(ledger: Ledger, claims: Claims, witness: pa.Table | None) -> list[Cuts] | Sentence:
    """Compute what closed each pass, or say which one is not shown as it should be."""
    cuts = []
    for turn in range(len(ledger.rounds)):
        used = claims.used if turn == len(ledger.rounds) - 1 else shown_units(ledger, claims, turn, witness)
        if isinstance(used, Sentence):
            return used
        cuts.append(_cuts(ledger, claims, turn, used))
    return cuts


def free_types(ledger: Ledger, claims: Claims) -> Bools:
    """Tell for each type whether a free unit is within reach on each side it needs, through exchanges, once all is done."""
    nobody, last = np.zeros(len(claims.joined), dtype=np.bool_), len(claims.joined)
    places = [cut_places(ledger, ledger.sides[side], claims.used[side], nobody)[0] for side in Side]
    return np.asarray(np.minimum(*places) == last)


def _cuts(ledger: Ledger, claims: Claims, turn: int, used: dict[Side, Ints]) -> Cuts:
    declared, joined = ledger.rounds[turn], claims.joined == turn
    sides = {side: with_open_cells(ledger.sides[side], declared.is_open[side]) for side in Side}
    device, held_back = cut_places(ledger, sides[Side.DEVICE], used[Side.DEVICE], joined)
    data, _ = cut_places(ledger, sides[Side.DATA], used[Side.DATA], joined)
    full = _full(ledger, claims, turn)
    reason = np.where(held_back, UnservedReason.SITE_CAPACITY.value, UnservedReason.DEVICES_EXHAUSTED.value)
    reason = np.where(data < device, UnservedReason.DATA_EXHAUSTED.value, reason)
    reason = np.where(full < np.minimum(device, data), UnservedReason.QUOTA_REACHED.value, reason)
    return Cuts(np.where(declared.admitted, np.minimum(np.minimum(device, data), full), -1), reason.tolist())


def _full(ledger: Ledger, claims: Claims, turn: int) -> Ints:
    """Place of the line that filled the quota of each type's group; the number of lines where none is full."""
    declared, last = ledger.rounds[turn], len(claims.joined)
    ends = []
    for group, quota in enumerate(declared.quota.tolist()):
        now, before = members_of(ledger, claims.joined, turn, group)
        ends.append(last if len(now) + len(before) < quota else max(now.tolist(), default=-1))
    return array([last if group < 0 else ends[group] for group in declared.group.tolist()])


def shown_units(ledger: Ledger, claims: Claims, turn: int, witness: pa.Table | None) -> dict[Side, Ints] | Sentence:
    """Units on each option at the end of a pass, checked against who had joined and what was open."""
    if witness is None:
        return NO_WITNESS
    declared = ledger.rounds[turn]
    rows = [row for row in witness.to_pylist() if row["pass_no"] == declared.pass_no]
    so_far = (claims.joined >= 0) & (claims.joined <= turn)
    wanted = np.bincount(ledger.line_type[so_far], minlength=len(ledger.line_count))
    used = {}
    for side in Side:
        own = with_open_cells(ledger.sides[side], declared.is_open[side])
        kept = [row for row in rows if row["side"] == side.value]
        types = found([row["type_id"] for row in kept], ledger.type_number)
        cells = found([row["cell_id"] for row in kept], ledger.cell_row)
        option, units = options_at(own, types, cells), array([row["units"] for row in kept])
        used[side] = np.zeros(len(own.option_type), dtype=np.int64)
        np.add.at(used[side], option[option >= 0], units[option >= 0])
        given = np.zeros(len(wanted), dtype=np.int64)
        np.add.at(given, own.option_type, used[side])
        honest = (option >= 0).all() and (units >= 0).all() and np.array_equal(given, np.where(own.needed, wanted, 0))
        if not honest or overdrawn(ledger, own, used[side]):
            fr = f"La passe {declared.pass_no} n'est pas servie comme le plan le montre (table witness)."
            return Sentence(fr, f"Pass {declared.pass_no} isn't supplied as the plan shows (table witness).")
    return used
