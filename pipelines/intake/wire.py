"""Messages of known length over a socket between the server and its reading child.

This module must never interpret a message.
"""

import socket
import struct
import time

LENGTH = struct.Struct(">Q")
LARGEST_MESSAGE = 2 * 1024**3


def send_bytes(link: socket.socket, message: bytes, deadline: float | None = None) -> None:
    """Send one message.

    Raises
    ------
    TimeoutError
        When it could not be sent before the deadline (`time.monotonic`).
    """
    set_timeout(link, deadline)
    link.sendall(LENGTH.pack(len(message)))
    link.sendall(message)


def receive_bytes(link: socket.socket, deadline: float | None = None) -> bytes:
    """Receive one message.

    Raises
    ------
    EOFError
        When the other end is gone.
    TimeoutError
        When it did not come whole before the deadline.
    """
    (length,) = LENGTH.unpack(receive_exactly(link, LENGTH.size, deadline))
    if length > LARGEST_MESSAGE:
        raise EOFError
    return receive_exactly(link, length, deadline)


def receive_exactly(link: socket.socket, length: int, deadline: float | None) -> bytes:
    """Receive that many bytes."""
    parts = bytearray()
    while len(parts) < length:
        set_timeout(link, deadline)
        part = link.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def set_timeout(link: socket.socket, deadline: float | None) -> None:
    """Give the next operation the time that is left."""
    if deadline is None:
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    link.settimeout(left)
