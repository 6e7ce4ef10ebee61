"""Which plans are a campaign's own: neither scenarios, which suppose, nor exceptional grants, which serve one family from the reserve.

An exceptional grant is kept as a plan of one line; whoever looks for « the newest plan » would find it, and with it no other family.
This module must never decide what a plan is good for.
"""

from collections import Counter

from pipelines.store.port import Row, Session


def every_plan(session: Session, campaign_id: str) -> list[Row]:
    """Return every plan, newest first: columns of `plan/all`, `is_scenario`, `is_exceptional`, and `plan_no`.

    `plan_no` is the place of a plan among those of its kind, the oldest being 1.
    """
    named = {"campaign_id": campaign_id}
    scenarios = {row["plan_id"] for row in session.rows("plan/scenarios", named)}
    exceptional = exceptional_plans(session, campaign_id)
    found, counted = [], Counter[tuple[bool, bool]]()
    for row in reversed(session.rows("plan/all", named)):
        kind = (row["plan_id"] in scenarios, row["plan_id"] in exceptional)
        counted[kind] += 1
        found.append(row | {"is_scenario": kind[0], "is_exceptional": kind[1], "plan_no": counted[kind]})
    return found[::-1]


def ordinary_plans(session: Session, campaign_id: str) -> list[Row]:
    """Return the plans that are neither scenarios nor exceptional grants, newest first (columns of `every_plan`)."""
    return [row for row in every_plan(session, campaign_id) if not (row["is_scenario"] or row["is_exceptional"])]


def exceptional_plans(session: Session, campaign_id: str) -> dict[str, str]:
    """Return plan -> household of the exceptional grants that a second person approved."""
    rows = session.rows("plan/exceptions", {"campaign_id": campaign_id})
    return {row["plan_id"]: row["household_id"] for row in rows if row["plan_id"] is not None}
