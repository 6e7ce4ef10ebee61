"""What was computed of public tables, kept until they change; a key names the version of all that it was computed from.

Public facts and published figures only: what is kept here is the same for everybody who may read a release.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

T = TypeVar("T")
MOST: Final = 48
_KEPT: dict[Hashable, Any] = {}


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """Return what is kept under a key, or make it; when there is too much, all is forgotten."""
    if key not in _KEPT:
        made = make()
        if len(_KEPT) >= MOST:
            _KEPT.clear()
        _KEPT[key] = made
        return made
    found: T = _KEPT[key]
    return found
