"""Walls that import-linter cannot see: clocks, chance and files in the rules; HTML and caches in the screens."""

import ast
import re
from pathlib import Path

import pytest

from tests.repository.sources import ROOMS, ROOT, dotted, name_of, parsed, python_files

# Calls by which a pure rule would depend on something that it was not given.
IMPURE_CALLS = {
    "open", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
    "datetime.date.today", "uuid.uuid4", "uuid.uuid1", "uuid4", "np.random.default_rng", "numpy.random.default_rng",
    "ULID", "Path",
}  # fmt: skip
IMPURE_MODULES = {
    "os", "io", "sys", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "random", "secrets", "time", "logging",
    "urllib", "http", "requests", "tempfile", "threading", "multiprocessing", "asyncio", "numpy.random",
}  # fmt: skip
READING = {"read_text", "read_bytes", "write_text", "write_bytes", "read_csv", "read_table", "write_table"}
HTML_OWNER = "dashboard/style.py"
CACHE_OWNER = "dashboard/memory.py"
SCREENS = python_files("dashboard")
RULES = python_files("campaigns")


def imported(tree: ast.Module) -> set[str]:
    """Return every module that a module imports."""
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def calls(tree: ast.Module) -> list[ast.Call]:
    """Return every call of a module."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_rule_imports_no_file_clock_or_chance(path: Path) -> None:
    found = {name for name in imported(parsed(path)) for banned in IMPURE_MODULES
             if name == banned or name.startswith(f"{banned}.")}  # fmt: skip
    assert found == set()


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_rule_asks_no_clock_and_opens_no_file(path: Path) -> None:
    names = [(dotted(call.func), call.lineno) for call in calls(parsed(path))]
    assert [(name, line) for name, line in names if name in IMPURE_CALLS or name.split(".")[-1] in READING] == []


# What would run a text as a command or as code, draw what must not be guessed, or tell two things apart too weakly.
RUNS_TEXT = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "subprocess.getoutput",
    "hashlib.md5",
    "hashlib.sha1",
}
SUSPECT = re.compile(
    r"(?<![.\w])(eval|exec|compile|__import__)\(|os\.(system|popen)|getoutput|shell=|md5|sha1|\brandom\b"
)
# Spreads retries, decides nothing; the rest draws from `secrets`, `os.urandom` or a published seed.
SPREADS_RETRIES = {"pipelines/commands.py"}


def test_nothing_is_run_through_a_shell_or_as_code_nor_drawn_or_hashed_weakly() -> None:
    offenders, looked_at = [], set()
    for path in [path for path in python_files(*ROOMS) if SUSPECT.search(path.read_text("utf-8"))]:
        tree = parsed(path)
        looked_at.add(name_of(path))
        for call in calls(tree):
            shell = [keyword for keyword in call.keywords if keyword.arg == "shell"]
            if dotted(call.func) in RUNS_TEXT or shell:
                offenders.append(f"{name_of(path)}:{call.lineno}")
        if "random" in imported(tree) and name_of(path) not in SPREADS_RETRIES:
            offenders.append(f"{name_of(path)}: random")
    assert offenders == []
    assert looked_at >= SPREADS_RETRIES


def test_only_the_module_of_styles_writes_html() -> None:
    offenders = [
        f"{name_of(path)}:{call.lineno}"
        for path in SCREENS
        if name_of(path) != HTML_OWNER
        for call in calls(parsed(path))
        if _writes_html(call)
    ]
    assert not offenders


def _writes_html(call: ast.Call) -> bool:
    chain = dotted(call.func).split(".")
    unsafe = any(keyword.arg in ("unsafe_allow_html", "unsafe_allow_javascript") for keyword in call.keywords)
    return unsafe or chain[-2:] == ["components", "html"] or (chain[0] == "st" and chain[-1] == "html")


def test_every_fragment_of_html_is_written_in_the_code() -> None:
    """A template made of values would not be escaped: it must be a plain text, or a constant of the module."""
    offenders = [
        f"{name_of(path)}:{call.lineno}"
        for path in SCREENS
        for call in calls(parsed(path))
        if dotted(call.func).split(".")[-1] == "fragment" and not isinstance(call.args[0], (ast.Constant, ast.Name))
    ]
    assert not offenders


def test_only_one_module_keeps_anything_between_visits() -> None:
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in SCREENS
        if name_of(path) != CACHE_OWNER
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("cache_data", "cache_resource")
    ]
    assert not offenders


def test_no_file_leaves_by_a_public_address() -> None:
    """Addresses of `st.download_button` can be fetched by anybody; exports leave by `dashboard.exports_route`."""
    offenders = [f"{name_of(path)}:{call.lineno}" for path in SCREENS for call in calls(parsed(path))
                 if dotted(call.func).split(".")[-1] == "download_button"]  # fmt: skip
    assert not offenders


def test_no_map_text_is_built_outside_the_map_room() -> None:
    offenders = [f"{name_of(path)}:{call.lineno}" for path in python_files(*ROOMS) if "geo/" not in name_of(path)
                 for call in calls(parsed(path)) if dotted(call.func).split(".")[-1] in ("Popup", "Tooltip")]  # fmt: skip
    assert not offenders


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_no_decimal_is_compared_for_equality(path: Path) -> None:
    compares = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Compare)]
    offenders = [node.lineno for node in compares
                 if any(isinstance(op, (ast.Eq, ast.NotEq)) for op in node.ops)
                 and any(_is_decimal(side) for side in (node.left, *node.comparators))]  # fmt: skip
    assert offenders == []


def _is_decimal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and not node.value.is_integer()


def test_sql_lives_in_its_own_files() -> None:
    """A statement built in Python could be fed a value; the store's adapters alone may hold fragments of it."""
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*ROOMS)
        if not name_of(path).startswith("pipelines/store/")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.JoinedStr) and _looks_like_sql(node)
    ]
    assert not offenders


def _looks_like_sql(node: ast.JoinedStr) -> bool:
    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant)).lower().lstrip()
    return text.startswith(("select ", "insert into ", "update ", "delete from ", "create table "))


def test_what_is_served_is_put_together_from_the_screens_alone() -> None:
    """The two modules at the root are outside the packages that import-linter reads."""
    assert imported(parsed(ROOT / "screens.py")) == {"dashboard.shell"}
    rooms = {name.split(".")[0] for name in imported(parsed(ROOT / "app.py"))}
    assert rooms == {"dashboard", "starlette", "streamlit"}
