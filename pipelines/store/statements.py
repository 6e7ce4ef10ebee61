"""The SQL texts of the store, one statement a file, found by name (`request/insert` is `sql/request/insert.sql`).

This module must never build SQL from values: it only reads files and translates the mark of a parameter.
"""

import re
from functools import cache
from pathlib import Path

SQL = Path(__file__).parent / "sql"
MIGRATIONS = Path(__file__).parent / "migrations"
PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")
# « /*duckdb: … */ » in a migration: words for one engine, a comment for the other.
OWN_WORDS = re.compile(r"/\*(duckdb|postgres): (.*?) \*/")
IDENTIFIER = re.compile(r"^[a-z][a-z_0-9]*$")


@cache
def statement_text(name: str) -> str:
    """Return the text of the named statement without its comment header."""
    lines = (SQL / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")


@cache
def with_marks(name: str, mark: str) -> str:
    r"""Return the statement with each `:parameter` rewritten by the pattern `mark` (``r"$\1"``, ``r"%(\1)s"``)."""
    return PARAMETER.sub(mark, statement_text(name))


def identifier(name: str) -> str:
    """Return `name` if it can stand in SQL as it is; identifiers come from our own code, never from a file."""
    if not IDENTIFIER.match(name):
        raise ValueError("not an identifier of the schema")
    return name


def migrations(engine: str) -> list[tuple[int, list[str]]]:
    """Return the numbered migrations in order, each as the list of its statements (one object a file), for one engine."""
    folders = sorted(path for path in MIGRATIONS.iterdir() if path.is_dir() and path.name[:4].isdigit())
    return [
        (int(folder.name[:4]), [said_to(engine, text(path)) for path in sorted(folder.glob("*.sql"))])
        for folder in folders
    ]


def said_to(engine: str, text: str) -> str:
    """Return a statement with the words that are for one engine only (`duckdb` or `postgres`)."""
    return OWN_WORDS.sub(lambda found: found[2] if found[1] == engine else "", text)


def text(path: Path) -> str:
    """Return the SQL of one migration file without its comment header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(";")
