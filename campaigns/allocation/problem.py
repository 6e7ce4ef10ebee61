"""The allocation problem: lines in rank order, the cells each type of line may draw from, stock and hand-out gates.

A problem is checked whole, once, here; everything after may trust it. It is kept in one canonical order, so
nothing downstream can depend on the order of the rows received. It never holds a household or a place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import coded_column, places, plain
from campaigns.allocation.columns import (
    DUPLICATE,
    NEGATIVE,
    TOO_LARGE,
    Fault,
    codes_of,
    faults_where,
    integer_column,
    places_in_order,
    refusal_of,
    repeated,
    repeated_texts,
    text_column,
    whole,
)
from campaigns.allocation.passes import (
    LEVEL_COLUMNS,
    LEVEL_SCHEMA,
    PASS_COLUMNS,
    SAME_SITE_COLUMNS,
    SAME_SITE_SCHEMA,
    checked_levels,
    checked_passes,
    checked_same_site,
    no_passes,
)
from campaigns.model.codes import Side
from campaigns.model.outcome import Refusal, Sentence

COLUMNS = {
    "lines": ("line_id", "rank", "type_id"),
    "options": ("type_id", "side", "cell_id", "penalty"),
    "cells": ("cell_id", "side", "site_id", "quantity"),
    "sites": ("site_id", "capacity"),
}
# Beyond it, a million penalties may no longer be summed in 64 bits by the flow solver.
PENALTY_LIMIT = 10**12

UNKNOWN_SIDE = Sentence("« device » ou « data » attendu", "expected “device” or “data”")
UNKNOWN_CELL = Sentence("absente de la table cells", "absent from table cells")
UNKNOWN_SITE = Sentence("absent de la table sites", "absent from table sites")
OTHER_SIDE = Sentence("cette cellule est d'un autre côté (side)", "this cell is on another side")


@dataclass(frozen=True, eq=False, slots=True)
class Problem:
    """A checked problem, in canonical order.

    Attributes
    ----------
    lines
        `line_id` text (key), `rank` int64 unique, smaller first, `type_id` (as codes, see `coded`); sorted by rank.
    options
        `type_id, side, cell_id` (key, as codes), `penalty` int64 minimised; sorted by key.
    cells
        `cell_id` (key), `side`, `site_id` (nullable for data), `quantity` int64 >= 0; sorted by key.
    sites
        `site_id` (key), `capacity` int64 nullable = unlimited, in device units; sorted by key.
    passes, quotas, openings
        Declared passes (see `passes`), empty where there is a single one, open to all.
    levels
        Declared levels (see `passes`): `first_rank` of each, empty where each line stands alone.
    same_site
        Types whose lines need both units from one site (see `passes`), empty where any two sites do.
    """

    lines: pa.Table
    options: pa.Table
    cells: pa.Table
    sites: pa.Table
    passes: pa.Table
    quotas: pa.Table
    openings: pa.Table
    levels: pa.Table
    same_site: pa.Table


def problem_from_tables(
    lines: pa.Table,
    options: pa.Table,
    cells: pa.Table,
    sites: pa.Table,
    passes: pa.Table | None = None,
    quotas: pa.Table | None = None,
    openings: pa.Table | None = None,
    levels: pa.Table | None = None,
    same_site: pa.Table | None = None,
) -> Problem | Refusal:
    """Check the four tables of the folder format and put them in canonical order.

    Parameters
    ----------
    lines, options, cells, sites
        Columns named as in `COLUMNS`, text or typed; further columns are ignored.
    passes, quotas, openings
        Columns named as in `PASS_COLUMNS`; None: a single pass.
    levels
        Columns named as in `LEVEL_COLUMNS`; None: each line stands alone.
    same_site
        Columns named as in `SAME_SITE_COLUMNS`; None: a line's two units may come from two sites.

    Returns
    -------
    Problem | Refusal
        `missing_column` or `invalid_problem`, with the first faults of all tables, when they can't be trusted.
    """
    given = {"lines": lines, "options": options, "cells": cells, "sites": sites}
    optional = {"passes": passes, "quotas": quotas, "openings": openings}
    given |= {name: no_passes(name) if table is None else table for name, table in optional.items()}
    given["levels"] = LEVEL_SCHEMA.empty_table() if levels is None else levels
    given["same_site"] = SAME_SITE_SCHEMA.empty_table() if same_site is None else same_site
    wanted = {**COLUMNS, **PASS_COLUMNS, **LEVEL_COLUMNS, **SAME_SITE_COLUMNS}
    missing = [f"{t}.{c}" for t, columns in wanted.items() for c in columns if given[t].column_names.count(c) != 1]
    if missing:
        return _missing_columns(missing)
    faults: list[Fault] = []
    site_table = _sites(sites, faults)
    cell_table = _cells(cells, site_table, faults)
    option_table = _options(options, cell_table, faults)
    line_table = _lines(lines, faults)
    declared = checked_passes(
        given["passes"], given["quotas"], given["openings"], cell_table["cell_id"].combine_chunks(), faults
    )
    level_table = checked_levels(given["levels"], declared[0], faults, kits=_has_kits(option_table, line_table))
    bound_types = checked_same_site(given["same_site"], level_table, faults)
    if faults:
        return refusal_of(faults)
    return Problem(
        _by_rank(line_table), _by_key(option_table), cell_table.sort_by("cell_id"), site_table.sort_by("site_id"), *declared,
        levels=level_table, same_site=bound_types,
    )  # fmt: skip


def _by_rank(lines: pa.Table) -> pa.Table:
    """Sort lines by rank; those that come in order are not copied."""
    rank = whole(lines["rank"]).to_numpy()
    return lines if (rank[1:] > rank[:-1]).all() else lines.sort_by("rank")


def _by_key(options: pa.Table) -> pa.Table:
    """Sort options by type, side and cell; those that come in order, as the builder's do, are not copied."""
    keys = [places_in_order(whole(options[name])) for name in ("cell_id", "side", "type_id")]
    order = np.lexsort(keys)
    return options if np.array_equal(order, np.arange(len(order))) else options.take(pa.array(order))


