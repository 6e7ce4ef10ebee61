"""Turns what was found in a row into issues: row, column, code, severity, value, sentence, suggestion.

This module must never decide an outcome: it tells what `row_rules` found.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from rapidfuzz import fuzz, process

from campaigns.model.codes import RowReason
from geo.resolution import CommuneAnswer
from pipelines.intake.reading_parts import RowIssue, Severity
from pipelines.intake.row_messages import said
from pipelines.intake.row_places import OR, only_postcode, place_names, postcode_names
from pipelines.intake.row_rules import Draft, reason_effect
from pipelines.intake.values_dates import split_date
from pipelines.intake.vocabulary import plain, profile

# Where a reason of the whole row is shown, first column present.
SHOWN_AT = {
    RowReason.UNKNOWN_POSTCODE: ("postcode", "commune"),
    RowReason.COMMUNE_MISMATCH: ("commune", "postcode", "commune_code"),
    RowReason.MISSING_NEED: ("need_text",),
}
CHILD_DATE = "child_birth_date"
Headers = Mapping[str, str]


def row_issues(draft: Draft, headers: Headers, answer: CommuneAnswer | None) -> list[RowIssue]:
    """Return the issues of one row.

    Parameters
    ----------
    headers
        Field -> header key of its column.
    answer
        What is known of the row's commune, if it names one.
    """
    issues = [reason_issue(draft, reason, source, headers, answer) for reason, source in draft.found]
    told = {(source, code) for source, code in draft.problems if code in set(RowReason)}
    others = [problem for problem in dict.fromkeys(draft.problems) if problem not in told]
    return (
        issues
        + [remark(draft, source, code, headers) for source, code in others]
        + place_remarks(draft, headers, answer)
    )


def reason_issue(
    draft: Draft, reason: RowReason, source: str | None, headers: Headers, answer: CommuneAnswer | None
) -> RowIssue:
    """Return the issue of one reason."""
    field = source or next((name for name in SHOWN_AT.get(reason, ()) if draft.raw.get(name)), None)
    column, value = headers.get(field or ""), draft.raw.get(field or "")
    code = f"child_{reason.value}" if field == CHILD_DATE else reason.value
    hints = place_hint(reason, answer)
    sentence = said(code, draft.row, column, value, earlier=str(draft.repeats_row or ""), **hints)
    severity = cast(Severity, reason_effect(reason.value, source))
    return RowIssue(
        draft.row, column, reason.value, severity, value, sentence, suggestion(draft, reason, value, answer)
    )


def place_hint(reason: RowReason, answer: CommuneAnswer | None) -> dict[str, str]:
    """Return what a place may be, in words: postcodes for a postcode, communes for what does not go together."""
    if answer is None or reason not in {RowReason.UNKNOWN_POSTCODE, RowReason.COMMUNE_MISMATCH}:
        return {}
    wrong = reason == RowReason.UNKNOWN_POSTCODE
    french, english = postcode_names(answer.candidates) if wrong else place_names(answer.candidates, OR)
    return {"hint_fr": f" : peut-être {french}", "hint_en": f": perhaps {english}"} if french else {}


def suggestion(draft: Draft, reason: RowReason, value: str | None, answer: CommuneAnswer | None) -> str | None:
    """Return what the cell may have meant, if one thing is likely."""
    if reason == RowReason.UNKNOWN_POSTCODE and answer is not None:
        return only_postcode(answer.candidates)
    if reason == RowReason.INVALID_DATE and value:
        return month_first(value, draft)
    return None


def month_first(value: str, draft: Draft) -> str | None:
    """Return the date with day and month exchanged, when only that order exists: 12/31/2015 may be 31/12/2015."""
    parts = split_date(value.strip(), date.max)
    if parts is None or not (parts[1] > 12 and parts[2] <= 12):
        return None
    return f"{parts[1]:02d}/{parts[2]:02d}/{parts[0]}"


def remark(draft: Draft, source: str, code: str, headers: Headers) -> RowIssue:
    """Return the issue of a cell that changes nothing for the row."""
    value = draft.raw.get(source)
    near = near_word(source, value) if code == "unknown_word" else None
    shown = None if code == "withdrawn_number" else value
    return RowIssue(
        draft.row,
        headers.get(source, source if source not in draft.raw else None),
        code,
        "info",
        shown,
        said(code, draft.row, headers.get(source), shown),
        near,
    )


def near_word(source: str, value: str | None) -> str | None:
    """Return the declared expression nearest to a word that was not understood."""
    declared = profile("vocabularies").get(source, {})
    words = [text for texts in declared.values() for text in texts if len(plain(text)) > 2]
    near = process.extractOne(value or "", words, scorer=fuzz.WRatio, score_cutoff=60) if words else None
    return str(near[0]) if near else None


def place_remarks(draft: Draft, headers: Headers, answer: CommuneAnswer | None) -> list[RowIssue]:
    """Tell of a commune that could not be settled, though nothing contradicts it."""
    if answer is None or answer.commune_code is not None or draft.values.get("commune_code"):
        return []
    codes: dict[Any, str] = {"ambiguous": "ambiguous_commune", "unknown_name": "unknown_commune"}
    code = codes.get(answer.status)
    if code is None:
        return []
    field = "commune" if draft.raw.get("commune") else "postcode"
    french, english = place_names(answer.candidates)
    value = draft.raw.get(field)
    sentence = said(code, draft.row, headers.get(field), value, hint_fr=french, hint_en=english)
    likely = french if len(answer.candidates) == 1 else None
    return [RowIssue(draft.row, headers.get(field), code, "info", value, sentence, likely or None)]
