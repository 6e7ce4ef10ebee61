"""The verdict where lines of one unit share levels within declared passes: pass by pass, no exchange of those who joined gains.

Each pass is one residual graph: groups, types, cells, sites. Lines of earlier passes stay, those of later ones don't exist yet. It
must never import the solver.
"""

import numpy as np
import pyarrow as pa

from campaigns.allocation.certify_levels import (
    LEVELS,
    Exchanges,
    MoveKind,
    exchanges_of,
    gaining_cycle,
    passed_over,
    weights,
)
from campaigns.allocation.claims import Claims
from campaigns.allocation.ledger import Bools, Ints, Ledger, with_open_cells
from campaigns.allocation.proofs import can_grow, moves_of
from campaigns.allocation.standing import NO_WITNESS, cuts_of_rounds, shown_units
from campaigns.allocation.verdict import Verdict, unproved
from campaigns.model.codes import Side, UnservedReason
from campaigns.model.outcome import Sentence

QUOTAS = Sentence(
    "Sans objet : avec des réserves ou des planchers, les niveaux peuvent servir moins de lignes que la borne affichée à côté du plan.",
    "Not applicable: with reserves or floors, levels may serve fewer lines than the bound shown beside the plan.",
)


def by_levels_in_rounds(
    ledger: Ledger, unserved: pa.Table, claims: Claims, witness: pa.Table | None
) -> dict[str, Verdict]:
    """Prove or refute G2 to G5 of a feasible plan; G2 and G5 hold within each pass."""
    number = Verdict(True) if not can_grow(ledger, claims.served, claims.used) else Verdict(None, QUOTAS)
    order, use = Verdict(True), Verdict(True)
    for turn in range(len(ledger.rounds)):
        last = turn == len(ledger.rounds) - 1
        used = claims.used if last else shown_units(ledger, claims, turn, witness)
        if isinstance(used, Sentence):
            missing = unproved(used) if used is NO_WITNESS else Verdict(False, used)
            return {"G2": missing, "G3": number, "G4": missing, "G5": missing}
        exchanges = _exchanges(ledger, claims, turn, used)
        order = _order(ledger, claims, turn, exchanges) if order.holds else order
        use = _use(ledger, exchanges, turn) if use.holds else use
    told = _told(ledger, unserved, claims, witness)
    return {"G2": order, "G3": number, "G4": told, "G5": use if order.holds else order}


def _order(ledger: Ledger, claims: Claims, turn: int, exchanges: Exchanges) -> Verdict:
    """Within a type the best-ranked of those who had not joined do; no exchange serves more of a level."""
    by_type = np.argsort(ledger.line_type, kind="stable")
    waiting = by_type[(claims.joined[by_type] < 0) | (claims.joined[by_type] >= turn)]
    types, joins = ledger.line_type[waiting], claims.joined[waiting] == turn
    wrong = np.flatnonzero((types[1:] == types[:-1]) & joins[1:] & ~joins[:-1])
    if len(wrong):
        return passed_over(ledger, int(waiting[wrong[0]]))
    if gaining_cycle(exchanges, weights(ledger, exchanges, with_penalty=False, coupled=True)):
        pass_no = ledger.rounds[turn].pass_no
        return Verdict(
            False,
            Sentence(
                f"À la passe {pass_no}, un échange sert plus de lignes d'un niveau sans en servir moins des niveaux avant lui.",
                f"In pass {pass_no}, an exchange serves more lines of a level without serving fewer of the levels before it.",
            ),
        )
    return Verdict(True)


def _use(ledger: Ledger, exchanges: Exchanges, turn: int) -> Verdict:
    if gaining_cycle(exchanges, weights(ledger, exchanges, with_penalty=True, coupled=True)):
        pass_no = ledger.rounds[turn].pass_no
        return Verdict(
            False,
            Sentence(
                f"À la passe {pass_no}, un échange sert autant de lignes de chaque niveau à moindre pénalité.",
                f"In pass {pass_no}, an exchange serves as many lines of each level at a lower penalty.",
            ),
        )
    return Verdict(True)


def _exchanges(ledger: Ledger, claims: Claims, turn: int, used: dict[Side, Ints]) -> Exchanges:
    """Nodes: those of both sides' moves, types and outside in common; then the door of each type, then groups."""
    declared, types = ledger.rounds[turn], len(ledger.line_count)
    sides = {side: with_open_cells(ledger.sides[side], declared.is_open[side]) for side in Side}
    near, far = (moves_of(sides[side], used[side], types) for side in (Side.DEVICE, Side.DATA))
    outside = near.node_count + far.node_count - types - 2
    shift = near.node_count - 1 - types
    # The data side shares the types; its own cells follow those of the device side.
    heads = [np.where(at == near.node_count - 1, outside, at) for at in (near.tail, near.head)]
    ends = [
        np.where(at < types, at, np.where(at == far.node_count - 1, outside, at + shift)) for at in (far.tail, far.head)
    ]
    door, groups = outside + 1 + np.arange(types), outside + 1 + types + np.arange(len(declared.quota))
    units = [MoveKind(heads[0], heads[1], near.gain), MoveKind(ends[0], ends[1], far.gain)]
    lines = [*_through_doors(ledger, claims, turn, door), *_through_groups(ledger, claims, turn, door, groups, outside)]
    return exchanges_of([*units, *lines], outside + 1 + types + len(groups))


