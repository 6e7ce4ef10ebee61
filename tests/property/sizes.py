"""How many examples a property is tried on: few enough for the quick suite, twenty times as many in `make soak`."""

import os

from hypothesis import settings

SOAK = os.environ.get("CONNEXION_HYPOTHESIS") == "soak"


def many(examples: int) -> settings:
    """Return the settings of a property that is tried on `examples` in the quick suite."""
    return settings(max_examples=examples * (20 if SOAK else 1), print_blob=True, deadline=None)
