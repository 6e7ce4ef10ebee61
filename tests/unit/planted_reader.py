"""A way of reading that does what the name of its file says, to see that each is told apart."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.intake.ways import Rows

FAMILIES = [{"nom": "Lefèvre", "enfants": "2"}, {"nom": "Diallo", "enfants": "1"}]


def planted(path: Path, told: Mapping[str, Any]) -> Rows:
    """Read, refuse, fail, eat, sleep or die."""
    if path.stem == "refuses":
        raise ValueError("this is no list")
    if path.stem == "fails":
        return Rows([{"nom": told["never told"]}])
    if path.stem == "eats":
        return Rows([{"nom": "x" * 2**30}])
    if path.stem == "sleeps":
        time.sleep(60)
    if path.stem == "dies":
        os._exit(7)
    return Rows(FAMILIES[:1] if path.stem == "loses" else FAMILIES, told=path.stem == "warns")
