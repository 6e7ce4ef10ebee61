"""What the page of received lists reads beside the lists: their sums, and one list's rows in reading order.

A row is shown without the names, contacts and births it holds. This module must never decide on a list.
"""

from collections.abc import Sequence

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, RowOutcome
from campaigns.model.outcome import Refusal
from pipelines.intake.lists import list_contents
from pipelines.intake.repairs import repairs_of
from pipelines.office import Office
from pipelines.sightings import note_sight
from pipelines.store.port import Row

TERMS = ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")
# Rows that need a person come first.
READING_ORDER = {RowOutcome.REJECTED: 0, RowOutcome.WARNED: 1, RowOutcome.ACCEPTED: 2}
SHOWN = (
    "partner_reference", "commune_code", "postcode", "children_count", "students_count", "housing_kind", "device_situation",
    "connection_situation", "need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection",
    "households_count",
)  # fmt: skip


def list_sums(lists: Sequence[Row]) -> Row:
    """Add up the lists that a reader may see, those in review first.

    Returns
    -------
    dict
        `lists` (in reading order), `total`, `in_review` (lists), `rows_in_review` (good rows that wait), `counts` (the row
        equation of all of them).
    """
    waiting = [row for row in lists if row["state"] == ListState.IN_REVIEW]
    others = [row for row in lists if row["state"] != ListState.IN_REVIEW]
    return {
        "lists": [*waiting, *others],
        "total": len(lists),
        "in_review": len(waiting),
        "rows_in_review": sum(row["accepted_count"] + row["warned_count"] for row in waiting),
        "counts": {term: sum(row[f"{term}_count"] for row in lists) for term in TERMS},
    }


def list_for_review(office: Office, actor: Actor, campaign_id: str, list_id: str) -> Row | Refusal:
    """Return a list to be decided on: `card`, `counts` (the row equation) and `rows`, issues first.

    Returns
    -------
    dict or Refusal
        A row holds row_no, outcome, change, `issues` (sentences fr and en), and of its values only those that name nobody.
    """
    contents = list_contents(office, actor, campaign_id, list_id)
    if isinstance(contents, Refusal):
        return contents
    card = contents["card"]
    ordered = sorted(contents["rows"], key=lambda row: (READING_ORDER[RowOutcome(row["outcome"])], row["row_no"]))
    return {
        "card": card,
        "counts": {term: card[f"{term}_count"] for term in TERMS},
        "rows": [shown_row(row) for row in ordered],
    }


def list_repairs(office: Office, actor: Actor, campaign_id: str, list_id: str) -> Row | Refusal:
    """Return what can be put right in a kept list, for who may read what stands in its cells.

    Returns
    -------
    dict or Refusal
        `card`, `repairs` (`intake.repairs.Repair`, those that hold back most rows first).
    """
    contents = list_contents(office, actor, campaign_id, list_id)
    if isinstance(contents, Refusal):
        return contents
    card = contents["card"]
    refusal = check_can(actor, "identity.read", Scope(card["partner_id"], card["department_code"]))
    if refusal is not None:
        return refusal
    note_sight(office, actor, campaign_id, list_id, Scope(card["partner_id"], card["department_code"]))
    rows = [row | {"row": row["row_no"]} for row in contents["rows"] if row["cells"]]
    return {"card": card, "repairs": repairs_of(contents["head"].get("columns", []), rows)}


def shown_row(row: Row) -> Row:
    """Return what may be shown of a row to somebody who did not write it."""
    values = row["values"]
    return {
        "row_no": row["row_no"], "outcome": row["outcome"], "change": row["change"],
        "issues": [{"fr": issue["fr"], "en": issue["en"], "code": issue["code"]} for issue in row["issues"]],
        **{name: values.get(name) for name in SHOWN},
    }  # fmt: skip
