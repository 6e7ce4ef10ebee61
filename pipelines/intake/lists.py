"""The life of a received list: in review, accepted or refused; and its views for the partner and the coordinator.

A list is never deleted; refusing it leaves its rows readable with the reason.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.lifecycle import next_state
from campaigns.model.actor import Actor
from campaigns.model.codes import ListState, RowOutcome
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform, stale
from pipelines.intake.admission import GoodRow, admit
from pipelines.intake.list_rows import LIST_HEAD, ROW_SCHEMA, row_kind
from pipelines.intake.versions import replaced_lists
from pipelines.linkage.at_intake import known_rows
from pipelines.linkage.keys import match_key
from pipelines.office import Office
from pipelines.sealing import append_sealed, unsealed
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Accepted:
    """What good rows became: row number -> new, unchanged or corrected; subject -> the request that it turned out to be;
    how many families of earlier versions are asked about.
    """

    changes: dict[int, str]
    moved: dict[str, str]
    absent: int


def decide_list(
    office: Office, session: Session, actor: Actor, campaign_id: str, card: Row, good: Sequence[GoodRow]
) -> Accepted:
    """Accept the good rows of a list in the caller's transaction."""
    accepted = admitted(office, session, campaign_id, card, good)
    rewrite_rows(session, campaign_id, card["list_id"], accepted)
    made = Counter(accepted.changes.values())
    note_decision(office, session, actor, campaign_id, card["list_id"], card["version"], made)
    return accepted


def note_decision(
    office: Office,
    session: Session,
    actor: Actor,
    campaign_id: str,
    list_id: str,
    version: int,
    made: Mapping[str, int],
) -> None:
    """Note on a list that it was accepted, and how many rows were new, unchanged and corrected."""
    counted = {f"{kind}_count": made.get(kind, 0) for kind in ("new", "unchanged", "corrected")}
    session.run(
        "list/decide",
        counted | {
            "campaign_id": campaign_id, "list_id": list_id, "version": version, "refuse_reason": None,
            "state": ListState.ACCEPTED.value, "decided_at": office.clock(), "decided_by": actor.user_id,
        },
    )  # fmt: skip


def admitted(office: Office, session: Session, campaign_id: str, card: Row, good: Sequence[GoodRow]) -> Accepted:
    """Make requests of good rows, and seal each row under the request that it belongs to."""
    decided = admit(office, session, campaign_id, card["partner_id"], card["list_id"], card["received_at"], good)
    pairs = list(zip(good, decided.made, strict=True))
    # Two equal rows stand behind one request: the first is sealed under it, the other keeps the key it came with.
    first = {made.request_id: row.subject_id for row, made in reversed(pairs)}
    moved = {subject: request_id for request_id, subject in first.items() if subject != request_id}
    reseal(office, session, campaign_id, card["list_id"], moved)
    return Accepted({row.row_no: made.change for row, made in pairs}, moved, len(decided.absent))


def reseal(office: Office, session: Session, campaign_id: str, list_id: str, moved: dict[str, str]) -> None:
    """Seal rows again under the request they turned out to belong to, and destroy the keys made for them meanwhile."""
    if not moved:
        return
    kind = row_kind(list_id)
    records = unsealed(session, office.vault, campaign_id, kind, moved)
    append_sealed(session, office.vault, campaign_id, [(moved[old], kind, record) for old, record in records.items()])
    session.stage("arriving_sealed", pa.table({"subject_id": list(moved), "kind": [kind] * len(moved)}))
    session.run("vault/forget", {"campaign_id": campaign_id})


def rewrite_rows(session: Session, campaign_id: str, list_id: str, accepted: Accepted) -> None:
    """Note on each row what it became and whose it is."""
    keys: dict[str, object] = {"campaign_id": campaign_id, "list_id": list_id}
    rows = session.rows("list/rows", keys)
    session.run("list/forget_rows", keys)
    fresh = [
        keys
        | row
        | {
            "change": accepted.changes.get(row["row_no"]),
            "subject_id": accepted.moved.get(row["subject_id"], row["subject_id"]),
        }
        for row in rows
    ]
    session.append("list_row", pa.Table.from_pylist(fresh, schema=ROW_SCHEMA))


