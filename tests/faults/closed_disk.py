"""Two disks that take nothing, without a disk of one's own: files that may not be written, and a system that refuses every write.

Root may write everywhere, so a process of the test's own gives that privilege up first: the same test runs as root in a container
and as anybody elsewhere.
"""

import ctypes
import errno
import platform
import struct
from pathlib import Path
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
# Linux: capset's third version, and the bits of « writes and reads whatever the modes say ».
CAPABILITY_VERSION, OVERRIDES = 0x20080522, (1 << 1) | (1 << 2)
NO_NEW_PRIVILEGES, BY_FILTER, ALL_THREADS = 38, 1, 1
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EROFS
LOAD, EQUAL, ANY_BIT, ANSWER = 0x20, 0x15, 0x45, 0x06
# The numbers of the calls that change a disk, by machine. The first group changes it whatever is asked; the next ones only where an
# argument (at that place of what a filter sees) has one of these bits; `write` only where its file is none of ours (a pipe).
FIRST, SECOND, THIRD = 16, 24, 32
# O_WRONLY, O_RDWR, O_CREAT; W_OK.
CHANGES, MAY_WRITE = 0o1 | 0o2 | 0o100, 2
CALLS = {
    "x86_64": {"seccomp": 317, "write": 1, "always": (18, 20, 77, 285, 296, 82, 83, 84, 87, 258, 263, 264, 316),
               "where": ((257, THIRD, CHANGES), (21, SECOND, MAY_WRITE), (269, THIRD, MAY_WRITE), (439, THIRD, MAY_WRITE))},
    "aarch64": {"seccomp": 277, "write": 64, "always": (68, 66, 46, 47, 70, 34, 35, 38, 276),
                "where": ((56, THIRD, CHANGES), (48, THIRD, MAY_WRITE), (439, THIRD, MAY_WRITE))},
}  # fmt: skip
CAN_REFUSE = platform.machine() in CALLS


def close_to_writing(folder: Path) -> None:
    """Take the right to write from a folder and all in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o500 if path.is_dir() else 0o400)
    folder.chmod(0o500)


def open_to_writing(folder: Path) -> None:
    """Give the right to write back."""
    folder.chmod(0o700)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)


def obey_the_modes() -> None:
    """Give up, in this thread and those that it starts, what lets root write a file that says no."""
    header = struct.pack("Ii", CAPABILITY_VERSION, 0)
    held = ctypes.create_string_buffer(24)
    if LIBC.capget(header, held):
        raise OSError(ctypes.get_errno(), "capget")
    words = list(struct.unpack("6I", held.raw))
    for place in (0, 1):
        words[place] &= ~OVERRIDES
    if LIBC.capset(header, struct.pack("6I", *words)):
        raise OSError(ctypes.get_errno(), "capset")


def refuse_writes(*allowed: int) -> None:
    """Have the system answer « read-only file system » to every write of this process, save to some open files (pipes)."""
    calls: dict[str, Any] = CALLS[platform.machine()]
    steps = [(LOAD, 0, 0, 0)]
    for call in calls["always"]:
        steps += [(EQUAL, 0, 1, call), (ANSWER, 0, 0, REFUSE)]
    for call, argument, bits in calls["where"]:
        steps += [
            (EQUAL, 0, 4, call),
            (LOAD, 0, 0, argument),
            (ANY_BIT, 0, 1, bits),
            (ANSWER, 0, 0, REFUSE),
            (ANSWER, 0, 0, ALLOW),
        ]
    steps += [(EQUAL, 1, 0, calls["write"]), (ANSWER, 0, 0, ALLOW), (LOAD, 0, 0, FIRST)]
    for file in allowed:
        steps += [(EQUAL, 0, 1, file), (ANSWER, 0, 0, ALLOW)]
    steps += [(ANSWER, 0, 0, REFUSE)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = ctypes.create_string_buffer(code, len(code))
    said = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    if LIBC.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or LIBC.syscall(calls["seccomp"], BY_FILTER, ALL_THREADS, said):
        raise OSError(ctypes.get_errno(), "seccomp")
