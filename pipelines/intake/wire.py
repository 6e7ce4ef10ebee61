"""Messages of known length over a socket between the server and its reading child.

This module must never interpret a message.
"""

import socket
import struct
import threading

from pipelines.intake.patience import Patience

LENGTH = struct.Struct(">Q")
LARGEST_MESSAGE = 2 * 1024**3
PIECE_BYTES = 1 << 20
# The first byte of a message from the child: a value, a block of rows, or the end of the blocks.
VALUE, BLOCK, END = b"V", b"B", b"E"
# The option that tells a table which the server kept, and pickled itself, from a file: no file's name or content can set it.
KEPT_TABLE = "is_kept_table"
# How often somebody who waits for a message looks whether it is still wanted.
LOOK_SECONDS = 0.2


class Cancelled(Exception):
    """The message is no longer wanted."""


def send_bytes(link: socket.socket, message: bytes | memoryview, patience: Patience | None = None) -> None:
    """Send one message.

    Raises
    ------
    TimeoutError
        When the other end took nothing until patience ran out.
    """
    for part in (LENGTH.pack(len(message)), message):
        view = memoryview(part)
        while view:
            set_timeout(link, patience)
            try:
                view = view[link.send(view[:PIECE_BYTES]) :]
            except TimeoutError:
                continue


def receive_bytes(
    link: socket.socket, patience: Patience | None = None, cancel: threading.Event | None = None
) -> bytearray:
    """Receive one message.

    Raises
    ------
    EOFError
        When the other end is gone.
    TimeoutError
        When nothing came until patience ran out.
    Cancelled
        When `cancel` was set meanwhile.
    """
    (length,) = LENGTH.unpack(receive_exactly(link, LENGTH.size, patience, cancel))
    if length > LARGEST_MESSAGE:
        raise EOFError
    return receive_exactly(link, length, patience, cancel)


def receive_exactly(
    link: socket.socket, length: int, patience: Patience | None, cancel: threading.Event | None
) -> bytearray:
    """Receive that many bytes, into one piece of memory."""
    message = bytearray(length)
    view, done = memoryview(message), 0
    while done < length:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        set_timeout(link, patience, None if cancel is None else LOOK_SECONDS)
        try:
            count = link.recv_into(view[done : done + PIECE_BYTES])
        except TimeoutError:
            continue
        if not count:
            raise EOFError
        done += count
    return message


def set_timeout(link: socket.socket, patience: Patience | None, most: float | None = None) -> None:
    """Give the next operation the time that is left, `most` seconds of it.

    Raises
    ------
    TimeoutError
        When none is left.
    """
    if patience is None:
        link.settimeout(most)
        return
    left = patience.left()
    if left <= 0:
        raise TimeoutError
    link.settimeout(left if most is None else min(left, most))
