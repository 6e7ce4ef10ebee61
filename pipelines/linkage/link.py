"""Recognises households in a campaign and keeps what it found: evidence, members, redirects, events, questions to a human.

Clear values are compared in the worker, in memory; only ids, levels, weights and keyed tokens are written here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.linkage.bands import bands_of
from pipelines.linkage.clustering import (
    BAND,
    CORRECTED,
    CUSTODY,
    GRANT,
    Doubt,
    Edge,
    Grouped,
    Known,
    grouped,
    strongest_first,
)
from pipelines.linkage.decisions import DIFFERENT, SAME, Decision, decisions_of
from pipelines.linkage.engine import Weighed
from pipelines.linkage.frozen import append_keys, append_requests, keep_frozen, kept_state, stage_ids
from pipelines.linkage.homes import homes_of
from pipelines.linkage.identities import clear_campaign, declared_contacts
from pipelines.linkage.incremental import Batch, arrivals, compared_batch
from pipelines.linkage.keeping import keep_homes, keep_questions
from pipelines.linkage.match import custody, edges_of
from pipelines.linkage.model import Model, model_of
from pipelines.linkage.normalise import NORM_VERSION
from pipelines.linkage.quality import tripped
from pipelines.linkage.told import MOST_ALIKE, MOST_VERSIONS
from pipelines.linkage.touched import regroup_touched
from pipelines.linkage.worker import weighed_in_worker
from pipelines.office import Office
from pipelines.store.port import Row, Session

# From this many requests on, a campaign teaches its own model; before, the documented one serves.
OWN_MODEL = 2_000


@dataclass(frozen=True)
class Compared:
    """What the worker found, with the model to keep where the campaign had none, and what each request said (its token)."""

    weighed: Weighed
    new_model: Model | None
    contents: Mapping[str, str]


def link_households(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Recognise the households of a campaign; running it again without new requests changes nothing.

    Returns
    -------
    dict or Refusal
        `requests` (that name people), `households`, `questions` (open ones), `merged`, `minted`, `hubs`, `moved`,
        `too_many_questions` (the new requests raise so many that somebody should look at their list first).
    """
    return linked_with(office, actor, campaign_id, "link.run", relearn=False)


def retrain(office: Office, actor: Actor, campaign_id: str, *, dry_run: bool = True) -> Row | Refusal:
    """Learn the campaign's model anew; dry, only say which requests would change household.

    Returns
    -------
    dict or Refusal
        As `link_households`, and `moved`: how many requests would change (or changed) household; `dry_run`.
    """
    if not dry_run:
        return linked_with(office, actor, campaign_id, "link.run", relearn=True)
    refusal = check_can(actor, "link.run", Scope())
    if refusal is not None:
        return refusal
    compared = compared_requests(office, campaign_id, relearn=True)
    with office.store.reading() as session:
        requests, known, _ = standing(session, campaign_id)
        bands = bands_of(session, campaign_id)
    found = grouped(requests, edges_of(compared.weighed, bands), known, bands)
    homes = homes_of(found.groups, known.home, known.granted, lambda: new_id(office.clock()))
    moved = sum(known.home.get(request) != home for request, home in homes.member_of.items())
    return {"requests": len(requests), "households": len(found.groups), "moved": moved, "dry_run": True,
            "questions": len(found.doubts)}  # fmt: skip


def linked_with(office: Office, actor: Actor, campaign_id: str, action: str, *, relearn: bool) -> Row | Refusal:
    """Compare in the worker, then write in one transaction; the right is checked before anything is opened."""
    command = Command(action, actor, campaign_id, f"{action}:{new_id(office.clock())}")
    if check_can(actor, action, command.scope) is not None:
        return perform(office, command, lambda session: Effect({}, campaign_id))
    if not relearn and (batch := arriving_batch(office, campaign_id)) is not None:
        return perform(office, command, lambda session: linked_batch(office, session, actor, campaign_id, batch))
    compared = compared_requests(office, campaign_id, relearn=relearn)
    with office.store.roomy():
        return perform(office, command, lambda session: linked(office, session, actor, campaign_id, compared))


def arriving_batch(office: Office, campaign_id: str) -> Batch | None:
    """Compare what arrived since the last comparison; None where everything must be compared.

    That is where there is no frozen model of the campaign's own, or where more arrived than was there.
    """
    with office.store.reading() as session:
        model, state = kept_model(session, campaign_id), kept_state(session, campaign_id)
        if model is None or state is None:
            return None
        contents, departed = arrivals(session, campaign_id)
        if len(contents) > state.requests:
            return None
        return compared_batch(office, session, campaign_id, (model, state), contents, departed)


