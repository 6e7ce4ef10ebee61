"""Protects counts of which each holds the next: granted, released, delivered, handed over.

What one counts and the next does not is a count too (granted and not released): it may not be some and too few. A count of
nobody is said openly here: at the level of a whole campaign it points at no one. It must never change a count.
"""

from collections.abc import Mapping, Sequence


def protect_chain(
    counts: Mapping[str, int], threshold: int, earlier: Sequence[Mapping[str, int | None]] = ()
) -> dict[str, int | None]:
    """Return the counts that may be published, the others None.

    Parameters
    ----------
    counts
        Name -> count, the largest first.
    earlier
        The same as published before.

    >>> protect_chain({"granted": 500, "released": 495, "delivered": 480, "returned": 3}, 11)
    {'granted': 500, 'released': None, 'delivered': 480, 'returned': None}
    """
    published: dict[str, int | None] = {}
    for name, count in counts.items():
        near = [shown for shown in published.values() if shown is not None]
        near += [shown for before in earlier if (shown := before.get(name)) is not None]
        clear = all(count == shown or abs(count - shown) >= threshold for shown in near)
        published[name] = count if clear and (count == 0 or count >= threshold) else None
    return published
