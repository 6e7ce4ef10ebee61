"""Tells, once a list is in, which of its families another structure already asked for: yes or no, never who.

It joins nobody and decides nothing: households are recognised by `link`. Nothing is told before a list is in: who asks leaves
requests in its own name, and a line in the journal. Where the campaign was never compared, or the comparison fails or takes too
long, the list is received all the same, without this word.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from campaigns.access import Scope
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.linkage.bands import bands_of
from pipelines.linkage.frozen import State, contents_of, kept_state, stage_ids
from pipelines.linkage.incremental import compared_batch
from pipelines.linkage.link import kept_model
from pipelines.linkage.model import Model
from pipelines.linkage.told import MOST_VERSIONS, told_elsewhere
from pipelines.linkage.worker import Limit, Within, local_worker
from pipelines.office import Office
from pipelines.store.port import Row, Session

# A list of more families is not looked up as it arrives, nor waited for longer: `link` will tell.
MOST_ROWS = 5_000
PATIENCE = Limit(seconds=20.0)
LATER = Sentence(
    "Les familles connues d'une autre structure ne sont pas encore cherchées dans cette liste : elles le seront à la prochaine "
    "reconnaissance des foyers, et vous le lirez dans vos demandes. Rien n'est à refaire.",
    "Families that another structure knows are not looked for in this list yet: they will be when households are next "
    "recognised, and you will read it among your requests. Nothing is to be done again.",
)


@dataclass(frozen=True)
class Known:
    """The rows of a list whose family another structure asked for, None where nobody looked; why not, where it will be said later."""

    rows: frozenset[int] | None = None
    later: Sentence | None = None


def known_rows(office: Office, actor: Actor, campaign_id: str, list_id: str, scope: Scope, good: int) -> Known:
    """Look up the rows of an accepted list, and remember what was told.

    Parameters
    ----------
    good
        How many rows became requests: too many are left to `link`, before anything of the list is read.
    """
    try:
        frozen = compared_before(office, campaign_id)
        if frozen is None:
            return Known()
        if good > MOST_ROWS:
            return Known(later=LATER)
        found = looked_up(office, campaign_id, list_id, frozen)
    except Exception:
        # The list is in: whatever goes wrong in looking it up must not make its sender believe that it was not received.
        return Known(later=LATER)
    command = Command("list.submit", actor, campaign_id, f"list.known:{list_id}", {"list_id": list_id}, scope)
    kept = perform(office, command, lambda session: remembered(session, campaign_id, list_id, found))
    told = frozenset(row for row, (_, is_known) in found.items() if is_known)
    return Known(later=LATER) if isinstance(kept, Refusal) else Known(told)


def compared_before(office: Office, campaign_id: str) -> tuple[Model, State] | None:
    """Return what the last full comparison froze; None where there was none."""
    with office.store.reading() as session:
        model, state = kept_model(session, campaign_id), kept_state(session, campaign_id)
    return None if model is None or state is None else (model, state)


def looked_up(
    office: Office, campaign_id: str, list_id: str, frozen: tuple[Model, State]
) -> dict[int, tuple[str, bool]]:
    """Return row -> (request, whether it may be said that another structure asked for its family)."""
    with office.store.reading() as session:
        rows = session.rows("linkage/list_requests", {"campaign_id": campaign_id, "list_id": list_id})
        fresh = [row for row in rows if not row["is_compared"] and row["version"] <= MOST_VERSIONS]
        child = Within(local_worker(), PATIENCE)
        batch = compared_batch(office, session, campaign_id, frozen, fresh, executor=child)
        elsewhere = asked_elsewhere(session, campaign_id, fresh, batch.pairs)
    compared = {row["request_id"] for row in rows if row["is_compared"] and row["is_known"]}
    return {row["row_no"]: (row["request_id"], row["request_id"] in elsewhere | compared) for row in rows}


def asked_elsewhere(session: Session, campaign_id: str, fresh: list[Row], pairs: pa.Table | None) -> frozenset[str]:
    """Return the arriving requests of which it may be said that another structure knows their family."""
    if pairs is None:
        return frozenset()
    arriving = {row["request_id"]: row["partner_id"] for row in fresh}
    ends = {*pairs["left_id"].to_pylist(), *pairs["right_id"].to_pylist()}
    others = contents_of(session, campaign_id, ends - set(arriving))
    partner: Mapping[str, str] = arriving | {row["request_id"]: row["partner_id"] for row in others}
    return told_elsewhere(pairs, partner, bands_of(session, campaign_id).auto) & set(arriving)


def remembered(session: Session, campaign_id: str, list_id: str, found: Mapping[int, tuple[str, bool]]) -> Effect:
    """Keep which requests are known, inside the command's transaction; the journal says how many were asked about."""
    stage_ids(session, [request for request, _ in found.values()])
    session.run("linkage/forget_known", {"campaign_id": campaign_id})
    known = sorted({request for request, is_known in found.values() if is_known})
    if known:
        columns = {"campaign_id": [campaign_id] * len(known), "request_id": known}
        session.append("known_request", pa.table(columns))
    counted = {"asked": len(found), "known": len(known)}
    return Effect(counted, list_id, counted)
