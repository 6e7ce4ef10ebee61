"""Hides the counts of a published table that could point at a family, and those from which they could be worked out.

Guarantee of one table: with every published count, the sums by parent, need = served + gap, and the fact that a
territory without need is said openly, each hidden count remains possible over an interval at least `threshold` wide.
Guarantee over tables of several days: no count shown twice, and no set of territories that two tables can add up,
differs by 1 to `threshold` - 1. It does not cover rankings between measures (see `disclosure_chain`) nor what somebody
knows from elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.disclosure_groups import BITS, Pattern, Territory, patterns
from campaigns.disclosure_past import Past, Shown
from campaigns.model.outcome import CannotGoOn, Sentence

# The smallest count that is published (no cell under 11 units: the rule of INSEE for fiscal data of persons); a campaign may only raise it.
THRESHOLD: Final = 11
# A structure that has more than this share of a count could estimate what the others have (INSEE).
DOMINANCE: Final = 0.85
LINKED: Final = ("need", "served", "gap")
KEYS: Final = ("territory_code", "parent_code")
# The whole of everything: sums of the top rows are taken as known.
ROOT: Final = ""


def protect(
    table: pa.Table,
    threshold: int = THRESHOLD,
    earlier: Sequence[pa.Table] = (),
    forced: Mapping[str, Pattern] | None = None,
    *,
    says_nobody: bool = False,
) -> pa.Table:
    """Null the counts that may not be published.

    `need`, `served` and `gap` are protected together, any other whole-number column by itself. A count below the threshold is
    hidden, a served or gap of 0 included (« 0 » and « 1 à 10 » look the same); only a territory where nobody needs
    anything shows its zeros. A whole that is not a row of the table is taken as known to the reader. A code names one
    territory at all levels (region 11 and department 11 need different codes, such as R11).

    Parameters
    ----------
    table
        Key territory_code: parent_code (null at the top), whole-number measures (null: unknown, left as it is), any text.
    threshold
        The smallest count shown.
    earlier
        Tables published before, as this function returned them (a territory that they do not have had nobody in need).
    forced
        Territory code -> what it must hide whatever its size (see `dominated`). The root of everything is `ROOT`.
    says_nobody
        Whether a served count of 0 points at no one, and is shown where nothing else hides it.

    Returns
    -------
    pyarrow.Table
        The same rows and columns, hidden counts null; then `{measure}_hidden` for each measure, and `hidden` where any is.

    Raises
    ------
    CannotGoOn
        `not_additive` when need is not served + gap, or a parent is not the sum of its parts: nothing would be guaranteed.
    """
    measures = [f.name for f in table.schema if f.name not in KEYS and pa.types.is_integer(f.type)]
    linked = [name for name in LINKED if name in measures]
    groups = [linked] if len(linked) == len(LINKED) else [[name] for name in linked]
    groups += [[name] for name in measures if name not in LINKED]
    hidden: dict[str, list[bool]] = {}
    for group in groups:
        past = Past([_shown(before, group) for before in earlier], threshold)
        hidden |= _hidden_counts(table, group, past, forced or {}, says_nobody)
    return _with_hidden(table, {name: hidden[name] for name in measures})


def dominated(table: pa.Table, largest: Mapping[str, int], threshold: int = THRESHOLD) -> dict[str, Pattern]:
    """Return what to hide because the structure that sent the most of a territory's households could work out the others'.

    That is where it sent more than `DOMINANCE` of them but not all, or all but less than the threshold.

    Parameters
    ----------
    largest
        Territory code -> households of the structure that has the most of them there.
    """
    found = {}
    for code, need in zip(table["territory_code"].to_pylist(), table["need"].to_pylist(), strict=True):
        others = need - largest.get(code, 0)
        if code in largest and others > 0 and (others < threshold or largest[code] > DOMINANCE * need):
            found[code] = Pattern.ALL
    return found


def _shown(table: pa.Table, group: list[str]) -> dict[str, Shown]:
    """Return what an earlier table showed, by code; a measure alone stands for all three.

    A whole that is no row is known where all its parts are.
    """
    names = group if len(group) > 1 else group * 3
    codes, parents, *columns = (table[name].to_pylist() for name in (*KEYS, *names))
    found: dict[str, Shown] = dict(zip(codes, zip(*columns, strict=True), strict=True))
    parts: dict[str, list[Shown]] = {}
    for code, parent in zip(codes, parents, strict=True):
        parts.setdefault(parent or ROOT, []).append(found[code])
    for whole in sorted(parts.keys() - found.keys(), key=lambda code: code == ROOT):
        found[whole] = _summed(parts[whole])
        if whole != ROOT:
            parts.setdefault(ROOT, []).append(found[whole])
            found[ROOT] = _summed(parts[ROOT])
    return found


def _summed(parts: Sequence[Shown]) -> Shown:
    need, served, gap = (None if None in counts else sum(map(int, counts)) for counts in zip(*parts, strict=True))
    return need, served, gap


def _hidden_counts(
    table: pa.Table, group: list[str], past: Past, forced: Mapping[str, Pattern], says_nobody: bool
) -> dict[str, list[bool]]:
    """Return for each measure of a group, row by row, whether it is hidden."""
    chosen = _patterns_of(table, group, past, forced, says_nobody)
    found = [chosen.get(code, Pattern.SHOWN) for code in table["territory_code"].to_pylist()]
    return {name: [bool(pattern & bit) for pattern in found] for name, bit in zip(group, BITS, strict=False)}


def _patterns_of(
    table: pa.Table, group: list[str], past: Past, forced: Mapping[str, Pattern], says_nobody: bool
) -> dict[str, Pattern]:
    """Build the tree of the territories whose counts are known, and choose what each hides."""
    rows = [row for row in table.select([*KEYS, *group]).to_pylist() if all(row[name] is not None for name in group)]
    parents = {row["territory_code"]: row["parent_code"] or ROOT for row in rows}
    parents |= {parent: ROOT for parent in parents.values() if parent not in parents and parent != ROOT}
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent, []).append(code)
    given = {row["territory_code"]: _counts(row, group) for row in rows}
    built: dict[str, Territory] = {}
    for code in _deepest_first(below):
        bare = _territory(code, given.get(code), [built[part] for part in below.get(code, ())])
        little = _bits(past.moved_little(code, bare.counts)) if code in given else Pattern.SHOWN
        built[code] = replace(bare, forced=little | forced.get(code, Pattern.SHOWN), says_nobody=says_nobody)
    if len(built) != len(parents) + 1:
        raise _not_additive(next(code for code in parents if code not in built))
    children = {code: [built[part] for part in parts] for code, parts in below.items()}
    return patterns(built[ROOT], children, past.threshold, past)


def _bits(flags: Sequence[bool]) -> Pattern:
    return Pattern(sum(bit for bit, flag in zip(BITS, flags, strict=True) if flag))


def _counts(row: dict[str, int], group: list[str]) -> tuple[int, int, int]:
    """Return (need, served, gap); a measure alone stands for all three, so that only its own size counts."""
    need, served, gap = (row[name] for name in (group if len(group) > 1 else group * 3))
    if min(need, served, gap) < 0 or (len(group) > 1 and need != served + gap):
        raise _not_additive(str(row["territory_code"]))
    return need, served, gap


def _territory(code: str, given: tuple[int, int, int] | None, parts: list[Territory]) -> Territory:
    """Return a territory from its own counts, which must be the sum of its parts where it has any."""
    summed = tuple(sum(getattr(part, name) for part in parts) for name in LINKED)
    if parts and given is not None and given != summed:
        raise _not_additive(code)
    need, served, gap = summed if given is None else given
    leaves = sum(part.leaves for part in parts) if parts else int(need > 0)
    return Territory(code, need, served, gap, leaves)


def _deepest_first(below: dict[str, list[str]]) -> Iterable[str]:
    order, waiting = [], [ROOT]
    while waiting:
        code = waiting.pop()
        order.append(code)
        waiting += below.get(code, [])
    return reversed(order)


def _with_hidden(table: pa.Table, hidden: dict[str, list[bool]]) -> pa.Table:
    somewhere = [any(row) for row in zip(*hidden.values(), strict=True)] if hidden else [False] * table.num_rows
    for name, flags in hidden.items():
        place = table.column_names.index(name)
        kept = pc.if_else(pa.array(flags, pa.bool_()), pa.scalar(None, table[name].type), table[name])
        table = table.set_column(place, table.schema.field(place).with_nullable(True), kept)
    for name, flags in hidden.items():
        table = table.append_column(f"{name}_hidden", pa.array(flags, pa.bool_()))
    return table.append_column("hidden", pa.array(somewhere, pa.bool_()))


def _not_additive(code: str) -> CannotGoOn:
    return CannotGoOn(
        "not_additive",
        Sentence(
            f"Les chiffres du territoire « {code} » ne s'additionnent pas (besoin = servi + manque, total = somme des parties) : rien n'est publié. "
            "Vérifiez le calcul de la couverture.",
            f"The figures of territory “{code}” do not add up (need = served + gap, whole = sum of its parts): nothing is published. "
            "Check how coverage is computed.",
        ),
    )
