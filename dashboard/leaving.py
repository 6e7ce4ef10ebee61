"""Signing out by an address of our own: asked for by a form of ours, for a link or a picture of another site signs nobody out.

Inside the application the conversation itself ends the sign-in; what remains here is to tell the identity provider.
"""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import memory
from dashboard.cookies import taken_cookie
from dashboard.door import TONGUE, TONGUE_NAMES, from_here
from dashboard.style import fragment, whole_page
from dashboard.wording.translation import Words, translate
from pipelines.sign_in.sessions import Person, end_session, person_behind
from pipelines.sign_in.settings import SignInSettings

SIGN_OUT = "/auth/logout"


async def leave(app: ASGIApp, scope: Scope, receive: Receive, send: Send, token: str, settings: SignInSettings) -> None:
    """Answer the address: a page that asks while the sign-in holds, its end where our own form was sent, the provider afterwards."""
    request = Request(scope)
    words = translate(request.query_params.get("lang", "fr"))
    person = await run_in_threadpool(person_behind, memory.open_desk_office(), token, active=False)
    is_in, is_form = isinstance(person, Person), scope["method"] == "POST"
    if is_in and is_form and from_here(request):
        await run_in_threadpool(end_session, memory.open_desk_office(), token)
        await left_page(words, settings)(scope, receive, send)
    elif is_in:
        await asking_page(words, 403 if is_form else 200)(scope, receive, send)
    elif is_form:
        await RedirectResponse("/connexion", 303)(scope, receive, send)
    else:
        await app(scope, receive, with_cookie(send, taken_cookie(settings)))


def asking_page(words: Words, status: int) -> HTMLResponse:
    """Return the page whose button signs out."""
    _ = words
    other = TONGUE[words.language]
    body = fragment(
        "<nav><a href='{address}?lang={other}' lang='{other}'>{other_name}</a></nav><h1>{title}</h1><p>{text}</p>"
        "<form method='post' action='{address}?lang={language}'><button>{go}</button></form><p><a href='/'>{stay}</a></p>",
        address=SIGN_OUT, other=other, other_name=TONGUE_NAMES[other], language=words.language,
        title=_("Se déconnecter ?"), text=_("Vous êtes encore connecté. Rien n'a été modifié."),
        go=_("Se déconnecter"), stay=_("Rester connecté"),
    )  # fmt: skip
    page = whole_page(_("Connexion d'urgence : se déconnecter"), words.language, body)
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})


def left_page(words: Words, settings: SignInSettings) -> HTMLResponse:
    """Return the page that says so, and goes on to the provider by itself.

    It goes on as a new visit: a browser does not let a form be led to another site, and that is as it should be.
    """
    _ = words
    body = fragment(
        "<h1>{title}</h1><p>{text}</p><p><a class='act' href='{address}'>{go}</a></p>",
        title=_("Vous êtes déconnecté."), text=_("La connexion chez votre organisation se termine aussi."),
        address=SIGN_OUT, go=_("Continuer"),
    )  # fmt: skip
    page = whole_page(_("Connexion d'urgence : se déconnecter"), words.language, body)
    onward = {"Refresh": f"0; url={SIGN_OUT}", "Cache-Control": "no-store", "Set-Cookie": taken_cookie(settings)}
    return HTMLResponse(page, 200, onward)


def with_cookie(send: Send, cookie: str) -> Send:
    """Return a `send` that also gives a cookie."""

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return send_with_cookie
