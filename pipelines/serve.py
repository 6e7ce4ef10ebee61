"""Opens the dashboard on the organisation's folder; the first time, makes the sample campaign so that there is something to see."""

import os
import sys
from pathlib import Path
from typing import Any

from campaigns.model.outcome import Refusal
from pipelines.office import DEFAULT_HOME, Office, open_office
from pipelines.people import person_named
from pipelines.reporting.releases import publish_figures
from pipelines.sample.demo import make_demo
from pipelines.sign_in.settings import DEV, check_settings, read_settings
from pipelines.store.port import Row

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
        made = open_sample(office) if empty else None
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


def open_sample(office: Office, requests: int = 12_000) -> Row | Refusal:
    """Make the sample campaign, and publish its first figures: whoever opens the map first finds one."""
    actor = person_named(None)
    made = make_demo(office, actor, requests=requests)
    if isinstance(made, Refusal):
        return made
    with office.store.reading() as session:
        campaign_id = next(
            row["campaign_id"] for row in session.rows("campaign/all") if row["code"] == made["campaign"]
        )
    return publish_figures(office, actor, campaign_id)


def has_screen() -> bool:
    """Tell whether a browser could open here: on Linux, only where there is a display."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
