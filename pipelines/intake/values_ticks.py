"""Reads the boxes that a form leaves in a cell: « ☒ Oui ☐ Non » says « Oui », « [x] PC [ ] tablette » says « PC ».

This module must never read what was ticked: it only leaves the rest out.
"""

import re

FULL = "☒☑✓✔✅■⊠"
EMPTY = "☐□⬜"
BOX = re.compile(rf"([{FULL}{EMPTY}]\ufe0f?|\[\s?[xX]?\s?\])")
IS_FULL = re.compile(rf"[{FULL}xX]")


def ticked(text: str) -> str:
    """Return what is ticked of a cell with boxes, parted by commas; any other cell as it is.

    A box stands before its words, or after them when the cell begins with words. A box alone is left as it is.
    """
    if text.isascii() and "[" not in text:
        return text
    parts = BOX.split(text)
    words = [part.strip(" ,;/\n") for part in parts[::2]]
    boxes = [bool(IS_FULL.search(part)) for part in parts[1::2]]
    if not boxes or not any(words):
        return text
    options = words[:-1] if words[0] else words[1:]
    return ", ".join(option for option, full in zip(options, boxes, strict=True) if full and option)
