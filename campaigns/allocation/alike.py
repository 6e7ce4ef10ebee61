"""Puts together what no rule can tell apart: zones that the same sites reach at the same cost, cells that the same lines may take.

It is exact: lines of zones alike have the same options at the same penalties, and a unit of a cell may stand for a unit of any
cell alike. What is granted from a shelf is handed back to its cells here, and nowhere else. It decides nothing of who is served.
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.build import best_ways, department_of
from campaigns.allocation.columns import Bools, Ints, codes_of
from campaigns.allocation.readable import GRADES, SEPARATOR
from campaigns.model.catalogue import Weights
from campaigns.model.codes import Grade

# A commune's code begins each zone.
COMMUNE_LETTERS = 5
UNFIT = list(Grade).index(Grade.INVENDABLE)
# Units whose day is not told are taken last.
NO_DAY = np.iinfo(np.int64).max


def lines_by_zones_alike(
    lines: pa.Table, reach: pa.Table, weights: Weights, closed_items: Iterable[tuple[str, str]] = ()
) -> pa.Table:
    """Return the lines with one zone's code for all zones alike: same department, same sites at the same cost.

    Parameters
    ----------
    lines, reach, closed_items
        As `build_problem` takes them.
    """
    zones = pc.unique(lines["zone_code"])
    zones = zones.take(pc.sort_indices(zones))
    department = codes_of(department_of(zones))
    closed = _closed_in(zones, closed_items)
    ways = _ways_by_zone(zones, best_ways(reach, weights))
    first: dict[tuple[int, int, bytes], int] = {}
    keys = zip(department.tolist(), closed, ways, strict=True)
    alike = pa.array([first.setdefault(key, place) for place, key in enumerate(keys)], pa.int64())
    own = pc.index_in(lines["zone_code"], value_set=zones)
    place = lines.column_names.index("zone_code")
    return lines.set_column(place, "zone_code", zones.take(alike).take(own.combine_chunks()))


def _ways_by_zone(zones: pa.Array, ways: pa.Table) -> list[bytes]:
    """For each zone, what reaches it and at what cost, as bytes that are equal where it is the same."""
    zone = pc.index_in(ways["zone_code"], value_set=zones).combine_chunks()
    columns = [codes_of(ways[name].combine_chunks()) for name in ("site_id", "side", "movable", "way_penalty")]
    known = np.asarray(pc.is_valid(zone).to_numpy(zero_copy_only=False))
    rows = np.stack([np.asarray(pc.fill_null(zone, 0).to_numpy(), dtype=np.int64), *columns], axis=1)[known]
    rows = rows[np.lexsort(rows.T[::-1])]
    starts = np.searchsorted(rows[:, 0], np.arange(len(zones) + 1))
    told = np.ascontiguousarray(rows[:, 1:])
    return [told[begin:end].tobytes() for begin, end in pairwise(starts.tolist())]


def _closed_in(zones: pa.Array, closed_items: Iterable[tuple[str, str]]) -> list[int]:
    """Number for each zone the set of items that don't work in its commune (0: none)."""
    items: dict[str, set[str]] = {}
    for commune, item in closed_items:
        items.setdefault(commune, set()).add(item)
    sets: dict[frozenset[str], int] = {frozenset(): 0}
    communes = pc.utf8_slice_codeunits(zones, 0, COMMUNE_LETTERS).to_pylist()
    return [sets.setdefault(frozenset(items.get(commune, ())), len(sets)) for commune in communes]


def shelf_table(cells: pa.Table, kits: pa.Table) -> pa.Table:
    """Tell on which shelf each cell is: cells of one site, item, earmark and right to be moved, in grades that the same kits take.

    Parameters
    ----------
    cells
        As `build_problem` takes them; optionally `movable` and `available_on`.

    Returns
    -------
    pyarrow.Table
        Key cell_id: `shelf_id`, the id of the shelf's cell of the lowest grade, the first by id (of those with a day, where
        some have none); `quantity`. In the order in which a shelf's units are taken: those that are there first, then by id.
    """
    columns = [pc.fill_null(cells[name], "").to_pylist() for name in ("side", "item", "site_id", "earmark")]
    columns.append(_takers(cells, kits))
    if "movable" in cells.column_names:
        columns.append(cells["movable"].to_pylist())
    ids, keys = cells["cell_id"].to_pylist(), list(zip(*columns, strict=True))
    there, first = _there_on(cells), dict[tuple[object, ...], str]()
    dayless = [day == NO_DAY for day in there]
    for *_, cell_id, key in sorted(
        zip(dayless, _grade_levels(cells["grade"]), ids, keys, strict=True), key=lambda row: row[:3]
    ):
        first.setdefault(key, cell_id)
    order = sorted(range(len(ids)), key=lambda row: (first[keys[row]], there[row], ids[row]))
    return pa.table(
        {
            "cell_id": pa.array([ids[row] for row in order], pa.string()),
            "shelf_id": pa.array([first[keys[row]] for row in order], pa.string()),
            "quantity": cells["quantity"].cast(pa.int64()).take(pa.array(order, pa.int64())),
        }
    )


