"""The door of every route, Streamlit's own included: who may come in, and under which headers.

It must never look at what a page shows; rights on families are checked by the pipelines.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from campaigns.model.outcome import CannotGoOn, Sentence
from dashboard import memory
from pipelines.safety.backup import CopySettings
from pipelines.safety.hourly import HourlyCopies

# Nothing from another site may be loaded, not even an image named in a text: that would tell it who reads what.
# Streamlit writes its styles inline and its charts evaluate expressions, hence the two exceptions.
CONTENT_POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": CONTENT_POLICY,
}
# Personal data may pass there: no copy may stay in a browser or a proxy.
NEVER_KEPT = ("/media/", "/export/")
CLOSED_ROUTES = ("/_stcore/metrics",)
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}


def check_mode() -> None:
    """Refuse to serve under a sign-in that this version does not have.

    Raises
    ------
    CannotGoOn
        When `CONNEXION_AUTH` is not `dev`.
    """
    mode = os.environ.get("CONNEXION_AUTH", "dev")
    if mode != "dev":
        raise CannotGoOn(
            "unknown_sign_in",
            Sentence(
                f"CONNEXION_AUTH vaut « {mode} ». Seul « dev » est possible : personnes fictives, sur cette machine seulement.",
                f"CONNEXION_AUTH is “{mode}”. Only “dev” is possible: fictive people, on this machine only.",
            ),
        )


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Check the settings before the first visit, and give the office back after the last."""
    check_mode()
    settings = CopySettings.from_environment()
    copies = HourlyCopies(memory.open_desk_office(), settings) if settings else None
    if copies:
        copies.start()
    yield {}
    if copies:
        copies.close()
    memory.open_desk_office.clear()


async def health(request: Request) -> JSONResponse:
    """Answer a supervisor: the process serves."""
    return JSONResponse({"status": "ok"})


class Guard:
    """Wrap every route: keep dev mode on this machine, and put the protecting headers on each answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not is_local(scope) or scope["path"].startswith(CLOSED_ROUTES):
            await refuse(scope, receive, send)
        else:
            await self.app(scope, receive, protected(scope["path"], send))


def is_local(scope: Scope) -> bool:
    """Tell whether the visitor sits at this machine, and names it so (another name would be a rebound address)."""
    host = Headers(scope=scope).get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    address = (scope.get("client") or ("", 0))[0]
    try:
        return name in LOCAL_NAMES and ip_address(address).is_loopback
    except ValueError:
        return False


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Close the door, without saying what is behind it."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    text = "Le mode démonstration ne se visite que depuis la machine qui le sert. / Demonstration mode is local only.\n"
    await PlainTextResponse(text, status_code=403, headers=HEADERS)(scope, receive, send)


def protected(path: str, send: Send) -> Send:
    """Return a `send` that adds the protecting headers."""

    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            if path.startswith(NEVER_KEPT):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_protected
