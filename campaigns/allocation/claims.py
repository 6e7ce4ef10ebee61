"""A plan as an outsider sees it: grants and refusals checked against the problem, then numbered for the verifier.

It finds what is impossible in the tables themselves (guarantee G1). It must never import the solver.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, integers, places
from campaigns.allocation.problem import Problem
from campaigns.model.codes import Side
from campaigns.model.outcome import Sentence


@dataclass(frozen=True, eq=False, slots=True)
class Claims:
    """A feasible plan in numbers: the lines it serves (in rank order) and the units on each option of each side."""

    served: Bools
    used: dict[Side, Ints]


def read_claims(problem: Problem, numbers: Numbers, grants: pa.Table, unserved: pa.Table) -> Claims | Sentence:
    """Number a plan, or say the first thing that makes it impossible.

    Parameters
    ----------
    grants
        `line_id, side, cell_id`: one row a unit.
    unserved
        `line_id, reason, cutoff_rank`: one row a line left out.
    """
    line_ids = problem.lines["line_id"].combine_chunks()
    line, out = (places(table["line_id"].combine_chunks(), line_ids) for table in (grants, unserved))
    fault = _unknown_line(grants, line) or _unknown_line(unserved, out) or _counted_once(problem, line, out)
    if fault:
        return fault
    used: dict[Side, Ints] = {}
    for side in Side:
        answer = _used(problem, numbers, grants, line, side)
        if isinstance(answer, Sentence):
            return answer
        used[side] = answer
    served = np.bincount(line, minlength=len(line_ids)) > 0
    known = sum(int(units.sum()) for units in used.values())
    if known != grants.num_rows:
        return Sentence("Une attribution porte un côté inconnu.", "A grant bears an unknown side.")
    return _overdrawn(problem, numbers, used) or Claims(served, used)


def _unknown_line(table: pa.Table, line: Ints) -> Sentence | None:
    for row in np.flatnonzero(line < 0)[:1]:
        name = table["line_id"][int(row)].as_py()
        return Sentence(f"La ligne « {name} » n'est pas dans le problème.", f"Line “{name}” is not in the problem.")
    return None


def _counted_once(problem: Problem, line: Ints, out: Ints) -> Sentence | None:
    """Each line is either served or in the table of refusals, once."""
    count = problem.lines.num_rows
    seen = (np.bincount(line, minlength=count) > 0).astype(np.int64) + np.bincount(out, minlength=count)
    for place in np.flatnonzero(seen != 1)[:1]:
        name = problem.lines["line_id"][int(place)].as_py()
        if seen[place]:
            fr = f"La ligne « {name} » est à la fois servie et non servie, ou refusée deux fois."
            return Sentence(fr, f"Line “{name}” is both served and unserved, or refused twice.")
        fr = f"La ligne « {name} » n'est ni servie ni non servie."
        return Sentence(fr, f"Line “{name}” is neither served nor unserved.")
    return None


def _used(problem: Problem, numbers: Numbers, grants: pa.Table, line: Ints, side: Side) -> Ints | Sentence:
    """Units on each option of one side; exactly one for each served line that needs the side, none else."""
    own = np.asarray(pc.equal(grants["side"], side.value).to_numpy(), dtype=np.bool_)
    own_line, own_type = line[own], numbers.line_type[line[own]]
    rows = places(grants["cell_id"].combine_chunks(), problem.cells["cell_id"].combine_chunks())[own]
    option = _options(numbers, side, own_type, rows)
    for place in own_line[option < 0][:1]:
        name = problem.lines["line_id"][int(place)].as_py()
        fr = f"La ligne « {name} » reçoit une unité à laquelle son type ne donne pas droit ({side.value})."
        return Sentence(fr, f"Line “{name}” is granted a unit its type has no option for ({side.value}).")
    served = np.bincount(line, minlength=len(numbers.line_type)) > 0
    held = np.bincount(own_line, minlength=len(numbers.line_type))
    for place in np.flatnonzero(held != (served & numbers.sides[side].needed[numbers.line_type]))[:1]:
        name = problem.lines["line_id"][int(place)].as_py()
        fr = f"La ligne « {name} » reçoit {held[place]} unité(s) du côté {side.value}."
        return Sentence(fr, f"Line “{name}” is granted {held[place]} unit(s) on side {side.value}.")
    return np.bincount(option, minlength=len(numbers.sides[side].option_type)).astype(np.int64)


def _options(numbers: Numbers, side: Side, types: Ints, rows: Ints) -> Ints:
    """Option of each (type, row in the table of cells), -1 where there is none."""
    own = numbers.sides[side]
    width = int(max(own.cell_row.max(initial=0), rows.max(initial=0))) + 2
    known = pa.array(own.option_type * width + own.cell_row[own.option_cell])
    return np.where(rows < 0, -1, places(pa.array(types * width + rows), known))


def _overdrawn(problem: Problem, numbers: Numbers, used: dict[Side, Ints]) -> Sentence | None:
    """No cell gives more units than it holds, no site hands out more devices than it may."""
    for side, units in used.items():
        own = numbers.sides[side]
        drawn = total_by(own.option_cell, units, len(own.quantity))
        for cell in np.flatnonzero(drawn > own.quantity)[:1]:
            name = problem.cells["cell_id"][int(own.cell_row[cell])].as_py()
            fr = f"La cellule « {name} » donne {drawn[cell]} unités et n'en a que {own.quantity[cell]}."
            return Sentence(fr, f"Cell “{name}” gives {drawn[cell]} units and holds {own.quantity[cell]}.")
        gated = own.cell_gate >= 0
        handed = total_by(own.cell_gate[gated], drawn[gated], len(own.gate_capacity))
        for gate in np.flatnonzero(handed > own.gate_capacity)[:1]:
            fr = f"Un site remet {handed[gate]} appareils et ne peut en remettre que {own.gate_capacity[gate]}"
            en = f"A site hands out {handed[gate]} devices and may hand out {own.gate_capacity[gate]}"
            name = problem.sites.filter(pc.is_valid(problem.sites["capacity"]))["site_id"][int(gate)].as_py()
            return Sentence(f"{fr} (« {name} »).", f"{en} (“{name}”).")
    return None


def total_by(groups: Ints, units: Ints, count: int) -> Ints:
    """Sum of `units` in each group."""
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, groups, units)
    return total


def ranks_of(problem: Problem) -> Ints:
    """Ranks in rank order: the rank at each place."""
    return integers(problem.lines["rank"].combine_chunks())
