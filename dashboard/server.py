"""The door of every route, Streamlit's own included: who may come in, and under which headers.

It must never look at what a page shows; rights on families are checked by the pipelines.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import memory
from dashboard.cookies import STREAMLIT, cookies_of, shortened, token_in
from dashboard.leaving import SIGN_OUT, leave
from dashboard.presence import Presence
from dashboard.provider_door import came_back, went_away
from dashboard.return_address import door_to
from dashboard.warm_up import cool_down, warm_up
from dashboard.watch import Watch
from pipelines.logs import write_json_lines
from pipelines.safety.backup import CopySettings
from pipelines.safety.checks import RegularChecks
from pipelines.safety.hourly import HourlyCopies
from pipelines.sign_in.sessions import Person, person_behind
from pipelines.sign_in.settings import CALLBACK, DEV, SignInSettings, check_settings

# Nothing from another site may be loaded, not even an image named in a text: that would tell it who reads what.
# Streamlit writes its styles inline and its charts evaluate expressions, hence the two exceptions.
CONTENT_POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": CONTENT_POLICY,
}
# « json »: the server's own log as one object a line.
LOG = "CONNEXION_LOG"
# A browser that came once by https comes by https for a year.
STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# Personal data may pass there: no copy may stay in a browser or a proxy.
NEVER_KEPT = ("/media/", "/export/", "/connexion")
CLOSED_ROUTES = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]"}
# What a visitor without a sign-in reaches: the supervisor's route, the door itself, and files that are the same for everybody.
DOOR, LOGIN = "/connexion", "/auth/login"
OPEN_ROUTES = {"/healthz", DOOR, f"{DOOR}/fournisseur", LOGIN, CALLBACK, SIGN_OUT}
CODE_ROUTE = f"{DOOR}/code"
# Answers a program of this machine without a sign-in, and nobody else.
READINESS = "/readyz"
ASSETS = ("/static/", "/app/static/")
ICONS = {"/favicon.png"}


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Check the settings before the first visit, and give the office back after the last."""
    if os.environ.get(LOG) == "json":
        write_json_lines()
    check_settings(memory.sign_in_settings(), memory.home(), st.get_option("server.address"))
    memory.waiting_room()
    warm_up()
    settings = CopySettings.from_environment()
    copies = HourlyCopies(memory.open_desk_office(), settings) if settings else None
    if copies:
        copies.start()
    checks = RegularChecks(memory.open_desk_office)
    checks.start()
    yield {}
    checks.close()
    if copies:
        copies.close()
    memory.open_desk_office.clear()
    cool_down()


async def health(request: Request) -> JSONResponse:
    """Answer a supervisor: the process serves."""
    return JSONResponse({"status": "ok"})


class Guard:
    """Wrap every route: fictive people stay on this machine, others sign in first, and each answer is protected."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = Presence(app)
        self.watch = Watch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        settings = memory.sign_in_settings()
        protected_send = protected(scope["path"], send, settings)
        if scope["path"].startswith(CLOSED_ROUTES) or not is_begun_here(scope, settings):
            await refuse(scope, receive, protected_send)
        elif settings.mode == DEV or is_supervisor(scope):
            inside = self.app if is_local(scope) else refuse
            await inside(scope, receive, protected_send)
        else:
            await self.signed_in(scope, receive, protected_send, settings)

    async def signed_in(self, scope: Scope, receive: Receive, send: Send, settings: SignInSettings) -> None:
        """Let in whoever is signed in, and everybody to the door."""
        path, token = scope["path"], token_in(cookies_of(Headers(scope=scope).get("cookie", "")), settings)
        if scope["type"] == "http" and is_open(path, scope["method"]):
            if path == SIGN_OUT:
                await leave(self.app, scope, receive, send, token, settings)
                return
            if path == CALLBACK:
                send = came_back(scope, send, settings)
            elif path == LOGIN:
                send = went_away(scope, send)
            await self.app(scope, receive, send)
            return
        person = await run_in_threadpool(
            person_behind, memory.open_desk_office(), token, active=scope["type"] == "http"
        )
        if not isinstance(person, Person):
            await show_door(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.watch.follow(self.app, scope, receive, send, token, person)
        else:
            await self.app(scope, receive, send)


def is_open(path: str, method: str) -> bool:
    """Tell whether a visitor without a sign-in reaches a route.

    Each by its own method alone: an address that no route takes is answered by Streamlit's first page.
    """
    if method == "POST":
        return path in (CODE_ROUTE, SIGN_OUT)
    if path == CODE_ROUTE:
        return False
    if method not in ("GET", "HEAD"):
        return False
    return path in OPEN_ROUTES or path in ICONS or (path.startswith(ASSETS) and ".." not in path)


def is_local(scope: Scope) -> bool:
    """Tell whether the visitor sits at this machine, and names it so (another name would be a rebound address)."""
    host = Headers(scope=scope).get("host", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    address = (scope.get("client") or ("", 0))[0]
    try:
        return name in LOCAL_NAMES and ip_address(address).is_loopback
    except ValueError:
        return False


def is_begun_here(scope: Scope, settings: SignInSettings) -> bool:
    """Tell whether a conversation was begun by a page of ours: another site's page would speak with its reader's cookies.

    A program that is no browser names no origin, and brings no cookie that it was not given.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if scope["type"] != "websocket" or origin is None:
        return True
    place = urlsplit(origin).netloc
    return place != "" and place in (headers.get("host"), urlsplit(settings.address).netloc)


def is_supervisor(scope: Scope) -> bool:
    """Tell whether a program of this machine asks if visits can be served; what a proxy brings is a visit from elsewhere."""
    return scope["type"] == "http" and scope["path"] == READINESS and "x-forwarded-for" not in Headers(scope=scope)


async def show_door(scope: Scope, receive: Receive, send: Send) -> None:
    """Send whoever is not signed in to the door: a page by its address, anything else by a refusal."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    reads = scope["method"] in ("GET", "HEAD") and "text/html" in Headers(scope=scope).get("accept", "")
    query = scope.get("query_string", b"").decode("latin-1")
    asked = f"{scope['path']}?{query}" if query else scope["path"]
    answer: Response = (
        RedirectResponse(door_to(asked), 303) if reads else PlainTextResponse("Connectez-vous. / Sign in.\n", 401)
    )
    await answer(scope, receive, send)


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Close the door, without saying what is behind it."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    text = "Le mode démonstration ne se visite que depuis la machine qui le sert. / Demonstration mode is local only.\n"
    await PlainTextResponse(text, status_code=403)(scope, receive, send)


def protected(path: str, send: Send, settings: SignInSettings) -> Send:
    """Return a `send` that adds the protecting headers, and shortens the cookies of Streamlit's own sign-in."""

    async def send_protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (name, shortened(value.decode("latin-1"), settings).encode("latin-1"))
                if name == b"set-cookie" and value.startswith(STREAMLIT.encode())
                else (name, value)
                for name, value in message.get("headers", [])
            ]
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS | (STRICT_TRANSPORT if settings.behind_tls else {}))
            if path.startswith(NEVER_KEPT):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_protected
