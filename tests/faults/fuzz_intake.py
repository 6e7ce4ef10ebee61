"""Spoils lists at random, from a seed, and has them read: bytes, archive parts, XML, shared strings, quotes, encodings.

Run it: `python -m tests.faults.fuzz_intake [COUNT] [SEED]`. One child reads them all until it dies; the same seed gives
the same files.
"""

import io
import random
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.intake.accounting import equation_holds
from pipelines.intake.worker import ReadingRoom

FOLDERS = (Path(__file__).parents[1] / "golden" / "lists", Path(__file__).parent / "files")
ENDINGS = (".csv", ".xlsx", ".ods", ".xls")
# The largest seeds only slow the search down.
LARGEST_SEED = 200_000
TODAY = date(2026, 11, 23)
GOOD = b"Nom;Besoin\nDiallo;PC\n"
PIECES = (
    b'"', b'""', b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\r\n", b"\x1a", b"sep=;\n", b"\xe9", b"\xc3\xa9", b"=cmd|' /C calc'!A0", b";;;;;;;;",
    b"\t", b"\xe2\x80\xae", b"A" * 3000, b"-1", b"1e309", b"NaN", b"2" * 40, b"1 85 05 78 006 084 36", b"\xf0\x9f\x92\xbb",
)  # fmt: skip
MARKUP = (
    b'<c r="XFD1048576"><v>1</v></c>', b'<!DOCTYPE x [<!ENTITY a "b">]>', b"&a;", b'<row r="99999999">', b"</row>", b'r="A0"', b't="s"><v>999999999</v>',
    b't="e"><v>#REF!</v>', b"<v>1E400</v>", b"<v>-99999</v>", b'<mergeCell ref="A1:XFD1048576"/>', b"\x00", b"<f>A1</f>",
    b'table:number-rows-repeated="99999999"',
    b'table:number-columns-repeated="16384"', b'hidden="1"', b"<is><t>x</t></is>", b"\xed\xa0\x80", b"<sheetData>",
)  # fmt: skip

Change = Callable[[random.Random, bytes], bytes]


@dataclass
class Tally:
    """What became of the spoilt files."""

    verdicts: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    slowest: tuple[float, str] = (0.0, "")
    failures: list[str] = field(default_factory=list)


def seeds() -> list[Path]:
    """Return the lists that are spoilt."""
    paths = [path for folder in FOLDERS for path in sorted(folder.iterdir())]
    return [path for path in paths if path.suffix in ENDINGS and 0 < path.stat().st_size <= LARGEST_SEED]


def spoilt(number: int, seed: int) -> tuple[str, bytes]:
    """Return the name and the bytes of one spoilt list."""
    chance = random.Random(f"{seed}-{number}")
    path = chance.choice(seeds())
    data = path.read_bytes()
    changes = ARCHIVE_CHANGES if data.startswith(b"PK") else TEXT_CHANGES
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        data = chance.choice(changes)(chance, data) if data else data
    return path.name, data


def flip(chance: random.Random, data: bytes) -> bytes:
    """Change a few bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    """Cut the end off, or a piece out."""
    first, last = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return data[:last] if chance.random() < 0.5 else data[:first] + data[last:]


def put(chance: random.Random, data: bytes) -> bytes:
    """Put pieces in."""
    for _ in range(chance.choice((1, 1, 3, 10))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(PIECES) + data[at:]
    return data


def repeat(chance: random.Random, data: bytes) -> bytes:
    """Write a piece several times."""
    first = chance.randrange(len(data))
    piece = data[first : first + chance.randrange(1, 2000)]
    return data[:first] + piece * chance.choice((2, 3, 20)) + data[first:]


def encode_again(chance: random.Random, data: bytes) -> bytes:
    """Write a text in another encoding, whole or from somewhere on."""
    text = data.decode("utf-8", errors="replace")
    other = chance.choice(("utf-16", "utf-16-le", "cp1252", "cp850", "mac_roman", "utf-8-sig", "utf-32"))
    at = chance.choice((0, chance.randrange(len(text) + 1)))
    return text[:at].encode() + text[at:].encode(other, errors="replace")


def part_otherwise(chance: random.Random, data: bytes) -> bytes:
    """Change separators or line ends, everywhere or here and there."""
    old, new = chance.choice(
        ((b";", b","), (b",", b";"), (b";", b"\t"), (b"\n", b"\r"), (b"\r\n", b"\n"), (b'"', b""), (b"\n", b"\n\n"))
    )
    parts = data.split(old)
    return b"".join(part + (new if chance.random() < 0.7 else old) for part in parts[:-1]) + parts[-1]


TEXT_CHANGES: tuple[Change, ...] = (flip, cut, put, put, repeat, encode_again, part_otherwise, part_otherwise)


def members(data: bytes) -> list[tuple[str, bytes]] | None:
    """Return the parts of an archive, or None when it can no longer be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(part.filename, archive.read(part)) for part in archive.infolist() if part.file_size < 5_000_000]
    except Exception:  # Whatever a spoilt archive raises, it is spoilt enough.
        return None


