"""Phone numbers as partners write them, to E.164: French mobiles and landlines, overseas prefixes, Excel's lost zero.

Plain French shapes take a fast path; phonenumbers reads the rest, and a property test proves that both agree.
"""

import re

import phonenumbers

from pipelines.intake.vocabulary import is_nothing_in_text

# Prefixes of national numbers that belong to overseas country codes (ARCEP numbering plan).
OVERSEAS = {
    "262": "+262", "263": "+262", "269": "+262", "639": "+262", "692": "+262", "693": "+262", "590": "+590", "690": "+590",
    "691": "+590", "594": "+594", "694": "+594", "596": "+596", "696": "+596", "697": "+596", "508": "+508",
}  # fmt: skip
LABEL = re.compile(
    r"^(?:n° *)?(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mob(?:ile)?|fixe|phone|whatsapp)[\s.:\-]*", re.IGNORECASE
)
# Digits in pairs, or together: the shapes of nearly all cells, which need no tidying.
PLAIN_SHAPE = re.compile(
    r"^(?:0|(?:\+|00)33 ?(?:\(0\) ?)?)?([1-9](?:\d{8}|(?: \d\d){4}|(?:\.\d\d){4}|(?:-\d\d){4}|(?:/\d\d){4}))$", re.ASCII
)
FRENCH = re.compile(r"^(?:(?:\+|00)\s*33\s*(?:\(0\)\s*|0(?=[1-9]))?|\(0\)\s*|0\s*)?([1-9](?:[\s./\-]*\d){8})$")
OVERSEAS_SHAPE = re.compile(r"^(?:00)?(262|590|594|596|508)0?(\d{9})$", re.ASCII)
FLOAT = re.compile(r"^\+?(\d{8,13})[.,]0+$")
EXPONENT = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$")
DIGITS = re.compile(r"\+?\d[\d\s./()\-]*\d")
SHORTEST_NUMBER = 9
NOT_A_DIGIT = re.compile(r"\D")
COMMENT = re.compile(r"\s*\((?!0\))[^)]*\)\s*$")
# « après 18h », and the commas or underscores of « 06,12,34,56,78 ».
HOURS = re.compile(r"\b\d{1,2}\s?h(?:\s?\d{2})?\b", re.IGNORECASE)
PAIRS = re.compile(r"(?<=(?<!\d)\d\d)[,_](?=\d\d(?:\D|$))|_")
PARTED = re.compile(r"\s*(?:/|;|,|\||\n|\bou\b|\bet\b|\bpuis\b|\bor\b| - )\s*", re.IGNORECASE)


def read_phone(text: str) -> tuple[str | None, str | None]:
    """Read one phone number.

    Returns
    -------
    (E.164 number or None, problem or None)
        Both None when nothing is written, or a number that means nothing (0600000000).
    """
    plain_shape = PLAIN_SHAPE.match(text)
    if plain_shape is not None and not is_nothing_in_text(text):
        return told_phone(international(NOT_A_DIGIT.sub("", plain_shape[1])))
    text = tidy_phone(text)
    if is_nothing_in_text(text):
        return None, None
    return told_phone(french_phone(text) or other_phone(text) or worded_phone(text))


def told_phone(found: str | None) -> tuple[str | None, str | None]:
    """Return a number with its problem; one that was only typed to fill the cell is nothing."""
    if found is None:
        return None, "invalid_phone"
    return (None, None) if is_filler(found) else (found, None)


def read_phones(text: str) -> tuple[list[str], str | None]:
    """Read a cell that may hold several numbers, e.g. « 06 … / 01 … »; the problem is that of the whole cell."""
    found, problem = read_phone(text)
    if problem is None:
        return ([found] if found else []), None
    parts = [read_phone(part)[0] for part in PARTED.split(text)]
    numbers = [part for part in parts if part]
    return numbers, None if numbers else problem


def worded_phone(text: str) -> str | None:
    """Return the one number that stands among words: « mère : 06 12 34 56 78 », « 06 12 34 56 78 - maman »."""
    text = HOURS.sub(" ", text)
    runs = [run for run in DIGITS.findall(text) if len(NOT_A_DIGIT.sub("", run)) >= SHORTEST_NUMBER]
    if len(runs) != 1 or any(sign.isdigit() for sign in text.replace(runs[0], "", 1)) or runs[0] == text:
        return None
    return french_phone(runs[0].strip(" .-/")) or other_phone(runs[0].strip(" .-/"))


def tidy_phone(text: str) -> str:
    """Return the number without label, invisible signs, or what a spreadsheet added to it."""
    text = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    text = LABEL.sub("", text.replace("\u00a0", " ").replace("\u202f", " ").strip().lstrip("'").strip())
    text = PAIRS.sub(" ", COMMENT.sub("", text))
    if found := FLOAT.match(text):
        return found[1]
    if EXPONENT.match(text):
        return str(int(float(text.replace(",", "."))))
    return text.strip(" .,;")


def french_phone(text: str) -> str | None:
    """Return the E.164 number of a plain French shape: nine digits after the zero, the +33 or nothing."""
    found = FRENCH.match(text)
    if found is None:
        return None
    return international(NOT_A_DIGIT.sub("", found[1]))


def international(digits: str) -> str:
    """Return the E.164 number of nine national digits."""
    return OVERSEAS.get(digits[:3], "+33") + digits


def other_phone(text: str) -> str | None:
    """Return the E.164 number of any other shape, if some country could have issued it."""
    digits = NOT_A_DIGIT.sub("", text)
    overseas = OVERSEAS_SHAPE.match(digits)
    if overseas is not None and not any(sign.isalpha() for sign in text):
        # Read as the national spelling of the same number is, whatever blocks have been handed out yet.
        found = international(overseas[2])
        if found.startswith(f"+{overseas[1]}"):
            return found
    if not 8 <= len(digits) <= 15 or any(sign.isalpha() for sign in text):
        return None
    if text.startswith("+") or digits.startswith("00"):
        return possible_phone(
            "+"
            + digits.removeprefix("00").replace("330", "33", 1 if digits.removeprefix("00").startswith("330") else 0),
            None,
        )
    if len(digits) == 11 and digits.startswith("33"):
        return french_phone("+" + digits)
    if len(digits) == 12 and digits[:3] in {"262", "590", "594", "596"}:
        return possible_phone("+" + digits, None)
    return None


def possible_phone(text: str, region: str | None) -> str | None:
    """Return the E.164 number that phonenumbers reads, if it is valid."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def is_filler(number: str) -> bool:
    """Tell whether a number was only typed to fill the cell: eight times the same digit, as in 06 00 00 00 00."""
    return len(set(number[-8:])) == 1
