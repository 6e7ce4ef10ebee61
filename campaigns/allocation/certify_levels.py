"""The verdict where lines share levels: no exchange serves more of a better level, nor the same lines of each at less cost.

One residual graph holds both sides; a cycle of it that gains is the proof that a guarantee fails. It must never import the solver.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from campaigns.allocation.claims import Claims, name_at
from campaigns.allocation.ledger import Ints, Ledger
from campaigns.allocation.proofs import can_grow, moves_of
from campaigns.allocation.standing import cuts_of_rounds
from campaigns.allocation.verdict import Verdict
from campaigns.model.codes import Side, UnservedReason
from campaigns.model.outcome import Sentence

# Weights of many levels of kits outgrow 64 bits: exact whole numbers of Python then.
Weights = npt.NDArray[Any]
LARGEST = 1 << 61

LEVELS = Sentence(
    "Sans objet : à égalité de niveau, le meilleur usage du stock choisit ; la barre affichée est celle du niveau.",
    "Not applicable: within a level the best use of the stock chooses; the bar shown is that of the level.",
)
MORE_OTHERWISE = Sentence(
    "Sans objet : avec des kits complets, l'ordre des niveaux peut servir moins de lignes que la borne affichée à côté du plan.",
    "Not applicable: with complete kits, the order of levels may serve fewer lines than the bound shown beside the plan.",
)


@dataclass(frozen=True, eq=False, slots=True)
class Exchanges:
    """Every move of one unit, or of one line, that the plan still allows; `level` is -1 for a unit."""

    tail: Ints
    head: Ints
    penalty: Ints
    level: Ints
    sign: Ints  # +1: a line of that level joins; -1: it leaves
    node_count: int


class MoveKind(NamedTuple):
    """Moves of one kind from `tail` to `head`: of units, with what each gains, or of lines of a level that join or leave."""

    tail: Ints
    head: Ints
    gain: Ints | None = None
    level: Ints | None = None
    sign: int = 0


def exchanges_of(kinds: Sequence[MoveKind], node_count: int) -> Exchanges:
    """Put the moves of all kinds into one graph."""
    sizes = [len(kind.tail) for kind in kinds]
    none = [np.zeros(size, dtype=np.int64) for size in sizes]
    return Exchanges(
        tail=np.concatenate([kind.tail for kind in kinds]).astype(np.int64),
        head=np.concatenate([kind.head for kind in kinds]).astype(np.int64),
        penalty=np.concatenate(
            [zero if kind.gain is None else kind.gain for kind, zero in zip(kinds, none, strict=True)]
        ),
        level=np.concatenate(
            [zero - 1 if kind.level is None else kind.level for kind, zero in zip(kinds, none, strict=True)]
        ),
        sign=np.repeat([kind.sign for kind in kinds], sizes),
        node_count=node_count,
    )


def by_levels(ledger: Ledger, unserved: pa.Table, claims: Claims) -> dict[str, Verdict]:
    """Prove or refute G2 to G5 of a feasible plan; G4 does not apply, but what was told is still checked."""
    exchanges = _exchanges(ledger, claims)
    order = _better_levels(ledger, claims, exchanges)
    return {
        "G2": order,
        "G3": _number(ledger, claims),
        "G4": _told(ledger, unserved, claims),
        "G5": _use(exchanges, ledger) if order.holds else order,
    }


def _better_levels(ledger: Ledger, claims: Claims, exchanges: Exchanges) -> Verdict:
    by_type = np.argsort(ledger.line_type, kind="stable")
    types, served = ledger.line_type[by_type], claims.served[by_type]
    wrong = np.flatnonzero((types[1:] == types[:-1]) & served[1:] & ~served[:-1])
    if len(wrong):
        return passed_over(ledger, int(by_type[wrong[0]]))
    if gaining_cycle(exchanges, weights(ledger, exchanges, with_penalty=False, coupled=bool(ledger.coupled.any()))):
        return Verdict(
            False,
            Sentence(
                "Un échange sert plus de lignes d'un niveau sans en servir moins des niveaux avant lui.",
                "An exchange serves more lines of a level without serving fewer of the levels before it.",
            ),
        )
    return Verdict(True)


def passed_over(ledger: Ledger, place: int) -> Verdict:
    """Refute a plan that serves a line before a better-ranked one of its type."""
    name, rank = name_at(ledger, place), ledger.ranks[place]
    return Verdict(
        False,
        Sentence(
            f"La ligne « {name} » (rang {rank}) attend, alors qu'une ligne moins bien classée qui accepte les mêmes unités est servie.",
            f"Line “{name}” (rank {rank}) waits, while a line ranked after it that accepts the same units is served.",
        ),
    )


def _use(exchanges: Exchanges, ledger: Ledger) -> Verdict:
    if gaining_cycle(exchanges, weights(ledger, exchanges, with_penalty=True, coupled=bool(ledger.coupled.any()))):
        return Verdict(
            False,
            Sentence(
                "Un échange sert autant de lignes de chaque niveau à moindre pénalité.",
                "An exchange serves as many lines of each level at a lower penalty.",
            ),
        )
    return Verdict(True)


def _number(ledger: Ledger, claims: Claims) -> Verdict:
    if not can_grow(ledger, claims.served, claims.used):
        return Verdict(True)
    if ledger.coupled.any():
        return Verdict(None, MORE_OTHERWISE)
    return Verdict(False, Sentence("Un autre plan sert plus de lignes.", "Another plan serves more lines."))


def _told(ledger: Ledger, unserved: pa.Table, claims: Claims) -> Verdict:
    """The bar told is the first rank of the level of the lines that could give way; none for kits, of which none is true."""
    cuts = cuts_of_rounds(ledger, claims, None)
    assert not isinstance(cuts, Sentence)
    assert ledger.line_level is not None
    level, last = ledger.line_level, len(ledger.ranks)
    place = np.where(ledger.has_option & ~ledger.coupled, cuts[0].place, -1)
    first = {int(name): int(at) for at, name in reversed(list(enumerate(level.tolist())))}
    rows = zip(unserved["line_id"].to_pylist(), unserved["cutoff_rank"].to_pylist(), unserved["reason"].to_pylist(),
               ledger.line_type[claims.told].tolist(), strict=True)  # fmt: skip
    for name, rank, reason, type_ in rows:
        at = int(place[type_])
        right = None if at < 0 else int(ledger.ranks[first[int(level[min(at, last - 1)])]])
        why = cuts[0].reason[type_] if ledger.has_option[type_] else UnservedReason.NO_OPTION.value
        if (rank, reason) != (right, why):
            return Verdict(
                False,
                Sentence(
                    f"La ligne « {name} » indique « {rank} » et « {reason} » ; le recalcul donne « {right} » et « {why} ».",
                    f"Line “{name}” tells “{rank}” and “{reason}”; recomputing gives “{right}” and “{why}”.",
                ),
            )
    return Verdict(None, LEVELS)


def _exchanges(ledger: Ledger, claims: Claims) -> Exchanges:
    """Join the moves of both sides at the types, where lines join and leave; the two outsides are one."""
    assert ledger.line_level is not None
    types = len(ledger.line_count)
    near, far = (moves_of(ledger.sides[side], claims.used[side], types) for side in (Side.DEVICE, Side.DATA))
    outside = near.node_count + far.node_count - 1
    # On the device side units come in: its moves are read backwards. Its own outside becomes that of the data side.
    enter, leave = np.arange(types), near.node_count + np.arange(types)
    in_tail, in_head = (np.where(ends == near.node_count - 1, outside, ends) for ends in (near.head, near.tail))
    width = int(ledger.line_level.max(initial=0)) + 1
    keys = ledger.line_type * width + ledger.line_level
    groups, member = np.unique(keys, return_inverse=True)
    all_lines = np.bincount(member, minlength=len(groups))
    joined = np.bincount(member[claims.served], minlength=len(groups))
    of_type, of_level = groups // width, groups % width
    may_join, may_leave = (joined < all_lines) & ledger.has_option[of_type], joined > 0
    given = np.bincount(ledger.line_type[claims.served], minlength=types)
    kinds = [
        MoveKind(in_tail, in_head, near.gain),
        MoveKind(near.node_count + far.tail, near.node_count + far.head, far.gain),
        MoveKind(enter[of_type[may_join]], leave[of_type[may_join]], level=of_level[may_join], sign=1),
        MoveKind(leave[of_type[may_leave]], enter[of_type[may_leave]], level=of_level[may_leave], sign=-1),
    ]
    for side, ends, is_source in ((Side.DEVICE, enter, True), (Side.DATA, leave, False)):
        skip, back = ends[~ledger.sides[side].needed], ends[~ledger.sides[side].needed & (given > 0)]
        for some, way in ((skip, is_source), (back, not is_source)):
            out = np.full(len(some), outside)
            kinds.append(MoveKind(out, some) if way else MoveKind(some, out))
    return exchanges_of(kinds, outside + 1)


def weights(ledger: Ledger, exchanges: Exchanges, *, with_penalty: bool, coupled: bool) -> Weights:
    """Cost of each move, so that one line of a level outweighs all that a simple cycle can hold of what comes after it.

    Parameters
    ----------
    coupled
        Whether kits or quotas are in play; without them any falling weights do (a matroid).
    """
    assert ledger.line_level is not None
    count = int(ledger.line_level.max(initial=-1)) + 1
    unit = 1 + exchanges.node_count * int(np.abs(exchanges.penalty).max(initial=0)) if with_penalty else 1
    # A simple cycle passes each type once at most.
    step = len(ledger.line_count) + 1
    worth = [unit * (step ** (count - 1 - at) if coupled else count - at) for at in range(count)]
    fits = sum(worth) * (exchanges.node_count + 1) < LARGEST
    kind: Any = np.int64 if fits else object
    table: Weights = np.array([*worth, 0], dtype=kind)  # the last entry stands for a unit (-1)
    cost: Weights = -table[exchanges.level] * exchanges.sign.astype(kind)
    return cost + exchanges.penalty.astype(kind) if with_penalty else cost


def gaining_cycle(exchanges: Exchanges, cost: Weights) -> bool:
    """Tell whether some cycle costs less than nothing: distances that still fall after as many rounds as there are nodes."""
    order = np.argsort(exchanges.head, kind="stable")
    tail, head, gain = exchanges.tail[order], exchanges.head[order], cost[order]
    if not len(head):
        return False
    firsts = np.flatnonzero(np.append(True, head[1:] != head[:-1]))
    targets = head[firsts]
    potential = np.zeros(exchanges.node_count, dtype=gain.dtype)
    # A simple path costs no less than this; below it, a cycle was walked.
    floor = -sum(sorted((-int(value) for value in gain[gain < 0].tolist()), reverse=True)[: exchanges.node_count])
    for _ in range(exchanges.node_count + 1):
        least = np.minimum(np.minimum.reduceat(potential[tail] + gain, firsts), potential[targets])
        if (least == potential[targets]).all():
            return False
        potential[targets] = least
        if (least < floor).any():
            return True
    return True
