"""The way back from the identity provider: Streamlit has verified the token, the register says whether its holder comes in.

Streamlit's cookie alone opens nothing: it is kept for signing out at the provider, and our own token is given beside it.
"""

import json
from typing import Any
from urllib.parse import urlencode

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
from pipelines.sign_in.provider import enter_by_provider
from pipelines.sign_in.settings import SignInSettings

REFUSED = "refus"


async def to_provider(request: Request) -> Response:
    """Send somebody to the identity provider, as `st.login` does."""
    return RedirectResponse(generate_login_redirect_url("default"), 303)


def came_back(scope: Scope, send: Send, settings: SignInSettings) -> Send:
    """Return a `send` that turns a verified identity into a sign-in of ours, or leads back to the door."""

    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            claims = claims_of(message, settings)
            if claims:
                address = (scope.get("client") or ("", 0))[0]
                answer = await run_in_threadpool(
                    enter_by_provider, memory.open_desk_office(), claims, address,
                    addresses_proved=settings.addresses_proved,
                )  # fmt: skip
                if isinstance(answer, Refusal):
                    # Without Streamlit's cookies of that person: who stays out leaves nothing behind.
                    message["headers"] = [
                        (name, value)
                        for name, value in message["headers"]
                        if not (name == b"set-cookie" and value.startswith(USER_COOKIE_NAME.encode()))
                    ]
                    MutableHeaders(scope=message)["location"] = f"/connexion?{urlencode({REFUSED: answer.code})}"
                else:
                    MutableHeaders(scope=message).append("set-cookie", given_cookie(answer, settings))
        await send(message)

    return send_on


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
