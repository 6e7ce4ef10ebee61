"""Says whether the house is in working order: versions, folder, disk, keys, sign-in, database, journals, clock, reference files."""

import os
from importlib.metadata import version

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.health import look
from pipelines.office import Office
from pipelines.sign_in.settings import private, read_settings, weaknesses
from pipelines.store.port import Row

LIBRARIES = ("streamlit", "duckdb", "pyarrow", "ortools", "splink", "geopandas", "cryptography")
# Where `connexion serve` listens unless it is told otherwise.
ADDRESS, LOOPBACK = "STREAMLIT_SERVER_ADDRESS", "127.0.0.1"


def examine(office: Office, actor: Actor) -> Row | Refusal:
    """Return one line a point: what was found, and whether it is as it should be."""
    refusal = check_can(actor, "doctor", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        campaigns = len(session.rows("campaign/all"))
    seen = look(office)
    key = office.home / "keys" / "master.key"
    settings = read_settings(office.home)
    weak = weaknesses(settings, office.home, os.environ.get(ADDRESS, LOOPBACK))
    faults = [*seen["faults"], *({"fr": one.fr, "en": one.en} for one in weak)]
    points = {
        "home": str(office.home),
        "campaigns": campaigns,
        "communes": len(office.territories.communes),
        "key_is_private": not key.exists() or private(key),
        "sign_in": settings.mode,
        "libraries": {name: version(name) for name in LIBRARIES},
    }
    sound = bool(points["key_is_private"]) and points["communes"] == 34_920
    return points | seen | {"faults": faults, "holds": sound and not faults}
