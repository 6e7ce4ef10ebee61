"""Which folder a command line means."""

import os
from pathlib import Path
from typing import Any

from pipelines.office import DEFAULT_HOME


def home_of(options: Any) -> Path:
    """Return the organisation's folder."""
    return Path(options.home or os.environ.get("CONNEXION_HOME") or DEFAULT_HOME)
