"""Reads the words of a PDF that fpdf2 wrote, page by page, from its own tables of glyphs: no tool outside Python."""

import re
import zlib

OBJECT = re.compile(rb"\n(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|\((?:[^()\\]|\\.)*\)|\b(BT|ET|q|Q)\b", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def page_texts(content: bytes) -> list[str]:
    """Return the text of each page, runs in the order in which they were drawn, one a line."""
    objects = {int(number): body for number, body in OBJECT.findall(b"\n" + content)}
    fonts = {
        name.decode(): glyphs_of(objects, int(number))
        for body in objects.values()
        for table in re.findall(rb"/Font <<(.*?)>>", body, re.DOTALL)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", table)
    }
    pages = [body for _, body in sorted(objects.items()) if re.search(rb"/Type /Page\n", body)]
    return [text_of(stream_of(objects[int(found(rb"/Contents (\d+) 0 R", body))]), fonts) for body in pages]


def glyphs_of(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Return glyph number -> characters, from the table that a reader copies text with."""
    table = stream_of(objects[int(found(rb"/ToUnicode (\d+) 0 R", objects[font]))])
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def text_of(stream: bytes, fonts: dict[str, dict[int, str]]) -> str:
    """Return the text that one page draws."""
    lines, words, font = [], "", ""
    kept: list[str] = []
    for match in SHOWN.finditer(stream):
        sign = match.group(2)
        if match.group(1):
            font = match.group(1).decode()
        elif sign == b"q":
            kept.append(font)
        elif sign == b"Q":
            font = kept.pop()
        elif sign == b"BT":
            words = ""
        elif sign == b"ET":
            lines += [words] if words else []
        else:
            words += said(match.group(0)[1:-1], fonts[font])
    return "\n".join(lines)


def said(escaped: bytes, glyphs: dict[int, str]) -> str:
    """Return the characters of one run; a dot or a vowel drawn apart from its letter has none of its own."""
    raw = re.sub(rb"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), escaped, flags=re.DOTALL)
    return "".join(glyphs.get(int.from_bytes(raw[place : place + 2]), "") for place in range(0, len(raw), 2))


def stream_of(body: bytes) -> bytes:
    """Return the stream of an object, unpacked."""
    match = STREAM.search(body)
    assert match is not None
    return zlib.decompress(match[1]) if b"FlateDecode" in body[: match.start()] else match[1]


def found(pattern: bytes, text: bytes) -> bytes:
    """Return the first group of a pattern that must be there."""
    match = re.search(pattern, text)
    assert match is not None
    return match[1]
