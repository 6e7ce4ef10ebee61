"""Streamlit started where it is another day: `python -m tests.journeys.roles.spring_server DAY run app.py …`.

Only the clock of the office is set, from that moment on it runs as usual; so a page tells the same days whenever it is opened.
"""

import sys
import time
from datetime import datetime, timedelta

from streamlit.web.cli import main

from pipelines import office

BEGUN = time.monotonic()


def running_since(moment: datetime) -> office.Clock:
    """Return a clock that says that moment now, and goes on from it."""
    return lambda: moment + timedelta(milliseconds=int(1000 * (time.monotonic() - BEGUN)))


if __name__ == "__main__":
    defaults = office.open_office.__kwdefaults__
    assert defaults["clock"] is office.utc_now
    defaults["clock"] = running_since(datetime.fromisoformat(sys.argv.pop(1)))
    sys.argv[0] = "streamlit"
    main()
