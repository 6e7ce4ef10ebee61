"""The kinds of evidence on which two requests are compared, as Splink reads them: one comparison a kind, levels from strong to weak.

Requests are compared as households, not as persons: partners name different members, so another first name says little.
What is absent on either side says nothing (Splink's null level).
"""

from dataclasses import dataclass
from typing import Any

SURNAME, GUARDIAN, CHILD, PHONE, EMAIL, PLACE, SIZE = "surname", "guardian", "child", "phone", "email", "place", "size"
KINDS = (SURNAME, GUARDIAN, CHILD, PHONE, EMAIL, PLACE, SIZE)
# Kinds in which a difference may be a changed number or another adult's mailbox.
CONTACTS = (PHONE, EMAIL)
# A difference never counts more than this, in bits: partners name different members of one family (research, 3.4).
FLOORS = {PHONE: -3.0, EMAIL: -3.0, GUARDIAN: -3.0, CHILD: -1.5, SURNAME: -5.0}

# How two first names and two birth dates of one person ({p} is g or c) may agree; the words below combine them.
SAME_NAME = "({p}_first_l = {p}_first_r or ({p}_skel_l = {p}_skel_r and length({p}_skel_l) > 1))"
NEAR_NAME = "({p}_skel_l = {p}_skel_r or jaro_winkler_similarity({p}_first_l, {p}_first_r) >= 0.85)"
NO_NAME = "({p}_skel_l is null or {p}_skel_r is null)"
# First name and surname exchanged on one side; where one of the four is missing or misspelt, the other two tell.
CROSSED = (
    "(case when coalesce({p}_skel_l = {p}_skel_r, true) then false"
    " when {p}_skel_l = {p}_last_r and coalesce({p}_last_l = {p}_skel_r, true) then true"
    " when {p}_skel_r = {p}_last_l and coalesce({p}_last_r = {p}_skel_l, true) then true"
    " when {p}_skel_l = {p}_last_r and jaro_winkler_similarity({p}_first_r, surname_l) >= 0.8 then true"
    " when {p}_skel_r = {p}_last_l and jaro_winkler_similarity({p}_first_l, surname_r) >= 0.8 then true else false end)"
)
# The first of January stands for an unknown day: it is a near date at most.
SAME_DAY = "({p}_born_l = {p}_born_r and {p}_born_l not like '%0101')"
NEAR_DAY = (
    "({p}_born_l = {p}_born_r or damerau_levenshtein({p}_born_l, {p}_born_r) <= 1 or (left({p}_born_l, 4) = left({p}_born_r, 4)"
    " and substr({p}_born_l, 5, 2) = right({p}_born_r, 2) and right({p}_born_l, 2) = substr({p}_born_r, 5, 2)))"
)
CLOSE_DAY = "(abs({p}_day_l - {p}_day_r) <= 366 or damerau_levenshtein({p}_born_l, {p}_born_r) <= 2)"
NO_DAY = "({p}_born_l is null or {p}_born_r is null)"


@dataclass(frozen=True)
class Level:
    """One way in which two values agree or not; `code` names it in the model, in the store and in sentences."""

    code: str
    sql: str


def person_levels(short: str) -> tuple[Level, ...]:
    """Return the levels of a person: how the first names agree, times how the birth dates do."""
    names = (("same_name", SAME_NAME), ("crossed_name", CROSSED), ("near_name", NEAR_NAME), ("no_name", NO_NAME))
    days = (("same_day", SAME_DAY), ("near_day", NEAR_DAY), ("close_day", CLOSE_DAY), ("no_day", NO_DAY))
    levels = [
        Level(f"{name}_{day}", f"{name_sql} and {day_sql}".format(p=short))
        for day, day_sql in days
        for name, name_sql in names
        if (name, day) != ("no_name", "no_day")
    ]
    other = [
        Level("other_name_same_day", SAME_DAY.format(p=short)),
        Level("same_name_other_day", SAME_NAME.format(p=short)),
        Level("near_name_other_day", f"({NEAR_NAME} or {CROSSED})".format(p=short)),
    ]
    return (*levels, *other)