def _through_doors(ledger: Ledger, claims: Claims, turn: int, door: Ints) -> list[MoveKind]:
    """Lines that this pass admits may join by the door of their type; those that joined in it may leave."""
    declared, now = ledger.rounds[turn], claims.joined == turn
    joins = _groups(ledger, (claims.joined < 0) | (claims.joined > turn), declared.admitted & ledger.has_option)
    leaves = _groups(ledger, now, np.ones(len(door), dtype=np.bool_))
    return [
        MoveKind(door[joins[0]], joins[0], level=joins[1], sign=1),
        MoveKind(leaves[0], door[leaves[0]], level=leaves[1], sign=-1),
    ]


def _through_groups(
    ledger: Ledger, claims: Claims, turn: int, door: Ints, groups: Ints, outside: int
) -> list[MoveKind]:
    """Each door opens on the group that its type is counted in, or on the outside; a group takes more while its quota has room."""
    declared, now = ledger.rounds[turn], claims.joined == turn
    inner = np.bincount(ledger.line_type[now], minlength=len(door)) > 0
    entrance = np.where(declared.group >= 0, np.append(groups, 0)[declared.group], outside)
    of_line = np.append(declared.group, -1)[ledger.line_type]
    room, held = _room_and_held(ledger, claims, turn, of_line)
    out = np.full(len(groups), outside)
    return [
        MoveKind(entrance, door),
        MoveKind(door[inner], entrance[inner]),
        MoveKind(out[room], groups[room]),
        MoveKind(groups[held], out[held]),
    ]


def _room_and_held(ledger: Ledger, claims: Claims, turn: int, of_line: Ints) -> tuple[Bools, Bools]:
    """Tell of each group whether its quota has room, and whether somebody joined in it in this pass."""
    declared, now = ledger.rounds[turn], claims.joined == turn
    before = (claims.joined >= 0) & (claims.joined < turn)
    counted = np.array([other.pass_no for other in ledger.rounds])[np.maximum(claims.joined, 0)]
    since = np.append(declared.from_pass, 0)[of_line]
    joined = (now | (before & (counted >= since))) & (of_line >= 0)
    taken = np.bincount(of_line[joined], minlength=len(declared.quota))
    held = np.bincount(of_line[now & (of_line >= 0)], minlength=len(declared.quota)) > 0
    return taken < declared.quota, held


def _groups(ledger: Ledger, lines: Bools, of_types: Bools) -> tuple[Ints, Ints]:
    """Each (type, level) of some of these lines."""
    assert ledger.line_level is not None
    width = int(ledger.line_level.max(initial=0)) + 1
    kept = lines & of_types[ledger.line_type]
    keys = np.unique((ledger.line_type * width + ledger.line_level)[kept])
    return keys // width, keys % width


def _told(ledger: Ledger, unserved: pa.Table, claims: Claims, witness: pa.Table | None) -> Verdict:
    """The bar told is that of the last pass, where no quota counts in it; each reason is that of the last pass open to the line."""
    cuts = cuts_of_rounds(ledger, claims, witness)
    if isinstance(cuts, Sentence):
        return unproved(cuts) if cuts is NO_WITNESS else Verdict(False, cuts)
    assert ledger.line_level is not None
    level, last = ledger.line_level, len(ledger.ranks)
    place = np.where(ledger.has_option & (ledger.rounds[-1].group < 0), cuts[-1].place, -1)
    reasons = [UnservedReason.QUOTA_REACHED.value] * len(place)
    for declared, cut in zip(ledger.rounds, cuts, strict=True):
        reasons = [
            new if open_ else old for new, old, open_ in zip(cut.reason, reasons, declared.admitted, strict=True)
        ]
    first = {int(name): int(at) for at, name in reversed(list(enumerate(level.tolist())))}
    rows = zip(unserved["line_id"].to_pylist(), unserved["cutoff_rank"].to_pylist(), unserved["reason"].to_pylist(),
               ledger.line_type[claims.told].tolist(), strict=True)  # fmt: skip
    for name, rank, reason, type_ in rows:
        at = int(place[type_])
        right = None if at < 0 else int(ledger.ranks[first[int(level[min(at, last - 1)])]])
        why = reasons[type_] if ledger.has_option[type_] else UnservedReason.NO_OPTION.value
        if (rank, reason) != (right, why):
            return Verdict(
                False,
                Sentence(
                    f"La ligne « {name} » indique « {rank} » et « {reason} » ; le recalcul donne « {right} » et « {why} ».",
                    f"Line “{name}” tells “{rank}” and “{reason}”; recomputing gives “{right}” and “{why}”.",
                ),
            )
    return Verdict(None, LEVELS)