def _takers(cells: pa.Table, kits: pa.Table) -> list[int]:
    """Number how good each cell's grade is for the kits that ask its item: how many of their minimum grades it reaches."""
    floors: dict[tuple[str, str], set[int]] = {}
    wanted = (kits["side"].to_pylist(), kits["item"].to_pylist(), _grade_levels(kits["min_grade"]))
    for side, item, level in zip(*wanted, strict=True):
        floors.setdefault((side, item), set()).add(level)
    held = (cells["side"].to_pylist(), cells["item"].to_pylist(), _grade_levels(cells["grade"]))
    return [
        -1 if level == UNFIT else sum(level >= floor for floor in floors.get((side, item), ()))
        for side, item, level in zip(*held, strict=True)
    ]


def _grade_levels(grades: pa.ChunkedArray) -> list[int]:
    """Return how good each grade is; -1 without any."""
    levels = pc.fill_null(pc.index_in(grades.cast(pa.string()), value_set=GRADES), -1).to_pylist()
    return [int(level) for level in levels]


def _there_on(cells: pa.Table) -> list[int]:
    if "available_on" not in cells.column_names:
        return [0] * cells.num_rows
    days = cells["available_on"].cast(pa.int32()).to_pylist()
    return [NO_DAY if day is None else day for day in days]


def cells_by_shelves(cells: pa.Table, shelves: pa.Table) -> pa.Table:
    """Return the cells with one row a shelf, holding the units of all its cells."""
    units = shelves.group_by("shelf_id").aggregate([("quantity", "sum")])
    kept = cells.filter(pc.is_in(cells["cell_id"], value_set=units["shelf_id"].combine_chunks()))
    held = units["quantity_sum"].take(pc.index_in(kept["cell_id"], value_set=units["shelf_id"].combine_chunks()))
    return kept.set_column(kept.column_names.index("quantity"), "quantity", held)


def grants_by_shelves(grants: pa.Table, shelves: pa.Table) -> pa.Table:
    """Return grants of cells as grants of their shelves; those of a cell that is on none are left out."""
    place = pc.index_in(grants["cell_id"], value_set=shelves["cell_id"].combine_chunks())
    shelf = shelves["shelf_id"].take(place.combine_chunks())
    found = grants.set_column(grants.column_names.index("cell_id"), "cell_id", shelf)
    return found.filter(pc.is_valid(found["cell_id"]))


def grants_by_cells(grants: pa.Table, shelves: pa.Table, earlier: pa.Table | None = None) -> pa.Table:
    """Hand the units of shelves back to their cells: the best-ranked line gets the unit that is there first.

    Parameters
    ----------
    grants
        `line_id, side, cell_id` (a shelf's), in rank order; no shelf gives more than it holds.
    earlier
        Grants of an earlier draft by cell: a line that keeps its shelf keeps its cell, if the cell still holds enough.
    """
    cells, quantity = shelves["cell_id"].combine_chunks(), shelves["quantity"].to_numpy()
    groups, names = codes_of(shelves["shelf_id"].combine_chunks()), pc.unique(shelves["shelf_id"])
    shelf = np.asarray(pc.index_in(grants["cell_id"], value_set=names).to_numpy(), dtype=np.int64)
    chosen = _held_before(grants, cells, earlier)
    chosen[chosen >= 0] = np.where(groups[chosen[chosen >= 0]] == shelf[chosen >= 0], chosen[chosen >= 0], -1)
    chosen[~_within(chosen, quantity)] = -1
    left = quantity - np.bincount(chosen[chosen >= 0], minlength=len(quantity))
    movers = np.flatnonzero(chosen < 0)
    movers = movers[np.argsort(shelf[movers], kind="stable")]
    # Units by shelf, in the order in which they are taken; a shelf's n-th mover gets its n-th unit.
    by_shelf = np.argsort(groups, kind="stable")
    units = np.repeat(by_shelf, left[by_shelf])
    begins = np.searchsorted(groups[units], np.arange(len(names)))
    chosen[movers] = units[begins[shelf[movers]] + _nth(shelf[movers])]
    return grants.set_column(grants.column_names.index("cell_id"), "cell_id", cells.take(pa.array(chosen)))


def _held_before(grants: pa.Table, cells: pa.Array, earlier: pa.Table | None) -> Ints:
    if earlier is None or not earlier.num_rows:
        return np.full(grants.num_rows, -1, dtype=np.int64)
    keys, known = (_unit_keys(table) for table in (grants, earlier))
    row = pc.index_in(keys, value_set=known)
    cell = pc.index_in(earlier["cell_id"].combine_chunks().take(row), value_set=cells)
    return np.asarray(pc.fill_null(cell, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _unit_keys(grants: pa.Table) -> pa.Array:
    return pc.binary_join_element_wise(grants["line_id"], grants["side"], SEPARATOR).combine_chunks()


def _within(chosen: Ints, quantity: Ints) -> Bools:
    """Tell which lines are among the first to hold their cell, as many as it has units."""
    order = np.argsort(chosen, kind="stable")
    kept = np.zeros(len(chosen), dtype=np.bool_)
    kept[order] = (chosen[order] >= 0) & (_nth(chosen[order]) < np.append(quantity, 0)[chosen[order]])
    return kept


def _nth(groups: Ints) -> Ints:
    """Position of each entry within its group; groups stand together, in increasing order."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)


def values_by_cells(values: pa.Table, shelves: pa.Table) -> pa.Table:
    """Say of each cell what is said of its shelf: one more unit in either does the same."""
    place = pc.index_in(shelves["shelf_id"], value_set=values["cell_id"].combine_chunks())
    return pa.table({"cell_id": shelves["cell_id"], "best_rank": values["best_rank"].take(place.combine_chunks())})
