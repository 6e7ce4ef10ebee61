"""The verdict where a kit's device and data must come from one site: the condition itself, and bounds that the plan brings along.

No exchange of single units proves such a plan the best. The plan therefore comes with multipliers; from any multipliers at all a
bound follows by plain sums of whole numbers, computed here from the problem alone. It must never import the solver, and believes
neither a bound nor a count that the plan tells.
"""

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pyarrow as pa

from campaigns.allocation.certify_bounds import Columns, Proof, RowName, bound_types
from campaigns.allocation.claims import Claims, name_at
from campaigns.allocation.ledger import Ledger
from campaigns.allocation.problem import Problem
from campaigns.allocation.proofs import can_grow
from campaigns.allocation.standing import cuts_of_rounds, free_types
from campaigns.allocation.verdict import Verdict, unproved
from campaigns.model.codes import Side, UnservedReason
from campaigns.model.outcome import Sentence

ONE_SITE = Sentence(
    "Sans objet : quand le kit vient d'un seul site, aucune barre ne vaut pour une demande seule.",
    "Not applicable: when a kit comes from one site, no bar is true of one line alone.",
)
NO_PROOF = Sentence(
    "Non prouvé : le plan n'apporte pas de quoi calculer ses bornes (tables bounds et duals).",
    "Not proved: the plan doesn't bring what its bounds are computed from (tables bounds and duals).",
)
FALSE_BOUND = Sentence(
    "Une borne annoncée n'est pas celle qui se calcule de ses multiplicateurs (tables bounds et duals).",
    "A bound told isn't the one that follows from its multipliers (tables bounds and duals).",
)
FALSE_COUNT = Sentence(
    "Les bornes du plan annoncent un nombre atteint qui n'est pas le sien (table bounds).",
    "The plan's bounds tell a number reached that isn't its own (table bounds).",
)


def split_kit(problem: Problem, ledger: Ledger, grants: pa.Table) -> Sentence | None:
    """Name the first line bound to one site whose two units are not from the same."""
    site = dict(zip(problem.cells["cell_id"].to_pylist(), problem.cells["site_id"].to_pylist(), strict=True))
    of_bound = bound_types(problem, ledger)[ledger.line_type[ledger.line_places().of(grants["line_id"])]]
    held: defaultdict[str, list[str | None]] = defaultdict(list)
    bound = grants.filter(pa.array(of_bound))
    for line, cell in zip(bound["line_id"].to_pylist(), bound["cell_id"].to_pylist(), strict=True):
        held[line].append(site[cell])
    for line, sites in held.items():
        if None in sites or len(set(sites)) > 1:
            return Sentence(
                f"La ligne « {line} » reçoit un appareil et des données qui ne viennent pas du même site.",
                f"Line “{line}” is granted a device and data that don't come from the same site.",
            )
    return None


def from_one_site(
    problem: Problem,
    ledger: Ledger,
    unserved: pa.Table,
    claims: Claims,
    bounds: pa.Table | None,
    duals: pa.Table | None,
) -> dict[str, Verdict]:
    """Prove or refute G2 to G5 of a feasible plan; a guarantee that its multipliers don't reach is None, with what is missing."""
    told = _told(problem, ledger, unserved, claims)
    grows = can_grow(ledger, claims.served, claims.used)
    number = Verdict(True) if not grows else None
    if bounds is None or duals is None:
        open_ = unproved(NO_PROOF)
        return {"G2": _in_order(ledger, claims) or open_, "G3": number or open_, "G4": told, "G5": open_}
    proofs = _proofs(bounds, duals)
    levels = _levels_of(ledger, claims)
    fault = _miscounted(ledger, claims, proofs, levels)
    if fault is not None:
        return {"G2": fault, "G3": number or fault, "G4": told, "G5": fault}
    rows = Columns(problem, ledger, levels)
    if any(rows.bound(proof, place) != proof.bound for place, proof in enumerate(proofs)):
        false = Verdict(False, FALSE_BOUND)
        return {"G2": false, "G3": number or false, "G4": told, "G5": false}
    order = _in_order(ledger, claims) or _levels_proved(proofs)
    return {
        "G2": order,
        "G3": number or _number_proved(proofs[-1]),
        "G4": told,
        "G5": _use_proved(proofs[-2]) if order.holds is not False else order,
    }


def _in_order(ledger: Ledger, claims: Claims) -> Verdict | None:
    """Refuse a type that serves a line before a better-ranked one."""
    by_type = np.argsort(ledger.line_type, kind="stable")
    pairs = pairwise(by_type.tolist())
    for better, worse in pairs:
        if ledger.line_type[better] == ledger.line_type[worse] and claims.served[worse] and not claims.served[better]:
            name = name_at(ledger, better)
            return Verdict(
                False,
                Sentence(
                    f"La ligne « {name} » attend, alors qu'une ligne moins bien classée qui accepte les mêmes unités est servie.",
                    f"Line “{name}” waits, while a line ranked after it that accepts the same units is served.",
                ),
            )
    return None


