"""Follows a conversation with Streamlit, message by message: whoever is signed out meanwhile gets nothing more.

Streamlit runs parts of a page without running the whole script; looking at each message covers those too.
It must never read what a message says about families, but for ids that are not the sender's to name.
"""

import re
from collections import OrderedDict
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash

from campaigns.model.codes import Role
from dashboard import memory
from dashboard.pages_table import PAGES, pages_of
from pipelines.sign_in.sessions import Person, person_behind
from pipelines.sign_in.strays import OBJECT, PAGE, note_strays, others_ids

PROTOCOL = "sec-websocket-protocol"
REMEMBERED = 10_000
# An id as `pipelines.ids` mints it, wherever it stands in a message.
ID = re.compile(rb"(?<![0-9A-Z])[0-7][0-9A-HJKMNP-TV-Z]{25}(?![0-9A-Z])")


class Watch:
    """Knows which of Streamlit's sessions was begun under which sign-in."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begun: OrderedDict[str, str] = OrderedDict()

    async def follow(
        self, app: ASGIApp, scope: Scope, receive: Receive, send: Send, token: str, person: Person
    ) -> None:
        """Let a conversation go on as long as its sign-in holds."""
        learned, noted = False, set[str]()

        async def receive_watched() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive" or not message.get("bytes"):
                return message
            asked = BackMsg.FromString(message["bytes"])
            active = asked.HasField("rerun_script") and not asked.rerun_script.is_auto_rerun
            found = await run_in_threadpool(person_behind, memory.open_desk_office(), token, active=active)
            if isinstance(found, Person) and found.actor == person.actor:
                await run_in_threadpool(self.note, person, asked, message["bytes"], noted)
                return message
            return {"type": "websocket.receive", "bytes": bare(asked)}

        async def send_watched(message: Message) -> None:
            nonlocal learned
            if not learned and message["type"] == "websocket.send" and message.get("bytes"):
                learned = self.learn(message["bytes"], person.session_hash)
            await send(message)

        await app(self.own(scope, person.session_hash), receive_watched, send_watched)

    def note(self, person: Person, asked: BackMsg, data: bytes, noted: set[str]) -> None:
        """Note what a message names and its sender may not see, once a conversation; a browser used as meant names nothing of the kind."""
        office, ids = memory.open_desk_office(), {found.decode() for found in ID.findall(data)} - noted
        strange = others_ids(office, person.actor, ids)
        pages = strange_pages(person.actor.role, asked) - noted
        noted |= ids | pages
        for what, tried in ((OBJECT, strange), (PAGE, pages)):
            if tried:
                note_strays(office, person.actor, what, tried)

    def own(self, scope: Scope, session_hash: str) -> Scope:
        """Return a request that takes up a session of Streamlit's only where the same sign-in began it."""
        parts = [part.strip() for part in Headers(scope=scope).get(PROTOCOL, "").split(",")]
        if len(parts) < 3 or self.begun_by(parts[2]) == session_hash:
            return scope
        changed = {**scope, "headers": list(scope["headers"])}
        MutableHeaders(scope=changed)[PROTOCOL] = ", ".join(parts[:2])
        return changed

    def learn(self, data: bytes, session_hash: str) -> bool:
        """Note under which sign-in a session of Streamlit's began, from the first message that names it."""
        said = ForwardMsg.FromString(data)
        if not said.HasField("new_session"):
            return False
        with self._lock:
            self._begun[said.new_session.initialize.session_id] = session_hash
            while len(self._begun) > REMEMBERED:
                self._begun.popitem(last=False)
        return True

    def begun_by(self, session_id: str) -> str | None:
        """Return the sign-in that began a session of Streamlit's."""
        with self._lock:
            return self._begun.get(session_id)


def strange_pages(role: Role, asked: BackMsg) -> set[str]:
    """Return the page that a message asks for, by its address or its number, where it is not one of that role."""
    name, number = asked.rerun_script.page_name.strip("/"), asked.rerun_script.page_script_hash
    own = {page.url_path for page in pages_of(role)}
    return {
        page.url_path
        for page in PAGES
        if page.url_path not in own and (page.url_path == name or calc_hash(page.url_path) == number)
    }


def bare(asked: BackMsg) -> bytes:
    """Return what is left of a message once nobody is signed in: draw the page again, without a choice and without a part of it."""
    kept = BackMsg()
    kept.rerun_script.query_string = asked.rerun_script.query_string
    kept.rerun_script.page_script_hash = asked.rerun_script.page_script_hash
    return bytes(kept.SerializeToString())