def _has_kits(options: pa.Table, lines: pa.Table) -> bool:
    """Tell whether lines of some type need a unit of both sides."""
    asked = options.filter(pa.array(places(whole(options["type_id"]), plain(pc.unique(whole(lines["type_id"])))) >= 0))
    return bool(asked.group_by(["type_id", "side"]).aggregate([]).num_rows > len(pc.unique(asked["type_id"])))


def _missing_columns(missing: list[str]) -> Refusal:
    names = ", ".join(missing)
    return Refusal(
        "missing_column",
        Sentence(
            f"Le problème n'a pas été résolu : colonne absente ou répétée : {names}. Ajoutez-la une seule fois.",
            f"The problem was not solved: column absent or repeated: {names}. Add it exactly once.",
        ),
    )


def _lines(source: pa.Table, faults: list[Fault]) -> pa.Table:
    line_id = _key(source, "lines", "line_id", faults)
    rank, unread = integer_column(source, "lines", "rank")
    type_id, blank = coded_column(source, "lines", "type_id")
    faults += unread + blank + faults_where(repeated(codes_of(rank)), "lines", "rank", rank, DUPLICATE)
    return pa.table({"line_id": line_id, "rank": rank, "type_id": type_id})


def _options(source: pa.Table, cells: pa.Table, faults: list[Fault]) -> pa.Table:
    type_id, blank = coded_column(source, "options", "type_id")
    side = _side(source, "options", faults, read=coded_column)
    cell_id, no_cell = coded_column(source, "options", "cell_id")
    penalty, unread = integer_column(source, "options", "penalty")
    faults += blank + no_cell + unread
    row = places(cell_id, cells["cell_id"].combine_chunks())
    place = pa.array(row, mask=row < 0)
    unknown = _flags(pc.and_(pc.is_valid(cell_id), pc.is_null(place)))
    other = _flags(pc.not_equal(cells["side"].combine_chunks().take(place), side))
    large = _flags(pc.greater(pc.abs(penalty), PENALTY_LIMIT))
    # A row whose side is wrong is already a fault, so type and cell are the key.
    type_codes, cell_codes = codes_of(type_id), codes_of(cell_id)
    whole = (type_codes >= 0) & (cell_codes >= 0)
    again = whole & repeated(np.where(whole, type_codes * (len(cell_codes) + 1) + cell_codes, -1))
    for wrong, column, values, why in (
        (unknown, "cell_id", cell_id, UNKNOWN_CELL),
        (other, "cell_id", cell_id, OTHER_SIDE),
        (large, "penalty", penalty, TOO_LARGE),
        (again, "cell_id", cell_id, DUPLICATE),
    ):
        faults += faults_where(wrong, "options", column, values, why)
    return pa.table({"type_id": type_id, "side": side, "cell_id": cell_id, "penalty": penalty})


def _cells(source: pa.Table, sites: pa.Table, faults: list[Fault]) -> pa.Table:
    cell_id = _key(source, "cells", "cell_id", faults)
    side = _side(source, "cells", faults)
    # Data may come from a pool that is at no site; a device is always somewhere.
    site_id, _ = text_column(source, "cells", "site_id", optional=True)
    known = pc.is_in(site_id, value_set=sites["site_id"].combine_chunks())
    pool = pc.and_(pc.is_null(site_id), pc.fill_null(pc.equal(side, Side.DATA.value), True))
    faults += faults_where(~_flags(pc.or_(known, pool)), "cells", "site_id", site_id, UNKNOWN_SITE)
    quantity = _count(source, "cells", "quantity", faults)
    return pa.table({"cell_id": cell_id, "side": side, "site_id": site_id, "quantity": quantity})


def _sites(source: pa.Table, faults: list[Fault]) -> pa.Table:
    site_id = _key(source, "sites", "site_id", faults)
    return pa.table({"site_id": site_id, "capacity": _count(source, "sites", "capacity", faults, optional=True)})


def _key(source: pa.Table, table: str, column: str, faults: list[Fault]) -> pa.Array:
    values, blank = text_column(source, table, column)
    faults += blank + faults_where(repeated_texts(values), table, column, values, DUPLICATE)
    return values


def _side(
    source: pa.Table, table: str, faults: list[Fault], read: Callable[..., tuple[pa.Array, list[Fault]]] = text_column
) -> pa.Array:
    values, blank = read(source, table, "side")
    wrong = pc.and_(pc.is_valid(values), pc.invert(pc.is_in(values, value_set=pa.array([s.value for s in Side]))))
    faults += blank + faults_where(_flags(wrong), table, "side", values, UNKNOWN_SIDE)
    return values


def _count(source: pa.Table, table: str, column: str, faults: list[Fault], *, optional: bool = False) -> pa.Array:
    values, unread = integer_column(source, table, column, optional=optional)
    faults += unread + faults_where(_flags(pc.less(values, 0)), table, column, values, NEGATIVE)
    return values


def _flags(values: pa.Array) -> np.ndarray:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
