"""The lines of a plan one by one, a portion at a time: pseudonyms and ranks, never a name.

The store sorts and cuts: a campaign may hold a million of them.
"""

import re

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.store.port import Row

# Signs of the references by which people speak of a household (ULIDs hold no other).
SIGNS = re.compile(r"[^0-9A-Z]")


def plan_lines(
    office: Office,
    actor: Actor,
    campaign_id: str,
    plan_id: str,
    which: str,
    reference: str,
    limit_count: int,
    offset_count: int,
) -> Row | Refusal:
    """Return some lines of a plan, best-ranked first.

    Parameters
    ----------
    which
        `waiting`, `served` or `all`.
    reference
        The short reference of a household, or its end; empty: every household.

    Returns
    -------
    dict or Refusal
        `rows` (line_id, household_id, request_id, unit_no, kit_code, rank, is_served, reason, cutoff_rank, tier, score,
        department_code) and `total`.
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id, "plan_id": plan_id, "which": which, "reference": pattern_of(reference)}
    with office.store.reading() as session:
        rows = session.rows("view/plan_families", named | {"limit_count": limit_count, "offset_count": offset_count})
        total = session.rows("view/plan_families_count", named)[0]["lines"]
    return {"rows": rows, "total": total}


def pattern_of(reference: str) -> str:
    """Return what household ids are matched with: `F-8QK2-71ZD` or any part of it is the end of an id."""
    signs = SIGNS.sub("", reference.upper().removeprefix("F-"))
    return f"%{signs}%" if len(signs) < REFERENCE_SIGNS else f"%{signs[-REFERENCE_SIGNS:]}"


REFERENCE_SIGNS = 8
