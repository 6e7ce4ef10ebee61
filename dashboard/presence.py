"""Tells the waiting room, from outside Streamlit, which visits are here and do something: parts of a page run without the shell.

It must never read what a message says beyond that it asks for a page.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard import memory


class Presence:
    """Wraps the application; only conversations are looked at."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        room, visit = memory.waiting_room(), ""

        async def receive_noted() -> Message:
            message = await receive()
            if visit and asks_for_a_page(message):
                room.acts(visit)
            return message

        async def send_noted(message: Message) -> None:
            nonlocal visit
            if not visit and (found := visit_in(message)):
                visit = found
                room.comes(visit)
            await send(message)

        try:
            await self.app(scope, receive_noted, send_noted)
        finally:
            if visit:
                room.goes(visit)


def asks_for_a_page(message: Message) -> bool:
    """Tell whether somebody, not a clock, asks for a page or a part of one."""
    data = message.get("bytes")
    if message["type"] != "websocket.receive" or not data:
        return False
    asked = BackMsg.FromString(data)
    return asked.HasField("rerun_script") and not asked.rerun_script.is_auto_rerun


def visit_in(message: Message) -> str:
    """Return the visit that a message of Streamlit's names, if it names one."""
    data = message.get("bytes")
    if message["type"] != "websocket.send" or not data:
        return ""
    said = ForwardMsg.FromString(data)
    return str(said.new_session.initialize.session_id) if said.HasField("new_session") else ""
