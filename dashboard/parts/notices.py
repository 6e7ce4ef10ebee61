"""Work under way, and pages that are old, partial or read-only: said plainly, with what can be done about it."""

import streamlit as st

from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

NOTICE = "<div class='cu-box cu-on-{tone}' role='status'><strong>{title}</strong><p>{text}</p></div>"


def show_progress(step: str, done: int, total: int, words: Words) -> None:
    """Show how far a long work is: « Lecture des lignes 4 000 / 12 000 »."""
    share = min(done / total, 1.0) if total else 0.0
    st.progress(share, text=f"{step} {number(done, words.language)} / {number(total, words.language)}")


def show_stale(what_changed: str, words: Words, *, key: str = "recompute") -> bool:
    """Say that newer facts exist; tell whether the reader asks for a new computation."""
    _ = words
    draw(fragment(NOTICE, tone="need", title=_("Ce calcul n'est plus à jour"), text=what_changed))
    return st.button(_("Recalculer"), icon=":material/refresh:", key=key)


def show_lapsed(why: str, words: Words, *, key: str | None = None) -> bool:
    """Say why a plan can no longer take force; tell whether the reader asks for another (no `key`: no button)."""
    _ = words
    draw(fragment(NOTICE, tone="gap", title=_("Ce plan ne peut plus être mis en vigueur"), text=why))
    return key is not None and st.button(_("Recalculer"), icon=":material/refresh:", key=key)


def show_partial(missing: str, words: Words) -> None:
    """Say what a page does not show, and why."""
    _ = words
    draw(fragment(NOTICE, tone="waiting", title=_("Il manque une partie"), text=missing))


def show_read_only(why: str, words: Words) -> None:
    """Say why nothing can be changed here, and who can."""
    _ = words
    draw(fragment(NOTICE, tone="waiting", title=_("Lecture seule"), text=why))


def show_done(what: str, words: Words) -> None:
    """Say what was just done."""
    _ = words
    draw(fragment(NOTICE, tone="served", title=_("C'est fait"), text=what))
