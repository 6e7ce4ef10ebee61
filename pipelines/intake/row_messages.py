"""What is said of a row or a cell, in French and English, from `data/profiles/messages.toml`.

A sentence names the row and the column, quotes the value, and blames nobody.
"""

from campaigns.model.outcome import Sentence
from pipelines.intake.vocabulary import profile

SHOWN_SIGNS = 60


def said(code: str, row: int, column: str | None, value: str | None, **parts: str) -> Sentence:
    """Return the sentence for a remark on a row or one of its cells."""
    words = profile("messages")["rows"][code]
    known = {"value": shown(value), "hint_fr": "", "hint_en": "", "earlier": ""} | parts
    named = column.strip() if column else ""
    where_fr = f"Ligne {row}, colonne {named} : " if named else f"Ligne {row} : "
    where_en = f"Row {row}, column {named}: " if named else f"Row {row}: "
    return Sentence(where_fr + words["fr"].format(**known), where_en + words["en"].format(**known))


def shown(value: str | None) -> str:
    """Return a value short enough for a sentence, on one line."""
    text = " ".join((value or "").split())
    return text if len(text) <= SHOWN_SIGNS else text[: SHOWN_SIGNS - 1] + "…"
