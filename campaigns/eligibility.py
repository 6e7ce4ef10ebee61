"""Which households a policy may serve, and why not the others.

Absence never excludes: only a fact that was given can. This module never ranks anybody.
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.equipment import allowed_units, numbers
from campaigns.model.catalogue import UNKNOWN
from campaigns.model.codes import IneligibleReason
from campaigns.model.plan import ELIGIBILITY_SCHEMA
from campaigns.model.policy import Policy

Mask = npt.NDArray[np.bool_]

# In the order in which they are looked at.
REASONS = (
    IneligibleReason.NOT_INFORMED,
    IneligibleReason.OUT_OF_AREA,
    IneligibleReason.NOTHING_ASKED,
    IneligibleReason.ALREADY_RECEIVED,
    IneligibleReason.SITUATION_NOT_COVERED,
)


def eligibility(policy: Policy, facts: pa.Table) -> pa.Table:
    """Tell for each household whether it may be served, with the first reason that says no.

    Reasons are looked at in this order: not informed, out of the area or of the partners concerned, nothing asked that
    the policy gives, already received its share, situation that the policy does not cover.

    Parameters
    ----------
    facts
        Key household_id: the columns of `FACTS_SCHEMA`.

    Returns
    -------
    pyarrow.Table
        Key household_id, in the order of `facts`: eligible, reason_code (null where eligible).
    """
    units = allowed_units(policy, facts)
    asked = numbers(units["asked_device_units"]) + numbers(units["asked_bundle_units"])
    given = numbers(units["device_units"]) + numbers(units["bundle_units"])
    full = (numbers(units["already_units"]) >= numbers(units["device_cap"])) & (
        numbers(units["asked_device_units"]) > 0
    )
    wrong = [_not_informed(policy, facts), _out_of_area(policy, facts), asked == 0, (given == 0) & full, given == 0]
    place = np.select(wrong, list(range(len(REASONS))), default=len(REASONS))
    eligible = place == len(REASONS)
    codes = pa.array([reason.value for reason in REASONS], pa.string()).take(pa.array(place, mask=eligible))
    return pa.table([facts["household_id"], pa.array(eligible), codes], schema=ELIGIBILITY_SCHEMA)


def _not_informed(policy: Policy, facts: pa.Table) -> Mask:
    said = pc.fill_null(facts["information_given"], UNKNOWN)
    return _mask(pc.invert(pc.is_in(said, value_set=pa.array(policy.eligibility.information_given, pa.string()))))


def _out_of_area(policy: Policy, facts: pa.Table) -> Mask:
    departments, kinds = policy.eligibility.departments, policy.eligibility.partner_kinds
    return _elsewhere(facts["department_code"], departments) | _elsewhere(facts["partner_kind"], kinds)


def _elsewhere(values: pa.ChunkedArray, allowed: tuple[str, ...]) -> Mask:
    """Tell where a known value is not allowed; an empty list allows everything."""
    listed = pc.is_in(values, value_set=pa.array([str(code) for code in allowed], pa.string()))
    return _mask(pc.and_(pc.invert(listed), pc.is_valid(values))) & bool(allowed)


def _mask(values: pa.ChunkedArray) -> Mask:
    return np.asarray(values.to_numpy(), dtype=np.bool_)
