"""Hides the counts of a published table that could point at a family, and those from which they could be worked out.

Guarantee of one table: with every published count, the sums by parent, need = served + gap, and the fact that a
territory without need is said openly, each hidden count remains possible over an interval at least `threshold` wide. It
does not cover rankings between measures (delivered <= granted) nor what somebody knows from elsewhere.
"""

from collections.abc import Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.disclosure_groups import Pattern, Territory, patterns
from campaigns.model.outcome import CannotGoOn, Sentence

# The smallest count that is published (no cell under 11 units: the rule of INSEE for fiscal data of persons); a campaign may only raise it.
THRESHOLD: Final = 11
LINKED: Final = ("need", "served", "gap")
KEYS: Final = ("territory_code", "parent_code")
# The whole of everything: sums of the top rows are taken as known.
ROOT: Final = ""


def protect(table: pa.Table, threshold: int = THRESHOLD) -> pa.Table:
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
        hidden |= _hidden_counts(table, group, threshold)
    return _with_hidden(table, {name: hidden[name] for name in measures})


def differs_enough(previous: int | None, new: int | None, threshold: int = THRESHOLD) -> bool:
    """Tell whether a published count may be refreshed: it was or becomes hidden, or changed by the threshold at least.

    >>> differs_enough(40, 45), differs_enough(40, 51), differs_enough(None, 51)
    (False, True, True)
    """
    return previous is None or new is None or abs(new - previous) >= threshold


def refreshed(published: pa.Table, protected: pa.Table, threshold: int = THRESHOLD) -> pa.Table:
    """Make the next release: a territory keeps its published row until each of its counts is equal or differs enough.

    So no count differs from the one published before by 1 to `threshold` - 1, and need = served + gap inside a row. Rows may
    then be of different days: sums over them are not sums of one day, and none should be printed beside them.

    Parameters
    ----------
    published, protected
        Key territory_code: the last release and the new table, both from `protect` (same columns).

    Returns
    -------
    pyarrow.Table
        The rows of `protected`, in order, each from one of the two tables, with `is_kept` where it is the published one.
    """
    measures = [name.removesuffix("_hidden") for name in protected.column_names if name.endswith("_hidden")]
    before = {row["territory_code"]: row for row in published.to_pylist()}
    rows = []
    for new in protected.to_pylist():
        old = before.get(new["territory_code"])
        kept = old is not None and not all(_may_follow(old[name], new[name], threshold) for name in measures)
        rows.append({name: (old if kept and old else new)[name] for name in protected.column_names} | {"is_kept": kept})
    return pa.Table.from_pylist(rows, protected.schema.append(pa.field("is_kept", pa.bool_())))


def _may_follow(old: int | None, new: int | None, threshold: int) -> bool:
    return old == new or differs_enough(old, new, threshold)


def _hidden_counts(table: pa.Table, group: list[str], threshold: int) -> dict[str, list[bool]]:
    """Return for each measure of a group, row by row, whether it is hidden."""
    codes = table["territory_code"].to_pylist()
    chosen = _patterns_of(table, group, threshold)
    nothing = Pattern.SHOWN
    hidden = {group[0]: [chosen.get(code, nothing) is Pattern.ALL for code in codes]}
    return hidden | {name: [chosen.get(code, nothing) is not nothing for code in codes] for name in group[1:]}


def _patterns_of(table: pa.Table, group: list[str], threshold: int) -> dict[str, Pattern]:
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
        built[code] = _territory(code, given.get(code), [built[part] for part in below.get(code, ())])
    if len(built) != len(parents) + 1:
        raise _not_additive(next(code for code in parents if code not in built))
    children = {code: [built[part] for part in parts] for code, parts in below.items()}
    return patterns(built[ROOT], children, threshold)


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
