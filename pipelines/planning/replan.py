"""What a new plan moved, and whom a plan from scratch would have served: published grants stay where they are.

It reads and computes; it never changes a plan.
"""

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.allocation.whatif import served_lines
from campaigns.lines import request_lines
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.facts import ranked_households
from pipelines.planning.inputs import available_cells, planned_stock, read_inputs
from pipelines.planning.life import find_plan, readable_plan
from pipelines.planning.posing import declared_problem
from pipelines.planning.reach import zone_reach
from pipelines.planning.scenarios import household_sums, named, named_differences
from pipelines.store.port import Row, Session


def what_moved(office: Office, actor: Actor, campaign_id: str, plan_id: str, earlier_id: str) -> Row | Refusal:
    """Compare a plan with the one before it, unit by unit.

    Returns
    -------
    dict or Refusal
        `kept` (units of the same line from the same cell), `moved`: `line_id, household_id, side, from_site, to_site,
        from_item, to_item` for each unit that comes from another cell; `gain`, `lose`: households, as in
        `compare_scenarios`.
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    for name in (plan_id, earlier_id):
        plan = find_plan(office, campaign_id, name)
        if isinstance(plan, Refusal):
            return plan
    with office.store.reading() as session:
        now, before = (units_of(session, campaign_id, name) for name in (plan_id, earlier_id))
        homes = [household_sums(session, campaign_id, name) for name in (earlier_id, plan_id)]
    both = [(key, before[key], now[key]) for key in now if key in before]
    moved = [
        {
            "line_id": line_id, "household_id": new["household_id"], "side": side, "from_site": old["site_name"],
            "to_site": new["site_name"], "from_item": old["item"], "to_item": new["item"],
        }
        for (line_id, side), old, new in both
        if old["cell_id"] != new["cell_id"]
    ]  # fmt: skip
    return {"kept": len(both) - len(moved), "moved": moved} | named_differences(*homes)


def units_of(session: Session, campaign_id: str, plan_id: str) -> dict[tuple[str, str], Row]:
    """Return each unit that a plan grants, by line and side."""
    rows = session.rows("plan/units", {"campaign_id": campaign_id, "plan_id": plan_id})
    return {(row["line_id"], row["side"]): row for row in rows}


def served_afresh(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> Row | Refusal:
    """Tell whom a plan from scratch would serve that published grants and this plan do not.

    A plan from scratch has the units that published grants still hold at the sites, and everybody asks again; whoever
    already received something keeps it.

    Returns
    -------
    dict or Refusal
        `plan_id`, `frozen` (lines of published grants), `afresh`: households served from scratch only, best rank first.
    """
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    inputs = read_inputs(office, campaign_id)
    if isinstance(inputs, Refusal):
        return inputs
    with office.store.reading() as session:
        stock = session.rows("stock/cells", {"campaign_id": campaign_id})
        homes = household_sums(session, campaign_id, plan["plan_id"])
        homes_of = {row["household_id"]: row for row in homes}
    held = pc.unique(inputs.granted.filter(is_at_site(inputs.granted))["line_id"])
    served = inputs.granted["line_id"]
    gone = pc.unique(served.filter(pc.invert(pc.is_in(served, value_set=held))))
    whole = replace(
        inputs,
        cells=available_cells([row | {"reserved": 0} for row in planned_stock(stock)], inputs.policy, inputs.today),
    )
    _, ranked = ranked_households(inputs.policy, inputs.facts)
    lines = request_lines(inputs.policy, ranked, inputs.facts)
    lines = lines.filter(pc.invert(pc.is_in(lines["line_id"], value_set=gone)))
    zones = sorted(set(lines["zone_code"].to_pylist()))
    declared = declared_problem(whole, lines, zone_reach(whole.policy, office.territories, zones, whole.sites))
    if isinstance(declared, Refusal):
        return declared
    household_of = dict(zip(*(lines[name].to_pylist() for name in ("line_id", "household_id")), strict=True))
    now = {row["household_id"] for row in homes if row["served"]} | set(
        pc.unique(inputs.granted["household_id"]).to_pylist()
    )
    afresh = dict.fromkeys(household_of[name] for name in served_lines(declared.problem))
    return {
        "plan_id": plan["plan_id"], "frozen": len(held),
        "afresh": [named(homes_of[home]) for home in afresh if home not in now and home in homes_of],
    }  # fmt: skip


def is_at_site(granted: pa.Table) -> pa.ChunkedArray:
    """Tell which granted units published plans still hold at the sites; what was given up has no state."""
    waiting = pa.array([GrantState.GRANTED.value, GrantState.RELEASED.value], pa.string())
    return pc.and_(pc.is_in(granted["state"], value_set=waiting), pc.invert(granted["is_shipped"]))
