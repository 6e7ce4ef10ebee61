"""What can be put right in a list, one card a repair: what is wrong, the cells to write, and for how many rows it does.

Works from the keyboard and on a telephone, where a grid does not. What is written is a proposal: the pipelines check it.
"""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.style import draw, fragment
from dashboard.wording.field_labels import field_label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.intake.repairs import Place, Repair

CARDS_A_PAGE = 8
TONES = {"reject": "gap", "warn": "need", "info": "waiting"}
CARD = "<p style='border-left:4px solid var(--{tone});padding:.1rem .75rem;margin:0'><strong>{word}</strong> · {said}{more}</p>"

Edits = Mapping[tuple[int, int], str]
Apply = Callable[[Repair, Edits], None]


def repair_cards(repairs: Sequence[Repair], words: Words, apply: Apply, *, key: str) -> None:
    """Show the repairs, a few at a time.

    Parameters
    ----------
    repairs
        In reading order.
    apply
        Called with the repair and the cells written, (row, column) -> text; the page then runs again.
    key
        Name of the place; a list that changed must have another key, so that nothing written for one stays for the next.
    """
    page_count = -(-len(repairs) // CARDS_A_PAGE)
    at = st.pagination(page_count, key=f"{key}_page") if page_count > 1 else 1
    for repair in repairs[(at - 1) * CARDS_A_PAGE : at * CARDS_A_PAGE]:
        with st.container(border=True, key=f"{key}_{repair.key}_card"):
            repair_card(repair, words, apply, f"{key}_{repair.key}")


def repair_card(repair: Repair, words: Words, apply: Apply, key: str) -> None:
    """Show one repair and the cells where it is written."""
    _ = words
    others = len(repair.rows) - 1
    more = ""
    if others:
        more = " " + _.plural(
            "{n} autre ligne dit la même chose.", "{n} autres lignes disent la même chose.", others,
            n=number(others, words.language),
        )  # fmt: skip
    said = repair.fr if words.language == "fr" else repair.en
    draw(fragment(CARD, tone=TONES[repair.severity], word=severity_word(repair, words), said=said, more=more))
    with st.form(key, border=False):
        cells = st.columns(len(repair.places))
        written = []
        for place, cell in zip(repair.places, cells, strict=True):
            with cell:
                written.append(place_input(place, repair, words, f"{key}_{place.position}"))
        everywhere = True
        if others:
            said = _.plural(
                "Corriger aussi {n} autre ligne", "Corriger aussi les {n} autres lignes", others,
                n=number(others, words.language),
            )  # fmt: skip
            everywhere = st.checkbox(said, True, key=f"{key}_all")
        if not st.form_submit_button(_("Corriger"), icon=":material/edit:"):
            return
    rows = repair.rows if everywhere else repair.rows[:1]
    edits = {
        (row, place.position): text
        for place, text in zip(repair.places, written, strict=True)
        if text is not None and text != place.text
        for row in rows
    }
    if not edits:
        st.caption(_("Rien n'a été changé dans ces cases."))
        return
    apply(repair, edits)


def place_input(place: Place, repair: Repair, words: Words, key: str) -> str | None:
    """Ask for the text of one cell; a column of known words offers them. None: the cell stays as it is."""
    _ = words
    header, field = place.header.strip(), field_label(place.field, words)
    label = header if header.casefold() == field.casefold() else f"{header} · {field}"
    if place.words:
        return st.selectbox(
            label, place.words, index=None, key=key, accept_new_options=False,
            placeholder=_("« {text} » · choisir", text=place.text) if place.text else _("Choisir"),
        )  # fmt: skip
    hint = _("Suggestion : {suggestion}.", suggestion=repair.suggestion) if is_suggested(place, repair) else None
    return st.text_input(label, place.text, key=key, help=hint, autocomplete="off")


def is_suggested(place: Place, repair: Repair) -> bool:
    """Tell whether the suggestion of a repair is meant for this cell: its first one."""
    return bool(repair.suggestion) and place is repair.places[0]


def severity_word(repair: Repair, words: Words) -> str:
    """Say whether the rows wait, or count already."""
    _ = words
    known = {
        "reject": _.plural("ligne en attente", "lignes en attente", len(repair.rows)),
        "warn": _("prise en compte, à compléter"),
        "info": _("prise en compte, à vérifier"),
    }
    return known[repair.severity]


def waiting_count(repairs: Sequence[Repair]) -> int:
    """Return how many rows wait for a repair."""
    return len({row for repair in repairs if repair.severity == "reject" for row in repair.rows})
