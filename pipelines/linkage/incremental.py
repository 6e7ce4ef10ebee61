"""Matches arriving requests against a campaign that was compared before, and regroups only the households they touch.

Under the same frozen model the answer is that of comparing everything again. A corrected request leaves its keys and pairs, a
withdrawn one too. Clear values are opened for the arrivals and for those that share a key with them, nobody else.
"""

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import pyarrow as pa

from pipelines.linkage.batch import Residents, contacts_in, keys_of_batch, read_batch, weighed_batch
from pipelines.linkage.engine import Contact
from pipelines.linkage.frozen import State, contents_of, hubs_of, key_tokens, rarity_of, stage_ids
from pipelines.linkage.identities import clear_rows, declared_contacts
from pipelines.linkage.model import Model
from pipelines.linkage.worker import local_worker
from pipelines.office import Office
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Batch:
    """What a batch of arriving requests brought: their pairs with others, their keys, what they said; and who left."""

    contents: Mapping[str, str]
    departed: tuple[str, ...]
    pairs: pa.Table | None = None
    keys: pa.Table | None = None


def arrivals(session: Session, campaign_id: str) -> tuple[list[Row], tuple[str, ...]]:
    """Return the requests never compared as they stand, and those compared that are no longer there."""
    # Asked at once: each of the two is a join of all requests with all that were compared.
    found = session.rows("linkage/changes", {"campaign_id": campaign_id})
    there = [{name: row[name] for name in row if name != "is_there"} for row in found if row["is_there"]]
    return there, tuple(row["request_id"] for row in found if not row["is_there"])


def compared_batch(
    office: Office, session: Session, campaign_id: str, frozen: tuple[Model, State], contents: list[Row],
    departed: tuple[str, ...] = (), executor: Executor | None = None,
) -> Batch:  # fmt: skip
    """Compare arriving requests with those that share a key with them.

    Parameters
    ----------
    contents
        The requests that `arrivals` returns, or some of them.
    departed
        Requests that must not be found any more.
    """
    model, state = frozen
    said = {row["request_id"]: row["content_token"] for row in contents}
    if not said:
        return Batch(said, departed)
    run = (executor or local_worker()).submit
    residents, declared = residents_of(office, session, campaign_id), declared_contacts(office, session)
    rows = clear_rows(office, session, campaign_id, contents)
    arriving = run(read_batch, rows, residents).result()
    hubs = shared_contacts(office, session, campaign_id, arriving.nodes, declared)
    keys = run(keys_of_batch, arriving.nodes, hubs).result()
    found = candidates(office, session, campaign_id, keys, state, {*said, *departed})
    if not found:
        return Batch(said, departed, None, keys)
    others = contents_of(session, campaign_id, {row["other"] for row in found} - set(said))
    there = {row["request_id"] for row in others} | set(said)
    pairs = pa.Table.from_pylist([row for row in found if row["other"] in there], schema=ENDS)
    stored = run(read_batch, clear_rows(office, session, campaign_id, others), residents).result()
    nodes = pa.concat_tables([arriving.nodes, stored.nodes])
    hubs = shared_contacts(office, session, campaign_id, nodes, declared)
    rarity = rarity_of(office, session, campaign_id, pa.concat_tables([arriving.words, stored.words]))
    weighed = run(weighed_batch, nodes, pairs, hubs, model, rarity).result()
    return Batch(said, departed, weighed, keys)


ENDS = pa.schema([("one", pa.string()), ("other", pa.string())])


def residents_of(office: Office, session: Session, campaign_id: str) -> Residents:
    """Return the structures that house their families, with a request that lives where they do."""
    kept = session.rows("linkage/residences", {"campaign_id": campaign_id})
    contents = contents_of(session, campaign_id, [row["request_id"] for row in kept])
    there = {row["request_id"] for row in contents}
    homes = [row for row in kept if row["request_id"] in there]
    table = pa.table({
        "partner": pa.array([row["partner_id"] for row in homes], pa.string()),
        "request_id": pa.array([row["request_id"] for row in homes], pa.string()),
    })  # fmt: skip
    return Residents(table, clear_rows(office, session, campaign_id, contents))


def shared_contacts(
    office: Office, session: Session, campaign_id: str, nodes: pa.Table, declared: tuple[Contact, ...]
) -> tuple[Contact, ...]:
    """Return the contacts of some nodes that join nobody: found shared by the full comparison, or declared by a partner."""
    contacts = contacts_in(nodes)
    return tuple(sorted({*hubs_of(office, session, campaign_id, contacts), *(set(contacts) & set(declared))}))


def candidates(
    office: Office, session: Session, campaign_id: str, keys: pa.Table, state: State, replaced: Iterable[str]
) -> list[Row]:
    """Return the pairs `one, other` that share a key which few share; `replaced` requests count as they arrive, not as stored."""
    facts = zip(keys["kind"].to_pylist(), keys["most"].to_pylist(), keys["is_weak"].to_pylist(), strict=True)
    most = [state.weak_keys.get(kind, usual) if is_weak else usual for kind, usual, is_weak in facts]
    session.stage("arriving_key", pa.table({
        "request_id": keys["request_id"],
        "token": pa.array(key_tokens(office, campaign_id, keys), pa.int64()),
        "most": pa.array(most, pa.int64()),
    }))  # fmt: skip
    stage_ids(session, replaced)
    return session.rows("linkage/candidates", {"campaign_id": campaign_id})
