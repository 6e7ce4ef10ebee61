"""The shape of the code: sizes, names, docstrings, empty packages, nothing printed."""

import ast
from pathlib import Path

import pytest

from tests.repository.sources import CODE, ROOMS, dotted, functions, name_of, parsed, python_files

LONGEST_FUNCTION = 60
LONGEST_FILE = 300
BANNED_MODULES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
BANNED_STARTS = ("get_", "do_", "process_", "handle_")


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function, its docstring left out: explaining costs nothing."""
    assert function.end_lineno is not None
    count = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        assert first.end_lineno is not None
        count -= first.end_lineno - first.lineno + 1
    return count


def test_no_function_is_longer_than_sixty_lines() -> None:
    offenders = [f"{name_of(path)}: {f.name} has {lines_of(f)} lines" for path in python_files() for f in functions(path)
                 if lines_of(f) > LONGEST_FUNCTION]  # fmt: skip
    assert not offenders


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_package_files_stay_empty() -> None:
    packages = [path for path in python_files(*CODE) if path.name == "__init__.py"]
    assert packages
    assert [name_of(path) for path in packages if path.read_text(encoding="utf-8").strip()] == []


def test_no_module_is_a_drawer_for_anything() -> None:
    assert [name_of(path) for path in python_files() if path.stem in BANNED_MODULES] == []


def test_no_function_or_class_has_a_name_that_says_nothing() -> None:
    offenders = [f"{name_of(path)}: {node.name}" for path in python_files(*ROOMS) for node in ast.walk(parsed(path))
                 if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
                 and (node.name.lstrip("_").startswith(BANNED_STARTS) or node.name.lower().endswith("manager"))]  # fmt: skip
    assert not offenders


def test_every_module_says_what_it_is_for() -> None:
    modules = [path for path in python_files() if path.name != "__init__.py"]
    assert [name_of(path) for path in modules if not ast.get_docstring(parsed(path))] == []


def test_every_public_function_and_class_has_a_docstring() -> None:
    offenders = [
        f"{name_of(path)}: {node.name}"
        for path in python_files(*ROOMS)
        for node in public_definitions(parsed(path).body)
        if not ast.get_docstring(node)
    ]
    assert not offenders


def public_definitions(body: list[ast.stmt]) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Return what a reader of the module may call, methods of its public classes included."""
    found: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = []
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
            found.append(node)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            # What a base class or a protocol describes is described there; a code's members speak for themselves.
            found += [] if node.bases else [node, *public_definitions(node.body)]
    return found


@pytest.mark.parametrize("path", python_files(*ROOMS), ids=name_of)
def test_nothing_is_printed(path: Path) -> None:
    """A print could show a family's data; the command line writes through `sys.stdout` on purpose."""
    calls = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call) and dotted(node.func) == "print"]
    assert [node.lineno for node in calls] == []


def test_no_text_of_an_exception_is_swallowed() -> None:
    """A bare `except:` or an `except …: pass` hides a fault that somebody must be told of."""
    offenders = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*ROOMS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or _only_passes(node.body))
    ]
    assert not offenders


def _only_passes(body: list[ast.stmt]) -> bool:
    return len(body) == 1 and isinstance(body[0], ast.Pass)
