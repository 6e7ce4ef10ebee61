"""Finds how a text file was encoded, by evidence: marks, zero bytes, and which reading gives French words.

It must never replace a sign that it cannot read: a file with two encodings is refused with its line.
"""

import codecs
import re

from pipelines.intake.messages import file_notice, refuse
from pipelines.intake.reading_parts import RowIssue

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
EIGHT_BIT = ("cp1252", "mac_roman", "cp850")
COMMON = frozenset("éèêëàâäîïôöûùüçœæÉÈÊËÀÂÄÎÏÔÖÛÙÜÇŒÆ’‘“”–—«»€°•…·")
LATIN = re.compile(r"[^\W\d_]")
PROBE_BYTES = 262_144
LINE = re.compile(rb"[^\r\n]+")
# How every accent begins in UTF-8.
UTF8_SIGN = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
SURENESS_BYTES = 32_768
# « Ã© » for « é »: UTF-8 read once as cp1252 and written again.
TWICE = re.compile(
    "[ÃÂÅ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str, list[RowIssue]]:
    """Return the text, its encoding (Python's name), and remarks.

    Parameters
    ----------
    encoding
        The encoding that a person chose, or None to find it.

    Raises
    ------
    ListRefused
        `mixed_encodings` with the first odd line, `not_text`, `empty_file`, or `bad_choice`.
    """
    if encoding is not None:
        return chosen(data, encoding), encoding, []
    found = marked(data) or zero_spaced(data)
    if found is None and is_utf8(data):
        found = "utf-8"
    found = found or eight_bit(data)
    try:
        text = data.decode(found)
    except UnicodeDecodeError as error:
        raise broken_utf8(data) if found.startswith("utf-8") else refuse("not_text") from error
    return cleaned(text.removeprefix("\ufeff"), found)


def chosen(data: bytes, encoding: str) -> str:
    """Decode as a person asked."""
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise refuse(
            "bad_choice",
            detail_fr=f"il n'est pas écrit en « {encoding} »",
            detail_en=f"it is not written in “{encoding}”",
        ) from error


def marked(data: bytes) -> str | None:
    """Return the encoding that a byte order mark announces."""
    return next((name for mark, name in MARKS if data.startswith(mark)), None)


def zero_spaced(data: bytes) -> str | None:
    """Return UTF-16 when every other byte of a text is mostly zero, as it is without a mark."""
    probe = data[:4096]
    if len(probe) < 4 or b"\x00" not in probe:
        return None
    even, odd = probe[0::2].count(0) / len(probe[0::2]), probe[1::2].count(0) / len(probe[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None


def is_utf8(data: bytes) -> bool:
    """Tell whether the bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def broken_utf8(data: bytes) -> Exception:
    """Return the refusal of a file that announces UTF-8 and breaks it."""
    return refuse("mixed_encodings", row=first_odd_line(data))


def first_odd_line(data: bytes) -> int:
    """Return the number of the first line that is not UTF-8."""
    return next(number for number, line in enumerate(re.split(rb"\r\n|\r|\n", data), start=1) if not is_utf8(line))


def eight_bit(data: bytes) -> str:
    """Choose among the eight-bit encodings of French files the one that reads as French."""
    # A line that is UTF-8 with accents, among lines that are not, means two hands wrote this file.
    maybe = UTF8_SIGN.search(data) is not None
    probe = bytearray()
    for found in LINE.finditer(data):
        line = found[0]
        if line.isascii():
            continue
        if maybe and is_utf8(line):
            raise refuse("mixed_encodings", row=first_odd_line(data))
        if len(probe) < PROBE_BYTES:
            probe += line + b"\n"
        elif not maybe:
            break
    probe = probe[:PROBE_BYTES]
    return max(EIGHT_BIT, key=lambda name: frenchness(probe, name))


def frenchness(probe: bytes | bytearray, encoding: str) -> float:
    """Score how French a reading looks: usual accents inside words count, odd signs cost."""
    text = probe.decode(encoding, errors="replace")
    score = 0.0
    for at, sign in enumerate(text):
        if sign.isascii():
            continue
        before = text[at - 1] if at else " "
        beside = text[at + 1] if at + 1 < len(text) else " "
        if sign == "\ufffd" or ord(sign) < 160:
            score -= 5
        elif sign in COMMON:
            # A capital accent amid small letters is a wrong reading: « LefŠvre », « pÊre ».
            score += (
                -2
                if sign.isupper() and before.islower()
                else (1 if sign.isalpha() or not LATIN.match(before) or not LATIN.match(beside) else 0.2)
            )
        else:
            score -= 1.5 if not sign.isalpha() or (sign.isupper() and before.islower()) else 0.5
    return score


def encoding_sureness(data: bytes, encoding: str) -> float:
    """Return how sure an encoding found by evidence is, 0 to 1: eight-bit ones may read each other's accents."""
    if encoding not in EIGHT_BIT:
        return 1.0
    probe = b"\n".join(line for line in re.split(rb"\r\n|\r|\n", data[:SURENESS_BYTES]) if not line.isascii())
    best, second = sorted((frenchness(probe, name) for name in EIGHT_BIT), reverse=True)[:2]
    signs = sum(byte > 127 for byte in probe)
    return round(min(1.0, max(0.0, 0.5 + (best - second) / (2 * max(signs, 1)))), 2)


def cleaned(text: str, encoding: str) -> tuple[str, str, list[RowIssue]]:
    """Drop zero signs and undo a double encoding; both are told."""
    notices = []
    if "\x00" in text:
        text = text.replace("\x00", "")
        notices.append(
            file_notice(
                "zero_signs",
                "Des signes invisibles (nuls) ont été retirés du fichier.",
                "Invisible (null) signs were removed from the file.",
            )
        )
    if not text or text.isspace():
        raise refuse("empty_file")
    once = undoubled(text)
    if once is not None:
        text = once
        notices.append(
            file_notice(
                "double_encoding",
                "Les accents étaient codés deux fois (« Ã© » pour « é ») : ils ont été rétablis.",
                "Accents were encoded twice (“Ã©” for “é”): they were restored.",
            )
        )
    return text, encoding, notices


def undoubled(text: str) -> str | None:
    """Return the text as it was before a second encoding, when every accented line shows it."""
    if not TWICE.search(text):
        return None
    lines = []
    for line in text.splitlines(keepends=True):
        try:
            lines.append(line if line.isascii() else line.encode("cp1252").decode("utf-8"))
        except (UnicodeEncodeError, UnicodeDecodeError):
            return None
    return "".join(lines)
