"""A data row's cells become normalised values under the canonical fields, with the problems of each cell.

This module must never hold a row back: `row_rules` does.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.model.row import CANONICAL_FIELDS, NEED_FIELDS
from pipelines.intake.reading_parts import IGNORE, REFUSE, ColumnMatch
from pipelines.intake.row_rules import Draft
from pipelines.intake.values import CellReader
from pipelines.intake.values_names import PROBLEM as PHONE_IN_NAME
from pipelines.intake.values_names import name_and_phones
from pipelines.intake.values_needs import read_needs
from pipelines.intake.values_phones import read_phones
from pipelines.intake.values_places import own_text
from pipelines.intake.vocabulary import WITHDRAWN

PHONES = ("phone_1", "phone_2")
NAMES = ("guardian_full_name", "guardian_last_name")
LEADING_POSTCODE = re.compile(r"^(?:F-?)?(\d{5})[\s,;–/\-]+(?=[^\W\d])")
TRAILING_POSTCODE = re.compile(r"[\s,(;–/\-]+(\d{5})\)?$")
ONLY_POSTCODE = re.compile(r"^\d{5}$")
ADDRESS_END = re.compile(r"[,\s]\s*(\d{5})\s+([^\W\d][^\d,;]{1,60})$")


def field_positions(columns: Sequence[ColumnMatch]) -> dict[str, int]:
    """Return canonical field -> 0-based position of its column, in canonical order."""
    found = {column.target: column.position - 1 for column in columns if column.target not in {IGNORE, REFUSE}}
    return {name: found[name] for name in CANONICAL_FIELDS if name in found}


def draft_row(number: int, cells: tuple[str, ...], positions: Mapping[str, int], reader: CellReader) -> Draft:
    """Read the cells of one row.

    Returns
    -------
    Draft
        Values in canonical order, blank fields absent; problems as (field, code); `raw` the own text of each filled cell.
    """
    raw = {name: text for name, at in positions.items() if at < len(cells) and (text := own_text(cells[at]))}
    values: dict[str, Any] = {}
    problems = []
    for name, text in raw.items():
        value, problem = reader.read(name, text)
        if value is not None:
            values[name] = value
        if problem is not None:
            problems.append((name, problem))
        if WITHDRAWN in text:
            problems.append((name, "withdrawn_number"))
    draft = Draft(number, cells, values, problems, raw)
    several_phones(draft)
    phones_beside_names(draft)
    stated_needs(draft)
    places_within(draft)
    draft.values = {name: draft.values[name] for name in CANONICAL_FIELDS if name in draft.values}
    return draft


def several_phones(draft: Draft) -> None:
    """Share out two numbers written in one cell, when the other phone is free."""
    for name in PHONES:
        if (name, "invalid_phone") not in draft.problems:
            continue
        numbers, problem = read_phones(draft.raw[name])
        if problem is None and numbers:
            draft.problems.remove((name, "invalid_phone"))
            draft.values[name] = numbers[0]
            if len(numbers) > 1 and name == "phone_1":
                draft.values.setdefault("phone_2", numbers[1])


def phones_beside_names(draft: Draft) -> None:
    """Take the numbers written beside a name, where the row has none of its own, or a second one is free."""
    for name in NAMES:
        if (name, PHONE_IN_NAME) not in draft.problems:
            continue
        for number in name_and_phones(draft.raw[name])[1]:
            free = next((phone for phone in PHONES if phone not in draft.values), None)
            if free is not None and number not in {draft.values.get(phone) for phone in PHONES}:
                draft.values[free] = number


def stated_needs(draft: Draft) -> None:
    """Add the counts that the need in words states; a need's own column wins."""
    if "need_text" not in draft.values:
        return
    stated = read_needs(draft.values["need_text"])
    for item, count in stated.counts.items():
        # « Ordi : N » beside « 1 PC » says what there is, not that none is wanted.
        draft.values[item] = draft.values.get(item) or count
    if stated.households_count is not None:
        draft.values.setdefault("households_count", stated.households_count)
    if not stated.counts and not any(draft.values.get(name) for name in NEED_FIELDS):
        draft.problems.append(("need_text", "need_partly_read"))


def places_within(draft: Draft) -> None:
    """Take the postcode out of « 93200 Saint-Denis », or both out of the end of an address, when they have no cell."""
    commune = draft.values.get("commune", "")
    if ONLY_POSTCODE.match(commune):
        draft.values.setdefault("postcode", draft.values.pop("commune"))
        return
    if found := LEADING_POSTCODE.match(commune) or TRAILING_POSTCODE.search(commune):
        draft.values.setdefault("postcode", found[1])
        draft.values["commune"] = (commune[: found.start()] + commune[found.end() :]).strip(" ,()")
    if "postcode" in draft.raw or "commune" in draft.raw or "commune_code" in draft.raw:
        return
    if found := ADDRESS_END.search(draft.values.get("address", "")):
        draft.values["postcode"], draft.values["commune"] = found[1], found[2].strip()