def _proofs(bounds: pa.Table, duals: pa.Table) -> list[Proof]:
    values: defaultdict[int, dict[RowName, int]] = defaultdict(dict)
    for row in duals.to_pylist():
        key = (row["row"], row["type_id"], row["site_id"], row["cell_id"], row["first_rank"])
        values[row["goal_no"]][key] = row["value"]
    return [
        Proof(row["goal"], row["first_rank"], row["reached"], row["bound"], row["scale_bits"], values[row["goal_no"]])
        for row in bounds.to_pylist()
    ]


def _levels_of(ledger: Ledger, claims: Claims) -> dict[int, int]:
    """First rank of each level, best first, and the lines served of it."""
    assert ledger.line_level is not None
    first: dict[int, int] = {}
    for place, level in enumerate(ledger.line_level.tolist()):
        first.setdefault(level, int(ledger.ranks[place]))
    counts = np.bincount(ledger.line_level[claims.served], minlength=len(first)).tolist()
    return {rank: counts[level] for level, rank in first.items()}


def _miscounted(ledger: Ledger, claims: Claims, proofs: list[Proof], levels: dict[int, int]) -> Verdict | None:
    """The goals must be those of the problem, in their order, each with the count that the plan itself shows."""
    use = sum(int(penalty) * int(units) for side in Side
              for penalty, units in zip(ledger.sides[side].penalty, claims.used[side], strict=True))  # fmt: skip
    true: list[tuple[str, int | None, int]] = [("level", rank, count) for rank, count in levels.items()]
    true += [("use", None, use), ("all", None, int(claims.served.sum()))]
    if [(proof.goal, proof.first_rank, proof.reached) for proof in proofs] != true:
        return Verdict(False, FALSE_COUNT)
    return None


def _levels_proved(proofs: list[Proof]) -> Verdict:
    """Each level serves as many lines as its bound, the levels before it being what they are."""
    for number, proof in enumerate(proofs[:-2], 1):
        if proof.bound > proof.reached:
            fr = f"Non prouvé : au niveau {number}, lignes servies : {proof.reached}, borne : {proof.bound}."
            en = f"Not proved: at level {number}, lines served: {proof.reached}, bound: {proof.bound}."
            return unproved(Sentence(fr, en))
    return Verdict(True)


def _number_proved(proof: Proof) -> Verdict:
    if proof.bound <= proof.reached:
        return Verdict(True)
    return Verdict(
        None,
        Sentence(
            f"Sans objet : l'ordre des niveaux peut servir moins de lignes que la borne affichée à côté du plan ({proof.bound}).",
            f"Not applicable: the order of levels may serve fewer lines than the bound shown beside the plan ({proof.bound}).",
        ),
    )


def _use_proved(proof: Proof) -> Verdict:
    if proof.bound >= proof.reached:
        return Verdict(True)
    return unproved(
        Sentence(
            f"Non prouvé : la pénalité est {proof.reached}, et la borne {proof.bound}.",
            f"Not proved: the penalty is {proof.reached}, and the bound {proof.bound}.",
        ),
    )


def _told(problem: Problem, ledger: Ledger, unserved: pa.Table, claims: Claims) -> Verdict:
    """No bar is told, and each reason is the true one."""
    reasons = _true_reasons(problem, ledger, claims)
    rows = zip(unserved["line_id"].to_pylist(), unserved["cutoff_rank"].to_pylist(), unserved["reason"].to_pylist(),
               ledger.line_type[claims.told].tolist(), strict=True)  # fmt: skip
    for name, rank, reason, type_ in rows:
        if rank is not None or reason != reasons[type_]:
            return Verdict(
                False,
                Sentence(
                    f"La ligne « {name} » indique « {rank} » et « {reason} » ; le recalcul donne « {reasons[type_]} » et aucune barre.",
                    f"Line “{name}” tells “{rank}” and “{reason}”; recomputing gives “{reasons[type_]}” and no bar.",
                ),
            )
    return Verdict(None, ONE_SITE)


def _true_reasons(problem: Problem, ledger: Ledger, claims: Claims) -> list[str]:
    cuts = cuts_of_rounds(ledger, claims, None)
    assert not isinstance(cuts, Sentence)
    bound, free = bound_types(problem, ledger), free_types(ledger, claims)
    shares = Columns(problem, ledger, _levels_of(ledger, claims)).shares_site()
    reasons = []
    for type_, reason in enumerate(cuts[0].reason):
        if not ledger.has_option[type_]:
            reasons.append(UnservedReason.NO_OPTION.value)
        elif bound[type_] and (free[type_] or not shares[type_]):
            reasons.append(UnservedReason.KIT_NOT_SAME_SITE.value)
        elif free[type_] and not ledger.sides[Side.DEVICE].needed[type_]:
            reasons.append(UnservedReason.DATA_EXHAUSTED.value)
        else:
            reasons.append(reason)
    return reasons
