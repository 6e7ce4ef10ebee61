"""A plan as an outsider sees it: grants and refusals checked against the problem, then numbered for the verifier.

It finds what is impossible in the tables themselves (guarantee G1). It must never import the solver.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from campaigns.allocation.ledger import Account, Bools, Ints, Ledger, Round, array, found_in
from campaigns.model.codes import Side
from campaigns.model.outcome import Sentence


@dataclass(frozen=True, eq=False, slots=True)
class Claims:
    """A feasible plan in numbers.

    Attributes
    ----------
    joined
        For each line in rank order, the round in which it joined; -1 for a line left out.
    used
        For each side, the units on each option.
    told
        Places of the lines in the table of refusals, in its order.
    """

    joined: Ints
    used: dict[Side, Ints]
    told: Ints

    @property
    def served(self) -> Bools:
        """Tell for each line whether it is served."""
        return self.joined >= 0


def read_claims(ledger: Ledger, grants: pa.Table, unserved: pa.Table, entries: pa.Table | None) -> Claims | Sentence:
    """Number a plan, or say the first thing that makes it impossible.

    Parameters
    ----------
    grants
        `line_id, side, cell_id`: one row a unit.
    unserved
        `line_id, reason, cutoff_rank`: one row a line left out.
    entries
        `line_id, pass_no`: the pass in which each served line joined; read only where several are declared.
    """
    places = ledger.line_places()
    line, out = (places.of(table["line_id"]) for table in (grants, unserved))
    del places
    fault = _unknown_line(grants, line) or _unknown_line(unserved, out) or _counted_once(ledger, line, out)
    if fault:
        return fault
    used: dict[Side, Ints] = {}
    for side in Side:
        answer = _used(ledger, grants, line, side)
        if isinstance(answer, Sentence):
            return answer
        used[side] = answer
    if sum(int(units.sum()) for units in used.values()) != grants.num_rows:
        return Sentence("Une attribution porte un côté inconnu.", "A grant bears an unknown side.")
    served = np.bincount(line, minlength=len(ledger.line_type)) > 0
    joined = np.where(served, 0, -1) if len(ledger.rounds) == 1 else _joined(ledger, served, entries)
    if isinstance(joined, Sentence):
        return joined
    for side, units in used.items():
        fault = fault or overdrawn(ledger, ledger.sides[side], units)
    return fault or Claims(joined, used, out)


def name_at(ledger: Ledger, place: int) -> str:
    """Return the id of the line at a place."""
    return str(ledger.line_ids[place].as_py())


def _unknown_line(table: pa.Table, line: Ints) -> Sentence | None:
    for row in np.flatnonzero(line < 0)[:1]:
        name = table["line_id"][int(row)].as_py()
        return Sentence(f"La ligne « {name} » n'est pas dans le problème.", f"Line “{name}” is not in the problem.")
    return None


def _counted_once(ledger: Ledger, line: Ints, out: Ints) -> Sentence | None:
    """Each line is either served or in the table of refusals, once."""
    count = len(ledger.line_type)
    seen = (np.bincount(line, minlength=count) > 0).astype(np.int64) + np.bincount(out, minlength=count)
    for place in np.flatnonzero(seen != 1)[:1]:
        name = name_at(ledger, int(place))
        if seen[place]:
            fr = f"La ligne « {name} » est à la fois servie et non servie, ou refusée deux fois."
            return Sentence(fr, f"Line “{name}” is both served and unserved, or refused twice.")
        fr = f"La ligne « {name} » n'est ni servie ni non servie."
        return Sentence(fr, f"Line “{name}” is neither served nor unserved.")
    return None


def _used(ledger: Ledger, grants: pa.Table, line: Ints, side: Side) -> Ints | Sentence:
    """Units on each option of one side; exactly one for each served line that needs the side, none else."""
    own = found_in(grants["side"], {side.value: 0}) == 0
    own_line, own_type = line[own], ledger.line_type[line[own]]
    rows = found_in(grants["cell_id"], ledger.cell_row)[own]
    option = options_at(ledger.sides[side], own_type, rows)
    for place in own_line[option < 0][:1]:
        name = name_at(ledger, int(place))
        fr = f"La ligne « {name} » reçoit une unité à laquelle son type ne donne pas droit ({side.value})."
        return Sentence(fr, f"Line “{name}” is granted a unit its type has no option for ({side.value}).")
    served = np.bincount(line, minlength=len(ledger.line_type)) > 0
    held = np.bincount(own_line, minlength=len(ledger.line_type))
    for place in np.flatnonzero(held != (served & ledger.sides[side].needed[ledger.line_type]))[:1]:
        name = name_at(ledger, int(place))
        fr = f"La ligne « {name} » reçoit {held[place]} unité(s) du côté {side.value}."
        return Sentence(fr, f"Line “{name}” is granted {held[place]} unit(s) on side {side.value}.")
    return np.bincount(option, minlength=len(ledger.sides[side].option_type)).astype(np.int64)


def options_at(own: Account, types: Ints, rows: Ints) -> Ints:
    """Option of each (type, row in the table of cells), -1 where there is none."""
    width = int(own.cell_row.max(initial=-1)) + 2
    known = own.option_type * width + own.cell_row[own.option_cell]
    order = np.argsort(known, kind="stable")
    # A cell of no row, or of another side, is nowhere in `known`.
    asked = np.where((types >= 0) & (rows >= 0) & (rows < width), types * width + rows, -1)
    at = np.searchsorted(known[order], asked).clip(max=max(len(known) - 1, 0))
    option = order[at] if len(known) else np.full(len(asked), -1, dtype=np.int64)
    return np.where(known[option] == asked, option, -1) if len(known) else option


def _joined(ledger: Ledger, served: Bools, entries: pa.Table | None) -> Ints | Sentence:
    """Round in which each line joined: one that admits it, within the quota of its group."""
    joined = np.full(len(served), -1, dtype=np.int64)
    if entries is None:
        return Sentence(
            "Le plan ne dit pas qui est entré à quelle passe.", "The plan doesn't say who joined in which pass."
        )
    number = {declared.pass_no: i for i, declared in enumerate(ledger.rounds)}
    place = ledger.line_places().of(entries["line_id"])
    turn = array([number.get(pass_no, -1) for pass_no in entries["pass_no"].to_pylist()])
    if (place < 0).any() or (turn < 0).any() or len(set(place.tolist())) != len(place):
        return Sentence("La table des passes (entries) est fausse.", "The table of passes (entries) is wrong.")
    joined[place] = turn
    for line in np.flatnonzero((joined >= 0) != served)[:1]:
        name = name_at(ledger, int(line))
        fr = f"La ligne « {name} » n'est pas dans la table des passes comme dans celle des attributions."
        return Sentence(fr, f"Line “{name}” isn't in the table of passes as in that of grants.")
    for turn_no, declared in enumerate(ledger.rounds):
        fault = _against(ledger, declared, joined, turn_no)
        if fault:
            return fault
    return joined


def members_of(ledger: Ledger, joined: Ints, turn: int, group: int) -> tuple[Ints, Ints]:
    """Places of a group's lines that joined in a round, and of those that joined before it and count in its quota."""
    declared = ledger.rounds[turn]
    counted = [i for i, other in enumerate(ledger.rounds[:turn]) if other.pass_no >= declared.from_pass[group]]
    mine = declared.group[ledger.line_type] == group
    return np.flatnonzero(mine & (joined == turn)), np.flatnonzero(mine & np.isin(joined, counted))