def compared_requests(office: Office, campaign_id: str, *, relearn: bool) -> Compared:
    """Open the requests in memory and compare them in the worker."""
    with office.store.reading() as session:
        contents = session.table("linkage/contents", {"campaign_id": campaign_id})
        rows = clear_campaign(office, session, campaign_id, contents)
        declared = declared_contacts(office, session)
        kept = None if relearn else kept_model(session, campaign_id)
    learns = kept is None and len(rows) >= OWN_MODEL
    weighed = weighed_in_worker(
        rows, kept, None, declared, office.executor, fewest=OWN_MODEL, with_keys=learns or kept is not None
    )
    said = paired(contents, "request_id", "content_token")
    return Compared(weighed, weighed.model if learns else None, said)


def kept_model(session: Session, campaign_id: str) -> Model | None:
    """Return the campaign's own model, or None while it has none of this version's levels."""
    found = session.rows("linkage/model", {"campaign_id": campaign_id})
    model = model_of(found[0]["parameters"]) if found else None
    return model if model is not None and model.norm_version == NORM_VERSION else None


def standing(session: Session, campaign_id: str) -> tuple[list[str], Known, list[Doubt]]:
    """Return the requests to group, what is known about them, and the decisions whose rows were corrected since."""
    named = {"campaign_id": campaign_id}
    contents = paired(session.table("linkage/contents", named), "request_id", "content_token")
    made = [one for one in decisions_of(session, campaign_id) if {one.left, one.right} <= set(contents)]
    home = paired(session.table("household/members", named), "request_id", "household_id")
    granted = frozenset(row["household_id"] for row in session.rows("household/granted", named))
    known = Known(pairs_of(made, SAME), pairs_of(made, DIFFERENT), home, granted)
    changed = [Doubt(one.left, one.right, 0.0, CORRECTED) for one in made if one.is_stale(contents)]
    return sorted(contents), known, changed


def paired(table: pa.Table, key: str, value: str) -> dict[str, str]:
    """Return one column by another."""
    return dict(zip(table[key].to_pylist(), table[value].to_pylist(), strict=True))


def pairs_of(made: list[Decision], answer: str) -> frozenset[tuple[str, str]]:
    """Return the pairs that got an answer."""
    return frozenset((one.left, one.right) for one in made if one.answer == answer)


def linked(office: Office, session: Session, actor: Actor, campaign_id: str, compared: Compared) -> Effect:
    """Write the evidence, the households and the questions inside the command's transaction."""
    now, named = office.clock(), {"campaign_id": campaign_id}
    if compared.new_model is not None:
        keep_model(session, campaign_id, now, compared.new_model)
    session.run("linkage/forget_pairs", named)
    keep_evidence(session, campaign_id, compared.weighed.pairs, compared.weighed.model)
    keep_frozen(office, session, campaign_id, now, compared.weighed, compared.contents)
    keep_hubs(office, session, campaign_id, compared.weighed)
    requests, known, changed = standing(session, campaign_id)
    bands = bands_of(session, campaign_id)
    found = grouped(requests, edges_of(compared.weighed, bands), known, bands)
    homes = homes_of(found.groups, known.home, known.granted, lambda: new_id(now))
    moved = keep_homes(session, actor, campaign_id, now, known.home, homes, "linkage")
    session.run("household/close_questions", named)
    doubts = [*changed, *still_open(session, campaign_id, found)]
    asked = keep_questions(session, campaign_id, now, doubts, homes.member_of, known.granted)
    session.run("linkage/forget_all_known", named)
    keep_known(session, campaign_id, requests)
    counts = {
        "requests": len(requests), "households": len(found.groups), "questions": asked, "merged": len(homes.redirects),
        "minted": len(homes.minted), "hubs": len(compared.weighed.hubs), "moved": moved,
        "too_many_questions": tripped(asked, len(set(requests) - set(known.home))),
    }  # fmt: skip
    return Effect(counts, campaign_id, counts)


def linked_batch(office: Office, session: Session, actor: Actor, campaign_id: str, batch: Batch) -> Effect:
    """Write what a batch brought, and regroup the households that it touches."""
    now, named = office.clock(), {"campaign_id": campaign_id}
    gone = {*batch.contents, *batch.departed}
    stage_ids(session, gone)
    bands = bands_of(session, campaign_id)
    lost = session.rows("linkage/edges_touching", named | {"lowest": bands.review})
    for statement in ("forget_pairs_of", "forget_keys", "forget_requests"):
        session.run(f"linkage/{statement}", named)
    model = kept_model(session, campaign_id)
    if batch.keys is not None and model is not None:
        append_keys(office, session, campaign_id, batch.keys)
        append_requests(session, campaign_id, batch.contents)
        if batch.pairs is not None:
            keep_evidence(session, campaign_id, batch.pairs, model)
    touched = gone | {request for row in lost for request in (row["left_id"], row["right_id"])}
    homes, moved, asked = regroup_touched(session, actor, campaign_id, now, touched, bands, lambda: new_id(now))
    near = [batch.pairs[side].to_pylist() for side in ("left_id", "right_id")] if batch.pairs is not None else []
    keep_known(session, campaign_id, touched.union(*near))
    counts = {
        **session.rows("linkage/count", named)[0], "merged": len(homes.redirects), "minted": len(homes.minted), "moved": moved,
        "too_many_questions": tripped(asked, len(batch.contents)),
    }  # fmt: skip
    return Effect(counts, campaign_id, counts)