def accept_list(
    office: Office, actor: Actor, campaign_id: str, list_id: str, expected_version: int | None = None
) -> Row | Refusal:
    """Accept the good rows of a list in review; the rows to correct stay with the partner."""
    card = list_card(office, actor, campaign_id, list_id)
    if isinstance(card, Refusal):
        return card
    with office.store.reading() as session:
        good = reviewed_rows(office, session, campaign_id, list_id)

    def write(session: Session) -> Effect | Refusal:
        current = session.rows("list/one", {"campaign_id": campaign_id, "list_id": list_id})[0]
        refusal = stale(current["version"], expected_version) or transition_refused(current, "accept")
        if refusal is not None:
            return refusal
        accepted = decide_list(office, session, actor, campaign_id, current, good)
        made = list(accepted.changes.values())
        counts = {kind: made.count(kind) for kind in ("new", "unchanged", "corrected")} | {"absent": accepted.absent}
        return Effect({"list_id": list_id, "state": "accepted", "counts": counts}, list_id, counts)

    scope = Scope(card["partner_id"], card["department_code"])
    command = Command(
        "list.accept", actor, campaign_id, f"list.accept:{list_id}:{seen_version(card, expected_version)}", {"list_id": list_id}, scope
    )  # fmt: skip
    accepted = perform(office, command, write)
    if not isinstance(accepted, Refusal):
        known_rows(office, actor, campaign_id, list_id, scope, len(good))
    return accepted


def seen_version(card: Row, expected_version: int | None) -> int:
    """Return the version that the sender looked at: sent again after a lost answer, a command keeps its key."""
    return int(card["version"]) if expected_version is None else expected_version


def refuse_list(
    office: Office, actor: Actor, campaign_id: str, list_id: str, reason: str, expected_version: int | None = None
) -> Row | Refusal:
    """Refuse a list in review with a reason code that the partner reads; none of its rows becomes a request."""
    card = list_card(office, actor, campaign_id, list_id)
    if isinstance(card, Refusal):
        return card

    def write(session: Session) -> Effect | Refusal:
        current = session.rows("list/one", {"campaign_id": campaign_id, "list_id": list_id})[0]
        refusal = stale(current["version"], expected_version) or transition_refused(current, "refuse")
        if refusal is not None:
            return refusal
        session.run(
            "list/decide",
            {
                "campaign_id": campaign_id, "list_id": list_id, "version": current["version"], "refuse_reason": reason,
                "state": ListState.REFUSED.value, "decided_at": office.clock(), "decided_by": actor.user_id,
                "new_count": 0, "unchanged_count": 0, "corrected_count": 0,
            },
        )  # fmt: skip
        return Effect({"list_id": list_id, "state": "refused"}, list_id, {"reason": reason})

    command = Command(
        "list.refuse", actor, campaign_id, f"list.refuse:{list_id}:{seen_version(card, expected_version)}", {"list_id": list_id, "reason": reason},
        Scope(card["partner_id"], card["department_code"]),
    )  # fmt: skip
    return perform(office, command, write)


def replace_waiting(
    office: Office, session: Session, actor: Actor, campaign_id: str, partner_id: str, arriving: Callable[[], Set[str]]
) -> list[str]:
    """Close the lists that still wait for a review and of which this one is a new version; returns their ids.

    Parameters
    ----------
    arriving
        Gives the match tokens of the good rows of the new list; asked only when a list waits.

    Notes
    -----
    More than half of a list's good rows must come again, by reference or by the people named: the rule of lists already
    accepted.
    """
    waiting_lists = session.rows("list/waiting", {"campaign_id": campaign_id, "partner_id": partner_id})
    tokens = arriving() if waiting_lists else frozenset()
    replaced = []
    for waiting in waiting_lists:
        keys = {match_key(row.values) for row in reviewed_rows(office, session, campaign_id, waiting["list_id"])}
        good = {office.vault.token(campaign_id, f"match|{partner_id}", key) for key in keys}
        if not replaced_lists({waiting["list_id"]: good}, tokens):
            continue
        session.run(
            "list/decide",
            {
                "campaign_id": campaign_id, "list_id": waiting["list_id"], "version": waiting["version"], "refuse_reason": None,
                "state": ListState.REPLACED.value, "decided_at": office.clock(), "decided_by": actor.user_id,
                "new_count": 0, "unchanged_count": 0, "corrected_count": 0,
            },
        )  # fmt: skip
        replaced.append(waiting["list_id"])
    return replaced


