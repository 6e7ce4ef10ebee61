"""One's own sign-ins, under one's name in the side bar: when each began, when it was last used, in which browser; and closing them."""

from hashlib import sha256

import streamlit as st

from dashboard.style import draw, fragment
from dashboard.wording.numbers import moment
from dashboard.wording.translation import Words
from pipelines.office import Office
from pipelines.sign_in.browsers import ON_A_PHONE
from pipelines.sign_in.own_sessions import end_others, own_sessions
from pipelines.sign_in.sessions import Person
from pipelines.store.port import Row

NAMES = {"edge": "Edge", "firefox": "Firefox", "chrome": "Chrome", "safari": "Safari"}


def show_own_sessions(office: Office, person: Person, words: Words) -> None:
    """Show them, and close one or all the others."""
    _ = words
    with st.popover(_("Mes connexions"), icon=":material/devices:", width="stretch"):
        rows = own_sessions(office, person)
        others = [row for row in rows if not row["is_this"]]
        for row in rows:
            said = fragment(
                "<p class='cu-note'><strong>{what}</strong><br>{began}<br>{seen}</p>", what=named(row, words),
                began=_("Depuis le {at}", at=moment(row["signed_in_at"], words.language)),
                seen=_("Dernière visite le {at}", at=moment(row["last_seen_at"], words.language)),
            )  # fmt: skip
            draw(said)
            if not row["is_this"] and st.button(_("Fermer cette connexion"), key=mark_of(row), width="stretch"):
                end_others(office, person, row["session_hash"])
                st.rerun()
        if not others:
            draw(fragment("<p class='cu-note'>{text}</p>", text=_("Aucune autre connexion n'est ouverte.")))
        elif len(others) > 1 and st.button(_("Fermer toutes les autres"), key="sign_out_others", width="stretch"):
            end_others(office, person)
            st.rerun()


def mark_of(row: Row) -> str:
    """Name the button of a sign-in by a print of it, not by its place: a list that changes before the click closes no other one."""
    return f"sign_out_{sha256(str(row['session_hash']).encode()).hexdigest()[:12]}"


def named(row: Row, words: Words) -> str:
    """Return a sign-in in words: the browser and the sort of machine, and whether it is this one."""
    _ = words
    name, *rest = str(row["browser"] or "").split(" ") or [""]
    browser = NAMES.get(name) or _("Navigateur inconnu")
    where = _("{browser}, sur un téléphone ou une tablette", browser=browser) if ON_A_PHONE in rest else browser
    return _("Cette connexion : {where}", where=where) if row["is_this"] else where