def still_open(session: Session, campaign_id: str, found: Grouped) -> list[Doubt]:
    """Return the doubts on pairs that nobody answered; « later » stays a question."""
    answered = answered_pairs(session, campaign_id)
    return [doubt for doubt in found.doubts if (min(doubt[:2]), max(doubt[:2])) not in answered]


def still_open_among(
    session: Session,
    campaign_id: str,
    near: list[Edge],
    home: Mapping[str, str],
    reasons: Mapping[frozenset[str], str],
) -> list[Doubt]:
    """Return the doubts that some pairs raise between the households as they stand, strongest first.

    Parameters
    ----------
    reasons
        Why a strong pair of two households was not joined (one bridge, too many requests); a grant where nothing is said.
    """
    auto = bands_of(session, campaign_id).auto
    made = [one for one in decisions_of(session, campaign_id) if {one.left, one.right} <= set(home)]
    apart = {frozenset((home[one.left], home[one.right])) for one in made if one.answer == DIFFERENT}
    answered = {(one.left, one.right) for one in made if one.answer in (SAME, DIFFERENT)}
    why = {
        edge: frozenset((home[edge.left], home[edge.right])) for edge in near if {edge.left, edge.right} <= set(home)
    }
    return [
        Doubt(edge.left, edge.right, edge.weight,
              CUSTODY if edge.custody else BAND if edge.weight < auto else reasons.get(why[edge], GRANT))
        for edge in sorted(near, key=strongest_first)
        if edge.left in home and edge.right in home and (edge.left, edge.right) not in answered
        and frozenset((home[edge.left], home[edge.right])) not in apart
    ]  # fmt: skip


def answered_pairs(session: Session, campaign_id: str) -> set[tuple[str, str]]:
    """Return the pairs of requests that got an answer which stands."""
    return {(one.left, one.right) for one in decisions_of(session, campaign_id) if one.answer in (SAME, DIFFERENT)}


def keep_model(session: Session, campaign_id: str, now: datetime, model: Model) -> None:
    """Freeze a model with the campaign."""
    session.run(
        "linkage/insert_model",
        {"campaign_id": campaign_id, "model_id": new_id(now), "made_at": now, "trained_on": model.trained_on,
         "parameters": model.to_json()},
    )  # fmt: skip


def keep_evidence(session: Session, campaign_id: str, found: pa.Table, model: Model) -> None:
    """Keep the evidence of pairs that may be asked about."""
    if not len(found):
        return
    pairs = found.append_column("custody", custody(found))
    pairs = pairs.append_column("campaign_id", pa.array([campaign_id] * len(pairs), pa.string()))
    prior = pa.array([round(model.prior_bits, 2)] * len(pairs), pa.float64())
    session.append("pair_evidence", pairs.append_column("prior_bits", prior))


def keep_known(session: Session, campaign_id: str, requests: Iterable[str]) -> None:
    """Remember of which of some requests it may be said that another structure knows their family."""
    stage_ids(session, requests)
    session.run("linkage/forget_known", {"campaign_id": campaign_id})
    told = {"auto": bands_of(session, campaign_id).auto, "most": MOST_ALIKE, "versions": MOST_VERSIONS}
    session.run("linkage/keep_known", {"campaign_id": campaign_id, **told})


def keep_hubs(office: Office, session: Session, campaign_id: str, weighed: Weighed) -> None:
    """Keep the tokens of the contacts that join nobody."""
    session.run("linkage/forget_hubs", {"campaign_id": campaign_id})
    said = {(row["kind"], row["token"]) for row in session.rows("linkage/hubs", {"campaign_id": campaign_id})}
    found = sorted({(kind, office.vault.token(campaign_id, kind, value)) for kind, value in weighed.hubs} - said)
    if found:
        columns = {"kind": [kind for kind, _ in found], "token": [token for _, token in found],
                   "campaign_id": [campaign_id] * len(found), "source": ["auto"] * len(found)}  # fmt: skip
        session.append("contact_hub", pa.table(columns))
