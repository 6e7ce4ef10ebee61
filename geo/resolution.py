"""Decides which commune is meant by a name, a postcode and a code as people write them.

Pure lookups in the gazetteer. It must never choose between two communes that fit equally well.
"""

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from geo.gazetteer import Gazetteer
from geo.place_names import (
    OPENED,
    bare_name,
    city_code,
    district_code,
    has_article,
    loose_key,
    name_key,
    name_words,
    plain_words,
    written_department,
    written_postcode,
)

# A typo in a name is forgiven only among the communes of its postcode, and only when no other of them is close.
CLOSE_PCT = 84.0
CLEARLY_CLOSER_PCT = 6.0
MAX_CANDIDATES = 12


class CommuneStatus(StrEnum):
    """What is known of a place as written."""

    RESOLVED = "resolved"
    CITY = "city"
    UNKNOWN_POSTCODE = "unknown_postcode"
    MISMATCH = "mismatch"
    AMBIGUOUS = "ambiguous"
    UNKNOWN_NAME = "unknown_name"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class CommuneAnswer:
    """Which commune is meant.

    Attributes
    ----------
    commune_code
        Only with `resolved`, and with `city` (Paris, Lyon or Marseille without its district: the code of the city).
    candidates
        What it could be, the likeliest first; empty when resolved.
    """

    commune_code: str | None
    status: CommuneStatus
    candidates: tuple[str, ...] = ()


def full_postcode(postcode: str | None) -> str | None:
    """Return the five digits of a postcode as written, with the zero that a spreadsheet took; None if there are none."""
    digits = "".join((postcode or "").split())
    padded = digits.zfill(5) if len(digits) == 4 else digits
    return padded if len(padded) == 5 and padded.isascii() and padded.isdigit() else None


def resolve(
    places: Gazetteer, name: str | None, postcode: str | None, code: str | None, department_hint: str | None = None
) -> CommuneAnswer:
    """Say which commune a row means.

    A valid code decides, unless the postcode or the name contradicts it. Then the postcode, in which the name chooses;
    then the name alone. A postcode put in the column of codes is read as a postcode.
    """
    written = (name or "").strip()
    label = bare_name(written)
    stated = present_code(places, code)
    typed = (postcode or "").strip() or written_postcode(written) or ""
    if not stated and not typed and full_postcode(code) in places.by_postcode:
        typed = code or ""
    if stated:
        return confirmed(places, stated, label, typed)
    if not plain_words(label) and not typed:
        return CommuneAnswer(None, CommuneStatus.UNKNOWN_NAME if (code or "").strip() else CommuneStatus.EMPTY)
    if typed:
        return within_postcode(places, label, full_postcode(typed))
    return by_name_alone(places, label, written_department(written) or department_hint)


def present_code(places: Gazetteer, code: str | None) -> str | None:
    """Return the present commune of a code as written, following merged communes; None when it names none."""
    typed = "".join((code or "").split()).upper()
    typed = typed.zfill(5) if len(typed) == 4 else typed
    return typed if typed in places.communes else places.by_former_code.get(typed)


def confirmed(places: Gazetteer, code: str, label: str, typed: str) -> CommuneAnswer:
    """Accept a stated code that nothing contradicts; a postcode may tell the district of a stated city."""
    here = places.by_postcode.get(full_postcode(typed) or "", ())
    family = {code, *districts(places, code)}
    if typed and not here and "CEDEX" not in plain_words(label):
        return CommuneAnswer(None, CommuneStatus.UNKNOWN_POSTCODE, (code,))
    if here and not family & set(here):
        return mismatch(places, (code, *here))
    allowed = family | {places.communes[code].parent_code or code}
    meant = named(places, label) if name_key(label) else ()
    if meant and not allowed & {*meant, *fitting(places, label, tuple(sorted(allowed)))}:
        return mismatch(places, (code, *meant))
    return settled(places, tuple(sorted(family & set(here))) or (code,))


def within_postcode(places: Gazetteer, label: str, postcode: str | None) -> CommuneAnswer:
    """Choose by name among the communes of a postcode."""
    here = places.by_postcode.get(postcode or "", ())
    if not here:
        return unknown_postcode(places, label, postcode)
    if not name_key(label):
        return settled(places, here)
    if fits := fitting(places, label, here):
        return settled(places, fits)
    meant = named(places, label)
    if meant:
        return mismatch(places, (*here, *meant))
    if close := closest(places, label, here):
        return settled(places, (close,))
    return CommuneAnswer(None, CommuneStatus.UNKNOWN_NAME, here[:MAX_CANDIDATES])


