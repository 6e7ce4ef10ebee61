"""Hides counts by territory of which each holds the next: families that asked for help, were referred, attended.

What one counts and the next does not is a count as well (asked and not referred, not attended, referred and not attended). Each
of these is protected by `disclosure.protect`, and what one of them hides the others hide too, until all hide the same places:
families of the three kinds may then trade places among those that are hidden, so that no count has less room than each
protection alone gives it. Nobody referred and not attended is said openly. It must never change a count.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.disclosure import LINKED, THRESHOLD, protect
from campaigns.disclosure_groups import Pattern

STEPS: Final = ("asked", "referred", "attended")
# Referred, and not attended: awaited still, or absent.
MISSED: Final = "missed"
Held = dict[str, Pattern]


def protect_steps(
    table: pa.Table,
    threshold: int = THRESHOLD,
    earlier: Sequence[pa.Table] = (),
    forced: Mapping[str, Pattern] | None = None,
) -> pa.Table:
    """Null the counts that may not be published.

    A territory shows its three counts, or how many asked alone, or nothing. While nobody was ever referred, or ever attended,
    in the whole country, that is public, and its zeros are shown everywhere.

    Parameters
    ----------
    table
        Key territory_code: parent_code, level, asked, referred, attended, each at most the one before.
    earlier
        Tables published before, as this function returned them, oldest first.
    forced
        Territory code -> what it must hide whatever its size.

    Returns
    -------
    pyarrow.Table
        The same rows and columns, hidden counts null.

    Raises
    ------
    CannotGoOn
        `not_additive` when a whole is not the sum of its parts, or a step counts more than the step before.
    """
    some = {name: _ever(name, table, earlier) for name in STEPS[1:]}
    views = _views(some)
    held: Held = {code: _whole(pattern) for code, pattern in (forced or {}).items() if pattern}
    while True:
        found = dict(held)
        for name in views:
            for code, pattern in _hidden(name, table, threshold, earlier, held).items():
                found[code] = found.get(code, Pattern.SHOWN) | pattern
        if found == held:
            return _told(table, held, some)
        held = found


def _ever(name: str, table: pa.Table, earlier: Sequence[pa.Table]) -> bool:
    """Tell whether somebody reached a step, today or in an earlier release."""
    return any(table[name].to_pylist()) or any(count != 0 for before in earlier for count in before[name].to_pylist())


def _views(some: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the tables that must be protected: none of what is public."""
    if not some["referred"]:
        return ("asked",)
    return ("referred", "attended", MISSED) if some["attended"] else ("referred",)


def _view(name: str, table: pa.Table) -> pa.Table:
    """Return who asked, and where there are such, as those who reached a step (or missed it) and the others."""
    keys = {key: table[key] for key in ("territory_code", "parent_code")}
    if name == "asked":
        return pa.table(keys | {name: table[name]})
    part = pc.subtract(table["referred"], table["attended"]) if name == MISSED else table[name]
    counts = (table["asked"], part, pc.subtract(table["asked"], part))
    return pa.table(keys | dict(zip(LINKED, counts, strict=True)))


def _hidden(name: str, table: pa.Table, threshold: int, earlier: Sequence[pa.Table], held: Held) -> Held:
    """Return what one of the tables hides, given what is held already."""
    before = [_view(name, each) for each in earlier]
    rows = protect(_view(name, table), threshold, before, held, says_nobody=name == MISSED).to_pylist()
    whole = "hidden" if name == "asked" else "need_hidden"
    return {row["territory_code"]: Pattern.ALL if row[whole] else Pattern.PARTS for row in rows if row["hidden"]}


def _whole(pattern: Pattern) -> Pattern:
    """Return the pattern of a territory that hides something: all, where it may not say how many asked."""
    return Pattern.ALL if pattern & Pattern.NEED else Pattern.PARTS


def _told(table: pa.Table, held: Held, some: Mapping[str, bool]) -> pa.Table:
    """Null what is held."""
    patterns = [held.get(code, Pattern.SHOWN) for code in table["territory_code"].to_pylist()]
    hides = {"asked": [bool(pattern & Pattern.NEED) for pattern in patterns]}
    hides |= {name: [some[name] and bool(pattern & Pattern.PARTS) for pattern in patterns] for name in some}
    for name, flags in hides.items():
        place = table.column_names.index(name)
        kept = pc.if_else(pa.array(flags, pa.bool_()), pa.scalar(None, pa.int64()), table[name])
        table = table.set_column(place, pa.field(name, pa.int64()), kept)
    return table
