"""Sends the families that ask for help to workshops, notes who came, and gives places back.

Places are taken in the same transaction as the referral (`places`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from campaigns.access import Scope, can, check_can
from campaigns.model.actor import Actor
from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import parse_policy
from campaigns.referrals import BEFORE, HOLDING, REACH_KM, Asking, Offer, Referrals, refer
from geo.distances import reach_table
from pipelines.commands import Command, Effect, perform
from pipelines.help.places import drop_withdrawn, move, take
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.partners import partner_scope
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.store.port import Row, Session

SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("campaign_id", "referral_id", "request_id", "code", "state")]
    + [("held_on", pa.date32()), ("km", pa.float64()), ("referred_at", pa.timestamp("us"))]
)


@dataclass(frozen=True)
class Waiting:
    """The families that wait for a workshop, by rank, and how many asked."""

    asked: int
    families: tuple[Asking, ...]


def refer_families(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Send every family that waits for help to the nearest day with a free place, by rank.

    Places of families that were withdrawn since are given back first. Done again, it changes nothing.

    Returns
    -------
    dict or Refusal
        `asked` (families that ask for help), `referred` (sent now), `given_back` (places), `left` {reason: families}.
    """
    command = Command("referral.make", actor, campaign_id, f"referral.make:{new_id(office.clock())}")
    return perform(office, command, lambda session: write_referrals(office, session, campaign_id))


def write_referrals(office: Office, session: Session, campaign_id: str) -> Effect | Refusal:
    """Give places back, then send who waits."""
    given_back = drop_withdrawn(session, campaign_id)
    waiting = waiting_families(office, session, campaign_id)
    if isinstance(waiting, Refusal):
        return waiting
    found = referrals_of(office, session, campaign_id, waiting.families)
    for (code, held_on), places in sorted(Counter(made.day for made in found.made).items()):
        take(session, campaign_id, code, held_on, places)
    now = office.clock()
    rows = [
        {
            "campaign_id": campaign_id, "referral_id": new_id(now), "request_id": made.request_id, "code": made.day[0],
            "held_on": made.day[1], "km": made.km, "state": ReferralState.REFERRED.value, "referred_at": now,
        }
        for made in found.made
    ]  # fmt: skip
    if rows:
        session.append("referral", pa.Table.from_pylist(rows, schema=SCHEMA))
    left = dict(sorted(Counter(reason.value for reason in found.left.values()).items()))
    counts = {"asked": waiting.asked, "referred": len(rows), "given_back": given_back, "left": left}
    return Effect(counts, "referral", counts)


