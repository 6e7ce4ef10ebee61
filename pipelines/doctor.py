"""Says whether the house is in working order: versions, folder, disk, keys, database, journals, clock, reference files."""

import os
from importlib.metadata import version
from pathlib import Path

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.health import look
from pipelines.office import Office
from pipelines.store.port import Row

LIBRARIES = ("streamlit", "duckdb", "pyarrow", "ortools", "splink", "geopandas", "cryptography")


def examine(office: Office, actor: Actor) -> Row | Refusal:
    """Return one line a point: what was found, and whether it is as it should be."""
    refusal = check_can(actor, "doctor", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        campaigns = len(session.rows("campaign/all"))
    seen = look(office)
    key = office.home / "keys" / "master.key"
    points = {
        "home": str(office.home),
        "campaigns": campaigns,
        "communes": len(office.territories.communes),
        "key_is_private": not key.exists() or private(key),
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    sound = bool(points["key_is_private"]) and points["communes"] == 34_920
    return points | seen | {"holds": sound and not seen["faults"]}


def private(path: Path) -> bool:
    """Tell whether only its owner can read a file (always true where the system has no such rights)."""
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0
