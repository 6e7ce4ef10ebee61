"""What the server writes of itself: one JSON object a line, for machines to read, and nobody's data in it.

An exception is written as its kind and place: its message may quote a row. What a page asked for (its query) is cut off.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import Final, TextIO

# Our own messages are fixed texts with codes; those of libraries may hold an address with what was asked.
QUERY: Final = re.compile(r"\?[^\s\"']*")
OURS: Final = ("connexion", "dashboard", "pipelines", "campaigns", "geo")
FOREIGN_LEVEL: Final = logging.WARNING


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        said: dict[str, object] = {
            "at": f"{moment:%Y-%m-%dT%H:%M:%S}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            frames = traceback.extract_tb(trace)
            said |= {
                "fault": kind.__name__,
                "place": " < ".join(f"{one.name}:{one.lineno}" for one in reversed(frames)),
            }
        if record.name.split(".")[0] in OURS:
            said["said"] = QUERY.sub("", record.getMessage())
        else:
            # A library's text without its values: they are what may name somebody.
            said["said"] = QUERY.sub("", str(record.msg)) if record.args else record.name
        return json.dumps(said, ensure_ascii=False)


def write_json_lines(stream: TextIO | None = None) -> None:
    """Have every record of this process written so, to the standard error; handlers that libraries brought are taken off."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(FOREIGN_LEVEL)
    for name in list(root.manager.loggerDict):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
