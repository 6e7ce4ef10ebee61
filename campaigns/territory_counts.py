"""Adds households up along commune < department < region < country, and along what they are.

Counts only, true ones: whoever publishes them must protect them first. Key of every table: territory_code.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

COUNTRY: Final = "FR"
# A household without a known department; no French department or region has these codes.
NO_DEPARTMENT: Final = "00"
NO_REGION: Final = "00"
# The households of a department whose commune is not known stand under the department's code and this sign.
NO_COMMUNE: Final = "-"
COUNTED: Final = pa.schema(
    [
        pa.field("territory_code", pa.string(), nullable=False),
        pa.field("parent_code", pa.string()),
        pa.field("level", pa.string(), nullable=False),
        pa.field("need", pa.int64(), nullable=False),
        pa.field("served", pa.int64(), nullable=False),
        pa.field("gap", pa.int64(), nullable=False),
    ]
)
LEVELS: Final = ("country", "region", "department", "commune")


def region_row(region_code: str) -> str:
    """Return the territory code of a region: its own could be a department's."""
    return f"R{region_code}"


def placed(families: pa.Table, region_of: Mapping[str, str]) -> pa.Table:
    """Add to each household the codes of its territories: `country`, `region`, `department`, `commune`.

    Parameters
    ----------
    families
        Grain household: commune_code and department_code, null where not known.
    region_of
        Department -> region, for every department that exists.
    """
    known = pa.array(list(region_of), pa.string())
    department = pc.if_else(
        pc.is_in(families["department_code"], value_set=known), families["department_code"], NO_DEPARTMENT
    )
    nowhere = pc.binary_join_element_wise(department, NO_COMMUNE, "")
    # A commune of another department than the household's would belong to two wholes.
    belongs = pc.fill_null(pc.equal(department_of(families["commune_code"]), department), False)
    commune = pc.if_else(belongs, families["commune_code"], nowhere)
    place = pc.index_in(department, value_set=known)
    regions = pa.array([region_row(code) for code in region_of.values()], pa.string())
    region = pc.coalesce(pc.take(regions, place), pa.scalar(region_row(NO_REGION)))
    columns = {"commune": commune, "department": department, "region": region}
    for name, values in columns.items():
        families = families.append_column(name, values)
    return families.append_column("country", pa.repeat(pa.scalar(COUNTRY), families.num_rows))


def department_of(commune_codes: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the department of each commune: its first two signs, overseas three."""
    two, three = (pc.utf8_slice_codeunits(commune_codes, 0, signs) for signs in (2, 3))
    return pc.if_else(pc.equal(two, "97"), three, two)


def territory_counts(families: pa.Table, always: Mapping[str, tuple[str, str]]) -> pa.Table:
    """Count eligible and served households at every level.

    Parameters
    ----------
    families
        What `placed` returns, with `served` (bool).
    always
        Territory code -> (parent, level), of territories that have a row even where nobody is in need: regions, departments,
        and whatever an earlier release told of.

    Returns
    -------
    pyarrow.Table
        `COUNTED`, the country first, then regions, departments and communes by code.
    """
    found: dict[str, tuple[str | None, str, int, int]] = {COUNTRY: (None, "country", 0, 0)}
    found |= {code: (parent, level, 0, 0) for code, (parent, level) in always.items()}
    for place, level in enumerate(LEVELS):
        above = LEVELS[place - 1] if place else level
        for code, parent, need, served in _sums(families, level, above):
            found[code] = (parent if place else None, level, need, served)
    order = sorted(found, key=lambda code: (LEVELS.index(found[code][1]), code))
    return _table([(code, *found[code]) for code in order])


def kind_counts(families: pa.Table, column: str, codes: Sequence[str]) -> pa.Table:
    """Count households by what they are, over the whole country.

    Parameters
    ----------
    column
        A text column; its null is the code « unknown ».
    codes
        The codes that always have a row, in their order; others follow by code.

    Returns
    -------
    pyarrow.Table
        `COUNTED`: the country, then one row a code, its territory_code « column:code ».
    """
    values = pc.fill_null(families[column], "unknown")
    sums = {
        code: (need, served)
        for code, _, need, served in _sums(families.append_column("_kind", values), "_kind", "_kind")
    }
    order = [*codes, *sorted(sums.keys() - set(codes))]
    total = (families.num_rows, int(pc.sum(families["served"]).as_py() or 0))
    rows: list[tuple[str, str | None, str, int, int]] = [(COUNTRY, None, "country", *total)]
    rows += [(f"{column}:{code}", COUNTRY, column, *sums.get(code, (0, 0))) for code in order]
    return _table(rows)


def largest_shares(families: pa.Table) -> dict[str, int]:
    """Return, of each territory, how many households came from the structure that sent the most of them."""
    found: dict[str, int] = {}
    for level in LEVELS:
        pairs = families.group_by([level, "partner_id"]).aggregate([([], "count_all")])
        most = pairs.group_by(level).aggregate([("count_all", "max")])
        found |= dict(zip(most[level].to_pylist(), most["count_all_max"].to_pylist(), strict=True))
    return found


def _sums(families: pa.Table, level: str, above: str) -> list[tuple[str, str, int, int]]:
    keys = [level] if level == above else [level, above]
    counted = families.append_column("_one", pa.array(np.ones(families.num_rows, np.int64)))
    counted = counted.append_column("_got", pc.cast(counted["served"], pa.int64()))
    sums = counted.group_by(keys).aggregate([("_one", "sum"), ("_got", "sum")])
    columns = (sums[name].to_pylist() for name in (level, above, "_one_sum", "_got_sum"))
    return list(zip(*columns, strict=True))


def _table(rows: Sequence[tuple[str, str | None, str, int, int]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"territory_code": code, "parent_code": parent, "level": level, "need": need, "served": served, "gap": need - served}
            for code, parent, level, need, served in rows
        ],
        COUNTED,
    )  # fmt: skip
