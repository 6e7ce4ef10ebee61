"""Two requests in two columns, the same field on the same line, each difference marked by a sign and a word.

The pipelines mask what the reader may not see; this part opens nothing and compares nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboard.style import Fragment, draw, fragment, joined
from dashboard.wording.field_labels import field_label
from dashboard.wording.numbers import MISSING, day
from dashboard.wording.translation import Words

TABLE = (
    "<table class='cu-pair'><caption>{caption}</caption><thead><tr><th scope='col'>{field}</th><th scope='col'>{left}</th>"
    "<th scope='col'>{right}</th><th scope='col'>{mark}</th></tr></thead><tbody>{lines}</tbody></table>"
)
LINE = (
    "<tr class='{kind}'><th scope='row'>{field}</th><td><span class='cu-side'>{left_name}</span>{left}</td>"
    "<td><span class='cu-side'>{right_name}</span>{right}</td>"
    "<td class='cu-mark'><b aria-hidden='true'>{sign}</b> {word}</td></tr>"
)
HEAD = "<b>{name}</b><small>{facts}</small>"


def side_by_side_table(question: Mapping[str, Any], names: Sequence[str], facts: Sequence[str], words: Words) -> None:
    """Show two requests.

    Parameters
    ----------
    question
        `left`, `right` (each with its `cells`), `differences` (fields).
    names, facts
        What each column is called, and what is known of its household.
    """
    _ = words
    left, right = question["left"]["cells"], question["right"]["cells"]
    fields = [name for name in ORDER if name in left or name in right]
    lines = [
        drawn_line(name, left.get(name), right.get(name), name in question["differences"], names, words)
        for name in fields
    ]
    heads = [fragment(HEAD, name=name, facts=known) for name, known in zip(names, facts, strict=True)]
    draw(
        fragment(
            TABLE, caption=_("Les deux demandes, ligne à ligne"), field=_("Ce qui est écrit"), left=heads[0], right=heads[1],
            mark=_("Comparaison"), lines=joined(lines),
        )
    )  # fmt: skip


def drawn_line(
    name: str, left: str | None, right: str | None, is_different: bool, names: Sequence[str], words: Words
) -> Fragment:
    """Draw one field of both requests."""
    _ = words
    if not left or not right:
        kind, sign, word = "cu-one", "○", _("d'un seul côté")
    elif is_different:
        kind, sign, word = "cu-differs", "≠", _("différent")
    else:
        kind, sign, word = "cu-same", "=", _("pareil")
    return fragment(
        LINE, kind=kind, field=field_label(name, words), left=cell_words(left, words), right=cell_words(right, words),
        left_name=names[0], right_name=names[1], sign=sign, word=word,
    )  # fmt: skip


def cell_words(text: str | None, words: Words) -> str:
    """Write a cell: dates as they are read, what is absent as such."""
    if not text:
        return MISSING
    try:
        return day(date.fromisoformat(text), words.language)
    except ValueError:
        return text


# Persons first, then how to reach them, then the household.
ORDER = (
    "guardian_last_name", "guardian_first_name", "guardian_full_name", "guardian_birth_date", "child_last_name",
    "child_first_name", "child_birth_date", "phone_1", "phone_2", "email", "address", "postcode", "commune",
    "household_size", "children_count",
)  # fmt: skip
