"""The door: who may come in, and under which headers."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.exports_route import export_address, hand_out
from dashboard.server import HEADERS, Guard, health


async def inside(request: Request) -> PlainTextResponse:
    """Stand for any page of the application."""
    return PlainTextResponse("inside")


async def talk(socket: WebSocket) -> None:
    """Stand for Streamlit's own conversation."""
    await socket.accept()
    await socket.send_text("inside")
    await socket.close()


ROUTES = [
    Route("/", inside),
    Route("/media/x.csv", inside),
    Route("/_stcore/metrics", inside),
    Route("/healthz", health),
    Route("/export/{token}", hand_out),
    WebSocketRoute("/_stcore/stream", talk),
]


def visitor(address: str = "127.0.0.1", host: str = "localhost:8501") -> TestClient:
    """Return a visitor coming from an address, asking for a host."""
    app = Starlette(routes=ROUTES, middleware=[Middleware(Guard)])
    return TestClient(app, base_url=f"http://{host}", client=(address, 50000))


def test_the_health_route_answers_a_supervisor() -> None:
    assert visitor().get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "localhost", "[::1]:8501"])
def test_a_visitor_at_this_machine_comes_in(host: str) -> None:
    assert visitor(host=host).get("/").text == "inside"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.7", "localhost:8501"),
        ("127.0.0.1", "elsewhere.example:8501"),
        ("127.0.0.1", "localhost.example"),
        ("", "localhost"),
    ],
)
def test_a_visitor_from_elsewhere_stays_out(address: str, host: str) -> None:
    answer = visitor(address, host).get("/")
    assert (answer.status_code, "inside" in answer.text) == (403, False)


def test_a_conversation_from_elsewhere_is_closed() -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        visitor("192.0.2.7").websocket_connect("ws://localhost:8501/_stcore/stream"),
    ):
        pass
    assert closed.value.code == 1008
    with visitor().websocket_connect("ws://localhost:8501/_stcore/stream") as socket:
        assert socket.receive_text() == "inside"


@pytest.mark.parametrize(
    ("origin", "comes_in"),
    [
        ("http://localhost:8501", True), ("https://localhost:8501", True), ("http://localhost:9000", False),
        ("http://localhost", False), ("https://elsewhere.example", False), ("http://localhost:8501.elsewhere.example", False),
        ("null", False), ("", False),
    ],
)  # fmt: skip
def test_only_a_page_of_ours_begins_a_conversation(origin: str, comes_in: bool) -> None:
    asked = visitor().websocket_connect("ws://localhost:8501/_stcore/stream", headers={"origin": origin})
    if comes_in:
        with asked as socket:
            assert socket.receive_text() == "inside"
    else:
        with pytest.raises(WebSocketDisconnect) as closed, asked:
            pass
        assert closed.value.code == 1008


def test_figures_about_the_server_are_closed() -> None:
    assert visitor().get("/_stcore/metrics").status_code == 403


@pytest.mark.parametrize("path", ["/", "/healthz", "/media/x.csv", "/absent"])
def test_every_answer_carries_the_protecting_headers(path: str) -> None:
    answer = visitor().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    told = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert (told["object-src"], told["base-uri"]) == ("'none'", "'none'")
    assert told["default-src"] == "'self' data: blob:" and told["frame-ancestors"] == told["form-action"] == "'self'"


def test_no_copy_of_a_file_may_stay_on_the_way() -> None:
    assert visitor().get("/media/x.csv").headers["cache-control"] == "no-store"
    assert "cache-control" not in visitor().get("/").headers


def test_an_export_leaves_once_under_its_own_name() -> None:
    path = export_address("slot", lambda: b"a;b", "Foyers à servir.csv", "text/csv")
    first, second = visitor().get(path), visitor().get(path)
    assert (first.status_code, first.content, first.headers["cache-control"]) == (200, b"a;b", "no-store")
    assert first.headers["content-type"] == "text/csv; charset=utf-8"
    assert first.headers["content-disposition"] == "attachment; filename*=UTF-8''Foyers%20%C3%A0%20servir.csv"
    assert (second.status_code, second.content[:7]) == (410, b"Ce lien")