def archive_of(parts: list[tuple[str, bytes]]) -> bytes:
    """Return an archive of parts, twin names allowed."""
    output = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts:
                archive.writestr(name, content)
    return output.getvalue()


def on_parts(change: Callable[[random.Random, list[tuple[str, bytes]]], list[tuple[str, bytes]]]) -> Change:
    """Return the change of an archive that changes its parts."""

    def changed(chance: random.Random, data: bytes) -> bytes:
        parts = members(data)
        return archive_of(change(chance, parts)) if parts else flip(chance, data)

    return changed


def swap(chance: random.Random, parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Give two parts each other's content."""
    first, second = chance.randrange(len(parts)), chance.randrange(len(parts))
    changed = list(parts)
    changed[first], changed[second] = (parts[first][0], parts[second][1]), (parts[second][0], parts[first][1])
    return changed


def double(chance: random.Random, parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Write a part twice, under its name or another."""
    name, content = chance.choice(parts)
    return [*parts, (chance.choice((name, name.upper(), f"../{name}", f"{name}.bak")), content)]


def drop(chance: random.Random, parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Leave a part out."""
    at = chance.randrange(len(parts))
    return [*parts[:at], *parts[at + 1 :]]


def nest(chance: random.Random, parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Put an archive inside, beside the parts or in place of one."""
    name = chance.choice(("xl/embeddings/a.xlsx", chance.choice(parts)[0]))
    return [*(part for part in parts if part[0] != name), (name, archive_of(parts))]


def spoil_markup(chance: random.Random, parts: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Change the markup or the strings of a part: pieces in, pieces out, other numbers."""
    at = chance.choice([place for place, (name, _) in enumerate(parts) if name.endswith((".xml", ".rels"))] or [0])
    name, content = parts[at]
    for _ in range(chance.choice((1, 2, 5))):
        content = chance.choice((put_markup, flip, cut, other_numbers, repeat))(chance, content) if content else content
    return [*parts[:at], (name, content), *parts[at + 1 :]]


def put_markup(chance: random.Random, content: bytes) -> bytes:
    """Put markup in, most often after a tag."""
    places = [place for place, sign in enumerate(content) if sign == ord(">")] or [0]
    at = chance.choice(places) + 1 if chance.random() < 0.8 else chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(MARKUP) + content[at:]


def other_numbers(chance: random.Random, content: bytes) -> bytes:
    """Write other digits."""
    changed = bytearray(content)
    digits = [place for place, sign in enumerate(changed) if 48 <= sign <= 57]
    for place in chance.sample(digits, min(len(digits), chance.choice((1, 5, 40)))):
        changed[place] = 48 + chance.randrange(10)
    return bytes(changed)


def lie_about_sizes(chance: random.Random, data: bytes) -> bytes:
    """Change a size in the directory of an archive."""
    at = data.rfind(b"PK\x01\x02", 0, chance.randrange(len(data)) + 1)
    if at < 0:
        return flip(chance, data)
    place = at + chance.choice((20, 24, 28, 42))
    return (
        data[:place]
        + chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, chance.randrange(2**32))).to_bytes(4, "little")
        + data[place + 4 :]
    )


ARCHIVE_CHANGES: tuple[Change, ...] = (
    flip, cut, put, lie_about_sizes, on_parts(swap), on_parts(double), on_parts(drop), on_parts(nest),
    *[on_parts(spoil_markup)] * 6,
)  # fmt: skip


def tried(count: int, seed: int) -> Iterator[tuple[int, str, bytes]]:
    """Give spoilt files, numbered."""
    for number in range(count):
        yield number, *spoilt(number, seed)


def run(count: int, seed: int) -> Tally:
    """Have `count` spoilt files read by one room, a good list after each; tell what became of them."""
    tally = Tally()
    with ReadingRoom() as room:
        room.read(GOOD, "liste.csv", today=TODAY)
        for number, name, data in tried(count, seed):
            child = room.child
            started = time.monotonic()
            try:
                found = room.read(data, name, today=TODAY)
            except BaseException as error:
                tally.failures.append(f"{number} {name}: {type(error).__name__}")
                continue
            seconds = time.monotonic() - started
            tally.deaths += room.child is not child
            tally.slowest = max(tally.slowest, (seconds, f"{number} {name}"))
            tally.verdicts[found.code if isinstance(found, Refusal) else "read"] += 1
            if not isinstance(found, Refusal) and not equation_holds(found.counts):
                tally.failures.append(f"{number} {name}: the row equation does not hold")
            if isinstance(room.read(GOOD, "liste.csv", today=TODAY), Refusal):
                tally.failures.append(f"{number} {name}: a good list is no longer read")
    return tally


if __name__ == "__main__":
    asked = [int(argument) for argument in sys.argv[1:]]
    result = run(asked[0] if asked else 1000, asked[1] if len(asked) > 1 else 1)
    sys.stdout.write(f"{result.verdicts.most_common()}\ndeaths {result.deaths}, slowest {result.slowest}\n")
    sys.stdout.write("\n".join(result.failures) + "\n")
    sys.exit(bool(result.failures))
