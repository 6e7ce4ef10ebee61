"""What kind of file this is: its first bytes decide, and its name must agree.

This module must never open the file's content.
"""

from pathlib import PurePosixPath

from campaigns.model.outcome import Refusal, Sentence
from pipelines.intake.messages import refuse
from pipelines.intake.reading_parts import FileKind, ListRefused
from pipelines.intake.vocabulary import profile

LARGEST_MB = 60
MEGABYTE = 1024 * 1024
ENDINGS: dict[str, FileKind] = {
    ".csv": "csv", ".txt": "csv", ".tsv": "csv", ".tab": "csv", "": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".ods": "ods", ".xls": "xls",
}  # fmt: skip
KIND_NAMES = {
    "csv": ("un fichier CSV", "a CSV file"),
    "xlsx": ("un classeur Excel (.xlsx)", "an Excel workbook (.xlsx)"),
    "ods": ("un classeur LibreOffice (.ods)", "a LibreOffice workbook (.ods)"),
    "xls": ("un ancien classeur Excel (.xls)", "an old Excel workbook (.xls)"),
    "zip": ("une archive ZIP", "a ZIP archive"), "pdf": ("un document PDF", "a PDF document"), "image": ("une image", "a picture"),
    "html": ("une page web", "a web page"),
    "rtf": ("un document texte (RTF)", "a text document (RTF)"), "archive": ("une archive compressée", "a compressed archive"),
    "xml": ("un document XML", "an XML document"), "program": ("un programme", "a program"),
    "document": ("un document, pas un tableur", "a document, not a spreadsheet"),
}  # fmt: skip
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"%PDF", "pdf"), (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"BM\x00", "image"), (b"II*\x00", "image"), (b"MM\x00*", "image"),
    (b"RIFF", "image"), (b"{\\rtf", "rtf"), (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"), (b"\x1f\x8b", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ", "archive"), (b"MZ\x90", "program"), (b"\x7fELF", "program"),
)  # fmt: skip
MARKUP = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<table", "html"),
    (b"<head", "html"),
    (b"<meta", "html"),
    (b"<?xml", "xml"),
)
# Workbooks that only bear another ending.
RIGHT_ENDINGS = {"xlsx": ".xlsx", "ods": ".ods", "xls": ".xls"}
LONGEST_ENDING = 12
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
OLD_WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def file_kind(data: bytes, file_name: str) -> FileKind:
    """Return how a file is to be read.

    Raises
    ------
    ListRefused
        Empty, too big, of an unknown kind, or when its content is not what its name says.
    """
    if not data:
        raise refuse("empty_file")
    if len(data) > LARGEST_MB * MEGABYTE:
        raise refuse("too_big", size=len(data) // MEGABYTE, limit=LARGEST_MB)
    end = ending(file_name)
    expected = ENDINGS.get(end)
    found = content_kind(data)
    if expected is None:
        raise advised("unknown_format", found, ({"ending": shown_ending(end)}, {"ending": shown_ending(end)}))
    if found != expected:
        raise mismatch(expected, found)
    return expected


def ending(file_name: str) -> str:
    """Return the ending of a file name, in lower case."""
    return PurePosixPath(file_name.replace("\\", "/")).suffix.lower()


def content_kind(data: bytes) -> str:
    """Return the kind that the first bytes show; text is `csv`."""
    found = next((kind for signature, kind in SIGNATURES if data.startswith(signature)), None)
    if found == "zip":
        return zipped_kind(data)
    if found == "ole":
        return old_kind(data)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return found or next((kind for sign, kind in MARKUP if start.startswith(sign)), "csv")


def zipped_kind(data: bytes) -> str:
    """Tell a workbook from another archive, by the names in its directory."""
    if b"opendocument.spreadsheet" in data[:200]:
        return "ods"
    tail = data[-200_000:]
    if b"xl/workbook" in tail or b"xl/worksheets" in tail or b"xl/workbook" in data[:200_000]:
        return "xlsx"
    if b"word/document" in tail or b"ppt/presentation" in tail or b"opendocument" in data[:200]:
        return "document"
    return "zip"


def old_kind(data: bytes) -> str:
    """Tell an old workbook from another document of that family; a locked one is refused for its lock."""
    if ENCRYPTED_STREAM in data:
        raise refuse("password")
    return "xls" if any(stream in data for stream in OLD_WORKBOOK_STREAMS) else "document"


def mismatch(expected: str, found: str) -> ListRefused:
    """Return the refusal of a file whose name and content disagree."""
    if found == "zip" and expected == "xlsx":
        return refuse("damaged")
    said, seen = KIND_NAMES[expected], KIND_NAMES[found]
    words = ({"expected": said[0], "found": seen[0]}, {"expected": said[1], "found": seen[1]})
    return advised("not_a_list", found, words)


def advised(code: str, found: str, words: tuple[dict[str, str], dict[str, str]]) -> ListRefused:
    """Return the refusal of a file that is no list, with what to do about it, French and English words apart."""
    advice = profile("messages")["advice"]
    said = advice["renamed" if found in RIGHT_ENDINGS else found if found in advice else "other"]
    right = RIGHT_ENDINGS.get(found, "")
    french = refuse(code, advice=said["fr"].format(right=right), **words[0]).refusal
    english = refuse(code, advice=said["en"].format(right=right), **words[1]).refusal
    return ListRefused(Refusal(code, Sentence(french.sentence.fr, english.sentence.en)))


def shown_ending(end: str) -> str:
    """Return a file's ending short enough for a sentence, without signs that could change how it is shown."""
    return "".join(sign for sign in end if sign.isalnum() or sign == ".")[:LONGEST_ENDING] or "sans nom"
