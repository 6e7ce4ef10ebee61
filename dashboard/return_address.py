"""Where somebody was going when the door stopped them: one of our own pages, and nothing else.

An address that comes from outside is never sent back as it is: it is taken apart, its page looked up, and written anew.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard.pages_table import PAGES, pages_of
from dashboard.wording.translation import LANGUAGES
from pipelines.sign_in.settings import SignInSettings

ASKED, COOKIE = "vers", "connexion-vers"
FIRST = "/"
LONGEST, LASTS_S = 600, 900
# Where everybody who has a page begins with it, it has no address but the first: Streamlit finds no page under its name.
HOMES = {page.url_path for page in PAGES if all(pages_of(role)[0] is page for role in page.roles)}
ADDRESSES = {FIRST, *(f"/{page.url_path}" for page in PAGES if page.url_path not in HOMES)}


def own_page(address: str) -> str:
    """Return an address of ours written anew, or the first page where it is not one."""
    # A browser reads a backslash as a slash and drops line ends: none of them has a place in an address of ours.
    odd = any(not "!" <= character <= "~" or character == "\\" for character in address)
    if odd or len(address) > LONGEST or not address.startswith("/") or address.startswith("//"):
        return FIRST
    asked = urlsplit(address)
    if asked.path not in ADDRESSES:
        return FIRST
    try:
        query = urlencode(parse_qsl(asked.query, max_num_fields=20))
    except ValueError:
        return FIRST
    return f"{asked.path}?{query}" if query else asked.path


def in_language(address: str, language: str) -> str:
    """Return a page of ours in a language; the usual one is not written."""
    page = urlsplit(own_page(address))
    query = [(name, value) for name, value in parse_qsl(page.query) if name != "lang"]
    if language != LANGUAGES[0]:
        query.append(("lang", language))
    return f"{page.path}?{urlencode(query)}" if query else page.path


def language_of(address: str) -> str:
    """Return the language that an address asks for, or the usual one."""
    asked = dict(parse_qsl(urlsplit(own_page(address)).query)).get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]


def door_to(address: str, **said: str) -> str:
    """Return the address of the door for somebody who goes to a page."""
    page = own_page(address)
    query = urlencode(said | ({} if page == FIRST else {ASKED: page}))
    return f"/connexion?{query}" if query else "/connexion"


def way_cookie(address: str, settings: SignInSettings) -> str:
    """Return the header that keeps a page during the way to the identity provider and back; '' forgets it."""
    # As in an address: neither « ; » nor a space stands in it once written anew.
    secure = "; Secure" if settings.behind_tls else ""
    lasts = LASTS_S if address else 0
    value = own_page(address) if address else ""
    return f"{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasts}{secure}"
