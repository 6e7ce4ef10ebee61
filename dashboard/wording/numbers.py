"""Numbers, dates and units as they are read: `12 345`, `71 %`, `2,5 km`, `3 avr. 2026`, `il y a 2 h`.

Formatting only: a figure is never rounded, counted or compared here.
"""

from datetime import UTC, date, datetime

from babel.dates import format_date, format_datetime, format_timedelta, get_timezone
from babel.numbers import format_decimal, format_percent

# British English writes the day before the month, as French does.
LOCALES = {"fr": "fr_FR", "en": "en_GB"}
# The store keeps UTC; people read the time on their wall.
FRANCE = get_timezone("Europe/Paris")
NARROW_SPACE = "\u202f"
MISSING = "–"


def locale_of(language: str) -> str:
    """Return the locale of a language of the application."""
    return LOCALES.get(language, LOCALES["fr"])


def number(value: int | float | None, language: str) -> str:
    """Write a number with its thousands parted: `12 345`."""
    return MISSING if value is None else format_decimal(value, locale=locale_of(language))


def decimal(value: float | None, language: str) -> str:
    """Write a figure with two decimals: `0,31`."""
    return MISSING if value is None else format_decimal(value, format="#,##0.00", locale=locale_of(language))


def percent(ratio: float | None, language: str) -> str:
    """Write a ratio (0 to 1) as a whole percentage: `71 %`."""
    return MISSING if ratio is None else format_percent(ratio, locale=locale_of(language))


def kilometres(distance_km: float | None, language: str) -> str:
    """Write a distance with one decimal: `2,5 km`."""
    return _with_unit(distance_km, "km", language)


def gigabytes(volume_gb: float | None, language: str) -> str:
    """Write a volume of data: `20 Go`, `20 GB`."""
    return _with_unit(volume_gb, "Go" if language == "fr" else "GB", language)


def day(value: date | None, language: str) -> str:
    """Write a date: `3 avr. 2026`; of a moment kept in UTC, the day that the clocks of metropolitan France show."""
    if value is None:
        return MISSING
    if isinstance(value, datetime):
        value = value.replace(tzinfo=UTC).astimezone(FRANCE).date()
    return format_date(value, "d MMM y", locale=locale_of(language))


def moment(value: datetime | None, language: str) -> str:
    """Write a moment kept in UTC as the clocks of metropolitan France show it: `3 avr. 2026 à 14 h 05`."""
    if value is None:
        return MISSING
    pattern = "d MMM y 'à' H 'h' mm" if language == "fr" else "d MMM y 'at' HH:mm"
    return str(format_datetime(value, pattern, tzinfo=FRANCE, locale=locale_of(language)))


def ago(value: datetime | None, now: datetime, language: str) -> str:
    """Write how long ago something happened: `il y a 2 h`."""
    if value is None:
        return MISSING
    return str(format_timedelta(value - now, add_direction=True, format="short", locale=locale_of(language)))


def _with_unit(value: float | None, unit: str, language: str) -> str:
    if value is None:
        return MISSING
    return f"{format_decimal(value, format='#,##0.#', locale=locale_of(language))}{NARROW_SPACE}{unit}"
