"""A conversation with Streamlit is followed message by message: it ends with its sign-in, and belongs to whoever began it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.server import Guard
from pipelines.office import Office
from pipelines.sign_in.members import disable_member
from tests.sign_in_world import ADMIN, Clock, journal_of, partner_id
from tests.unit.door_visitor import ADDRESS, ROUTES, STREAM, coded, guarded, heard, member, message, visitor


@pytest.fixture
def office(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with guarded(tmp_path / "home", clock, monkeypatch) as opened:
        yield opened


def test_a_conversation_needs_a_sign_in(office: Office) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, visitor().websocket_connect(STREAM):
        pass
    assert closed.value.code == 1008


@pytest.mark.parametrize("active", [True, False])
def test_whoever_is_signed_out_meanwhile_gets_a_bare_page_at_the_next_message(office: Office, active: bool) -> None:
    user_id, token = member(office)
    with visitor(token).websocket_connect(STREAM) as socket:
        socket.receive_bytes()
        socket.send_bytes(message(fragment_id="f", query_string="a=1", is_auto_rerun=not active))
        socket.receive_bytes()
        assert (heard[-1].rerun_script.fragment_id, len(heard[-1].rerun_script.widget_states.widgets)) == ("f", 1)
        disable_member(office, ADMIN, user_id)
        socket.send_bytes(message(fragment_id="f", query_string="a=1", is_auto_rerun=not active))
        socket.receive_bytes()
        # Neither the part of the page, nor the forged choice, nor its callback.
        assert (heard[-1].rerun_script.fragment_id, len(heard[-1].rerun_script.widget_states.widgets)) == ("", 0)
        assert heard[-1].rerun_script.query_string == "a=1"
    assert visitor(token).get("/").status_code == 303


def test_a_conversation_does_not_outlive_thirty_idle_minutes_of_automatic_refreshing(
    office: Office, clock: Clock
) -> None:
    with visitor(member(office)[1]).websocket_connect(STREAM) as socket:
        socket.receive_bytes()
        for _ in range(31):
            clock.passes(minutes=1)
            socket.send_bytes(message(fragment_id="f", is_auto_rerun=True))
            socket.receive_bytes()
    assert [said.rerun_script.fragment_id for said in heard] == ["f"] * 29 + ["", ""]


def test_no_other_message_passes_once_the_sign_in_is_over(office: Office, clock: Clock) -> None:
    with visitor(member(office)[1]).websocket_connect(STREAM) as socket:
        socket.receive_bytes()
        clock.passes(hours=9)
        asked = BackMsg()
        asked.backend_operation_request.request_id = "deferred file"
        socket.send_bytes(asked.SerializeToString())
        socket.receive_bytes()
    assert [said.WhichOneof("type") for said in heard] == ["rerun_script"]


def test_a_session_of_streamlits_is_taken_up_only_by_whoever_began_it(office: Office) -> None:
    mine, other = coded(office, "A1"), coded(office, "B1")
    app = Starlette(routes=ROUTES, middleware=[Middleware(Guard)])

    def taken_up(token: str, asked: str) -> str:
        client = TestClient(app, base_url=ADDRESS, cookies={"__Host-connexion": token})
        with client.websocket_connect(
            STREAM, headers={"sec-websocket-protocol": f"streamlit, xsrf, {asked}"}
        ) as socket:
            said: str = ForwardMsg.FromString(socket.receive_bytes()).new_session.initialize.session_id
            return said

    begun = taken_up(mine, "never begun")
    assert begun != "never begun"
    assert taken_up(mine, begun) == begun
    assert taken_up(other, begun) != begun


def test_ids_of_another_structure_and_pages_of_another_role_are_noted(office: Office) -> None:
    mine, other = partner_id(office, "A1"), partner_id(office, "B1")
    with visitor(coded(office, "A1")).websocket_connect(STREAM) as socket:
        socket.receive_bytes()
        for _ in range(2):
            socket.send_bytes(message(query_string=f"liste={other}&pour={mine}", page_name="foyers"))
            socket.receive_bytes()
    told = [(row["object_id"], json.loads(row["detail"])) for row in journal_of(office) if row["action"] == "stray"]
    assert told == [(other, {"what": "object"}), ("foyers", {"what": "page"})]
