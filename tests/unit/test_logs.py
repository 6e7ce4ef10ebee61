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


def made(logger: str, message: object, *arguments: object, fault: bool = False) -> logging.LogRecord:
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


def test_a_record_to_the_letter() -> None:
    record = made("pipelines.office", "ouvert à « %s »", "/listes?nom=x&b suite")
    record.created = 1_775_000_000.9
    assert JsonLines().format(record) == (
        '{"at": "2026-03-31T23:33:20Z", "level": "error", "logger": "pipelines.office", "said": "ouvert à « /listes suite »"}'
    )
    record.exc_info = (None, None, None)
    assert "fault" not in line(record)


def test_the_place_of_a_fault_is_read_from_inside_out() -> None:
    def fails() -> None:
        raise KeyError(NAME)

    record = made("geo", "x")
    try:
        fails()
    except KeyError:
        record.exc_info = sys.exc_info()
    first = fails.__code__.co_firstlineno
    assert line(record)["place"] == (
        f"fails:{first + 1} < test_the_place_of_a_fault_is_read_from_inside_out:{first + 5}"
    )


def test_our_texts_are_written_whole_and_those_of_a_library_without_a_value() -> None:
    for ours in ("connexion", "dashboard.shell", "pipelines", "campaigns.x", "geo"):
        assert line(made(ours, "a %s", "b?c"))["said"] == "a b", ours
    assert line(made("uvicorn.geo", "GET /a?b=%s end", NAME))["said"] == "GET /a end"
    assert line(made("uvicorn", f"GET {NAME}"))["said"] == "uvicorn"
    assert line(made("uvicorn", ValueError("said %s"), 1))["said"] == "said %s"


def test_a_handler_of_a_library_is_taken_off_and_only_our_own_news_is_written() -> None:
    root, theirs = logging.getLogger(), io.StringIO()
    library = logging.getLogger("a_library.deep")
    names = ("connexion", "dashboard", "pipelines", "campaigns", "geo")
    before, levels = (root.handlers[:], root.level), {name: logging.getLogger(name).level for name in names}
    kept = {name: (logging.getLogger(name).handlers[:], logging.getLogger(name).propagate)
            for name in list(root.manager.loggerDict)}  # fmt: skip
    library.addHandler(logging.StreamHandler(theirs))
    library.propagate = False
    written = io.StringIO()
    try:
        root.setLevel(logging.DEBUG)
        for name in names:
            logging.getLogger(name).setLevel(logging.NOTSET)
        write_json_lines(written)
        assert (root.level, library.handlers, library.propagate) == (logging.WARNING, [], True)
        assert {logging.getLogger(name).level for name in names} == {logging.INFO}
        library.info("not news")
        library.warning("news")
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        for name, (handlers, propagate) in kept.items():
            logging.getLogger(name).handlers[:], logging.getLogger(name).propagate = handlers, propagate
    assert theirs.getvalue() == "" and written.getvalue().count("\n") == 1
