"""Removes files exported under the organisation's folder that name an erased family; they can be made again without it.

Only `exports/` is searched: what was written elsewhere has left the house, and the receipt cannot speak of it.
"""

import re
import zipfile
from pathlib import Path

from pipelines.privacy.heads import People

FOLDER = "exports"
TAG = re.compile(r"<[^>]*>")


def exports_naming(home: Path, people: People) -> list[Path]:
    """Return the exports that name these people, and those that cannot be read."""
    folder = home / FOLDER
    return (
        [path for path in sorted(folder.rglob("*")) if path.is_file() and names(path, people)]
        if folder.is_dir()
        else []
    )


def names(path: Path, people: People) -> bool:
    """Tell whether a file names these people, or may: what cannot be read as text is not kept."""
    lines = lines_of(path)
    return lines is None or people.in_row(lines)


def lines_of(path: Path) -> list[str] | None:
    """Return the text of an export, of each part of a workbook or archive; None where it is neither text nor archive."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name) for name in archive.namelist()]
        return [line for part in parts for line in TAG.sub("\n", part.decode("utf-8", "replace")).splitlines()]
    try:
        return path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return None
