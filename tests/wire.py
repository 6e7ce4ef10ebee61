"""Speaks Streamlit's own protocol without a browser: what somebody who writes their own client can send, and all that comes back."""

import json
import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin

PATIENCE_S = 60
WIDGET = re.compile(r"\$\$ID-[^\"\s]+")


class Wire:
    """One conversation: whoever holds the cookie, on a session of Streamlit's that may be named."""

    def __init__(self, address: str, cookie: str = "", session_id: str = "", origin: str = "") -> None:
        protocols = ["streamlit", "-", session_id] if session_id else ["streamlit"]
        self._held = connect(
            f"{address.replace('http', 'ws')}/_stcore/stream",
            origin=Origin(origin or address),
            additional_headers={"Cookie": cookie} if cookie else {},
            subprotocols=protocols,  # type: ignore[arg-type]
            max_size=None,
        )
        self.socket = self._held.__enter__()
        self.session_id = ""
        self.said: list[ForwardMsg] = []

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *reason: object) -> None:
        self._held.__exit__(None, None, None)

    def runs(
        self, page: str = "", query: str = "", widgets: dict[str, dict[str, Any]] | None = None, fragment: str = "",
        script: str = "", is_clock: bool = False,
    ) -> str:  # fmt: skip
        """Ask for a page to be drawn, with forged values of widgets, and return every word that came back."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.page_script_hash = script
        asked.rerun_script.is_auto_rerun = is_clock
        for name, value in (widgets or {}).items():
            state = asked.rerun_script.widget_states.widgets.add(id=name)
            for kind, content in value.items():
                if kind == "string_array_value":
                    state.string_array_value.data.extend(content)
                else:
                    setattr(state, kind, content)
        self.socket.send(asked.SerializeToString())
        return self.heard()

    def heard(self) -> str:
        """Return the words of everything that comes until the page is drawn."""
        self.said = []
        while True:
            message = ForwardMsg.FromString(self.socket.recv(timeout=PATIENCE_S))  # type: ignore[arg-type]
            if message.HasField("new_session"):
                self.session_id = message.new_session.initialize.session_id
                self.said = []
            self.said.append(message)
            if message.WhichOneof("type") == "script_finished":
                return "\n".join(words_of(message) for message in self.said)

    def widgets(self) -> set[str]:
        """Return the widgets that the page has."""
        return {found for message in self.said for found in WIDGET.findall("\n".join(strings(message)))}

    def fragments(self) -> set[str]:
        """Return the parts of the page that can be drawn alone."""
        found = {message.delta.fragment_id for message in self.said if message.HasField("delta")}
        return {name for name in found if name}


def words_of(message: Message) -> str:
    """Return every text and every byte of a message, tables included."""
    return "\n".join(strings(message))


def strings(message: Message) -> Iterator[str]:
    """Give every text of a message, whatever part it is in; bytes as far as they are text."""
    for field, value in message.ListFields():
        for part in value if field.is_repeated else [value]:
            if isinstance(part, Message):
                yield from strings(part)
            elif isinstance(part, str):
                yield part
            elif isinstance(part, bytes):
                yield part.decode("utf-8", "ignore")
            elif field.message_type is not None and field.message_type.GetOptions().map_entry:
                yield json.dumps(str(part))
