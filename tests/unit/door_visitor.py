"""Browsers before the guard in `oidc` mode, with a stand-in for Streamlit behind it that says what it hears."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from campaigns.model.codes import Role
from dashboard import memory
from dashboard.door import enter_with_code, show_door_page
from dashboard.exports_route import hand_out
from dashboard.server import Guard, health
from pipelines.office import Office
from pipelines.sign_in.codes import issue_code
from pipelines.sign_in.members import Given, invite_member
from pipelines.sign_in.sessions import PROVIDER, open_session
from tests.sign_in_world import ADMIN, COORDINATOR, Clock, oidc_settings, small_organisation

ADDRESS = "https://connexion.example"
STREAM = "wss://connexion.example/_stcore/stream"
heard: list[BackMsg] = []


async def inside(request: Request) -> PlainTextResponse:
    """Stand for any route of Streamlit's."""
    return PlainTextResponse("inside", headers={"Set-Cookie": "_streamlit_user=a|b; Max-Age=2592000; Path=/; HttpOnly"})


async def talk(socket: WebSocket) -> None:
    """Stand for Streamlit's conversation: names its session, then says which session was asked for, and what it hears."""
    await socket.accept(subprotocol="streamlit")
    named = ForwardMsg()
    asked = socket.headers.get("sec-websocket-protocol", "").split(", ")
    named.new_session.initialize.session_id = asked[2] if len(asked) > 2 else f"begun by {id(socket)}"
    await socket.send_bytes(named.SerializeToString())
    async for said in socket.iter_bytes():
        heard.append(BackMsg.FromString(said))
        await socket.send_bytes(b"")


ROUTES = [
    Route("/", inside),
    Route("/page", inside),
    Route("/media/x.csv", inside),
    Route("/static/x.js", inside),
    Route("/_stcore/health", inside),
    Route("/_stcore/agent/x", inside),
    Route("/auth/logout", inside),
    Route("/healthz", health),
    Route("/connexion", show_door_page),
    Route("/connexion/code", enter_with_code, methods=["POST"]),
    Route("/export/{token}", hand_out),
    WebSocketRoute("/_stcore/stream", talk),
]


@contextmanager
def guarded(home: Path, clock: Clock, patch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Open an organisation behind the guard."""
    opened, settings = small_organisation(home, clock), oidc_settings(ADDRESS)
    patch.setattr(memory, "open_desk_office", lambda: opened)
    patch.setattr(memory, "sign_in_settings", lambda: settings)
    heard.clear()
    yield opened
    opened.close()


def visitor(token: str = "") -> TestClient:
    """Return a browser, with a token where it has one."""
    app = Starlette(routes=ROUTES, middleware=[Middleware(Guard)])
    cookies = {"__Host-connexion": token} if token else None
    return TestClient(
        app, base_url=ADDRESS, client=("192.0.2.7", 5000), cookies=cookies, follow_redirects=False,
        headers={"accept": "text/html"},
    )  # fmt: skip


def member(office: Office) -> tuple[str, str]:
    """Sign somebody in; returns who, and their token."""
    made = invite_member(office, ADMIN, "camille@mairie.example", "Camille", Given(Role.COORDINATOR))
    assert isinstance(made, dict)
    return str(made["user_id"]), signed_in(office, str(made["user_id"]))


def signed_in(office: Office, user_id: str) -> str:
    """Open one more sign-in."""
    with office.store.writing() as session:
        return open_session(office, session, ADMIN.model_copy(update={"user_id": user_id}), PROVIDER)


def coded(office: Office, partner: str = "A1") -> str:
    """Return the token of whoever typed a code."""
    code = issue_code(office, COORDINATOR, partner)
    assert isinstance(code, dict)
    answer = visitor().post("/connexion/code", data={"code": code["code"]})
    assert answer.status_code == 303, answer.text
    return str(answer.cookies["__Host-connexion"])


def message(**asked: Any) -> bytes:
    """Return a message from a browser."""
    made = BackMsg()
    for name, value in asked.items():
        setattr(made.rerun_script, name, value)
    made.rerun_script.widget_states.widgets.add(id="w", string_value="forged")
    return bytes(made.SerializeToString())