def fitting(places: Gazetteer, label: str, here: tuple[str, ...]) -> tuple[str, ...]:
    """Return the communes among `here` that a name fits: as it is, without its article, formerly, or shortened."""
    if city := city_code(label):
        return tuple(code for code in here if city in (code, places.communes[code].parent_code))
    district = district_code(label)
    if district in places.communes:
        return tuple(code for code in here if code == district)
    key, loose = name_key(label), loose_key(label)
    for fits in (places.by_name.get(key), places.by_loose_name.get(loose), places.by_former_name.get(loose)):
        if both := tuple(code for code in here if code in (fits or ())):
            return both
    return tuple(code for code in here if shortened(label, places.communes[code].name))


def shortened(label: str, name: str) -> bool:
    """Say whether a name is the beginning of a longer one, cut between two words: « St Ouen » for Saint-Ouen-sur-Seine."""
    words, longer = name_words(label), name_words(name)
    tells = len("".join(words)) >= 4 and words[-1] not in OPENED
    return tells and longer[: len(words)] == words


def closest(places: Gazetteer, label: str, here: tuple[str, ...]) -> str | None:
    """Return the commune whose name is clearly the nearest to a misspelt one."""
    keys = {code: loose_key(places.communes[code].name) for code in here}
    best = process.extract(
        loose_key(label), keys, scorer=fuzz.ratio, limit=2, score_cutoff=CLOSE_PCT - CLEARLY_CLOSER_PCT
    )
    if not best or best[0][1] < CLOSE_PCT:
        return None
    clear = len(best) == 1 or best[0][1] - best[1][1] >= CLEARLY_CLOSER_PCT
    return str(best[0][2]) if clear else None


def unknown_postcode(places: Gazetteer, label: str, postcode: str | None) -> CommuneAnswer:
    """Answer for a postcode that no commune has; a business one (cedex) still tells the department, where the name decides."""
    meant = named(places, label) if name_key(label) else ()
    near = tuple(code for code in meant if postcode and in_department(places, code, postcode))
    if "CEDEX" in plain_words(label) and len(near) == 1:
        return settled(places, near)
    return CommuneAnswer(None, CommuneStatus.UNKNOWN_POSTCODE, likeliest(places, near or meant))


def in_department(places: Gazetteer, code: str, postcode: str) -> bool:
    """Say whether a commune is in the department that a postcode begins with (Corsica: 20)."""
    department = places.communes[code].department_code
    start = "20" if department in {"2A", "2B"} else department
    return postcode.startswith(start)


def by_name_alone(places: Gazetteer, label: str, department: str | None) -> CommuneAnswer:
    """Choose by name among all communes; the department only parts homonyms."""
    meant = named(places, label)
    near = tuple(code for code in meant if places.communes[code].department_code == department)
    if not meant:
        return CommuneAnswer(None, CommuneStatus.UNKNOWN_NAME)
    return settled(places, near or meant)


def named(places: Gazetteer, label: str) -> tuple[str, ...]:
    """Return every commune of that name; a name written without article may be that of one which has it."""
    district = district_code(label)
    if district in places.communes:
        return (district,) if district else ()
    strict = places.by_name.get(name_key(label), ()) if has_article(label) else ()
    loose = loose_key(label)
    return strict or places.by_loose_name.get(loose, ()) or places.by_former_name.get(loose, ())


def settled(places: Gazetteer, codes: tuple[str, ...]) -> CommuneAnswer:
    """Answer with the only commune left, with the city when only its districts are left, or with the choice."""
    cities = {places.communes[code].parent_code or code for code in codes}
    only = cities.pop() if len(cities) == 1 else None
    if len(codes) == 1 and not districts(places, codes[0]):
        return CommuneAnswer(codes[0], CommuneStatus.RESOLVED)
    if only:
        return CommuneAnswer(only, CommuneStatus.CITY, districts(places, only))
    return CommuneAnswer(None, CommuneStatus.AMBIGUOUS, likeliest(places, codes))


def districts(places: Gazetteer, city: str) -> tuple[str, ...]:
    """Return the districts of a city, empty for any other commune."""
    return places.by_city.get(city, ())


def mismatch(places: Gazetteer, codes: tuple[str, ...]) -> CommuneAnswer:
    """Answer that the parts name different communes: those of the postcode first."""
    return CommuneAnswer(None, CommuneStatus.MISMATCH, tuple(dict.fromkeys(codes))[:MAX_CANDIDATES])


def likeliest(places: Gazetteer, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Sort by population, the largest first, then by code."""
    ordered = sorted(codes, key=lambda code: (-places.communes[code].population, code))
    return tuple(ordered[:MAX_CANDIDATES])
