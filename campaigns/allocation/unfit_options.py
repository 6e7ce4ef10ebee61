"""Leaves out the options that would serve nobody: what does not work where a family lives, and half of a kit.

It never adds an option nor changes what one costs.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import places
from campaigns.allocation.columns import whole
from campaigns.allocation.readable import text_or_null


def where_it_works(
    options: pa.Table, typed: pa.Table, cells: pa.Table, closed_items: Sequence[tuple[str, str]]
) -> pa.Table:
    """Leave out the options on items that are known not to work in the commune where the zone begins."""
    zones = typed.group_by(["type_id", "zone_code"]).aggregate([])
    communes, items = (pa.array([pair[part] for pair in closed_items], pa.string()) for part in (0, 1))
    commune_names, item_names = pc.unique(communes), pc.unique(items)
    # The last row and column stand for a commune or an item of which nothing is known.
    is_closed = np.zeros((len(commune_names) + 1, len(item_names) + 1), dtype=np.bool_)
    is_closed[places(communes, commune_names), places(items, item_names)] = True
    commune = np.append(places(pc.utf8_slice_codeunits(text_or_null(zones, "zone_code"), 0, 5), commune_names), -1)
    item = np.append(places(text_or_null(cells, "item"), item_names), -1)
    zone = places(whole(options["type_id"]), text_or_null(zones, "type_id"))
    cell = places(whole(options["cell_id"]), text_or_null(cells, "cell_id"))
    return options.filter(pa.array(~is_closed[commune[zone], item[cell]]))


def of_whole_kits(options: pa.Table, typed: pa.Table, kits: pa.Table) -> pa.Table:
    """Leave out the options of types that have none on a side of their kit: data without its device would serve nobody."""
    types = typed.group_by(["type_id", "kit_code"]).aggregate([])
    asked = kits.group_by(["kit_code", "side"]).aggregate([]).group_by("kit_code").aggregate([("side", "count")])
    found = options.group_by(["type_id", "side"]).aggregate([]).group_by("type_id").aggregate([("side", "count")])
    sides = asked["side_count"].take(pc.index_in(types["kit_code"], value_set=text_or_null(asked, "kit_code")))
    there = found["side_count"].take(pc.index_in(types["type_id"], value_set=text_or_null(found, "type_id")))
    half = text_or_null(types.filter(pc.fill_null(pc.less(there, sides), False)), "type_id")
    if not len(half):
        return options
    return options.filter(pa.array(places(whole(options["type_id"]), half) < 0))