def _against(ledger: Ledger, declared: Round, joined: Ints, turn: int) -> Sentence | None:
    if not declared.admitted[ledger.line_type[joined == turn]].all():
        fr = f"Une ligne est entrée à la passe {declared.pass_no}, qui ne lui est pas ouverte."
        return Sentence(fr, f"A line joined in pass {declared.pass_no}, which isn't open to it.")
    for group, quota in enumerate(declared.quota.tolist()):
        now, before = members_of(ledger, joined, turn, group)
        if not len(now) or len(now) + len(before) <= quota:
            continue
        fr = f"Un groupe dépasse son quota à la passe {declared.pass_no}."
        return Sentence(fr, f"A group exceeds its quota in pass {declared.pass_no}.")
    return None


def overdrawn(ledger: Ledger, own: Account, units: Ints) -> Sentence | None:
    """No cell gives more units than it holds, no site hands out more devices than it may."""
    drawn = total_by(own.option_cell, units, len(own.quantity))
    for cell in np.flatnonzero(drawn > own.quantity)[:1]:
        name = next(name for name, row in ledger.cell_row.items() if row == own.cell_row[cell])
        fr = f"La cellule « {name} » donne plus qu'elle n'a (unités données : {drawn[cell]}, détenues : {own.quantity[cell]})."
        return Sentence(
            fr, f"Cell “{name}” gives more than it holds (units given: {drawn[cell]}, held: {own.quantity[cell]})."
        )
    gated = own.cell_gate >= 0
    handed = total_by(own.cell_gate[gated], drawn[gated], len(own.gate_capacity))
    for gate in np.flatnonzero(handed > own.gate_capacity)[:1]:
        name = own.gate_sites[gate]
        fr = f"Un site remet plus d'appareils qu'il ne peut (« {name} », remis : {handed[gate]}, au plus : {own.gate_capacity[gate]})."
        en = f"A site hands out more devices than it may (“{name}”, handed out: {handed[gate]}, at most: {own.gate_capacity[gate]})."
        return Sentence(fr, en)
    return None


def total_by(groups: Ints, units: Ints, count: int) -> Ints:
    """Sum of `units` in each group."""
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, groups, units)
    return total
