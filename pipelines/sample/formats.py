"""How dates, telephones and needs are typed: the ten ways met on real lists.

Pure text. It must never decide what is true.
"""

from collections.abc import Mapping
from datetime import date

from pipelines.sample.styles import Cell, Style

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
OVERSEAS_CALLING_CODES = {"0690": "590", "0696": "596", "0694": "594", "0692": "262", "0639": "262"}
# How one unit is called, and several.
UNIT_WORDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "laptop": (("PC portable", "PC portables"), ("ordinateur", "ordinateurs"), ("PC", "PC")),
    "tablet": (("tablette", "tablettes"),),
    "smartphone": (("smartphone", "smartphones"),),
    "phone": (("téléphone simple", "téléphones simples"),),
    "connection": (("carte SIM", "cartes SIM"), ("clé 4G", "clés 4G"), ("recharge", "recharges")),
}
JOINTS = (" + ", " et ", ", ")


def as_date(day: date, style: Style) -> Cell:
    """Write a date in the partner's way; a date cell stays a date."""
    if style.dates == "cell":
        return day
    if style.dates == "iso":
        return day.isoformat()
    if style.dates == "words":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def as_phone(number: str, style: Style) -> Cell:
    """Write ten digits in the partner's way; nothing stays nothing."""
    if not number or style.phones == "plain":
        return number
    if style.phones == "lost_zero":
        return int(number)
    pairs = [number[at : at + 2] for at in range(0, 10, 2)]
    if style.phones == "international":
        code = OVERSEAS_CALLING_CODES.get(number[:4], "33")
        return (
            f"+{code} {' '.join([number[1:2], *pairs[1:]])}"
            if code == "33"
            else f"+{code} {number[1:4]} {' '.join(pairs[2:])}"
        )
    return (" " if style.phones == "spaces" else ".").join(pairs)


def need_text(units: Mapping[str, int], salt: int) -> str:
    """Write units asked as a phrase: « 1 PC portable + 1 carte SIM ».

    Parameters
    ----------
    units
        Units by kind of need (the keys of UNIT_WORDS).
    salt
        Any whole number: chooses the words.
    """
    chosen = {name: UNIT_WORDS[name][salt % len(UNIT_WORDS[name])] for name in units}
    parts = [f"{count} {chosen[name][count > 1]}" for name, count in units.items() if count]
    return JOINTS[salt % len(JOINTS)].join(parts)
