"""The cookie of a sign-in, and those that Streamlit's own sign-in leaves: kept short, and to https where there is any.

It must never hold more than a random token: who somebody is stays in the store.
"""

from collections.abc import Mapping
from http.cookies import SimpleCookie

import streamlit as st

from campaigns.sessions import ABSOLUTE
from dashboard import memory
from pipelines.sign_in.sessions import hash_of
from pipelines.sign_in.settings import OIDC, SignInSettings

PLAIN, BOUND = "connexion", "__Host-connexion"
STREAMLIT = "_streamlit"
LONGEST_S = int(ABSOLUTE.total_seconds())


def cookie_name(settings: SignInSettings) -> str:
    """Return the name of the cookie: a browser takes `__Host-` by https only, and from this very host."""
    return BOUND if settings.behind_tls else PLAIN


def token_in(cookies: Mapping[str, str], settings: SignInSettings) -> str:
    """Return the token that a browser sent, or nothing."""
    return cookies.get(cookie_name(settings), "")


def cookies_of(header: str) -> dict[str, str]:
    """Return the cookies of a request header."""
    pairs = (piece.strip().partition("=") for piece in header.split(";"))
    return {name: value for name, _, value in pairs if name}


def given_cookie(token: str, settings: SignInSettings) -> str:
    """Return the header that gives a token to a browser until it is closed; no script and no other site can use it."""
    secure = "; Secure" if settings.behind_tls else ""
    return f"{cookie_name(settings)}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"


def taken_cookie(settings: SignInSettings) -> str:
    """Return the header that takes the token back."""
    return f"{given_cookie('', settings)}; Max-Age=0"


def shortened(header: str, settings: SignInSettings) -> str:
    """Return a cookie of Streamlit's that lives no longer than a sign-in, and travels by https where there is any."""
    read: SimpleCookie = SimpleCookie(header)
    for name, cookie in read.items():
        if not name.startswith(STREAMLIT):
            continue
        if cookie["max-age"] and int(cookie["max-age"]) > LONGEST_S:
            cookie["max-age"] = str(LONGEST_S)
        if settings.behind_tls:
            cookie["secure"] = True
    return read.output(header="").strip() or header


def holder_of(cookies: Mapping[str, str]) -> str:
    """Return the name of the sign-in behind some cookies; nothing in dev mode, where nobody signs in."""
    settings = memory.sign_in_settings()
    return hash_of(token_in(cookies, settings)) if settings.mode == OIDC else ""


def holder_here() -> str:
    """Return the name of the sign-in under which this page is drawn."""
    return holder_of(st.context.cookies)