def waiting_families(office: Office, session: Session, campaign_id: str) -> Waiting | Refusal:
    """Return the families that ask for help and are sent nowhere yet: ranked ones first, the others as they came."""
    named = {"campaign_id": campaign_id}
    policy = parse_policy(session.rows("campaign/one", named)[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    first: dict[str, Row] = {}
    for row in session.rows("referral/asking", named | {"now": office.clock()}):
        first.setdefault(row["household_id"], row)
    ranked = ranked_households(policy, household_facts(session, campaign_id, office.clock()))[1] if first else None
    order = [name for name in ranked["household_id"].to_pylist() if name in first] if ranked is not None else []
    settled: set[str] = set()
    missed: dict[str, set[tuple[str, date]]] = {}
    for row in session.rows("referral/all", named):
        if row["state"] in (ReferralState.REFERRED, ReferralState.ATTENDED):
            settled.add(row["household_id"])
        missed.setdefault(row["household_id"], set()).add((row["code"], row["held_on"]))
    families = [
        Asking(first[name]["request_id"], first[name]["commune_code"], frozenset(missed.get(name, ())))
        for name in dict.fromkeys([*order, *first])
        if name not in settled
    ]
    return Waiting(len(first), tuple(families))


def referrals_of(office: Office, session: Session, campaign_id: str, families: Sequence[Asking]) -> Referrals:
    """Return who would be sent where, today."""
    today = office.clock().date()
    offers = [
        Offer(row["code"], row["held_on"], row["commune_code"], row["places"] - row["taken"])
        for row in session.rows("referral/workshops", {"campaign_id": campaign_id})
        if row["held_on"] >= today
    ]
    reach = reach_table(
        office.territories, [each.commune_code for each in families], [each.commune_code for each in offers], REACH_KM
    )  # fmt: skip
    km = {(row["zone_code"], row["site_commune_code"]): row["km"] for row in reach.to_pylist()}
    return refer(families, offers, km)


def record_referral(
    office: Office, actor: Actor, campaign_id: str, referral_id: str, state: ReferralState
) -> Row | Refusal:
    """Note that a family came, did not come, or gave its place up; the same answer twice changes nothing.

    Returns
    -------
    dict or Refusal
        `referral_id, state`.
    """
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        row = next((row for row in session.rows("referral/all", named) if row["referral_id"] == referral_id), None)
    # Of what does not exist, whoever has the right learns so.
    scope = Scope(row["partner_id"], row["department_code"]) if row else Scope(actor.partner_id, actor.department_code)

    def write(session: Session) -> Effect | Refusal:
        found = next((row for row in session.rows("referral/all", named) if row["referral_id"] == referral_id), None)
        if found is None:
            return UNKNOWN
        if found["state"] != state:
            if found["state"] not in BEFORE.get(state, ()):
                return GIVEN_UP
            if state in (ReferralState.ATTENDED, ReferralState.ABSENT) and found["held_on"] > office.clock().date():
                return NOT_YET
            move(session, campaign_id, found, state)
        return Effect({"referral_id": referral_id, "state": state.value}, referral_id, {"state": state.value})

    key = f"referral.record:{referral_id}:{state}:{new_id(office.clock())}"
    return perform(office, Command("referral.record", actor, campaign_id, key, {"state": state.value}, scope), write)


def list_referrals(
    office: Office, actor: Actor, campaign_id: str, partner_id: str | None = None
) -> list[Row] | Refusal:
    """Return referrals by day, those of the families that the actor may see.

    Returns
    -------
    list of dict, or Refusal
        `referral_id, request_id, household_id, partner_id, partner_name, code, held_on, place, commune_code, hours, km, state`.
    """
    partner_id = partner_id or actor.partner_id
    scope = partner_scope(office, partner_id) if partner_id else Scope(None, actor.department_code)
    refusal = check_can(actor, "referral.read", scope)
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("referral/all", {"campaign_id": campaign_id})
    return [
        row
        for row in rows
        if partner_id in (None, row["partner_id"])
        and can(actor, "referral.read", Scope(row["partner_id"], row["department_code"]))
    ]


def help_counts(office: Office, campaign_id: str) -> Row:
    """Return the families that ask for help, that were sent to a workshop (came, or hold a place), and that came."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        asking = session.rows("referral/asking", named | {"now": office.clock()})
        held = [row for row in session.rows("referral/all", named) if row["state"] in HOLDING]
    referred = {row["household_id"] for row in held}
    attended = {row["household_id"] for row in held if row["state"] == ReferralState.ATTENDED}
    # Who came and was erased since did ask.
    asked = {row["household_id"] for row in asking} | referred
    return {"asked": len(asked), "referred": len(referred), "attended": len(attended)}


def help_figures(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return `help_counts` to who may read the figures of the campaign."""
    return check_can(actor, "coverage.read", Scope()) or help_counts(office, campaign_id)


UNKNOWN = Refusal(
    "unknown_referral",
    Sentence(
        "Cette orientation vers un atelier n'existe pas. Rien n'a été modifié.",
        "There is no such referral to a workshop. Nothing was changed.",
    ),
)
GIVEN_UP = Refusal(
    "place_given_up",
    Sentence(
        "La place de cette famille a changé depuis : elle n'est plus à noter ainsi. Rien n'a été modifié.",
        "This family's place has changed since: it cannot be noted so any more. Nothing was changed.",
    ),
)
NOT_YET = Refusal(
    "workshop_to_come",
    Sentence(
        "Cet atelier n'a pas encore eu lieu. Rien n'a été modifié ; notez qui est venu le jour même ou après.",
        "This workshop has not been held yet. Nothing was changed; note who came on the day or after.",
    ),
)
