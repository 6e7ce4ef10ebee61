"""How many devices and data bundles a household may receive: what it asked, within its situation and the caps.

A fact that is not known never takes a unit away, save one: without a number of pupils, one device is the cap.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.household_facts import pupils_count
from campaigns.model.policy import Policy

Ints = npt.NDArray[np.int64]

# Grain: one household. Key: household_id. `already_units` are devices kept from earlier campaigns.
UNITS_SCHEMA: Final = pa.schema(
    [
        pa.field("household_id", pa.string(), nullable=False),
        pa.field("asked_device_units", pa.int64(), nullable=False),
        pa.field("asked_bundle_units", pa.int64(), nullable=False),
        pa.field("already_units", pa.int64(), nullable=False),
        pa.field("device_cap", pa.int64(), nullable=False),
        pa.field("device_units", pa.int64(), nullable=False),
        pa.field("bundle_units", pa.int64(), nullable=False),
    ]
)


def allowed_units(policy: Policy, facts: pa.Table) -> pa.Table:
    """Compute the units that a household asked and may receive, eligible or not.

    The cap of devices is one for `pupils_per_device` pupils begun, one at least, `devices_at_most` at most; what the
    family keeps from earlier campaigns counts within it. A request for N households has N times the caps.

    Parameters
    ----------
    facts
        Key household_id: the columns of `FACTS_SCHEMA`.

    Returns
    -------
    pyarrow.Table
        `UNITS_SCHEMA`, in the order of `facts`. `device_units` and `bundle_units` never exceed what was asked.
    """
    asked = asked_devices(policy, facts).sum(axis=0)
    bundles = numbers(facts["asked_connection"])
    already = numbers(facts["already_device_count"])
    cap = device_cap(policy, facts)
    needed = situation_among(facts, "device_situation", policy.eligibility.device_situations)
    offline = situation_among(facts, "connection_situation", policy.eligibility.connection_situations)
    bundle_cap = policy.caps.bundles_per_household * households(facts)
    columns = [
        facts["household_id"],
        asked,
        bundles,
        already,
        cap,
        np.where(needed, np.minimum(asked, np.maximum(cap - already, 0)), 0),
        np.where(offline, np.minimum(bundles, bundle_cap), 0),
    ]
    return pa.table(columns, schema=UNITS_SCHEMA)


def asked_devices(policy: Policy, facts: pa.Table) -> Ints:
    """Return the units asked, one row a need in the policy's order, one column a household."""
    return np.stack([numbers(facts[f"asked_{need.code}"]) for need in policy.needs])


def device_cap(policy: Policy, facts: pa.Table) -> Ints:
    """Return the most devices that each household may hold, earlier campaigns included."""
    count = households(facts)
    by_pupils = -(-numbers(pupils_count(facts)) // policy.caps.pupils_per_device)
    return np.minimum(np.maximum(by_pupils, count), policy.caps.devices_at_most * count)


def households(facts: pa.Table) -> Ints:
    """Return how many households a row stands for: 1, or more for an aggregate request."""
    return np.maximum(numbers(facts["households_count"]), 1)


def situation_among(facts: pa.Table, name: str, allowed: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Tell whether a situation calls for help; one that is not known does."""
    known = pc.is_in(facts[name], value_set=pa.array([str(code) for code in allowed]))
    return np.asarray(pc.or_(known, pc.is_null(facts[name])).to_numpy(), dtype=np.bool_)


def numbers(values: pa.Array | pa.ChunkedArray) -> Ints:
    """Return a column of counts as 64-bit integers, null as 0."""
    filled = pc.fill_null(values.cast(pa.int64()), 0)
    return np.asarray(
        filled.to_numpy() if isinstance(filled, pa.ChunkedArray) else filled.to_numpy(zero_copy_only=False)
    )
