"""What can be put right in a list, one repair for all the rows that say the same: which cells, what they say, what to choose.

Pure: a reading in, repairs out. It must never decide a correction, only gather what a person may write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from campaigns.model.codes import RowReason
from campaigns.model.row import IDENTITY_FIELDS, NEED_FIELDS
from pipelines.intake.asked_fields import choices_of
from pipelines.intake.reading_parts import IGNORE, REFUSE
from pipelines.intake.vocabulary import plain
from pipelines.store.port import Row

# What concerns the whole row is put right in these columns, those that the list has.
CELLS_OF: Mapping[str, Sequence[str]] = {
    RowReason.MISSING_IDENTITY: IDENTITY_FIELDS,
    RowReason.MISSING_NEED: ("need_text", *NEED_FIELDS),
    RowReason.MISSING_CONTACT: ("phone_1", "phone_2", "email"),
    RowReason.DUPLICATE_IN_FILE: ("guardian_first_name", "child_first_name", "child_last_name", "partner_reference"),
    RowReason.UNKNOWN_POSTCODE: ("postcode", "commune"),
    RowReason.COMMUNE_MISMATCH: ("commune", "postcode", "commune_code"),
    RowReason.EXAMPLE_ROW: (*IDENTITY_FIELDS, "partner_reference", "note"),
    RowReason.INFORMATION_NOT_GIVEN: ("information_given",),
    "ambiguous_commune": ("postcode", "commune"),
    "unknown_commune": ("postcode", "commune"),
}
# Faults of one row each, even where two rows say the same.
ALONE = frozenset({RowReason.DUPLICATE_IN_FILE.value, RowReason.EXAMPLE_ROW.value, RowReason.MISSING_IDENTITY.value})
# Told for the record: nothing is to be put right.
TOLD = frozenset(
    {"rewritten", "filled_in", "emptied", "withdrawn_number", "uncached_formula", RowReason.TOTAL_ROW.value}
)
SEVERITIES = ("reject", "warn", "info")


@dataclass(frozen=True)
class Place:
    """One cell that a repair may write: its column, what it says now, and the words among which to choose, if any."""

    position: int
    header: str
    field: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Repair:
    """One thing to put right in one row or in several that say the same.

    `fr` and `en` are said of the first row; `suggestion` is what its first cell may have meant.
    """

    code: str
    severity: str
    rows: tuple[int, ...]
    places: tuple[Place, ...]
    fr: str
    en: str
    suggestion: str | None

    @property
    def key(self) -> str:
        """Return what tells this repair from the others, as long as the list does not change."""
        return f"{self.code}-{self.rows[0]}-{self.places[0].position}"


def repairs_of(columns: Sequence[Row], rows: Sequence[Row]) -> list[Repair]:
    """Gather the repairs of a list, those that hold back most rows first.

    Parameters
    ----------
    columns
        position (1-based), header, target.
    rows
        row, cells, issues (column, code, severity, value, fr, en, suggestion).
    """
    at = {column["target"]: column for column in columns if column["target"] not in (IGNORE, REFUSE)}
    headers = {column["header"]: column for column in columns if column["target"] not in (IGNORE, REFUSE)}
    found: dict[tuple[object, ...], Repair] = {}
    for row in rows:
        for issue in row["issues"]:
            places = places_of(row, issue, at, headers) if issue["code"] not in TOLD else ()
            if not places:
                continue
            repair = Repair(
                issue["code"], issue["severity"], (row["row"],), places, issue["fr"], issue["en"], issue["suggestion"]
            )
            same = same_key(repair, issue)
            found[same] = joined(found[same], row["row"]) if same in found else repair
    return sorted(
        found.values(), key=lambda repair: (SEVERITIES.index(repair.severity), -len(repair.rows), repair.rows)
    )


def places_of(row: Row, issue: Row, at: Mapping[str, Row], headers: Mapping[str, Row]) -> tuple[Place, ...]:
    """Return the cells in which an issue can be put right, the one that it names first."""
    named = [headers[issue["column"]]] if issue["column"] in headers else []
    others = [at[field] for field in CELLS_OF.get(issue["code"], ()) if field in at]
    columns = {column["position"]: column for column in [*named, *others]}
    return tuple(
        Place(position, column["header"], column["target"], text, nearest_first(words_for(column["target"]), text))
        for position, column in columns.items()
        for text in (cell(row, position),)
    )


def nearest_first(words: Sequence[str], text: str) -> tuple[str, ...]:
    """Return words with those nearest in spelling to what a cell says first."""
    said = plain(text)
    return tuple(sorted(words, key=lambda word: -fuzz.WRatio(plain(word), said))) if said else tuple(words)


def cell(row: Row, position: int) -> str:
    """Return what a cell says."""
    cells = row["cells"]
    return str(cells[position - 1]) if position <= len(cells) else ""


def same_key(repair: Repair, issue: Row) -> tuple[object, ...]:
    """Return what two rows have in common when one answer does for both: the column and what all its cells say."""
    if repair.code in ALONE or issue["value"] is None:
        return (repair.code, repair.rows)
    return (repair.code, *((place.position, place.text) for place in repair.places))


def joined(repair: Repair, row: int) -> Repair:
    """Add a row that says the same."""
    return Repair(
        repair.code, repair.severity, (*repair.rows, row), repair.places, repair.fr, repair.en, repair.suggestion
    )


def words_for(field: str) -> tuple[str, ...]:
    """Return the words that stand for the codes of a field, one a code, as a list may write them; empty for free text."""
    return tuple(choices_of(field).values())
