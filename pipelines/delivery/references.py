"""Short references that stand on paper and come back: unambiguous letters, a check character, no meaning.

A reference is derived from the grant and its plan, so that paper printed twice carries the same one, and a unit granted again
after a return has another.
"""

from hashlib import sha256

# Crockford's base 32: no I, L, O, U, so that nothing is misread aloud or by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHARACTERS = 10
MISREAD = str.maketrans("ILOU", "110V")


def grant_reference(plan_id: str, line_id: str, side: str) -> str:
    """Return the reference of a grant, as `ABCDE-FGHJK-X` (50 bits and a check character)."""
    return reference_of(f"{plan_id}|{line_id}|{side}")


def note_reference(plan_id: str, site_id: str, partner_id: str) -> str:
    """Return the reference of the note of one site and partner under a plan, in the same form."""
    return reference_of(f"note|{plan_id}|{site_id}|{partner_id}")


def reference_of(text: str) -> str:
    """Return the reference derived from a text."""
    number = int.from_bytes(sha256(text.encode()).digest()[:7]) >> 6
    digits = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(CHARACTERS)))
    return f"{digits[:5]}-{digits[5:]}-{check_character(digits)}"


def check_character(digits: str) -> str:
    """Return the character that tells a mistyped reference: a weighted sum, so that two swapped characters show."""
    total = sum((place + 1) * ALPHABET.index(digit) for place, digit in enumerate(digits))
    return ALPHABET[total % 31]


def read_reference(text: str) -> str | None:
    """Return a reference as typed in its one form, or None when it cannot be one."""
    digits = "".join(character for character in text.upper().translate(MISREAD) if character in ALPHABET)
    if len(digits) != CHARACTERS + 1 or check_character(digits[:-1]) != digits[-1]:
        return None
    return f"{digits[:5]}-{digits[5:-1]}-{digits[-1]}"
