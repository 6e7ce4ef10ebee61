"""An independent verdict on a plan, from the problem and the result alone.

Whoever solved it, five guarantees are proved or refuted here. It must never import the solver (`serve`, `assign`,
`residual`, `explain`, `numbering`) nor OR-Tools, and never trusts a figure of the plan.
"""

import numpy as np
import pyarrow as pa

from campaigns.allocation.certify_levels import by_levels
from campaigns.allocation.certify_pass_levels import by_levels_in_rounds
from campaigns.allocation.certify_same_site import from_one_site, split_kit
from campaigns.allocation.claims import Claims, name_at, read_claims
from campaigns.allocation.ledger import BLOCK_ROWS, Ints, Ledger, read_ledger
from campaigns.allocation.problem import Problem
from campaigns.allocation.proofs import can_grow, cheaper_cycle, moves_of
from campaigns.allocation.standing import NO_WITNESS, Cuts, cuts_of_rounds, free_types
from campaigns.allocation.verdict import Verdict, unproved
from campaigns.model.codes import Side, UnservedReason
from campaigns.model.outcome import Sentence

# G1 feasible, G2 nobody passed over, G3 maximum number, G4 public cutoff, G5 best use.
GUARANTEES = ("G1", "G2", "G3", "G4", "G5")

NOT_FEASIBLE = Sentence(
    "Sans objet : le plan n'est pas réalisable (G1).", "Not applicable: the plan isn't feasible (G1)."
)
KITS = Sentence(
    "Sans objet : avec des kits complets, l'ordre strict des rangs peut servir moins de lignes "
    "que la borne affichée à côté du plan.",
    "Not applicable: with complete kits, strict rank order may serve fewer lines than the bound shown beside the plan.",
)
CLOSED_PASSES = Sentence(
    "Sans objet : la dernière passe n'est pas ouverte à tous, des réserves restent donc à ceux pour qui elles sont déclarées.",
    "Not applicable: the last pass isn't open to all, so reserves stay with those for whom they are declared.",
)


def certify(
    problem: Problem,
    grants: pa.Table,
    unserved: pa.Table,
    entries: pa.Table | None = None,
    witness: pa.Table | None = None,
    bounds: pa.Table | None = None,
    duals: pa.Table | None = None,
) -> dict[str, Verdict]:
    """Prove or refute each guarantee of a plan.

    Parameters
    ----------
    grants
        `line_id, side, cell_id`, one row a unit granted.
    unserved
        `line_id, reason, cutoff_rank`, one row a line left out.
    entries, witness
        `line_id, pass_no` and `pass_no, type_id, side, cell_id, units`; read only where the problem declares passes.
    bounds, duals
        The goals of a plan of kits from one site, and the multipliers of their bounds; read only where the problem asks for it.

    Returns
    -------
    dict
        A verdict for each of `GUARANTEES`. G2 and G4 hold within each declared pass. G3 does not apply (None) when
        complete kits, in strict rank order, leave out lines that another order would have let in, or when the last pass
        is not open to all.
    """
    ledger = read_ledger(problem)
    claims = read_claims(ledger, grants, unserved, entries)
    if isinstance(claims, Sentence):
        return {"G1": Verdict(False, claims)} | {name: Verdict(None, NOT_FEASIBLE) for name in GUARANTEES[1:]}
    if problem.same_site.num_rows:
        split = split_kit(problem, ledger, grants)
        if split is not None:
            return {"G1": Verdict(False, split)} | {name: Verdict(None, NOT_FEASIBLE) for name in GUARANTEES[1:]}
        return {"G1": Verdict(True)} | from_one_site(problem, ledger, unserved, claims, bounds, duals)
    if ledger.line_level is not None and problem.passes.num_rows:
        return {"G1": Verdict(True)} | by_levels_in_rounds(ledger, unserved, claims, witness)
    if ledger.line_level is not None:
        return {"G1": Verdict(True)} | by_levels(ledger, unserved, claims)
    cuts = cuts_of_rounds(ledger, claims, witness)
    if isinstance(cuts, Sentence):
        order = public = unproved(cuts) if cuts is NO_WITNESS else Verdict(False, cuts)
    else:
        order = _nobody_passed_over(ledger, claims, cuts)
        public = _public_cutoff(ledger, unserved, claims, cuts) if order.holds else order
    return {
        "G1": Verdict(True),
        "G2": order,
        "G3": _maximum_number(ledger, claims),
        "G4": public,
        "G5": _best_use(problem, ledger, claims),
    }


