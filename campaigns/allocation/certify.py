"""An independent verdict on a plan, from the problem and the result alone.

Whoever solved it, five guarantees are proved or refuted here. It must never import the solver (`serve`, `assign`,
`residual`, `explain`) nor OR-Tools, and never trusts a figure of the plan.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.claims import Claims, ranks_of, read_claims
from campaigns.allocation.columns import Bools, Ints
from campaigns.allocation.numbering import Numbers, numbers_of, places
from campaigns.allocation.problem import Problem
from campaigns.allocation.proofs import can_grow, cheaper_cycle, cut_places, moves_of
from campaigns.model.codes import Side, UnservedReason
from campaigns.model.outcome import Sentence

# G1 feasible, G2 nobody passed over, G3 maximum number, G4 public cutoff, G5 best use.
GUARANTEES = ("G1", "G2", "G3", "G4", "G5")

NOT_FEASIBLE = Sentence(
    "Sans objet : le plan n'est pas réalisable (G1).", "Not applicable: the plan isn't feasible (G1)."
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`holds` is None when the guarantee does not apply; `witness` is then the reason, or the proof that it fails."""

    holds: bool | None
    witness: Sentence | None = None


@dataclass(frozen=True, eq=False, slots=True)
class _Cuts:
    """For each type: the place its refusal rests on (the first side that closed), that side, units held back."""

    place: Ints
    is_data: Bools
    held_back: Bools


def certify(problem: Problem, grants: pa.Table, unserved: pa.Table) -> dict[str, Verdict]:
    """Prove or refute each guarantee of a plan.

    Parameters
    ----------
    grants
        `line_id, side, cell_id`, one row a unit granted.
    unserved
        `line_id, reason, cutoff_rank`, one row a line left out.

    Returns
    -------
    dict
        A verdict for each of `GUARANTEES`. G3 does not apply (None) when complete kits, in strict rank order, leave
        out lines that another order would have let in.
    """
    numbers = numbers_of(problem)
    claims = read_claims(problem, numbers, grants, unserved)
    if isinstance(claims, Sentence):
        return {"G1": Verdict(False, claims)} | {name: Verdict(None, NOT_FEASIBLE) for name in GUARANTEES[1:]}
    cuts = _cuts(numbers, claims)
    return {
        "G1": Verdict(True),
        "G2": _nobody_passed_over(problem, numbers, claims, cuts),
        "G3": _maximum_number(problem, numbers, claims, cuts),
        "G4": _public_cutoff(problem, numbers, unserved, claims, cuts),
        "G5": _best_use(problem, numbers, claims),
    }


def _cuts(numbers: Numbers, claims: Claims) -> _Cuts:
    device, held_back = cut_places(numbers, claims, Side.DEVICE)
    data, _ = cut_places(numbers, claims, Side.DATA)
    return _Cuts(np.minimum(device, data), data < device, held_back)


def _nobody_passed_over(problem: Problem, numbers: Numbers, claims: Claims, cuts: _Cuts) -> Verdict:
    """A line left out is justified when everything within its reach, on one side, went to better-ranked lines."""
    out = np.flatnonzero(~claims.served)
    out = out[_has_option(numbers)[numbers.line_type[out]]]
    for place in out[cuts.place[numbers.line_type[out]] > out][:1]:
        name, rank = _name(problem, int(place)), ranks_of(problem)[place]
        return Verdict(
            False,
            Sentence(
                f"La ligne « {name} » (rang {rank}) pouvait être servie avec toutes les lignes servies avant elle.",
                f"Line “{name}” (rank {rank}) could be served together with all lines served before it.",
            ),
        )
    return Verdict(True)


def _maximum_number(problem: Problem, numbers: Numbers, claims: Claims, cuts: _Cuts) -> Verdict:
    out = np.flatnonzero(~claims.served)
    types = numbers.line_type[out]
    addable = out[_has_option(numbers)[types] & (cuts.place[types] == len(claims.served))]
    for place in addable[:1]:
        name = _name(problem, int(place))
        fr = f"La ligne « {name} » peut être ajoutée sans retirer personne."
        return Verdict(False, Sentence(fr, f"Line “{name}” can be added without dropping anyone."))
    if not can_grow(numbers, claims):
        return Verdict(True)
    if numbers.coupled.any():
        return Verdict(
            None,
            Sentence(
                "Sans objet : avec des kits complets, l'ordre strict des rangs peut servir moins de lignes "
                "que la borne affichée à côté du plan.",
                "Not applicable: with complete kits, strict rank order may serve fewer lines than the bound "
                "shown beside the plan.",
            ),
        )
    return Verdict(False, Sentence("Un autre plan sert plus de lignes.", "Another plan serves more lines."))