def transition_refused(card: Row, action: str) -> Refusal | None:
    """Return why a list cannot take this step now."""
    answer = next_state("list", card["state"], action)
    return answer if isinstance(answer, Refusal) else None


def reviewed_rows(office: Office, session: Session, campaign_id: str, list_id: str) -> list[GoodRow]:
    """Return the good rows of a list from the vault."""
    good = (RowOutcome.ACCEPTED.value, RowOutcome.WARNED.value)
    rows = session.rows("list/rows", {"campaign_id": campaign_id, "list_id": list_id})
    wanted = [row for row in rows if row["outcome"] in good]
    records = unsealed(session, office.vault, campaign_id, row_kind(list_id), {row["subject_id"] for row in wanted})
    return [
        GoodRow(row["row_no"], row["subject_id"], records[row["subject_id"]]["values"])
        for row in wanted
        if row["subject_id"] in records
    ]


def list_card(office: Office, actor: Actor, campaign_id: str, list_id: str) -> Row | Refusal:
    """Return one list with its partner and counts."""
    with office.store.reading() as session:
        found = session.rows("list/one", {"campaign_id": campaign_id, "list_id": list_id})
    if not found:
        return unknown_list(list_id)
    scope = Scope(found[0]["partner_id"], found[0]["department_code"])
    return check_can(actor, "list.read", scope) or found[0]


def unknown_list(list_id: str) -> Refusal:
    """Say that there is no such list."""
    return Refusal(
        "unknown_list",
        Sentence(
            f"La liste « {list_id} » n'existe pas dans cette campagne. Vérifiez sa référence.",
            f"There is no list “{list_id}” in this campaign. Check its reference.",
        ),
    )


def all_lists(office: Office, actor: Actor, campaign_id: str) -> list[Row]:
    """Return the lists that the actor may see, newest first, with partner and counts."""
    with office.store.reading() as session:
        rows = session.rows("list/all", {"campaign_id": campaign_id})
    return [
        row for row in rows if check_can(actor, "list.read", Scope(row["partner_id"], row["department_code"])) is None
    ]


def list_contents(office: Office, actor: Actor, campaign_id: str, list_id: str) -> Row | Refusal:
    """Return a list opened for who may read it: `card, head, rows`.

    Returns
    -------
    dict or Refusal
        `rows` holds every physical data row: row_no, outcome, reasons, change, subject_id, cells, values, issues; a row
        whose family was erased has no cells.
    """
    card = list_card(office, actor, campaign_id, list_id)
    if isinstance(card, Refusal):
        return card
    with office.store.reading() as session:
        rows = session.rows("list/rows", {"campaign_id": campaign_id, "list_id": list_id})
        data = [row for row in rows if row["kind"] == "data"]
        records = unsealed(session, office.vault, campaign_id, row_kind(list_id), {row["subject_id"] for row in data})
        head = unsealed(session, office.vault, campaign_id, LIST_HEAD, [list_id]).get(list_id, {})
    empty: dict[str, Any] = {"cells": [], "values": {}, "issues": []}
    return {"card": card, "head": head, "rows": [row | records.get(row["subject_id"], empty) for row in data]}


def file_gone(contents: Row) -> Refusal | None:
    """Refuse what needs a received file that was let go: thirty days passed, or a family was erased from it meanwhile."""
    if contents["head"]:
        return None
    return Refusal(
        "file_is_gone",
        Sentence(
            "Le fichier de cette liste n'est plus gardé : ses lignes ne se relisent plus. Rien n'a été modifié. Les demandes "
            "déjà reçues restent ; pour en corriger une, la structure envoie une nouvelle liste.",
            "The file of this list is no longer kept: its rows cannot be read again. Nothing was changed. Requests already "
            "received stay; to correct one, the structure sends a new list.",
        ),
    )
