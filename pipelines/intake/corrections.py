"""Puts cells of a kept list right on screen: the whole list is judged again, and its good rows become requests at once.

What a browser sends is a proposal: rights, places and values are checked here. An edit of another partner's list is refused
and leaves a trace. This module must never make a row appear, vanish, or take a family's place away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, RowOutcome
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, note_refusal, perform, stale
from pipelines.intake.accounting import tripped_breaker
from pipelines.intake.admission import GoodRow
from pipelines.intake.edits import described
from pipelines.intake.kept_table import kept_meaning, kept_table
from pipelines.intake.list_rows import GOOD, ISSUE_SCHEMA, ROW_SCHEMA, issues_by_row, json_values, row_kind, sealed_row
from pipelines.intake.lists import (
    Accepted,
    admitted,
    file_gone,
    list_contents,
    seen_version,
    transition_refused,
    unknown_list,
)
from pipelines.intake.reading_parts import ListReading, RowReading
from pipelines.intake.worker import Watch
from pipelines.office import Office
from pipelines.sealing import append_sealed
from pipelines.store.port import Row, Session

Edits = Mapping[tuple[int, int], str]
COUNTED = ("new", "unchanged", "corrected")


@dataclass(frozen=True)
class Rejudged:
    """A kept list judged again: its former rows, its reading, and the rows that are no longer what they were."""

    contents: Row
    reading: ListReading
    changed: dict[int, RowReading]

    @property
    def list_id(self) -> str:
        """Return the list's id."""
        return str(self.contents["card"]["list_id"])


def correct_rows(
    office: Office, actor: Actor, campaign_id: str, list_id: str, edits: Edits, expected_version: int | None = None
) -> Row | Refusal:
    """Write cells of a list anew and take in what becomes good.

    Parameters
    ----------
    edits
        (row, column), 1-based as in the partner's own file -> the text of the cell.

    Returns
    -------
    dict or Refusal
        `list_id, state, rows` (row numbers that changed), `counts` (accepted, warned, rejected of the whole list; new,
        unchanged, corrected of the rows that changed). Refused when the actor may not, the list is refused or changed
        meanwhile, a cell is not in it, or the edit would hold back or empty a row that is already counted.
    """
    card = bare_card(office, campaign_id, list_id)
    if card is None:
        return unknown_list(list_id)
    scope = Scope(card["partner_id"], card["department_code"])
    written = office.vault.token(campaign_id, "edits", str(described(edits)))
    command = Command(
        "list.correct", actor, campaign_id, f"list.correct:{list_id}:{seen_version(card, expected_version)}:{written}",
        {"list_id": list_id, "edits": written}, scope,
    )  # fmt: skip
    refusal = check_can(actor, "list.correct", scope)
    if refusal is None:
        judged = rejudged(office, actor, campaign_id, list_id, edits)
        if not isinstance(judged, Refusal):
            return perform(
                office,
                command,
                lambda session: kept_corrections(office, session, campaign_id, judged, expected_version),
            )
        refusal = judged
    note_refusal(office, command, refusal)
    return refusal


def bare_card(office: Office, campaign_id: str, list_id: str) -> Row | None:
    """Return a list whoever asks, to know whose it is."""
    with office.store.reading() as session:
        found = session.rows("list/one", {"campaign_id": campaign_id, "list_id": list_id})
    return found[0] if found else None


def rejudged(office: Office, actor: Actor, campaign_id: str, list_id: str, edits: Edits) -> Rejudged | Refusal:
    """Read a kept list again with the new cells; nothing is written."""
    contents = list_contents(office, actor, campaign_id, list_id)
    if isinstance(contents, Refusal):
        return contents
    gone = file_gone(contents)
    if gone is not None:
        return gone
    grid, header = kept_table(contents)
    reading = office.reading_room.reread(
        grid, header, today=office.clock().date(), partner_kind=contents["card"]["partner_kind"],
        choices=kept_meaning(contents, edits), watch=Watch(organisation=contents["card"]["partner_id"], sender=actor.user_id),
    )  # fmt: skip
    if isinstance(reading, Refusal):
        return reading
    issues = issues_by_row(reading)
    before = {row["row_no"]: row for row in contents["rows"]}
    after = {row.row: row for row in reading.rows}
    if any(row not in after for row, _ in edits) or not after.keys() <= before.keys():
        return row_vanished()
    edited = {row for row, _ in edits}
    changed = {
        number: row
        for number, row in after.items()
        if number in edited or differs(before[number], row, [issue.code for issue in issues.get(number, [])])
    }
    return Rejudged(contents, reading, changed)


def differs(before: Row, after: RowReading, codes: list[str]) -> bool:
    """Tell whether a row nobody touched is judged otherwise now: the row that it repeated was put right."""
    told = [issue["code"] for issue in before["issues"] if issue["code"] not in ("rewritten", "filled_in", "emptied")]
    return before["outcome"] != after.outcome.value or before["reasons"] != ",".join(after.reasons) or told != codes


def kept_corrections(
    office: Office, session: Session, campaign_id: str, judged: Rejudged, expected_version: int | None
) -> Effect | Refusal:
    """Write what changed, inside the command's transaction."""
    keys = {"campaign_id": campaign_id, "list_id": judged.list_id}
    card = session.rows("list/one", keys)[0]
    seen = judged.contents["card"]["version"]
    refusal = stale(card["version"], seen if expected_version is None else expected_version)
    refusal = refusal or stale(card["version"], seen) or transition_refused(card, "correct") or counted_row_held(judged)
    if refusal is not None:
        return refusal
    reseal_rows(office, session, campaign_id, judged)
    accepted = Accepted({}, {}, 0)
    if card["state"] == ListState.ACCEPTED:
        accepted = admitted(office, session, campaign_id, card, good_rows(judged))
    rewrite(session, keys, judged, accepted)
    counts = recounted(session, keys, card, judged)
    made = list(accepted.changes.values())
    answer = {
        "list_id": judged.list_id,
        "state": card["state"],
        "rows": sorted(judged.changed),
        "counts": counts | {name: made.count(name) for name in COUNTED},
    }
    return Effect(answer, judged.list_id, {"rows": len(judged.changed)} | answer["counts"])


