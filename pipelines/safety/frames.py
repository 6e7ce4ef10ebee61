"""An encrypted file in frames: each is sealed under one key, bound to its place and to whether it is the last.

A frame altered, moved, dropped or a file cut short does not open. It must never write a clear byte to the disk.
"""

import io
import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.model.outcome import CannotGoOn, Sentence
from pipelines.key_ring import NONCE_BYTES
from pipelines.vault_refusals import wrong_key

MAGIC = b"CNX1"
FRAME_BYTES = 1024 * 1024
LENGTH_BYTES = 4
SALT_BYTES = 16
LARGEST_FRAME = FRAME_BYTES + 64


class SealingFile(io.RawIOBase):
    """A file to write to: what is written is sealed frame by frame. `finish` seals the last one."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        self.file = file
        self.cipher = AESGCM(key)
        self.salt = os.urandom(SALT_BYTES)
        self.waiting = bytearray()
        self.count = 0
        file.write(MAGIC + self.salt)

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, data: object) -> int:
        """Take bytes, sealing every frame that they fill."""
        with memoryview(data).cast("B") as view:  # type: ignore[arg-type]  # any buffer, as io allows
            self.waiting += view
            size = len(view)
        while len(self.waiting) > FRAME_BYTES:
            self.put(bytes(self.waiting[:FRAME_BYTES]), last=False)
            del self.waiting[:FRAME_BYTES]
        return size

    def finish(self) -> None:
        """Seal what waits as the last frame."""
        self.put(bytes(self.waiting), last=True)
        self.waiting.clear()

    def put(self, clear: bytes, *, last: bool) -> None:
        """Seal one frame."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = nonce + self.cipher.encrypt(nonce, clear, place(self.salt, self.count, last))
        self.file.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        self.count += 1


class OpeningFile(io.RawIOBase):
    """A file to read from: frames are opened as they are needed, and nothing is given of one that does not open."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        if file.read(len(MAGIC)) != MAGIC:
            raise not_a_copy()
        self.frames = opened_frames(file, AESGCM(key), file.read(SALT_BYTES))
        self.waiting = b""

    def readable(self) -> bool:
        """Say that it gives bytes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Give the next `size` bytes, fewer only at the end."""
        parts, wanted = [], size
        while wanted:
            if not self.waiting:
                self.waiting = next(self.frames, b"")
            if not self.waiting:
                break
            taken = self.waiting if wanted < 0 else self.waiting[:wanted]
            self.waiting = self.waiting[len(taken) :]
            parts.append(taken)
            wanted -= len(taken) if wanted > 0 else 0
        return b"".join(parts)


def opened_frames(file: IO[bytes], cipher: AESGCM, salt: bytes) -> Iterator[bytes]:
    """Give the clear bytes of each frame.

    Raises
    ------
    CannotGoOn
        `wrong_key` where the first frame does not open, `broken_copy` where a later one does not, or the last one is missing.
    """
    count, ended = 0, False
    while not ended:
        size = int.from_bytes(file.read(LENGTH_BYTES), "big")
        sealed = file.read(size) if size <= LARGEST_FRAME else b""
        if not sealed:
            raise broken_copy()
        clear, ended = opened_frame(cipher, salt, count, sealed)
        yield clear
        count += 1
    if file.read(1):
        raise broken_copy()


def opened_frame(cipher: AESGCM, salt: bytes, count: int, sealed: bytes) -> tuple[bytes, bool]:
    """Return the clear bytes of one frame, and whether it is the last."""
    for last in (False, True):
        try:
            return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place(salt, count, last)), last
        except InvalidTag:
            continue
    raise broken_copy() if count else wrong_key()


def place(salt: bytes, count: int, last: bool) -> bytes:
    """Bind a frame to its file, its number and its being the last."""
    return salt + count.to_bytes(8, "big") + (b"\x01" if last else b"\x00")


def broken_copy() -> CannotGoOn:
    """Say that a safety copy was altered or cut short."""
    return CannotGoOn(
        "broken_copy",
        Sentence(
            "Cette sauvegarde est abîmée ou incomplète : rien n'en a été repris. Essayez celle d'avant.",
            "This backup is damaged or incomplete: nothing was taken from it. Try the one before.",
        ),
    )


def not_a_copy() -> CannotGoOn:
    """Say that a file is no safety copy."""
    return CannotGoOn(
        "not_a_backup",
        Sentence(
            "Ce fichier n'est pas une sauvegarde de ce logiciel. Choisissez un fichier « .sauvegarde ».",
            "This file is no backup of this software. Choose a “.sauvegarde” file.",
        ),
    )
