"""From ranked lines, kits, stock and reach to an allocation problem: which unit may go to which line, at what penalty.

Lines of one zone, one kit (and one kind of partner where a donor asked for it) are one type. Joins are over
columns; nothing here measures a distance, reads stock or ranks anyone.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import coded
from campaigns.allocation.columns import Bools, Ints, codes_of, places_in_order, repeated, whole
from campaigns.allocation.pairing import matches, numbered_alike
from campaigns.allocation.passes import EVERY_KIT, SAME_SITE_SCHEMA
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.readable import DELIVERY, GRADES, MOVED, REMOTE, SEPARATOR, text_or_null, unusable
from campaigns.allocation.unfit_options import of_whole_kits, where_it_works
from campaigns.model.catalogue import Weights
from campaigns.model.codes import Grade, Side
from campaigns.model.outcome import Refusal


def build_problem(
    lines: pa.Table,
    kits: pa.Table,
    cells: pa.Table,
    reach: pa.Table,
    sites: pa.Table,
    weights: Weights | None = None,
    soft_earmarks: Sequence[str] = (),
    closed_items: Sequence[tuple[str, str]] = (),
    levels: pa.Table | None = None,
    *,
    same_site: bool = False,
) -> Problem | Refusal:
    """Build the problem of one campaign.

    Parameters
    ----------
    lines
        `line_id` (key), `rank` unique, `zone_code` (begins with its department's code), `kit_code`, and
        optionally `partner_kind`.
    kits
        What each kit accepts: `kit_code, side, item`, `min_grade` (nullable), `penalty` (0 for what is wished).
    cells
        `cell_id` (key), `side, item`, `grade` and `earmark` (nullable), `site_id, quantity`; an earmark is
        `department:92` or `kind:school`. INVENDABLE units are never allocated.
    reach
        `zone_code, site_id`, `km`, `mode` (`pick_up`, `delivery`, `moved`, or `remote`, which conveys data only); where
        units may be moved, `via_site_id` (where to; null elsewhere) and `move_penalty` (points of the move itself, distance
        included; `km` is then what is left to the family).
    sites
        `site_id` (key), `capacity` nullable = unlimited, in device units.
    soft_earmarks
        Earmarks that keep nobody out; they only say who comes first (`campaigns.reserves`).
    closed_items
        (commune_code, item): what is known not to work where a zone begins, a commune (an operator without coverage).
    levels
        `first_rank` of each level that lines share (`campaigns.lines.line_levels`); None: each line stands alone.
    same_site
        Whether the device and the data of a kit must come from one site; only with `levels`.

    Returns
    -------
    Problem | Refusal
        `invalid_code` (an unknown earmark, grade or mode), or the faults found by `problem_from_tables`.
    """
    refusal = unusable(lines, kits, cells, reach)
    if refusal:
        return refusal
    typed = typed_lines(lines, cells)
    earmark = text_or_null(cells, "earmark")
    hard = pc.if_else(
        pc.is_in(earmark, value_set=pa.array(list(soft_earmarks), pa.string())), pa.scalar(None, pa.string()), earmark
    )
    place = cells.column_names.index("earmark")
    options = options_of(typed, kits, cells.set_column(place, "earmark", hard), reach, weights or Weights())
    if closed_items:
        options = where_it_works(options, typed, cells, closed_items)
    options = of_whole_kits(options, typed, kits)
    every_kit = pa.table([[EVERY_KIT]], schema=SAME_SITE_SCHEMA) if same_site else None
    return problem_from_tables(typed, options, cells, sites, levels=levels, same_site=every_kit)


def type_table(lines: pa.Table, cells: pa.Table) -> pa.Table:
    """List the types of these lines: `type_id` (key), `zone_code, kit_code, partner_kind` (nullable)."""
    keys = ["type_id", "zone_code", "kit_code", "partner_kind"]
    types = typed_lines(lines, cells).group_by(keys).aggregate([]).select(keys).combine_chunks()
    return types.set_column(0, "type_id", types["type_id"].cast(pa.string()))


def options_of(typed: pa.Table, kits: pa.Table, cells: pa.Table, reach: pa.Table, weights: Weights) -> pa.Table:
    """List which cells each type of line may draw on, the cheapest way where there are several.

    Parameters
    ----------
    typed
        Lines with `type_id, zone_code, kit_code` and `partner_kind` (nullable).

    Returns
    -------
    pa.Table
        `type_id, side, cell_id` (key), `penalty` (points), `km`, `mode`; sorted by key.
    """
    keys = ["type_id", "zone_code", "kit_code", "partner_kind"]
    types = typed.group_by(keys).aggregate([]).select(keys).combine_chunks()
    types = types.take(pc.sort_indices(whole(types["type_id"])))
    ways = best_ways(reach.filter(pc.is_in(reach["zone_code"], value_set=pc.unique(types["zone_code"]))), weights)
    held = _accepted(kits, cells, is_movable(cells, ways)).combine_chunks()
    # Sites before cells: the pairs in between are then as many as what is within reach, not types times all the stock.
    type_, way = matches(*numbered_alike(types, ways, ["zone_code"]))
    site = numbered_alike(ways, held, ["site_id", "side", "movable"])
    kit = numbered_alike(types, held, ["kit_code"])
    width = ways.num_rows + held.num_rows + 1
    near, cell = matches(kit[0][type_] * width + site[0][way], kit[1] * width + site[1])
    type_, way = type_[near], way[near]
    kept = _allowed(types, held, type_, cell)
    type_, way, cell = type_[kept], way[kept], cell[kept]
    order = np.lexsort(
        (
            places_in_order(held["cell_id"].combine_chunks())[cell],
            places_in_order(held["side"].combine_chunks())[cell],
            type_,
        )
    )
    type_, way, cell = (rows[order] for rows in (type_, way, cell))
    points = pc.multiply(held["kit_penalty"], weights.per_kit_penalty).take(pa.array(cell))
    return pa.table(
        {
            "type_id": coded(types["type_id"], type_), "side": coded(held["side"], cell), "cell_id": coded(held["cell_id"], cell),
            "penalty": pc.add(points, ways["way_penalty"].take(pa.array(way))), "km": ways["km"].take(pa.array(way)),
            "mode": coded(ways["mode"], way),
        }
    )  # fmt: skip


def _allowed(types: pa.Table, held: pa.Table, type_: Ints, cell: Ints) -> Bools:
    """Tell which pairs of a type and a cell the cell's earmark lets be; most cells bear none."""
    allowed = np.ones(len(type_), dtype=np.bool_)
    marked = np.flatnonzero(np.asarray(pc.is_valid(held["earmark"]).to_numpy(), dtype=np.bool_)[cell])
    asking = types.take(pa.array(type_[marked]))
    earmark = held["earmark"].take(pa.array(cell[marked]))
    allowed[marked] = open_to(earmark, asking["zone_code"], asking["partner_kind"])
    return allowed


def typed_lines(lines: pa.Table, cells: pa.Table) -> pa.Table:
    """Give each line its type; the partner's kind splits types only where an earmark asks for it."""
    kind = (
        text_or_null(lines, "partner_kind")
        if "partner_kind" in lines.column_names
        else pa.nulls(len(lines), pa.string())
    )
    earmarks = text_or_null(cells, "earmark")
    if not pc.any(pc.starts_with(earmarks, "kind:")).as_py():
        kind = pa.nulls(len(lines), pa.string())
    zone, kit = text_or_null(lines, "zone_code"), text_or_null(lines, "kit_code")
    # Named once a type, not once a line.
    parts = pa.table([pc.fill_null(part, "") for part in (zone, kit, kind)], names=["zone", "kit", "kind"])
    number = numbered_alike(parts, parts.slice(0, 0), parts.column_names)[0]
    first, type_ = np.unique(number, return_index=True, return_inverse=True)[1:]
    zones, kits, kinds = (part.take(pa.array(first)) for part in (zone, kit, kind))
    plain = pc.binary_join_element_wise(zones, kits, SEPARATOR)
    full = pc.binary_join_element_wise(zones, kits, kinds, SEPARATOR)
    columns = {"line_id": lines["line_id"], "rank": lines["rank"], "type_id": coded(pc.coalesce(full, plain), type_)}
    return pa.table(columns | {"zone_code": zone, "kit_code": kit, "partner_kind": kind})


def _accepted(kits: pa.Table, cells: pa.Table, movable: pa.Array) -> pa.Table:
    """Cells each kit accepts: same side and item, at its minimum grade or better, at its least penalty."""
    wanted = pa.table(
        {
            "kit_code": text_or_null(kits, "kit_code"),
            "side": text_or_null(kits, "side"),
            "item": text_or_null(kits, "item"),
            "floor": _grade_level(kits, "min_grade", absent=-1),
            "kit_penalty": kits["penalty"].cast(pa.int64()),
        }
    )
    stock = pa.table(
        {name: text_or_null(cells, name) for name in ("cell_id", "side", "item", "earmark", "site_id")}
        | {"level": _grade_level(cells, "grade", absent=-1), "movable": movable}
    )
    stock = stock.filter(pc.not_equal(stock["level"], list(Grade).index(Grade.INVENDABLE)))
    pairs = stock.join(wanted, ["side", "item"], join_type="inner")
    pairs = pairs.filter(pc.greater_equal(pairs["level"], pairs["floor"]))
    least = pairs.group_by(["kit_code", "side", "site_id", "cell_id", "earmark", "movable"]).aggregate(
        [("kit_penalty", "min")]
    )
    return least.rename_columns(["kit_penalty" if name == "kit_penalty_min" else name for name in least.column_names])


def best_ways(reach: pa.Table, weights: Weights) -> pa.Table:
    """Choose the cheapest way from each zone to each site, for each side; the mode's name settles equal ways.

    Returns
    -------
    pa.Table
        `zone_code, site_id, side, movable` (key), `mode`, `km`, `via_site_id` (null unless moved), `way_penalty` (points):
        the ways of units that may not be moved, and where some may, theirs.
    """
    is_moved = pc.equal(text_or_null(reach, "mode"), MOVED)
    moving = bool(pc.any(is_moved).as_py())
    if moving:
        every, direct = (_best(table, weights) for table in (reach, reach.filter(pc.invert(is_moved))))
        return pa.concat_tables([_movable(every, movable=True), _movable(direct, movable=False)])
    return _movable(_best(reach, weights), movable=False)


def is_movable(cells: pa.Table, ways: pa.Table) -> pa.Array:
    """Tell which cells these ways (`best_ways`) may move to another site; none where neither table speaks of it."""
    if "movable" not in cells.column_names or not pc.any(ways["movable"]).as_py():
        return pa.array([False] * cells.num_rows, pa.bool_())
    return pc.fill_null(cells["movable"].cast(pa.bool_()), False).combine_chunks()


def _movable(ways: pa.Table, *, movable: bool) -> pa.Table:
    return ways.append_column("movable", pa.array([movable] * ways.num_rows, pa.bool_()))


def _best(reach: pa.Table, weights: Weights) -> pa.Table:
    """Keep the cheapest way of each zone, site and side."""
    km = reach["km"].cast(pa.float64())
    points = pc.floor(pc.add(pc.multiply(km, float(weights.per_km)), 0.5)).cast(pa.int64())
    handling = pc.if_else(pc.equal(text_or_null(reach, "mode"), DELIVERY), weights.per_delivery, 0)
    ways = pa.table(
        {
            "zone_code": text_or_null(reach, "zone_code"),
            "site_id": text_or_null(reach, "site_id"),
            "mode": text_or_null(reach, "mode"),
            "km": km,
            "via_site_id": _optional(reach, "via_site_id", pa.string()),
            "way_penalty": pc.add(
                pc.add(points, handling.cast(pa.int64())), pc.fill_null(_optional(reach, "move_penalty", pa.int64()), 0)
            ),
        }
    )
    ways = ways.sort_by(
        [(key, "ascending") for key in ("zone_code", "site_id", "way_penalty", "mode", "km", "via_site_id")]
    )
    # A recharge needs no parcel; a device can't be sent at a distance.
    parcels = ways.filter(pc.not_equal(ways["mode"], REMOTE))
    return pa.concat_tables([_first_way(parcels, Side.DEVICE), _first_way(ways, Side.DATA)])


def _first_way(ways: pa.Table, side: Side) -> pa.Table:
    """Keep the first row of each zone and site."""
    pairs = pc.binary_join_element_wise(ways["zone_code"], ways["site_id"], SEPARATOR).combine_chunks()
    first = pa.array(~repeated(codes_of(pairs)))
    kept = ways.filter(first)
    return kept.append_column("side", pa.array([side.value] * kept.num_rows, pa.string()))


def open_to(earmark: pa.Array, zone: pa.Array, partner_kind: pa.Array) -> Bools:
    """Whether each earmark (null: none) lets this zone, or this kind of partner, draw on its cell."""
    here = pc.equal(earmark, pc.binary_join_element_wise("department", department_of(zone), ":"))
    kind = pc.equal(earmark, pc.binary_join_element_wise("kind", partner_kind, ":"))
    is_open = pc.or_(pc.is_null(earmark), pc.or_(pc.fill_null(here, False), pc.fill_null(kind, False)))
    chunked = isinstance(is_open, pa.ChunkedArray)
    return np.asarray(is_open.to_numpy() if chunked else is_open.to_numpy(zero_copy_only=False), dtype=np.bool_)


def department_of(zone: pa.Array) -> pa.Array:
    """Department that each zone begins with: overseas ones (97x, 98x) have three characters."""
    overseas = pc.is_in(pc.utf8_slice_codeunits(zone, 0, 2), pa.array(["97", "98"]))
    return pc.if_else(overseas, pc.utf8_slice_codeunits(zone, 0, 3), pc.utf8_slice_codeunits(zone, 0, 2))


def _grade_level(table: pa.Table, column: str, *, absent: int) -> pa.Array:
    return pc.fill_null(pc.index_in(text_or_null(table, column), GRADES), absent)


def _optional(table: pa.Table, column: str, kind: pa.DataType) -> pa.ChunkedArray | pa.Array:
    """One column, all null where the table does not have it."""
    return table[column] if column in table.column_names else pa.nulls(table.num_rows, kind)
