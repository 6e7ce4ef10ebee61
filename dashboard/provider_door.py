"""The way back from the identity provider: Streamlit has verified the token, the register says whether its holder comes in.

Streamlit's cookie alone opens nothing: it is kept for signing out at the provider, and our own token is given beside it.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from campaigns.model.outcome import Refusal
from dashboard import memory
from dashboard.cookies import cookies_of, given_cookie
from dashboard.return_address import ASKED, COOKIE, FIRST, door_to, own_page, way_cookie
from pipelines.sign_in.provider import DENIED, UNREACHED, enter_by_provider, note_failed_exchange
from pipelines.sign_in.settings import SignInSettings

REFUSED = "refus"


async def to_provider(request: Request) -> Response:
    """Send somebody to the identity provider, as `st.login` does."""
    kept = way_cookie(request.query_params.get(ASKED) or FIRST, memory.sign_in_settings())
    return RedirectResponse(generate_login_redirect_url("default"), 303, headers={"Set-Cookie": kept})


def came_back(scope: Scope, send: Send, settings: SignInSettings) -> Send:
    """Return a `send` that turns a verified identity into a sign-in of ours, or leads back to the door."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            claims, onward = claims_of(message, settings), going_to(scope)
            if claims:
                answer = await run_in_threadpool(
                    enter_by_provider, memory.open_desk_office(), claims, address_of(scope),
                    addresses_proved=settings.addresses_proved,
                    browser=Headers(scope=scope).get("user-agent", ""),
                )  # fmt: skip
                if isinstance(answer, Refusal):
                    kept_out(message, door_to(onward, **{REFUSED: answer.code}))
                else:
                    let_in(message, onward, given_cookie(answer, settings), way_cookie("", settings))
            elif failed := failure_of(scope):
                await run_in_threadpool(note_failed_exchange, memory.open_desk_office(), address_of(scope), failed)
                MutableHeaders(scope=message)["location"] = door_to(onward, **{REFUSED: failed})
        await send(message)

    return send_on


def kept_out(message: Message, door: str) -> None:
    """Lead back to the door, without Streamlit's cookies of that person: who stays out leaves nothing behind."""
    message["headers"] = [
        (name, value)
        for name, value in message["headers"]
        if not (name == b"set-cookie" and value.startswith(USER_COOKIE_NAME.encode()))
    ]
    # After the change: headers taken before it would be those of a list that nobody sends any more.
    MutableHeaders(scope=message)["location"] = door


def let_in(message: Message, onward: str, *cookies: str) -> None:
    """Lead on, with our own cookies beside Streamlit's."""
    headers = MutableHeaders(scope=message)
    headers["location"] = onward
    for cookie in cookies:
        headers.append("set-cookie", cookie)


def went_away(scope: Scope, send: Send) -> Send:
    """Return a `send` that leads back to the door, with a word, when the identity provider does not answer."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            await run_in_threadpool(note_failed_exchange, memory.open_desk_office(), address_of(scope), UNREACHED)
            message["status"] = 303
            MutableHeaders(scope=message)["location"] = door_to(going_to(scope), **{REFUSED: UNREACHED})
        await send(message)

    return send_on


def failure_of(scope: Scope) -> str | None:
    """Tell why an exchange with the provider gave nobody; None where there was none: a browser also comes by here signing out."""
    asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    if asked.get("error") == "access_denied":
        return DENIED
    return UNREACHED if asked.keys() & {"error", "code"} else None


def going_to(scope: Scope) -> str:
    """Return the page that a browser was going to when it was sent to the provider."""
    return own_page(cookies_of(Headers(scope=scope).get("cookie", "")).get(COOKIE, FIRST))


def address_of(scope: Scope) -> str:
    """Return where a browser comes from."""
    return str((scope.get("client") or ("", 0))[0])


def claims_of(message: Message, settings: SignInSettings) -> dict[str, Any]:
    """Return the claims that Streamlit has just verified and signed into its cookie; nothing where it refused them."""
    given = cookies_given(message)

    def signed(name: str) -> bytes | None:
        value = given.get(name)
        return None if not value else decode_signed_value(settings.cookie_secret, name, value.encode("latin-1"))

    whole = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    claims: dict[str, Any] = json.loads(whole) if whole else {}
    return claims if claims.get("is_logged_in") is True else {}


def cookies_given(message: Message) -> dict[str, str]:
    """Return the cookies that an answer gives, the last of each name."""
    headers = Headers(raw=message.get("headers", []))
    given: dict[str, str] = {}
    for header in headers.getlist("set-cookie"):
        given |= cookies_of(header.split(";")[0])
    return {name: value.strip('"') for name, value in given.items()}
