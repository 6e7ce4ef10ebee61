"""Turns ranked households into lines, one a unit asked, and says which items each kit accepts.

All first units come before any second one. No line is made for a unit that was not asked or exceeds a cap.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.equipment import allowed_units, asked_devices, households, numbers
from campaigns.model.catalogue import UNKNOWN, Acceptable
from campaigns.model.codes import Side
from campaigns.model.criteria import MICRO
from campaigns.model.plan import KITS_SCHEMA, LINES_SCHEMA
from campaigns.model.policy import Policy

Ints = npt.NDArray[np.int64]

# A kit's code joins what was asked on each side: « laptop+data_full ».
JOIN = "+"
# What says nothing of how many units a household asks: of a million, their copies would weigh as much as all the rest.
NOT_COUNTED = (
    "partner_id",
    "partner_kind",
    "commune_code",
    "department_code",
    "zone_code",
    "housing_kind",
    "information_given",
)
# What a line asks: a device and data together, a device, data. The letter is in the line's id.
KIT, DEVICE, DATA = "K", "D", "C"


@dataclass(frozen=True, slots=True)
class _Units:
    """Units of one side: the row of the household, the number of the unit (from 1), the code of what was asked."""

    row: Ints
    number: Ints
    code: npt.NDArray[np.object_]

    def where(self, kept: npt.NDArray[np.bool_]) -> "_Units":
        return _Units(self.row[kept], self.number[kept], self.code[kept])


def request_lines(policy: Policy, ranked: pa.Table, facts: pa.Table) -> pa.Table:
    """Make the lines of the ranked households, in the order in which a plan serves them.

    A line is a device (`{household_id}-D{n}`), a data bundle (`-C{n}`), or both (`-K{n}`) where the policy keeps kits
    together; aggregate requests are never joined, since nobody knows which family needs both. `unit_no` says the
    how-manyeth unit of a family it is: devices kept from earlier campaigns count, and n families of an aggregate request
    have n first units.

    Parameters
    ----------
    ranked
        Key household_id: what `rank_households` returns.
    facts
        Key household_id: the columns of `FACTS_SCHEMA`, for at least the ranked households.

    Returns
    -------
    pyarrow.Table
        Key line_id, sorted by rank 1..n = by (unit_no, household's rank, kind of line, number): `LINES_SCHEMA`.
    """
    places = pc.index_in(ranked["household_id"], value_set=facts["household_id"].combine_chunks()).combine_chunks()
    known = facts.select([name for name in facts.column_names if name not in NOT_COUNTED]).take(places)
    allowed = allowed_units(policy, known)
    devices, bundles = _device_units(policy, known, allowed), _bundle_units(policy, known, allowed)
    parts = [(DEVICE, devices), (DATA, bundles)]
    if policy.kits.mode == "together":
        parts = _joined(known, devices, bundles)
    letters = np.concatenate([np.full(len(part.row), letter, dtype=object) for letter, part in parts])
    rows, units, codes = (np.concatenate([getattr(part, n) for _, part in parts]) for n in ("row", "number", "code"))
    unit_no = 1 + (units - 1) // households(known)[rows]
    household_rank = numbers(ranked["rank"])[rows]
    order = np.lexsort((units, letters == DATA, household_rank, unit_no))
    homes = places.take(pa.array(rows[order]))
    ids = facts["household_id"].take(homes)
    columns = {
        "line_id": _line_ids(ids, letters[order], units[order]),
        "household_id": ids,
        "unit_no": pa.array(unit_no[order], pa.int32()),
        "zone_code": facts["zone_code"].take(homes),
        "partner_kind": facts["partner_kind"].take(homes),
        "kit_code": pa.array(codes[order], pa.string()),
        "rank": pa.array(np.arange(1, len(order) + 1)),
    }
    return pa.table([columns[field.name] for field in LINES_SCHEMA], schema=LINES_SCHEMA)


def line_levels(policy: Policy, ranked: pa.Table, lines: pa.Table) -> pa.Table | None:
    """Return the rank at which each level of lines begins, where the policy lets lines share a place in the order.

    A level is one unit number, tier and, where the best use chooses within a bin, bin of scores.

    Parameters
    ----------
    ranked
        What `rank_households` returns.
    lines
        What `request_lines` returns for them, or some of its rows.

    Returns
    -------
    pyarrow.Table | None
        `first_rank`, in order; None where each line stands alone.
    """
    if not policy.chosen_by_use:
        return None
    home = pc.index_in(lines["household_id"], value_set=ranked["household_id"].combine_chunks())
    tier = numbers(ranked["tier"].take(home))
    score = np.round(ranked["score"].take(home).to_numpy() * MICRO).astype(np.int64)
    # Strict by tier only: scores part nobody.
    bins = np.zeros_like(score) if policy.kits.strict == "tier" else -(score // policy.ranking.bin_micro)
    rank = numbers(lines["rank"])
    order = np.argsort(rank)
    keys = np.stack([numbers(lines["unit_no"]), tier, bins])[:, order]
    begins = np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0)) if len(rank) else np.zeros(0, dtype=np.bool_)
    return pa.table({"first_rank": pa.array(rank[order][begins])})


def kit_table(policy: Policy) -> pa.Table:
    """List the items that each kit accepts.

    Returns
    -------
    pyarrow.Table
        Key kit_code, item: side, min_grade (null: any), penalty (substitution points). Kits are each device need, each
        data bundle, and each pair of both.
    """
    devices = {str(need.code): _rows(need.accepts, Side.DEVICE) for need in policy.needs}
    bundles = {bundle.code: _rows(bundle.accepts, Side.DATA) for bundle in policy.bundles}
    pairs = {
        f"{device}{JOIN}{bundle}": [*of_device, *of_bundle]
        for device, of_device in devices.items()
        for bundle, of_bundle in bundles.items()
    }
    kits = devices | bundles | pairs
    return pa.Table.from_pylist([{"kit_code": code} | row for code, rows in kits.items() for row in rows], KITS_SCHEMA)


def _rows(accepts: tuple[Acceptable, ...], side: Side) -> list[dict[str, object]]:
    return [
        {
            "side": side.value,
            "item": accepted.item,
            "min_grade": None if accepted.min_grade is None else accepted.min_grade.value,
            "penalty": accepted.penalty,
        }
        for accepted in accepts
    ]


def _device_units(policy: Policy, known: pa.Table, units: pa.Table) -> _Units:
    """List device units; the first ones are those of the first need in the policy's order."""
    rows, offsets = _spread(numbers(units["device_units"]))
    ends = asked_devices(policy, known).cumsum(axis=0)
    needs = (ends[:, rows] <= offsets).sum(axis=0)
    codes = np.array([str(need.code) for need in policy.needs], dtype=object)[needs]
    return _Units(rows, numbers(units["already_units"])[rows] + offsets + 1, codes)


def _bundle_units(policy: Policy, known: pa.Table, units: pa.Table) -> _Units:
    rows, offsets = _spread(numbers(units["bundle_units"]))
    bundle_of = {situation: bundle.code for bundle in policy.bundles for situation in bundle.situations}
    situations = pc.fill_null(known["connection_situation"], UNKNOWN).to_pylist()
    codes = np.array([bundle_of.get(situation, "") for situation in situations], dtype=object)
    return _Units(rows, offsets + 1, codes[rows])


def _joined(known: pa.Table, devices: _Units, bundles: _Units) -> list[tuple[str, _Units]]:
    """Join the n-th device and the n-th bundle of a household into one kit."""
    widest = int(max(devices.number.max(initial=0), bundles.number.max(initial=0))) + 1
    one_family = households(known) == 1
    keys = [part.row * widest + part.number for part in (devices, bundles)]
    paired = [np.isin(keys[0], keys[1]) & one_family[devices.row], np.isin(keys[1], keys[0]) & one_family[bundles.row]]
    kits = devices.where(paired[0])
    # Rows come in order, and units within a row.
    data_codes = bundles.code[np.searchsorted(keys[1], keys[0][paired[0]])]
    pairs = {pair: JOIN.join(pair) for pair in set(zip(kits.code, data_codes, strict=True))}
    codes = [pairs[pair] for pair in zip(kits.code, data_codes, strict=True)]
    kits = _Units(kits.row, kits.number, np.array(codes, dtype=object))
    return [(KIT, kits), (DEVICE, devices.where(~paired[0])), (DATA, bundles.where(~paired[1]))]


def _spread(counts: Ints) -> tuple[Ints, Ints]:
    """Repeat each row as often as its count, with 0, 1, 2… within the row."""
    rows = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return rows, np.arange(len(rows)) - starts[rows]


def _line_ids(ids: pa.ChunkedArray, letters: npt.NDArray[np.object_], units: Ints) -> pa.Array:
    numbered = pc.binary_join_element_wise(pa.array(letters, pa.string()), pa.array(units).cast(pa.string()), "")
    return pc.binary_join_element_wise(ids, numbered, "-")