def good_rows(judged: Rejudged) -> list[GoodRow]:
    """Return the changed rows that may be requests, each with the request that it already stands for."""
    subjects = {row["row_no"]: row["subject_id"] for row in judged.contents["rows"]}
    return [
        GoodRow(number, subjects[number], json_values(row))
        for number, row in sorted(judged.changed.items())
        if row.outcome in GOOD
    ]


def counted_row_held(judged: Rejudged) -> Refusal | None:
    """Refuse an edit that would hold back a row which already counts: its family would lose its place by a slip."""
    if judged.contents["card"]["state"] != ListState.ACCEPTED:
        return None
    good = {row["row_no"] for row in judged.contents["rows"] if row["outcome"] in [outcome.value for outcome in GOOD]}
    held = sorted(number for number, row in judged.changed.items() if row.outcome not in GOOD and number in good)
    return would_hold_back(held[0]) if held else None


def reseal_rows(office: Office, session: Session, campaign_id: str, judged: Rejudged) -> None:
    """Seal the changed rows anew, each under the key that it had."""
    issues = issues_by_row(judged.reading)
    subjects = {row["row_no"]: row["subject_id"] for row in judged.contents["rows"]}
    earlier = {row["row_no"]: row["issues"] for row in judged.contents["rows"]}
    records = []
    for number, row in judged.changed.items():
        record = sealed_row(row, issues.get(number, []))
        # What was rewritten before stays told: the receipt says everything that differs from the partner's file.
        told = [issue for issue in earlier[number] if issue["code"] in ("rewritten", "filled_in", "emptied")]
        again = {
            issue["column"] for issue in record["issues"] if issue["code"] in ("rewritten", "filled_in", "emptied")
        }
        record["issues"] = [issue for issue in told if issue["column"] not in again] + record["issues"]
        records.append((subjects[number], row_kind(judged.list_id), record))
    append_sealed(session, office.vault, campaign_id, records)


def rewrite(session: Session, keys: Mapping[str, Any], judged: Rejudged, accepted: Accepted) -> None:
    """Write the plain columns of the list's rows and issues again."""
    rows = session.rows("list/rows", keys)
    session.run("list/forget_rows", keys)
    fresh = [dict(keys) | rewritten_row(row, judged.changed.get(row["row_no"]), accepted) for row in rows]
    session.append("list_row", pa.Table.from_pylist(fresh, schema=ROW_SCHEMA))
    positions = {column["header"]: column["position"] for column in judged.contents["head"]["columns"]}
    session.run("list/forget_issues", keys)
    issues = [
        dict(keys) | {
            "issue_no": number, "row_no": issue.row, "column_no": positions.get(issue.column or ""), "code": issue.code,
            "severity": issue.severity,
        }
        for number, issue in enumerate(judged.reading.issues, start=1)
    ]  # fmt: skip
    if issues:
        session.append("list_issue", pa.Table.from_pylist(issues, schema=ISSUE_SCHEMA))


def rewritten_row(row: Row, after: RowReading | None, accepted: Accepted) -> Row:
    """Return the plain columns of one row as it stands now."""
    if after is None:
        return row
    return row | {
        "outcome": after.outcome.value,
        "reasons": ",".join(after.reasons),
        "change": accepted.changes.get(row["row_no"], row["change"]),
        "subject_id": accepted.moved.get(row["subject_id"], row["subject_id"]),
    }


def recounted(session: Session, keys: Mapping[str, Any], card: Row, judged: Rejudged) -> dict[str, int]:
    """Count the list again and free it from a breaker that no longer holds."""
    rows = session.rows("list/rows", keys)
    outcomes = [row["outcome"] for row in rows]
    changes = [row["change"] for row in rows]
    counts = {f"{outcome.value}_count": outcomes.count(outcome.value) for outcome in RowOutcome}
    counts |= {f"{change}_count": changes.count(change) for change in COUNTED}
    breaker = tripped_breaker(judged.reading)
    session.run(
        "list/recount",
        dict(keys) | counts | {"breaker": breaker.code if breaker else None, "version": card["version"]},
    )
    return {outcome.value: counts[f"{outcome.value}_count"] for outcome in RowOutcome}


def would_hold_back(row: int) -> Refusal:
    """Say that an edit would take a family's place away."""
    return Refusal(
        "would_hold_back",
        Sentence(
            f"Ligne {row} : cette demande est déjà prise en compte, et cette correction la mettrait en attente. "
            "Rien n'a été modifié. Écrivez une valeur complète, ou dites que la demande est retirée.",
            f"Row {row}: this request already counts, and this correction would hold it back. "
            "Nothing was changed. Write a complete value, or say that the request is withdrawn.",
        ),
    )


def row_vanished() -> Refusal:
    """Say that a row cannot be emptied on screen."""
    return Refusal(
        "row_vanished",
        Sentence(
            "Une ligne ne peut pas être vidée ni transformée en titre à l'écran. Rien n'a été modifié. "
            "Pour retirer une demande, dites qu'elle est retirée.",
            "A row cannot be emptied or turned into a title on screen. Nothing was changed. "
            "To remove a request, say that it is withdrawn.",
        ),
    )
