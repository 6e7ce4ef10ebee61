"""Opens the dashboard on the organisation's folder; the first time, makes the sample campaign so that there is something to see."""

import os
import sys
from pathlib import Path
from typing import Any

from campaigns.model.outcome import Refusal
from pipelines.office import DEFAULT_HOME, open_office
from pipelines.people import person_named
from pipelines.sample.demo import make_demo
from pipelines.sign_in.settings import DEV, check_settings, read_settings

APP = Path(__file__).parent.parent / "app.py"


def serve(options: Any) -> Refusal:
    """Replace this process by the dashboard's server."""
    home = Path(options.home or os.environ.get("CONNEXION_HOME") or DEFAULT_HOME).resolve()
    settings = read_settings(home)
    check_settings(settings, home, options.address)
    office = open_office(home)
    try:
        with office.store.reading() as session:
            # Invented families belong to demonstration alone.
            empty = settings.mode == DEV and not session.rows("campaign/all")
        made = make_demo(office, person_named(None)) if empty else None
    finally:
        office.close()
    if isinstance(made, Refusal):
        return made
    os.environ["CONNEXION_HOME"] = str(home)
    os.chdir(APP.parent)
    headless = "true" if options.no_browser or not has_screen() else "false"
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(APP),
        "--server.port",
        str(options.port),
        "--server.address",
        options.address,
        "--server.headless",
        headless,
    ]
    return os.execv(sys.executable, command)  # noqa: S606 our own interpreter and our own file


def has_screen() -> bool:
    """Tell whether a browser could open here: on Linux, only where there is a display."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
