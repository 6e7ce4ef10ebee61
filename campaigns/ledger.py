"""What each movement does to the balance of a cell: closed categories, closed reasons, one table of effects.

The balance kept in the store, the balance of any past day and the check of both read this table. It moves nothing itself.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from campaigns.model.codes import MovementCategory as Category

# Where units come from (may be negative for the last two), then where they are.
SOURCES: Final = ("received", "moved", "corrected")
PLACES: Final = ("to_inspect", "on_hand", "in_transit", "delivered", "handed_over", "lost", "returned_supplier")
# Reserved units are on hand too: they are counted there.
COLUMNS: Final = (*SOURCES, *PLACES, "reserved")

ANY: Final = ""
Effect = Mapping[str, int]


def effect(**changes: int) -> Effect:
    """Return what one unit changes, column by column; a name that is no column is a fault of ours."""
    unknown = changes.keys() - set(COLUMNS)
    if unknown:
        raise KeyError(*unknown)
    return MappingProxyType(changes)


# (category, reason) -> effect of one unit. `ANY` stands for every reason of a category that has no line of its own.
EFFECTS: Final[dict[tuple[Category, str], Effect]] = {
    (Category.RECEIVED, ANY): effect(received=1, on_hand=1),
    (Category.RECEIVED, "lot"): effect(received=1, to_inspect=1),
    # An inspection takes units off the cell that waits and puts them on the cell of their grade.
    (Category.INSPECTED, "graded_from"): effect(moved=-1, to_inspect=-1),
    (Category.INSPECTED, "graded_to"): effect(moved=1, on_hand=1),
    (Category.RESERVED, ANY): effect(reserved=1),
    (Category.UNRESERVED, ANY): effect(reserved=-1),
    (Category.RELEASED, ANY): effect(),
    (Category.SHIPPED, ANY): effect(on_hand=-1, reserved=-1, in_transit=1),
    # What left before shipments were counted on the way.
    (Category.SHIPPED, "shipped_noted"): effect(),
    (Category.DELIVERED, ANY): effect(on_hand=-1, reserved=-1, delivered=1),
    (Category.DELIVERED, "deliver_shipped"): effect(in_transit=-1, delivered=1),
    (Category.HANDED_OVER, ANY): effect(delivered=-1, handed_over=1),
    (Category.HANDED_OVER, "renewal"): effect(on_hand=-1, reserved=-1, handed_over=1),
    (Category.RETURNED, ANY): effect(delivered=-1, on_hand=1),
    # A parcel that comes back without having been delivered was never opened.
    (Category.RETURNED, "call_back_shipped"): effect(in_transit=-1, on_hand=1),
    # A device that a family has used is wiped and graded again before it may be given to another.
    (Category.RETURNED, "return_handed"): effect(handed_over=-1, to_inspect=1),
    (Category.RETURNED, "return_uninspected"): effect(handed_over=-1, on_hand=1),
    (Category.LOST, ANY): effect(on_hand=-1, lost=1),
    (Category.LOST, "on_the_way"): effect(in_transit=-1, lost=1),
    (Category.DAMAGED, ANY): effect(on_hand=-1, lost=1),
    (Category.TRANSFERRED, "sent"): effect(on_hand=-1, in_transit=1),
    (Category.TRANSFERRED, "arrived_from"): effect(moved=-1, in_transit=-1),
    (Category.TRANSFERRED, "arrived_to"): effect(moved=1, on_hand=1),
    # What a plan moves is reserved where it lies, then where it arrives; on the way it lies on no shelf.
    (Category.TRANSFERRED, "sent_planned"): effect(on_hand=-1, reserved=-1, in_transit=1),
    (Category.TRANSFERRED, "arrived_planned"): effect(moved=1, on_hand=1, reserved=1),
    (Category.CORRECTED, "count_missing"): effect(corrected=-1, on_hand=-1),
    (Category.CORRECTED, "count_found"): effect(corrected=1, on_hand=1),
    (Category.CORRECTED, "entry_over"): effect(corrected=-1, on_hand=-1),
    (Category.CORRECTED, "entry_under"): effect(corrected=1, on_hand=1),
    (Category.RETURNED_TO_SUPPLIER, "refused_on_arrival"): effect(to_inspect=-1, returned_supplier=1),
    (Category.RETURNED_TO_SUPPLIER, ANY): effect(on_hand=-1, returned_supplier=1),
}

Balance = dict[str, int]


def effect_of(category: str, reason: str) -> Effect | None:
    """Return the effect of one unit of a movement, or None where the pair is none of the closed ones."""
    if category not in set(Category):
        return None
    known = Category(category)
    # A movement may change nothing, which is an effect too.
    return EFFECTS.get((known, reason), EFFECTS.get((known, ANY)))


def empty_balance() -> Balance:
    """Return the balance of a cell that nothing ever entered."""
    return dict.fromkeys(COLUMNS, 0)


def added(balance: Mapping[str, int], change: Effect, quantity: int) -> Balance:
    """Return a balance after `quantity` units moved."""
    return {name: balance[name] + change.get(name, 0) * quantity for name in COLUMNS}


def conserved(balance: Mapping[str, int]) -> bool:
    """Tell whether every unit that came in is somewhere, and none is counted twice or less than nothing."""
    present = all(balance[name] >= 0 for name in ("received", *PLACES, "reserved"))
    inside = sum(balance[name] for name in SOURCES) == sum(balance[name] for name in PLACES)
    return present and inside and balance["reserved"] <= balance["on_hand"]


def free(balance: Mapping[str, int]) -> int:
    """Return the units that are on hand and not reserved."""
    return balance["on_hand"] - balance["reserved"]
