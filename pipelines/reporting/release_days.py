"""What all releases of a campaign show of one measure, so that one colour means the same on each day of the map.

It reads published figures only.
"""

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from geo.coverage import MEASURES
from pipelines.office import Office
from pipelines.reporting.releases import STANDS, table_of


def figures_of_all_days(
    office: Office, actor: Actor, campaign_id: str, measure: str, department_code: str | None = None
) -> tuple[float, ...] | Refusal:
    """Return the shown figures of a measure on every day, by department, or by commune of one department.

    Returns
    -------
    tuple or Refusal
        One figure a day and territory, in no order that matters; empty where fewer than two days are published.

    Raises
    ------
    ValueError
        When there is no such measure.
    """
    if measure not in MEASURES:
        raise ValueError(f"no measure {measure!r}")
    refusal = check_can(actor, "figures.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        kept = session.rows("figure/tables_named", {"campaign_id": campaign_id, "name": STANDS})
    if len(kept) < 2:
        return ()
    days = [shown_on_map(table_of(bytes(row["content"])), measure, department_code) for row in kept]
    return tuple(pa.concat_arrays(days).to_pylist())


def shown_on_map(stands: pa.Table, measure: str, department_code: str | None) -> pa.Array:
    """Return the figures that the map of a day shows: of territories with a name, from which someone was counted."""
    level = "commune" if department_code else "department"
    told = pc.and_(pc.equal(stands["level"], level), pc.is_valid(stands["name"]))
    told = pc.and_(told, pc.fill_null(pc.not_equal(stands["need"], 0), True))
    if department_code:
        told = pc.and_(told, pc.equal(stands["parent_code"], department_code))
    figures = stands[measure].filter(told).drop_null().cast(pa.float64())
    return pa.array(figures.to_pylist(), pa.float64())