def _public_cutoff(problem: Problem, numbers: Numbers, unserved: pa.Table, claims: Claims, cuts: _Cuts) -> Verdict:
    """Within each type the served are those before the cutoff, and each refusal told its true cutoff and reason.

    A served line always ranks at or before its own type's cutoff, so only the lines left out remain to be checked.
    """
    passed_over = _nobody_passed_over(problem, numbers, claims, cuts)
    if not passed_over.holds:
        return passed_over
    told = places(unserved["line_id"].combine_chunks(), problem.lines["line_id"].combine_chunks())
    cutoffs, reasons = _true_refusals(problem, numbers, cuts, told)
    for column, truth in (("cutoff_rank", cutoffs), ("reason", reasons)):
        same = pc.equal(unserved[column].cast(pa.string()), truth)
        alike = pc.fill_null(same, pc.and_(pc.is_null(unserved[column]), pc.is_null(truth)).combine_chunks())
        row = pc.index(alike, False).as_py()
        if row >= 0:
            return Verdict(False, _told_wrongly(unserved, column, row, truth[row].as_py()))
    return Verdict(True)


def _true_refusals(problem: Problem, numbers: Numbers, cuts: _Cuts, told: Ints) -> tuple[pa.Array, pa.Array]:
    """Cutoff rank and reason, as text, that each of these lines should have been told."""
    types = numbers.line_type[told]
    has_option = _has_option(numbers)[types]
    ranks = np.append(ranks_of(problem), 0)
    closing = np.where(has_option, cuts.place[types], -1)
    device = np.where(cuts.held_back, UnservedReason.SITE_CAPACITY.value, UnservedReason.DEVICES_EXHAUSTED.value)
    reasons = np.where(cuts.is_data, UnservedReason.DATA_EXHAUSTED.value, device)[types]
    reasons = np.where(has_option, reasons, UnservedReason.NO_OPTION.value)
    cutoffs = pa.array(ranks[closing], mask=closing < 0).cast(pa.string())
    return cutoffs, pa.array(reasons.tolist(), pa.string())


def _told_wrongly(unserved: pa.Table, column: str, row: int, truth: str | None) -> Sentence:
    name, told = unserved["line_id"][row].as_py(), unserved[column][row].as_py()
    said, right = ("" if value is None else value for value in (told, truth))
    return Sentence(
        f"La ligne « {name} » indique {column} = « {said} » ; le recalcul donne « {right} ».",
        f"Line “{name}” tells {column} = “{said}”; recomputing gives “{right}”.",
    )


def _best_use(problem: Problem, numbers: Numbers, claims: Claims) -> Verdict:
    types = len(numbers.line_count)
    for side in Side:
        own = numbers.sides[side]
        cycle = cheaper_cycle(moves_of(own, claims.used[side], types))
        if cycle:
            inside = [node - types for node in cycle if types <= node < types + len(own.quantity)]
            rows = pa.array(own.cell_row[np.array(inside, dtype=np.int64)])
            names = sorted(problem.cells["cell_id"].take(rows).to_pylist())
            fr, en = ", ".join(f"« {name} »" for name in names), ", ".join(f"“{name}”" for name in names)
            return Verdict(
                False,
                Sentence(
                    f"Un échange entre les cellules {fr} sert les mêmes lignes à moindre pénalité.",
                    f"An exchange between cells {en} serves the same lines at a lower penalty.",
                ),
            )
    return Verdict(True)


def _has_option(numbers: Numbers) -> Bools:
    return numbers.sides[Side.DEVICE].needed | numbers.sides[Side.DATA].needed


def _name(problem: Problem, place: int) -> str:
    return str(problem.lines["line_id"][place].as_py())
