"""Refusals whose reason has gone are found again: what a line asks is now within its reach and free.

Nothing is decided or written: the next plan decides, by rank. What was found is kept with the state of the campaign in which it was.
"""

from collections import defaultdict
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.allocation.pairing import numbered_alike
from campaigns.allocation.problem import Problem
from campaigns.lines import DATA, DEVICE, KIT
from campaigns.model.actor import Actor
from campaigns.model.codes import Side
from campaigns.model.outcome import Refusal
from pipelines.commands import ORGANISATION
from pipelines.office import Office
from pipelines.planning.explain import deciding_plan
from pipelines.planning.inputs import read_inputs
from pipelines.planning.posing import built_problem
from pipelines.planning.reach import zone_reach
from pipelines.store.port import Row

# The sides that a line asks, by the letter in its id.
ASKED = {KIT: {Side.DEVICE.value, Side.DATA.value}, DEVICE: {Side.DEVICE.value}, DATA: {Side.DATA.value}}


def refusals_rechecked(office: Office, actor: Actor, campaign_id: str) -> Future[Row | Refusal] | Refusal:
    """Return what `refusals_to_review` finds in the present state of the campaign: at once where it was looked for already.

    It is looked for beside whoever asks, once for all of them, and again when something changed or on another day.
    """
    refusal = check_can(actor, "plan.read", Scope(aggregated=True))
    if refusal is not None:
        return refusal
    state = (changes_count(office, campaign_id), office.clock().date())
    return office.answers.asked(
        f"refusals {campaign_id}", state, lambda: refusals_to_review(office, actor, campaign_id)
    )


def changes_count(office: Office, campaign_id: str) -> int:
    """Return how many commands changed a campaign or what campaigns share (sites, networks): what was found before the last may be out of date."""
    with office.store.reading() as session:
        named = {"campaign_id": campaign_id, "organisation": ORGANISATION}
        return int(session.rows("journal/changes", named)[0]["entries"])


def refusals_to_review(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Find the refusals whose reason has gone: what the line asks is now within its reach and free, on each side that it asks.

    Returns
    -------
    dict or Refusal
        `plan_id` (the plan that refused), `lines` and `households` (in all), `reasons`: for each reason of then, `reason, lines,
        households`. It says who may be served again, not who will be: the next plan decides by rank.
    """
    refusal = check_can(actor, "plan.read", Scope(aggregated=True))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        plan = deciding_plan(session, campaign_id, None)
        if isinstance(plan, Refusal):
            return plan
        asks = session.table("plan/refused_asks", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
    found = possible_now(office, campaign_id, asks)
    if isinstance(found, Refusal):
        return found
    by_reason = found.group_by("reason").aggregate([("line_id", "count"), ("household_id", "count_distinct")])
    names = ("reason", "line_id_count", "household_id_count_distinct")
    counted = sorted(zip(*(by_reason[name].to_pylist() for name in names), strict=True))
    reasons = [{"reason": reason, "lines": lines, "households": homes} for reason, lines, homes in counted]
    homes = pc.count_distinct(found["household_id"]).as_py()
    return {"plan_id": plan["plan_id"], "lines": found.num_rows, "households": homes, "reasons": reasons}


def possible_now(office: Office, campaign_id: str, asks: pa.Table) -> pa.Table | Refusal:
    """Keep the lines that free units within reach could serve, each looked at alone.

    Parameters
    ----------
    asks
        Key line_id: `zone_code, kit_code, partner_kind`; the letter in the id says which sides a line asks. Lines alike are looked at
        once, so that a million are looked at as fast as their kinds.
    """
    inputs = read_inputs(office, campaign_id, with_households=False)
    if isinstance(inputs, Refusal):
        return inputs
    # What holds nothing serves nobody: it need not be looked at.
    inputs = replace(inputs, cells=inputs.cells.filter(pc.greater(inputs.cells["quantity"], 0)))
    if not asks.num_rows or not inputs.cells.num_rows:
        return asks.slice(0, 0)
    letter = pc.replace_substring_regex(asks["line_id"], r"^.*-([A-Z])[0-9]*$", r"\1")
    alike = asks.select(["zone_code", "kit_code", "partner_kind"]).append_column("letter", letter)
    number = numbered_alike(alike, alike.slice(0, 0), alike.column_names)[0]
    first, kind = np.unique(number, return_index=True, return_inverse=True)[1:]
    kinds = alike.take(pa.array(first))
    names = pa.array([str(place) for place in range(kinds.num_rows)], pa.string())
    lines = kinds.append_column("line_id", names).append_column(
        "rank", pa.array(range(1, kinds.num_rows + 1), pa.int64())
    )
    reach = zone_reach(
        inputs.policy, office.territories, sorted(pc.unique(lines["zone_code"]).to_pylist()), inputs.sites
    )
    problem = built_problem(inputs, lines.drop_columns(["letter"]), reach)
    if isinstance(problem, Refusal):
        return problem
    served = open_sides(problem)
    types = dict(zip(*(problem.lines[name].to_pylist() for name in ("line_id", "type_id")), strict=True))
    is_open = [
        ASKED[letter] <= served[types[name]]
        for name, letter in zip(names.to_pylist(), kinds["letter"].to_pylist(), strict=True)
    ]
    return asks.filter(pa.array(np.array(is_open, dtype=np.bool_)[kind]))


def open_sides(problem: Problem) -> dict[str, set[str]]:
    """Return, for each type, the sides on which something is within its reach."""
    sides: dict[str, set[str]] = defaultdict(set)
    ways = problem.options.group_by(["type_id", "side"]).aggregate([])
    for type_id, side in zip(*(ways[name].to_pylist() for name in ("type_id", "side")), strict=True):
        sides[type_id].add(side)
    return sides
