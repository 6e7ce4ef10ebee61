"""How a file is read before its columns: sheet, row of titles, separator, accents. Shown as found, changed by a person."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from pipelines.intake.reading_parts import Choices

LAST_HEADER_ROW = 60
HIDDEN_ROWS = "hidden_rows"
SEPARATORS = {";": _("point-virgule ( ; )"), ",": _("virgule ( , )"), "\t": _("tabulation"), "|": _("barre ( | )")}
# The encodings that the pipelines read, by the words that a spreadsheet uses.
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": _("UTF-8 (avec marque)"), "cp1252": _("Windows (Europe de l'Ouest)"), "mac_roman": "Macintosh",
    "cp850": "DOS", "utf-16": "UTF-16", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
}  # fmt: skip


def shape_choices(first: Mapping[str, Any], words: Words, *, key: str) -> Choices:
    """Show how the file was read, and return what a person changed of it."""
    _ = words
    found = first["format"]
    with st.expander(_("La ligne de titres, la feuille ou les accents ne sont pas les bons ?")):
        header_row = st.number_input(
            _("Ligne des titres"), 1, LAST_HEADER_ROW, int(found["header_row"]), key=f"{key}_header"
        )
        sheet = sheet_choice(first, words, key) if found["sheet"] else None
        skip_hidden = any(issue["code"] == HIDDEN_ROWS for issue in first["issues"]) and st.checkbox(
            _("Laisser de côté les lignes masquées"), key=f"{key}_hidden"
        )
        separator = encoding = None
        if found["kind"] == "csv":
            separator = known_choice(
                _("Ce qui sépare les colonnes"), found["separator"], SEPARATORS, words, f"{key}_separator"
            )
            encoding = known_choice(_("Écriture des accents"), found["encoding"], ENCODINGS, words, f"{key}_encoding")
    return Choices(
        encoding=encoding if encoding != found["encoding"] else None,
        separator=separator if separator != found["separator"] else None,
        sheet=sheet if sheet != found["sheet"] else None,
        header_row=int(header_row) if header_row != found["header_row"] else None,
        skip_hidden=skip_hidden,
    )


def sheet_choice(first: Mapping[str, Any], words: Words, key: str) -> str:
    """Ask for the sheet: the one found, or another one of the workbook, hidden ones included."""
    _ = words
    found = str(first["format"]["sheet"])
    hidden = {str(name): is_hidden for name, is_hidden in first["sheets"]}
    names = [found, *(name for name in hidden if name != found)]
    said = {name: _("{name} (masquée)", name=name) if hidden.get(name) else name for name in names}
    return str(st.selectbox(_("Nom de la feuille"), names, format_func=lambda name: said[name], key=f"{key}_sheet"))


def known_choice(label: str, found: str | None, known: Mapping[str, str], words: Words, key: str) -> str | None:
    """Ask for one of the known ways, the one found first."""
    codes = [found, *(code for code in known if code != found)]
    return st.selectbox(label, codes, format_func=lambda code: words(known.get(code or "", code or "")), key=key)


def shape_key(choices: Choices) -> str:
    """Return what tells one shape from another."""
    return "|".join(
        str(part)
        for part in (choices.encoding, choices.separator, choices.sheet, choices.header_row, choices.skip_hidden)
    )
