"""Whether Streamlit has drawn what a page asked for, by the messages between the two.

What the page itself shows says too little: until the server has begun to answer a click, it still reads "not running".
"""

from playwright.sync_api import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Drawing:
    """The last drawing that a page asked for: `asked` until it has come."""

    def __init__(self) -> None:
        self.asked = self.begun = False

    def follow(self, socket: WebSocket) -> None:
        """Listen to a conversation; a page that is opened again has a new one, and one that is cut answers nothing."""
        self.ends()
        socket.on("framesent", self.hear_page)
        socket.on("framereceived", self.hear_server)
        socket.on("close", self.ends)

    def ends(self, *_: WebSocket) -> None:
        """Wait for nothing any more."""
        self.asked = self.begun = False

    def hear_page(self, frame: bytes | str) -> None:
        """Note that a drawing is asked for; what a page asks by its own clock may go without an answer, once its part is gone."""
        told = BackMsg.FromString(frame) if isinstance(frame, bytes) else BackMsg()
        if told.HasField("rerun_script") and not told.rerun_script.is_auto_rerun:
            self.asked, self.begun = True, False

    def hear_server(self, frame: bytes | str) -> None:
        """Note that a drawing begins or ends; the end of one that began before it was asked for is no answer."""
        told = ForwardMsg.FromString(frame) if isinstance(frame, bytes) else ForwardMsg()
        if told.HasField("new_session"):
            self.begun = True
        elif told.HasField("script_finished") and self.begun:
            # One that ends early begins again at once.
            self.asked = told.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
            self.begun = False
