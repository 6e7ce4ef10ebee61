"""Keeps what a full comparison learnt, so that later requests are compared with few others: keyed tokens, shares, ids.

No name, contact or address is written here in clear: keys and common names as keyed tokens, a shelter's address as the id of a
request that has it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from pipelines.linkage.engine import Weighed
from pipelines.office import Office
from pipelines.store.port import Row, Session

KEPT = ("state", "request", "key", "rarity", "residence")
# Facts on the whole campaign that stand among the rarities.
WHOLE = (("one", ""), ("first_u", ""))
BLOCK = "block"
# Tokens are made so many at a time, to hold few of them twice.
AT_ONCE = 500_000


@dataclass(frozen=True)
class State:
    """What a batch needs to know of the last full comparison: how many requests it saw, how many may share a weak key."""

    requests: int
    weak_keys: Mapping[str, int]


def kept_state(session: Session, campaign_id: str) -> State | None:
    """Return what the last full comparison froze; None where there was none, or the campaign was too small."""
    found = session.rows("linkage/state", {"campaign_id": campaign_id})
    return State(found[0]["requests"], json.loads(found[0]["weak_keys"])) if found else None


def forget_frozen(session: Session, campaign_id: str) -> None:
    """Forget what was frozen of a campaign."""
    for name in KEPT:
        session.run(f"linkage/forget_all_{name}", {"campaign_id": campaign_id})


def keep_frozen(
    office: Office, session: Session, campaign_id: str, now: datetime, weighed: Weighed, contents: Mapping[str, str]
) -> None:
    """Put what a full comparison learnt in place of what was kept.

    Parameters
    ----------
    contents
        request_id -> token of what it said when it was compared.
    """
    forget_frozen(session, campaign_id)
    if weighed.keys is None or weighed.weak_keys is None:
        return
    weak = {row["kind"]: row["most"] for row in weighed.weak_keys.to_pylist()}
    state = {"frozen_at": now, "requests": len(contents), "weak_keys": json.dumps(weak, sort_keys=True)}
    session.run("linkage/insert_state", {"campaign_id": campaign_id, **state})
    append_keys(office, session, campaign_id, weighed.keys)
    append_requests(session, campaign_id, contents)
    rarity = weighed.rarity
    session.append("linkage_rarity", pa.table({
        "campaign_id": pa.array([campaign_id] * len(rarity), pa.string()),
        "kind": rarity["kind"],
        "token": pa.array(word_tokens(office, campaign_id, rarity), pa.string()),
        "share": rarity["share"],
    }))  # fmt: skip
    homes = weighed.residences
    session.append("linkage_residence", pa.table({
        "campaign_id": pa.array([campaign_id] * len(homes), pa.string()),
        "partner_id": homes["partner"], "request_id": homes["request_id"],
    }))  # fmt: skip


def append_requests(session: Session, campaign_id: str, contents: Mapping[str, str]) -> None:
    """Remember which requests were compared, and what they said."""
    session.append("linkage_request", pa.table({
        "campaign_id": pa.array([campaign_id] * len(contents), pa.string()),
        "request_id": pa.array(list(contents), pa.string()),
        "content_token": pa.array(list(contents.values()), pa.string()),
    }))  # fmt: skip


def append_keys(office: Office, session: Session, campaign_id: str, keys: pa.Table) -> None:
    """Keep the keyed tokens of some requests."""
    for start in range(0, len(keys), AT_ONCE):
        some = keys.slice(start, AT_ONCE)
        session.append("linkage_key", pa.table({
            "campaign_id": pa.array([campaign_id] * len(some), pa.string()),
            "request_id": some["request_id"],
            "token": pa.array(key_tokens(office, campaign_id, some), pa.int64()),
        }))  # fmt: skip


def key_tokens(office: Office, campaign_id: str, keys: pa.Table) -> list[int]:
    """Return the keyed token of each key as a number of 64 bits: shorter than text, for tables of millions of keys."""
    tokens = office.vault.tokens(campaign_id, BLOCK, map(str, keys["digest"].to_pylist()))
    return [int.from_bytes(bytes.fromhex(token[:16]), "big", signed=True) for token in tokens if token is not None]


def word_tokens(office: Office, campaign_id: str, words: pa.Table) -> list[str]:
    """Return the keyed token of each name or place, by its kind."""
    pairs = zip(words["kind"].to_pylist(), words["value"].to_pylist(), strict=True)
    return [office.vault.token(campaign_id, f"word|{kind}", value) for kind, value in pairs]


def rarity_of(office: Office, session: Session, campaign_id: str, words: pa.Table) -> pa.Table:
    """Return `kind, value, share` of those of some names and places that are common, with the facts on the whole campaign."""
    asked = {*zip(words["kind"].to_pylist(), words["value"].to_pylist(), strict=True), *WHOLE}
    named = pa.table({"kind": [kind for kind, _ in sorted(asked)], "value": [value for _, value in sorted(asked)]})
    tokens = word_tokens(office, campaign_id, named)
    session.stage("arriving_word", pa.table({"kind": named["kind"], "token": pa.array(tokens, pa.string())}))
    value = dict(zip(zip(named["kind"].to_pylist(), tokens, strict=True), named["value"].to_pylist(), strict=True))
    found = session.rows("linkage/rarity_among", {"campaign_id": campaign_id})
    return pa.table({
        "kind": pa.array([row["kind"] for row in found], pa.string()),
        "value": pa.array([value[row["kind"], row["token"]] for row in found], pa.string()),
        "share": pa.array([row["share"] for row in found], pa.float64()),
    })  # fmt: skip


def hubs_of(
    office: Office, session: Session, campaign_id: str, contacts: Sequence[tuple[str, str]]
) -> tuple[tuple[str, str], ...]:
    """Return those of some contacts that join nobody."""
    value = {(kind, office.vault.token(campaign_id, kind, contact)): contact for kind, contact in contacts}
    staged = sorted(value)
    session.stage("arriving_contact", pa.table({
        "kind": pa.array([kind for kind, _ in staged], pa.string()),
        "token": pa.array([token for _, token in staged], pa.string()),
    }))  # fmt: skip
    found = session.rows("linkage/hubs_among", {"campaign_id": campaign_id})
    return tuple((row["kind"], value[row["kind"], row["token"]]) for row in found)


def stage_ids(session: Session, ids: Iterable[str]) -> None:
    """Stage request ids as `among_request`."""
    session.stage("among_request", pa.table({"request_id": pa.array(sorted(set(ids)), pa.string())}))


def contents_of(session: Session, campaign_id: str, ids: Iterable[str]) -> list[Row]:
    """Return the plain columns of some requests that name people; those withdrawn are absent."""
    stage_ids(session, ids)
    return session.rows("linkage/contents_of", {"campaign_id": campaign_id})


def forget_keys(session: Session, campaign_id: str, ids: Iterable[str]) -> None:
    """Forget by what some requests were found, at once: nobody may find a family that left, or was erased.

    Their pairs and households follow at the next `link`, which sees that they left.
    """
    stage_ids(session, ids)
    for statement in ("linkage/forget_keys", "linkage/forget_known"):
        session.run(statement, {"campaign_id": campaign_id})
