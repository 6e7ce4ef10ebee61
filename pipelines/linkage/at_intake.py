"""Tells, as a list arrives, which of its families another structure already asked for: yes or no, never who.

It joins nobody and decides nothing: households are recognised by `link`. Where the campaign has no frozen model, or the comparison
fails or takes too long, the list is received all the same, without this word.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.linkage.bands import bands_of
from pipelines.linkage.frozen import contents_of, kept_state, stage_ids
from pipelines.linkage.incremental import compared_batch
from pipelines.linkage.link import kept_model
from pipelines.linkage.match import custody
from pipelines.linkage.worker import Limit, Within, local_worker
from pipelines.office import Office
from pipelines.store.port import Row, Session

# A list of more families is not looked up as it arrives, nor waited for longer: `link` will tell.
MOST_ROWS = 20_000
PATIENCE = Limit(seconds=20.0)


def known_rows(office: Office, actor: Actor, campaign_id: str, list_id: str, scope: Scope) -> frozenset[int] | None:
    """Return the rows of an accepted list whose family another structure asked for, and remember them.

    Returns
    -------
    frozenset of int or None
        Row numbers; None where nobody looked.
    """
    try:
        found = looked_up(office, campaign_id, list_id)
    except Exception:
        # The list is in: whatever goes wrong in looking it up must not make its sender believe that it was not received.
        return None
    if found is None:
        return None
    command = Command("list.submit", actor, campaign_id, f"list.known:{list_id}", {"list_id": list_id}, scope)
    kept = perform(office, command, lambda session: remembered(session, campaign_id, list_id, found))
    return None if isinstance(kept, Refusal) else frozenset(row for row, (_, is_known) in found.items() if is_known)


def looked_up(office: Office, campaign_id: str, list_id: str) -> dict[int, tuple[str, bool]] | None:
    """Return row -> (request, whether another structure asked for its family)."""
    with office.store.reading() as session:
        model, state = kept_model(session, campaign_id), kept_state(session, campaign_id)
        if model is None or state is None:
            return None
        rows = session.rows("linkage/list_requests", {"campaign_id": campaign_id, "list_id": list_id})
        fresh = [row for row in rows if not row["is_compared"]]
        if len(fresh) > MOST_ROWS:
            return None
        child = Within(local_worker(), PATIENCE)
        batch = compared_batch(office, session, campaign_id, (model, state), fresh, executor=child)
        elsewhere = asked_elsewhere(session, campaign_id, fresh, batch.pairs)
    return {row["row_no"]: (row["request_id"], row["is_known"] or row["request_id"] in elsewhere) for row in rows}


def asked_elsewhere(session: Session, campaign_id: str, fresh: list[Row], pairs: pa.Table | None) -> set[str]:
    """Return the arriving requests that a sure pair ties to another structure's."""
    if pairs is None:
        return set()
    auto = bands_of(session, campaign_id).auto
    sure = pairs.filter(pc.and_(pc.greater_equal(pairs["weight"], auto), pc.invert(custody(pairs))))
    ends = list(zip(sure["left_id"].to_pylist(), sure["right_id"].to_pylist(), strict=True))
    arriving = {row["request_id"]: row["partner_id"] for row in fresh}
    others = contents_of(session, campaign_id, {request for pair in ends for request in pair} - set(arriving))
    partner: Mapping[str, str] = arriving | {row["request_id"]: row["partner_id"] for row in others}
    return {
        request for left, right in ends for request in (left, right)
        if request in arriving and partner.get(left, "") != partner.get(right, "")
    }  # fmt: skip


def remembered(session: Session, campaign_id: str, list_id: str, found: Mapping[int, tuple[str, bool]]) -> Effect:
    """Keep which requests are known, inside the command's transaction."""
    stage_ids(session, [request for request, _ in found.values()])
    session.run("linkage/forget_known", {"campaign_id": campaign_id})
    known = sorted({request for request, is_known in found.values() if is_known})
    if known:
        columns = {"campaign_id": [campaign_id] * len(known), "request_id": known}
        session.append("known_request", pa.table(columns))
    return Effect({"known": len(known)}, list_id, {"known": len(known)})
