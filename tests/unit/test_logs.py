"""The server's own log: one JSON object a line, and nobody's name in it."""

import io
import json
import logging
import sys

from pipelines.logs import JsonLines, write_json_lines

NAME = "Zqxvardaillan"


def line(record: logging.LogRecord) -> dict[str, str]:
    """Return what is written of a record."""
    text = JsonLines().format(record)
    assert "\n" not in text
    return dict(json.loads(text))


def made(logger: str, message: str, *arguments: object, fault: bool = False) -> logging.LogRecord:
    """Return a record, of a fault that quotes a family where asked."""
    trace = None
    if fault:
        try:
            raise ValueError(f"could not convert {NAME}")
        except ValueError:
            trace = sys.exc_info()
    return logging.LogRecord(logger, logging.ERROR, "x.py", 1, message, arguments, trace)


def test_a_fault_is_written_without_what_it_says() -> None:
    said = line(made("dashboard.shell", "page stopped", fault=True))
    assert (said["fault"], said["level"], said["logger"]) == ("ValueError", "error", "dashboard.shell")
    assert said["place"].startswith("made:") and said["said"] == "page stopped"
    assert NAME not in json.dumps(said)


def test_a_library_is_not_believed_to_keep_a_name_to_itself() -> None:
    for record in (made("uvicorn.access", 'GET "%s"', f"/?q={NAME}"), made("streamlit", f"bad value {NAME}"),
                   made("uvicorn", f"GET /media/a.csv?q={NAME}")):  # fmt: skip
        assert NAME not in json.dumps(line(record)), record.name


def test_our_own_codes_are_written() -> None:
    assert line(made("connexion", "hourly copy: %s", "backup_not_written"))["said"] == "hourly copy: backup_not_written"


def test_what_libraries_write_goes_the_same_way() -> None:
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    known = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate, logging.getLogger(name).level)
             for name in list(root.manager.loggerDict)}  # fmt: skip
    level, written = root.level, io.StringIO()
    library = logging.getLogger("streamlit.a_library")
    library.addHandler(logging.StreamHandler(io.StringIO()))
    library.propagate = False
    try:
        write_json_lines(written)
        library.warning("no such family: %s", NAME)
        logging.getLogger("connexion").info("ready")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        for name, (handlers, propagate, was) in known.items():
            logging.getLogger(name).handlers[:] = handlers
            logging.getLogger(name).propagate = propagate
            logging.getLogger(name).setLevel(was)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["logger"] for line in lines] == ["streamlit.a_library", "connexion"]
    assert NAME not in written.getvalue() and lines[1]["said"] == "ready"