SAME_STREET = "(street_l = street_r and coalesce(house_number_l = house_number_r, house_number_l is null and house_number_r is null))"
NEAR_STREET = (
    "(street_l = street_r or (house_number_l = house_number_r and jaro_winkler_similarity(street_l, street_r) >= 0.85)"
    " or (house_number_l = house_number_r and least(length(street_l), length(street_r)) > 2"
    " and (list_has_all(string_split(street_l, ' '), string_split(street_r, ' '))"
    " or list_has_all(string_split(street_r, ' '), string_split(street_l, ' '))))"
    " or (length(street_l) > 5 and jaro_winkler_similarity(street_l, street_r) >= 0.93))"
)
SAME_COMMUNE = (
    "coalesce(commune_code_l = commune_code_r,"
    " commune_l = commune_r or commune_skeleton_l = commune_skeleton_r or jaro_winkler_similarity(commune_l, commune_r) >= 0.92)"
)
SAME_POSTCODE = "coalesce(postcode_l = postcode_r, commune_code_l = commune_code_r, commune_l = commune_r)"
# No street on one side: nothing speaks against one home, whereas two streets of one town do.
SAME_AREA = f"(street_l is null or street_r is null) and {SAME_POSTCODE}"
LEVELS: dict[str, tuple[Level, ...]] = {
    SURNAME: (
        Level("same_word", "list_has_any(surnames_l, surnames_r)"),
        Level("same_skeleton", "list_has_any(surname_skeletons_l, surname_skeletons_r)"),
        Level("near", "(jaro_winkler_similarity(surname_l, surname_r) >= 0.88 or jaro_winkler_similarity(c_surname_l, c_surname_r) >= 0.9"
              " or jaro_winkler_similarity(c_surname_l, surname_r) >= 0.9 or jaro_winkler_similarity(surname_l, c_surname_r) >= 0.9)"),
        Level("crossed", "(list_contains(surnames_r, g_first_l) or list_contains(surnames_l, g_first_r)"
              " or list_contains(surnames_r, c_first_l) or list_contains(surnames_l, c_first_r))"),
    ),
    GUARDIAN: person_levels("g"),
    CHILD: person_levels("c"),
    PHONE: (
        Level("same", "(phone_a_l = phone_a_r or phone_a_l = phone_b_r or phone_b_l = phone_a_r or phone_b_l = phone_b_r)"),
        Level("near", "(damerau_levenshtein(phone_a_l, phone_a_r) <= 1 or damerau_levenshtein(phone_a_l, phone_b_r) <= 1"
              " or damerau_levenshtein(phone_b_l, phone_a_r) <= 1)"),
    ),
    EMAIL: (
        Level("same", "email_l = email_r"),
        Level("same_mailbox", "mailbox_l = mailbox_r"),
        Level("near", "damerau_levenshtein(email_l, email_r) <= 1"),
    ),
    PLACE: (
        Level("same_address", f"{SAME_STREET} and ({SAME_POSTCODE} or {SAME_COMMUNE})"),
        Level("near_address", f"{NEAR_STREET} and ({SAME_POSTCODE} or {SAME_COMMUNE})"),
        Level("same_street", f"{NEAR_STREET}"),
        Level("same_area", SAME_AREA),
        Level("same_postcode", SAME_POSTCODE),
        Level("same_commune", SAME_COMMUNE),
    ),
    SIZE: (
        Level("same_both", "(children_l = children_r and size_l = size_r)"),
        Level("same", "(coalesce(children_l = children_r, true) and coalesce(size_l = size_r, true))"),
        Level("near", "(coalesce(abs(children_l - children_r), 0) <= 1 and coalesce(abs(size_l - size_r), 0) <= 1)"),
    ),
}  # fmt: skip
# What must be present on both sides for a kind to be compared.
ABSENT = {
    SURNAME: "(surnames_l is null or surnames_r is null)",
    GUARDIAN: "(g_skel_l is null or g_skel_r is null) and (g_born_l is null or g_born_r is null)",
    CHILD: "(c_skel_l is null or c_skel_r is null) and (c_born_l is null or c_born_r is null)",
    PHONE: "(coalesce(phone_a_l, phone_b_l) is null or coalesce(phone_a_r, phone_b_r) is null)",
    EMAIL: "(email_l is null or email_r is null)",
    PLACE: "(street_l is null or street_r is null) and (postcode_l is null or postcode_r is null) and (commune_l is null or commune_r is null)",
    SIZE: "(size_l is null or size_r is null) and (children_l is null or children_r is null)",
}  # fmt: skip
OTHER = "other"
COLUMNS = {
    SURNAME: ("surnames",), GUARDIAN: ("g_first", "g_born"), CHILD: ("c_first", "c_born"), PHONE: ("phone_a", "phone_b"),
    EMAIL: ("email",), PLACE: ("street", "postcode", "commune"), SIZE: ("size", "children"),
}  # fmt: skip


def level_codes(kind: str) -> tuple[str, ...]:
    """Return the codes of a kind's levels by Splink's number: 0 is the difference, the highest the strongest agreement."""
    return (OTHER, *(level.code for level in reversed(LEVELS[kind])))


def comparison(kind: str) -> dict[str, Any]:
    """Return the comparison of a kind as Splink reads it, without parameters."""
    absent = {"sql_condition": ABSENT[kind], "label_for_charts": "absent", "is_null_level": True}
    agreeing = [{"sql_condition": level.sql, "label_for_charts": level.code} for level in LEVELS[kind]]
    other = {"sql_condition": "ELSE", "label_for_charts": OTHER}
    return {"output_column_name": kind, "comparison_levels": [absent, *agreeing, other]}