def _nobody_passed_over(ledger: Ledger, claims: Claims, cuts: list[Cuts]) -> Verdict:
    """A refusal is justified when everything within reach, on one side, went to lines ranked before or of earlier passes."""
    for turn, cut in enumerate(cuts):
        later = np.flatnonzero((claims.joined < 0) | (claims.joined > turn))
        types = ledger.line_type[later]
        for place in later[ledger.has_option[types] & (cut.place[types] > later)][:1]:
            name, rank = name_at(ledger, int(place)), ledger.ranks[place]
            within = ("", "") if len(cuts) == 1 else (
                f", à la passe {ledger.rounds[turn].pass_no}", f", in pass {ledger.rounds[turn].pass_no}"
            )  # fmt: skip
            return Verdict(
                False,
                Sentence(
                    f"La ligne « {name} » (rang {rank}) pouvait être servie avec toutes les lignes servies avant elle{within[0]}.",
                    f"Line “{name}” (rank {rank}) could be served together with all lines served before it{within[1]}.",
                ),
            )
    return Verdict(True)


def _maximum_number(ledger: Ledger, claims: Claims) -> Verdict:
    last = ledger.rounds[-1]
    out = np.flatnonzero(~claims.served)
    open_to = free_types(ledger, claims) & ledger.has_option & last.admitted & (last.group < 0)
    for place in out[open_to[ledger.line_type[out]]][:1]:
        name = name_at(ledger, int(place))
        fr = f"La ligne « {name} » peut être ajoutée sans retirer personne."
        return Verdict(False, Sentence(fr, f"Line “{name}” can be added without dropping anyone."))
    if not can_grow(ledger, claims.served, claims.used):
        return Verdict(True)
    if not last.admitted.all() or (last.group >= 0).any():
        return Verdict(None, CLOSED_PASSES)
    if ledger.coupled.any():
        return Verdict(None, KITS)
    return Verdict(False, Sentence("Un autre plan sert plus de lignes.", "Another plan serves more lines."))


def _public_cutoff(ledger: Ledger, unserved: pa.Table, claims: Claims, cuts: list[Cuts]) -> Verdict:
    """Within each type the served are those before the cutoff, and each refusal told its true cutoff and reason.

    A served line always ranks at or before its own type's cutoff, so only the lines left out remain to be checked.
    """
    for column, truth in zip(("cutoff_rank", "reason"), _true_refusals(ledger, cuts, claims.told), strict=True):
        for start in range(0, unserved.num_rows, BLOCK_ROWS):
            said = [
                "" if value is None else str(value)
                for value in unserved[column][start : start + BLOCK_ROWS].to_pylist()
            ]
            right = truth[start : start + BLOCK_ROWS]
            if said != right:
                row = next(row for row, (value, true) in enumerate(zip(said, right, strict=True)) if value != true)
                name = unserved["line_id"][start + row].as_py()
                return Verdict(
                    False,
                    Sentence(
                        f"La ligne « {name} » indique {column} = « {said[row]} » ; le recalcul donne « {right[row]} ».",
                        f"Line “{name}” tells {column} = “{said[row]}”; recomputing gives “{right[row]}”.",
                    ),
                )
    return Verdict(True)


def _true_refusals(ledger: Ledger, cuts: list[Cuts], told: Ints) -> tuple[list[str], list[str]]:
    """Cutoff rank and reason, as text, that each of these lines should have been told."""
    best = np.where(ledger.has_option, np.maximum.reduce([cut.place for cut in cuts]), -1)
    ranks = ["" if place < 0 else str(ledger.ranks[min(place, len(ledger.ranks) - 1)]) for place in best.tolist()]
    reasons = [UnservedReason.QUOTA_REACHED.value] * len(best)
    for declared, cut in zip(ledger.rounds, cuts, strict=True):
        reasons = [
            new if open_ else old for new, old, open_ in zip(cut.reason, reasons, declared.admitted, strict=True)
        ]
    reasons = [
        reason if has else UnservedReason.NO_OPTION.value
        for reason, has in zip(reasons, ledger.has_option, strict=True)
    ]
    types = ledger.line_type[told].tolist()
    return [ranks[t] for t in types], [reasons[t] for t in types]


def _best_use(problem: Problem, ledger: Ledger, claims: Claims) -> Verdict:
    types = len(ledger.line_count)
    for side in Side:
        own = ledger.sides[side]
        cycle = cheaper_cycle(moves_of(own, claims.used[side], types))
        if cycle:
            inside = [node - types for node in cycle if types <= node < types + len(own.quantity)]
            names = sorted(str(problem.cells["cell_id"][int(own.cell_row[cell])].as_py()) for cell in inside)
            fr, en = ", ".join(f"« {name} »" for name in names), ", ".join(f"“{name}”" for name in names)
            return Verdict(
                False,
                Sentence(
                    f"Un échange entre les cellules {fr} sert les mêmes lignes à moindre pénalité.",
                    f"An exchange between cells {en} serves the same lines at a lower penalty.",
                ),
            )
    return Verdict(True)
