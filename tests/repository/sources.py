"""What the tests about the repository look at: its own files, parsed once. It must never look outside the repository."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("campaigns", "pipelines", "geo", "dashboard")
CODE = (*ROOMS, "benchmarks", "tests")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# Folders that are made on a machine, and never committed.
MADE = {".git", ".venv", "__pycache__", "build", "shots", "local", "uv.lock"}
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".sql",
    ".ini",
    ".cfg",
    ".po",
    ".txt",
    ".yml",
    ".yaml",
    ".json",
    ".lock",
    ".css",
    ".svg",
    "",
}


def python_files(*folders: str) -> list[Path]:
    """Return the modules of some folders, and of the root where no folder is named."""
    if not folders:
        return [*ROOT.glob("*.py"), *python_files(*CODE)]
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py") if not MADE & set(path.parts))


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """Return a path as it is read in a failure."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return every function of a module, methods and inner ones included."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, FUNCTIONS)]


def text_files() -> list[Path]:
    """Return every file that people write or read here; vendored assets and tables of data are somebody else's."""
    return sorted(path for path in ROOT.rglob("*") if path.is_file() and not _is_made(path) and _is_text(path))


def _is_text(path: Path) -> bool:
    room = path.relative_to(ROOT).parts[0]
    suffixes = {".md", ".toml"} if room in ("data", "static") else TEXT
    return path.suffix in suffixes and path.name != "LICENSE"


def _is_made(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return any(
        part in MADE or part.endswith((".egg-info", "_cache")) or part.startswith((".hypothesis", ".coverage", ".venv"))
        for part in parts
    )


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for an attribute chain, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""
