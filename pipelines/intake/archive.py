"""Checks on the archive of a workbook before anything in it is opened: sizes, ratios, names, twin entries.

It reads the central directory only, and gives out single entries under a limit. It must never extract to disk.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import ListRefused

LARGEST_UNPACKED_MB = 100
LARGEST_RATIO = 100
MOST_ENTRIES = 2000
MEGABYTE = 1024 * 1024
# A small entry may shrink a lot without harm; the ratio speaks above this size.
RATIO_FROM_BYTES = 1 * MEGABYTE
CHUNK_BYTES = 256 * 1024
ENCRYPTED_FLAG = 0x1
# What the standard readers of archives and their compressions raise on bytes that were changed.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, LookupError,
)  # fmt: skip


@contextmanager
def checked_archive(data: bytes) -> Iterator[zipfile.ZipFile]:
    """Open the archive of a workbook after its directory was found sound.

    Raises
    ------
    ListRefused
        Damaged, locked, too large once unpacked, or built to deceive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_directory(archive.infolist())
            yield archive
    except DAMAGE as error:
        raise refuse("damaged") from error


def check_directory(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse a directory that announces too much, or twins, or paths outside the archive."""
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise refuse("password")
    if len(entries) > MOST_ENTRIES:
        raise unsafe("des milliers de parties", "thousands of parts")
    if len({name.lower() for name in names}) < len(names):
        raise unsafe("deux parties du même nom", "two parts of the same name")
    if any(is_outside(name) for name in names):
        raise unsafe("une partie qui vise un autre dossier", "a part that points to another folder")
    check_sizes(entries)


def check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that swells when unpacked."""
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_UNPACKED_MB * MEGABYTE:
        raise refuse("too_big", size=unpacked // MEGABYTE, limit=LARGEST_UNPACKED_MB)
    for entry in entries:
        if entry.file_size > RATIO_FROM_BYTES and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
            raise unsafe("une partie qui devient énorme une fois ouverte", "a part that becomes huge once opened")


def is_outside(name: str) -> bool:
    """Tell whether an entry's name leads out of the archive."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def unsafe(french: str, english: str) -> ListRefused:
    """Return the refusal of an archive that was not opened."""
    return refuse("unsafe_archive", detail_fr=french, detail_en=english)


def entry_chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Give one entry piece by piece, refusing it when it is longer than its directory said."""
    total = 0
    with archive.open(name) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            total += len(chunk)
            if total > LARGEST_UNPACKED_MB * MEGABYTE:
                raise refuse("too_big", size=total // MEGABYTE, limit=LARGEST_UNPACKED_MB)
            yield chunk
