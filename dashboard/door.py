"""The page at which people sign in: by their organisation's identity provider, or by a code received from the coordination.

It stands outside Streamlit, so that whoever is not signed in reaches nothing of it.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from campaigns.model.outcome import Refusal, Sentence
from campaigns.sessions import WINDOW, SessionEnd
from dashboard import memory
from dashboard.cookies import given_cookie, token_in
from dashboard.provider_door import REFUSED
from dashboard.return_address import ASKED, FIRST, door_to, in_language, language_of, own_page
from dashboard.style import Fragment, fragment, whole_page
from dashboard.wording.translation import Words, translate
from pipelines.sign_in.attempts import TOO_MANY
from pipelines.sign_in.codes import enter_by_code
from pipelines.sign_in.provider import FAILED, STAY_OUT
from pipelines.sign_in.sessions import Person, person_behind
from pipelines.sign_in.settings import OIDC

LONGEST_BODY = 2_000
ENDED = "fin"
TONGUE = {"fr": "en", "en": "fr"}
TONGUE_NAMES = {"fr": "Français", "en": "English"}


async def show_door_page(request: Request) -> Response:
    """Answer `GET /connexion`."""
    settings = memory.sign_in_settings()
    if settings.mode != OIDC:
        return RedirectResponse("/", 303)
    token = token_in(request.cookies, settings)
    if token and isinstance(
        await run_in_threadpool(person_behind, memory.open_desk_office(), token, active=False), Person
    ):
        return RedirectResponse(own_page(request.query_params.get(ASKED, FIRST)), 303)
    asked = request.query_params
    onward = own_page(asked.get(ASKED, FIRST))
    words = translate(asked.get("lang") or language_of(onward))
    refused = {refusal.code: refusal.sentence for refusal in (*STAY_OUT.values(), *FAILED.values())}.get(
        asked.get(REFUSED, "")
    )
    ended = ENDS.get(asked.get(ENDED, ""))
    return door_page(words, refused or ended, 200, onward)


async def enter_with_code(request: Request) -> Response:
    """Answer `POST /connexion/code`: a cookie and the first page, or why the code opens nothing."""
    settings = memory.sign_in_settings()
    if settings.mode != OIDC or not from_here(request):
        return RedirectResponse("/connexion", 303)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return RedirectResponse("/connexion", 303)
    form = parse_qs(body.decode("utf-8", "replace"))
    words = translate(form.get("lang", ["fr"])[0])
    onward = own_page(form.get(ASKED, [FIRST])[0])
    address = request.client.host if request.client else ""
    browser = request.headers.get("user-agent", "")
    answer = await run_in_threadpool(
        enter_by_code, memory.open_desk_office(), form.get("code", [""])[0], address, browser
    )
    if isinstance(answer, Refusal):
        return door_page(words, answer.sentence, 429 if answer.code == TOO_MANY else 403, onward)
    return RedirectResponse(
        in_language(onward, words.language), 303, headers={"Set-Cookie": given_cookie(answer, settings)}
    )


def from_here(request: Request) -> bool:
    """Tell whether a form was sent from our own page: another site may not sign somebody in under a code of its own."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def door_page(words: Words, said: Sentence | None, status: int, onward: str) -> HTMLResponse:
    """Return the page, with what was not possible just now, and where to go on afterwards."""
    _ = words
    label = memory.sign_in_settings().provider.get("label") or _("mon organisation")
    other = TONGUE[words.language]
    body = fragment(
        "<nav><a href='{other_door}' lang='{other}'>{other_name}</a></nav><h1>{title}</h1><p>{purpose}</p>{said}"
        "<h2>{by_provider}</h2><a class='act' href='{provider}'>{go}</a>"
        "<h2>{by_code}</h2><p>{by_code_note}</p><form method='post' action='/connexion/code'>"
        "<input type='hidden' name='lang' value='{language}'><input type='hidden' name='vers' value='{onward}'><label for='code'>{code}</label>"
        "<input id='code' name='code' required maxlength='20' autocomplete='one-time-code' autocapitalize='characters' "
        "spellcheck='false' placeholder='ABCD-EFGH-JKMN'><button>{enter}</button></form><p class='note'>{note}</p>",
        title=_("Connexion d'urgence"), purpose=_("Connectez-vous pour continuer."), said=said_box(said, words),
        by_provider=_("Vous avez un compte dans votre organisation"), go=_("Se connecter avec {label}", label=label),
        by_code=_("Vous avez reçu un code"), code=_("Code d'accès"), enter=_("Entrer"), language=words.language,
        by_code_note=_("Il est sur la feuille ou dans le courriel de la coordination. Il sert une seule fois."),
        note=_("Sur un ordinateur partagé, déconnectez-vous en partant. Sans activité, la connexion s'arrête après 30 minutes."),
        other=other, other_name=TONGUE_NAMES[other], onward=onward,
        other_door=door_to(in_language(onward, other), lang=other),
        provider=f"/connexion/fournisseur?{urlencode({ASKED: in_language(onward, words.language)})}",
    )  # fmt: skip
    headers = {"Retry-After": str(int(WINDOW.total_seconds()))} if status == 429 else None
    return HTMLResponse(whole_page(_("Connexion d'urgence : se connecter"), words.language, body), status, headers)


def said_box(said: Sentence | None, words: Words) -> Fragment:
    """Return why somebody is at the door again."""
    if said is None:
        return Fragment()
    return fragment("<div class='said' role='alert'>{text}</div>", text=words.of(said))


ENDS = {
    SessionEnd.SIGNED_OUT.value: Sentence("Vous êtes déconnecté.", "You are signed out."),
    SessionEnd.IDLE.value: Sentence(
        "Vous avez été déconnecté après 30 minutes sans activité.",
        "You were signed out after 30 minutes without activity.",
    ),
    SessionEnd.TOO_LONG.value: Sentence(
        "Vous avez été déconnecté : une connexion dure 8 heures au plus.",
        "You were signed out: a sign-in lasts 8 hours at most.",
    ),
    SessionEnd.DISABLED.value: STAY_OUT[SessionEnd.DISABLED.value].sentence,
    SessionEnd.ROLE_OVER.value: STAY_OUT[SessionEnd.ROLE_OVER.value].sentence,
}
