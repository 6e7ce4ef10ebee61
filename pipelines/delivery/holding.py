"""Units that wait for a family that does not come: held for the days that the policy gives, then available again, with a trace."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, HandOverKind, ShortfallReason
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from campaigns.statuses import OPERATOR_REASONS
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.events import Event, UnitKey, append_events, events_of_units, unit_of
from pipelines.delivery.moves import move_grants
from pipelines.delivery.references import grant_reference
from pipelines.office import Office
from pipelines.store.port import Row, Session

# How a unit comes back from where it waits.
BACK = {GrantState.DELIVERED: "return", GrantState.RELEASED: "call_back"}


def held_units(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the units held for a family that did not come, first to be freed first.

    Returns
    -------
    list of dict or Refusal
        The grant with `reference`, `attempts` (how many), `reason` (of the last), `held_until` (date) and `is_over`.
    """
    refusal = check_can(actor, "delivery.read", Scope(actor.partner_id, actor.department_code))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        held = held_in(session, campaign_id, office.clock().date())
    if isinstance(held, Refusal):
        return held
    return [
        row
        for row in held
        if actor.partner_id in (None, row["partner_id"])
        and actor.department_code in (None, row["partner_department_code"])
    ]


def free_units(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Make available again every unit whose days are over; the structure gives it back to its site.

    Returns
    -------
    dict or Refusal
        `freed` (units) and `references`.
    """

    def write(session: Session) -> Effect | Refusal:
        today = office.clock().date()
        held = held_in(session, campaign_id, today)
        if isinstance(held, Refusal):
            return held
        over = [row for row in held if row["is_over"]]
        for state, step in BACK.items():
            coming = [row for row in over if row["state"] == state]
            refusal = move_grants(office, session, actor, campaign_id, step, coming)
            if refusal is not None:
                return refusal
        events = [Event(*unit_of(row), HandOverKind.FREED, today, ShortfallReason.NOT_COLLECTED) for row in over]
        append_events(office, session, actor, campaign_id, events)
        answer = {"freed": len(over), "references": [row["reference"] for row in over]}
        return Effect(answer, campaign_id, {"freed": len(over)})

    key = f"handover.free:{office.clock()}"
    return perform(office, Command("handover.free", actor, campaign_id, key), write)


def held_in(session: Session, campaign_id: str, today: date) -> list[Row] | Refusal:
    """Read the units that are held, inside a transaction."""
    policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    grants = session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
    return held_among(grants, events_of_units(session, campaign_id), policy.hand_over.held_days, today)


def held_among(
    grants: Sequence[Row], events: Mapping[UnitKey, Sequence[Row]], held_days: int, today: date
) -> list[Row]:
    """Return the units, at a structure or at their site, that their family did not fetch, and until when each is held."""
    found = []
    for grant in grants:
        attempts = [
            event
            for event in events.get(unit_of(grant), ())
            if event["kind"] == HandOverKind.ATTEMPT and event["reason"] not in OPERATOR_REASONS
        ]
        if grant["state"] not in BACK or not attempts:
            continue
        until = min(event["happened_on"] for event in attempts) + timedelta(days=held_days)
        found.append(
            grant
            | {
                "reference": grant_reference(grant["plan_id"], grant["line_id"], grant["side"]),
                "attempts": len(attempts),
                "reason": attempts[-1]["reason"],
                "held_until": until,
                "is_over": until < today,
            }
        )
    return sorted(found, key=lambda row: (row["held_until"], row["reference"]))
