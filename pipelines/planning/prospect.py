"""Before a policy is adopted: whom it would serve with today's stock and requests, beside the one in force.

Both are computed on one reading of the campaign and forgotten. Nothing is written; families are pseudonyms.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.access import Scope, check_can
from campaigns.lines import request_lines
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, policy_digest
from campaigns.model.scenario import Assumptions
from campaigns.prospect import Prospect, grouped_moves, moves, standings
from pipelines.office import Office
from pipelines.planning.facts import ranked_households
from pipelines.planning.inputs import Inputs, read_inputs, supposed
from pipelines.planning.posing import declared_problem, without_granted
from pipelines.planning.propose import ALONE, Watch
from pipelines.planning.reach import zone_reach
from pipelines.planning.solving_answers import REFUSALS
from pipelines.store.port import Row

# Draws of weights by default: a share is then known to about seven points.
DRAWS = 50
GROUPS = {
    "tiers": ("tier_before", "tier_after"),
    "departments": ("department_code",) * 2,
    "partner_kinds": ("partner_kind",) * 2,
}
MOVES = ("gain", "lose", "more", "fewer")
# Served in every draw, in most, in some, in none.
BANDS = ("always", "mostly", "seldom", "never")


class _Stopped(Exception):
    """The reader asked to stop."""


def policy_prospect(
    office: Office, actor: Actor, campaign_id: str, policy_text: str, watch: Watch = ALONE, draws_count: int = DRAWS
) -> Row | Refusal:
    """Compare whom a proposed policy would serve with whom the policy in force would.

    Parameters
    ----------
    policy_text
        The proposed policy, in TOML.
    draws_count
        How many times its weights are drawn anew, each within a fifth of what it says.

    Returns
    -------
    dict or Refusal
        `same` (the text says what is in force), `policy_digest`, `before, after` (households served), `gain, lose` (served
        under one alone), `more, fewer` (served under both, with more or fewer lines); `tiers, departments, partner_kinds`:
        rows `code, before, after, gain, lose`; `moved`: the households that gain or lose, best rank first, as pseudonyms,
        with `served_share` (of the draws; None where the proposed policy does not rank them); `bands`: how many of those
        that it ranks are served in all draws, in at least half, in fewer, in none; `draws`; `sways`: per criterion, `name,
        label_fr, label_en, lower, higher` (households that change when its weight alone moves by a fifth). Where the
        proposed policy asks for kits from one site, nothing is drawn: `draws` is 0, `sways` empty. Refused when
        the text is no policy, when nobody is recognised, or when the work was stopped (`cancelled`).
    """
    for action in ("rank.read", "plan.read"):
        refusal = check_can(actor, action, Scope())
        if refusal is not None:
            return refusal
    inputs = read_inputs(office, campaign_id)
    if isinstance(inputs, Refusal):
        return inputs
    other = supposed(inputs, Assumptions(policy_toml=policy_text))
    if isinstance(other, Refusal):
        return other
    try:
        return compared(office, inputs, other, watch, draws_count)
    except _Stopped:
        return Refusal("cancelled", REFUSALS["cancelled"])


def compared(office: Office, inputs: Inputs, other: Inputs, watch: Watch, draws_count: int) -> Row | Refusal:
    """Compute both, then try the proposed one under other weights."""
    # From one site, each try would be a search of its own; weights then only part plans of equal use.
    tries = 0 if other.policy.kits.same_site else draws_count
    step = steps(watch, 2 + draws_count + 2 * len(other.policy.criteria))
    prospects: list[Prospect] = []
    for one in (inputs, other):
        prospect = prospect_of(office, one)
        if isinstance(prospect, Refusal):
            return prospect
        prospects.append(prospect)
        step()
    before, after = prospects
    shares: dict[str, float] = {}
    if tries:
        shares = dict(zip(after.household_ids, after.served_shares(tries, tick=step).tolist(), strict=True))
    sways = [] if other.policy.kits.same_site else after.sways(tick=step)
    rows = named_rows(standings(before, after), inputs.facts, shares)
    counts = {name: sum(row["moves"] == name for row in rows) for name in MOVES}
    moved = sorted((row for row in rows if row["moves"] in ("gain", "lose")), key=by_rank)
    labels = {criterion.name: criterion for criterion in other.policy.criteria}
    return {
        "same": policy_digest(inputs.policy) == policy_digest(other.policy), "policy_digest": policy_digest(other.policy),
        "before": sum(row["served_before"] for row in rows), "after": sum(row["served_after"] for row in rows), **counts,
        **{name: grouped_moves(rows, *columns) for name, columns in GROUPS.items()},
        "moved": moved, "bands": bands(list(shares.values())), "draws": tries,
        "sways": [
            {"name": sway.name, "label_fr": labels[sway.name].label_fr, "label_en": labels[sway.name].label_en,
             "lower": sway.lower_count, "higher": sway.higher_count}
            for sway in sways
        ],
    }  # fmt: skip


def prospect_of(office: Office, inputs: Inputs) -> Prospect | Refusal:
    """Rank and build under one policy."""
    policy: Policy = inputs.policy
    _, ranked = ranked_households(policy, inputs.facts)
    lines = without_granted(request_lines(policy, ranked, inputs.facts), inputs.granted)
    zones = sorted(pc.unique(lines["zone_code"]).to_pylist())
    declared = declared_problem(inputs, lines, zone_reach(policy, office.territories, zones, inputs.sites))
    return (
        declared if isinstance(declared, Refusal) else Prospect(policy, inputs.facts, ranked, lines, declared.problem)
    )


def steps(watch: Watch, count: int) -> Callable[[], None]:
    """Return what is called after each of so many steps: it tells how far the work is, and stops it where that is wished."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if watch.progress is not None:
            watch.progress(done / count)
        if watch.cancelled is not None and watch.cancelled():
            raise _Stopped

    return step


def named_rows(standing: pa.Table, facts: pa.Table, shares: dict[str, float]) -> list[dict[str, Any]]:
    """Return each household with its department, the kind of its partner, how it moves and its share of the draws."""
    places = pc.index_in(standing["household_id"], value_set=facts["household_id"].combine_chunks())
    for name in ("department_code", "partner_kind"):
        standing = standing.append_column(name, facts[name].take(places))
    return [
        row | {
            "served_before": bool(row["lines_before"]), "served_after": bool(row["lines_after"]), "moves": moves(row),
            "served_share": shares.get(row["household_id"]),
        }
        for row in standing.to_pylist()
    ]  # fmt: skip


def by_rank(row: dict[str, Any]) -> tuple[str, int, str]:
    """Order those that gain before those that lose, each by the best of its two ranks."""
    ranks = [row[name] for name in ("rank_before", "rank_after") if row[name] is not None]
    return row["moves"], min(ranks), row["household_id"]


def bands(shares: list[float]) -> dict[str, int]:
    """Count the households by how often they are served."""
    found = np.array(shares)
    limits = (found == 1, (found >= 0.5) & (found < 1), (found > 0) & (found < 0.5), found == 0)
    return {name: int(band.sum()) for name, band in zip(BANDS, limits, strict=True)}
