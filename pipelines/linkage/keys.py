"""The keys by which two requests of one household can find each other, and by which a row finds its request again.

First version: exact evidence only (e-mail, guardian and birth date, child and birth date and postcode, phone).
Values leave this module only to be turned into keyed tokens.
"""

from collections.abc import Mapping
from typing import Any

from pipelines.linkage.normalise import folded, name_key, surname_of

EMAIL, GUARDIAN, CHILD, PHONE, SURNAME = "email", "guardian", "child", "phone", "surname"
# What `match_key` answers for a row that names nobody: nothing would find it again.
NOBODY = "nobody"
# A surname alone never joins two requests: it only tells whether a contact is shared by many families.
JOINING = (EMAIL, GUARDIAN, CHILD, PHONE)

Values = Mapping[str, Any]


def household_keys(values: Values) -> list[tuple[str, str]]:
    """Return `(kind, normalised value)` pairs of one request; what is absent gives no key."""
    guardian = name_key(
        values.get("guardian_last_name"), values.get("guardian_first_name"), values.get("guardian_full_name")
    )
    child = name_key(values.get("child_last_name"), values.get("child_first_name"))
    keys = [(EMAIL, str(values["email"]).lower())] if values.get("email") else []
    if guardian and values.get("guardian_birth_date"):
        keys.append((GUARDIAN, f"{guardian}|{values['guardian_birth_date']}"))
    if child and values.get("child_birth_date") and values.get("postcode"):
        keys.append((CHILD, f"{child}|{values['child_birth_date']}|{values['postcode']}"))
    keys += [(PHONE, str(values[name])) for name in ("phone_1", "phone_2") if values.get(name)]
    surname = surname_of(
        values.get("guardian_last_name") or values.get("child_last_name"), values.get("guardian_full_name")
    )
    return keys + ([(SURNAME, surname)] if surname else [])


def match_key(values: Values) -> str:
    """Return what finds a row again within its partner: its reference, else the people it names."""
    reference = str(values.get("partner_reference") or "").strip()
    if reference:
        return f"reference|{reference.casefold()}"
    guardian = name_key(
        values.get("guardian_last_name"), values.get("guardian_first_name"), values.get("guardian_full_name")
    )
    child = name_key(values.get("child_last_name"), values.get("child_first_name"))
    if guardian or child:
        return f"people|{guardian}|{child}"
    return f"aggregate|{folded(str(values.get('need_text') or ''))}" if values.get("households_count") else NOBODY
