"""Which reasons a row has to be held back or remarked on, and what each reason does.

Outcomes are declared in `row_reasons.toml`; shapes and bounds in `campaigns.model.row`.
This module must never change a cell: it judges values already read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from campaigns.model.codes import RowOutcome, RowReason
from campaigns.model.row import IDENTITY_FIELDS, NEED_FIELDS, contract_breaches
from pipelines.intake.vocabulary import plain, profile, word_set

REASONS = frozenset(RowReason)
CONTACT_FIELDS = ("phone_1", "phone_2", "email")
ContentKey = tuple[tuple[str, str], ...]
NOT_CONTENT = frozenset({"partner_reference", "commune_code"})


@dataclass
class Draft:
    """A row being judged.

    `problems` are (field, code); `found` are the reasons with the field that each comes from (None: the whole row).
    """

    row: int
    cells: tuple[str, ...]
    values: dict[str, Any]
    problems: list[tuple[str, str]]
    raw: Mapping[str, str]
    found: list[tuple[RowReason, str | None]] = field(default_factory=list)
    repeats_row: int | None = None

    def add(self, reason: RowReason, source: str | None = None) -> None:
        """Give the row a reason, once for each source."""
        if (reason, source) not in self.found:
            self.found.append((reason, source))

    def reasons(self) -> tuple[str, ...]:
        """Return the reason codes, in the order of the closed set."""
        codes = {reason for reason, _ in self.found}
        return tuple(reason.value for reason in RowReason if reason in codes)


def judge_row(draft: Draft, today: date, aggregate: bool) -> None:
    """Give a row the reasons that come from itself alone."""
    for source, code in draft.problems:
        if code in REASONS:
            draft.add(RowReason(code), source)
    for source, code in contract_breaches(draft.values, today=today, aggregate=aggregate):
        if code in REASONS:
            draft.add(RowReason(code), source)
        else:
            draft.problems.append((source, "unusable_value"))
    if aggregate:
        if not any(draft.values.get(name) for name in NEED_FIELDS):
            draft.add(RowReason.MISSING_NEED)
        return
    judge_family(draft)


def judge_family(draft: Draft) -> None:
    """Give a family's row the reasons for what it lacks."""
    if is_example(draft):
        draft.found[:] = [(RowReason.EXAMPLE_ROW, None)]
        return
    if not any(draft.values.get(name) for name in IDENTITY_FIELDS):
        draft.add(RowReason.MISSING_IDENTITY)
    if not any(draft.values.get(name) for name in NEED_FIELDS):
        draft.add(RowReason.MISSING_NEED)
    if draft.values.get("information_given") == "non":
        draft.add(RowReason.INFORMATION_NOT_GIVEN, "information_given")
    if (
        draft.values.get("phone_1") is None
        and RowReason.MISSING_IDENTITY not in draft.reasons()
        and not has_contact(draft)
    ):
        draft.add(RowReason.MISSING_CONTACT)


def has_contact(draft: Draft) -> bool:
    """Tell whether a row gives a way to reach the family, even one that could not be read."""
    unread = {source for source, _ in draft.problems}
    return any(draft.values.get(name) is not None or name in unread for name in CONTACT_FIELDS)


def is_example(draft: Draft) -> bool:
    """Tell whether a row is the example that a template's author left."""
    if any(is_example_name(str(draft.values.get(name, ""))) for name in IDENTITY_FIELDS):
        return True
    if is_example_reference(str(draft.values.get("partner_reference", ""))):
        return True
    return is_example_note(str(draft.values.get("note", "")))


def is_example_name(text: str) -> bool:
    """Tell whether a name is that of an example: « Ex. : Martin »."""
    return text.lower().startswith(example_starts())


@cache
def example_starts() -> tuple[str, ...]:
    """Return how the names of examples begin."""
    return tuple(profile("vocabularies")["examples"]["name_starts"])


def is_example_reference(text: str) -> bool:
    """Tell whether a reference says that its row is an example."""
    return plain(text) in word_set("examples", "references")


def is_example_note(text: str) -> bool:
    """Tell whether a note says that its row is an example."""
    noted = f" {plain(text)} "
    return any(f" {words} " in noted for words in word_set("examples", "note_words"))


def mark_duplicate(draft: Draft, first: dict[ContentKey, int]) -> None:
    """Give `duplicate_in_file` to a row whose content stands in `first` (content -> row number); add it there if not."""
    if RowReason.EXAMPLE_ROW in draft.reasons() or not identity_key(draft.values):
        return
    earlier = first.setdefault(content_key(draft.values), draft.row)
    if earlier != draft.row:
        draft.repeats_row = earlier
        draft.add(RowReason.DUPLICATE_IN_FILE)


def identity_key(values: Mapping[str, Any]) -> str:
    """Return the names of a row in one spelling, empty when it has none."""
    return plain(" ".join(str(values.get(name, "")) for name in IDENTITY_FIELDS))


def content_key(values: Mapping[str, Any]) -> ContentKey:
    """Return what a row says, without case, accents or the partner's own numbering."""
    return tuple((name, plain(str(value))) for name, value in sorted(values.items()) if name not in NOT_CONTENT)


@cache
def reason_effect(reason: str, source: str | None) -> str:
    """Return `reject` or `warn` for a reason that comes from a field, as declared."""
    declared = profile("row_reasons")
    by_field = declared.get("fields", {}).get(source or "", {})
    return str(by_field.get(reason, declared["reasons"][reason]))


def outcome_of(found: Sequence[tuple[RowReason, str | None]]) -> RowOutcome:
    """Return what the reasons of a row do together."""
    effects = {reason_effect(reason.value, source) for reason, source in found}
    if "reject" in effects:
        return RowOutcome.REJECTED
    return RowOutcome.WARNED if effects else RowOutcome.ACCEPTED
