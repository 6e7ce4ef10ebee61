"""Checks across the sections of a policy: no name twice, every item on its side, every part of a kit in the catalogue."""

from collections import Counter
from collections.abc import Iterable

from campaigns.model.catalogue import Acceptable, Accessory, Item
from campaigns.model.codes import Side
from campaigns.model.criteria import fault


def check_unique(section: str, names: Iterable[str]) -> None:
    """Refuse a name given twice."""
    again = [name for name, count in Counter(names).items() if count > 1]
    if again:
        raise fault(
            f"Section « {section} » : « {again[0]} » est donné deux fois",
            f"Section “{section}”: “{again[0]}” is given twice",
        )


def check_items(place: str, accepts: tuple[Acceptable, ...], sides: dict[str, Side], side: Side) -> None:
    """Refuse an item that is not of the catalogue, or of the other side."""
    check_unique(place, (accepted.item for accepted in accepts))
    for accepted in accepts:
        if sides.get(accepted.item) is not side:
            raise fault(
                f"Section « {place} » : « {accepted.item} » n'est pas un article du catalogue de côté « {side} »",
                f"Section “{place}”: “{accepted.item}” is not an item of the catalogue on side “{side}”",
            )


def check_contents(items: tuple[Item, ...], accessories: tuple[Accessory, ...]) -> None:
    """Refuse a part of a kit that no section « accessories » describes."""
    strange = {code for item in items for code in item.contents} - {extra.code for extra in accessories}
    if strange:
        raise fault(
            f"Section « items » : « {min(strange)} » n'est pas un accessoire de « accessories »",
            f"Section “items”: “{min(strange)}” is not an accessory of “accessories”",
        )
