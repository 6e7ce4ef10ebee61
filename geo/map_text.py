"""Text that may go on a map, and numbers as they are read there.

A map is HTML and JavaScript written by a library that escapes neither. Every text passes `safe_map_text`; none comes from
a household.
"""

from datetime import date
from html import escape

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

# Inside the template literals that the library writes, these would end the text or run code.
_LITERAL = str.maketrans({character: f"&#{ord(character)};" for character in "`$\\{}"})
LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def safe_map_text(text: str) -> str:
    """Return a text that is the same once read, and inert in HTML, in attributes and in template literals."""
    return escape(text, quote=True).translate(_LITERAL)


def read_number(value: float, language: str) -> str:
    """Write a count: « 12 345 »."""
    return str(format_decimal(value, format="#,##0", locale=LOCALES[language]))


def read_decimal(value: float, language: str) -> str:
    """Write a figure with at most one decimal: « 98,6 »."""
    return str(format_decimal(value, format="#,##0.#", locale=LOCALES[language]))


def read_rate(value: float, language: str) -> str:
    """Write a share of one as a percentage without decimals: « 71 % »."""
    return str(format_percent(value, format="#,##0\u202f%" if language == "fr" else "#,##0%", locale=LOCALES[language]))


def read_day(day: date, language: str) -> str:
    """Write a day on one line: « 3 avr. 2026 »."""
    return str(format_date(day, "d MMM y", locale=LOCALES[language])).replace(" ", "\u00a0")
