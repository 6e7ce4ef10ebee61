"""One cell and the field that it stands for become one normalised value, or a problem.

Each kind of field has its reader; readings are remembered per file, because lists repeat themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from pipelines.intake.values_codes import read_code, read_exam, read_operator, read_scholarship, read_school_level
from pipelines.intake.values_counts import read_count, read_need
from pipelines.intake.values_dates import read_date
from pipelines.intake.values_names import read_name
from pipelines.intake.values_phones import read_phone
from pipelines.intake.values_places import own_text, read_commune_code, read_email, read_note, read_postcode, read_text
from pipelines.intake.values_ticks import ticked

Reading = tuple[Any, str | None]
Reader = Callable[[str], Reading]

READERS: dict[str, Reader] = {
    "partner_reference": read_text,
    "guardian_full_name": read_name,
    "guardian_last_name": read_name,
    "guardian_first_name": read_text,
    "child_last_name": read_text,
    "child_first_name": read_text,
    "school_level": read_school_level,
    "exam_year": read_exam,
    "phone_1": read_phone,
    "phone_2": read_phone,
    "line_to_recharge": read_phone,
    "email": read_email,
    "address": read_text,
    "postcode": read_postcode,
    "commune": read_text,
    "commune_code": read_commune_code,
    "children_count": read_count,
    "students_count": read_count,
    "household_size": read_count,
    "households_count": read_count,
    "housing_kind": partial(read_code, "housing_kind"),
    "device_situation": partial(read_code, "device_situation"),
    "connection_situation": partial(read_code, "connection_situation"),
    "need_laptop": partial(read_need, item="need_laptop"),
    "need_tablet": partial(read_need, item="need_tablet"),
    "need_smartphone": partial(read_need, item="need_smartphone"),
    "need_phone": partial(read_need, item="need_phone"),
    "need_connection": partial(read_need, item="need_connection"),
    "need_text": read_note,
    "operator": read_operator,
    "scholarship_level": read_scholarship,
    "urgency": partial(read_code, "urgency"),
    "information_given": partial(read_code, "information_given"),
    "help_wanted": partial(read_code, "help_wanted"),
    "note": read_note,
}
DATES = frozenset({"guardian_birth_date", "child_birth_date"})
# Kept as written, boxes and all.
OWN_WORDS = frozenset({"need_text", "note"})
FIELDS = frozenset(READERS) | DATES


@dataclass
class CellReader:
    """Reads the cells of one file."""

    today: date
    date_system: int = 1900
    known: dict[tuple[str, str], Reading] = field(default_factory=dict)

    def read(self, target: str, cell: str) -> Reading:
        """Return the value of a cell and its problem, for one field."""
        key = (target, cell)
        if key not in self.known:
            self.known[key] = self.fresh(target, own_text(cell))
        return self.known[key]

    def fresh(self, target: str, text: str) -> Reading:
        """Read a cell not seen before."""
        if not text:
            return None, None
        if target in DATES:
            return self.dated(text)
        return READERS[target](text if target in OWN_WORDS else ticked(text))

    def dated(self, text: str) -> Reading:
        """Read a birth date; one that is still to come keeps its literal reading, with its problem."""
        found, problem = read_date(text, self.today, self.date_system)
        if found is not None and found > self.today:
            return found, "future_date"
        return found, problem
