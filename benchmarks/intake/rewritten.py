"""The golden lists that are text, written again in other encodings: they say the same, so that their truth is still theirs."""

import json
from pathlib import Path

from tests.golden.score import truths

# As Excel on a PC, Excel on a Mac, the Notepad and an export of today write them.
ENCODINGS = ("cp1252", "mac_roman", "utf-16", "utf-8-sig", "utf-8")


def rewritten(lists: Path, into: Path) -> int:
    """Write every text list of a folder in each other encoding that has all its signs, beside its truth; return how many were written."""
    count = 0
    for path, truth in truths(lists):
        if truth["format"] != "csv":
            continue
        text = path.read_bytes().decode(truth["encoding"])
        for encoding in ENCODINGS:
            if encoding != truth["encoding"] and holds(encoding, text):
                name = f"{path.stem}.{encoding}.csv"
                (into / name).write_bytes(text.encode(encoding))
                told = json.dumps(truth | {"file": name, "encoding": encoding})
                (into / f"{path.stem}.{encoding}.truth.json").write_text(told, "utf-8")
                count += 1
    return count


def holds(encoding: str, text: str) -> bool:
    """Tell whether an encoding has a sign for each of a text.

    >>> holds("cp1252", "Lefèvre"), holds("mac_roman", "Š")
    (True, False)
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
