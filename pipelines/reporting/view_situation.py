"""The situation of a campaign as leadership reads it: the figures, the departments left furthest behind, what is not known.

Only counts leave this module, and by department only those that disclosure control lets through.
"""

from dataclasses import dataclass

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.lines import kit_table, request_lines
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.office import Office
from pipelines.planning.facts import household_facts, ranked_households
from pipelines.reporting.coverage import Coverage, department_coverage
from pipelines.reporting.figures import campaign_figures
from pipelines.store.port import Row

SIDES = ("device", "data")
WIDEST_COUNT = 3
# The columns of published figures; which measure of a row is hidden shows by its being empty.
PUBLISHED = ("territory_code", "parent_code", "need", "served", "gap", "rate", "hidden", "unknown")


@dataclass(frozen=True)
class Situation:
    """What leadership reads first.

    Attributes
    ----------
    figures
        As `campaign_figures` gives them, with `eligible` units in `units` too.
    partners
        Structures that sent requests.
    widest
        At most three departments, widest gap rate first: code, name, need, served, gap (households), gap_rate (0..1).
    silent
        Departments from which nothing came. `hidden`: departments of which a figure is hidden.
    """

    figures: Row
    partners: int
    widest: list[Row]
    silent: int
    hidden: int


def campaign_situation(office: Office, actor: Actor, campaign_id: str) -> Situation | Refusal:
    """Put together the figures, the coverage and the partners of a campaign."""
    figures = campaign_figures(office, actor, campaign_id)
    if isinstance(figures, Refusal):
        return figures
    coverage = department_coverage(office, actor, campaign_id)
    if isinstance(coverage, Refusal):
        return coverage
    eligible = eligible_units(office, campaign_id)
    if isinstance(eligible, Refusal):
        return eligible
    with office.store.reading() as session:
        partners = len(session.rows("coverage/partners", {"campaign_id": campaign_id}))
    units = {side: figures["units"][side] | {"eligible": eligible[side]} for side in SIDES}
    rows = coverage.departments.to_pylist()
    return Situation(
        figures | {"units": units}, partners, widest_gaps(office, rows),
        silent=sum(row["unknown"] for row in rows), hidden=sum(row["hidden"] for row in rows),
    )  # fmt: skip


def eligible_units(office: Office, campaign_id: str) -> dict[str, int] | Refusal:
    """Count the units that the policy allows to serve, by side (device, data): one a line and side of its kit."""
    with office.store.reading() as session:
        policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock())
        kept = session.rows("erasure/kept_counts", {"campaign_id": campaign_id})
    erased = {side: sum(row[f"{side}_count"] for row in kept) for side in SIDES}
    if facts.num_rows == 0:
        return erased
    _, ranked = ranked_households(policy, facts)
    living = units_by_side(policy, request_lines(policy, ranked, facts))
    return {side: living[side] + erased[side] for side in SIDES}


def units_by_side(policy: Policy, lines: pa.Table) -> dict[str, int]:
    """Count lines by the sides of their kit."""
    sides: dict[str, set[str]] = {}
    for row in kit_table(policy).to_pylist():
        sides.setdefault(row["kit_code"], set()).add(row["side"])
    kits = lines["kit_code"].value_counts().to_pylist()
    return {side: sum(kit["counts"] for kit in kits if side in sides[kit["values"]]) for side in SIDES}


def widest_gaps(office: Office, rows: list[Row]) -> list[Row]:
    """Return the departments with the widest gap rate among those of which it may be said."""
    said = [row for row in rows if row["rate"] is not None]
    ordered = sorted(said, key=lambda row: (row["rate"], -row["need"], row["territory_code"]))
    return [
        {
            "code": row["territory_code"], "name": office.territories.department_name(row["territory_code"]),
            "need": row["need"], "served": row["served"], "gap": row["gap"], "gap_rate": 1 - row["rate"],
        }
        for row in ordered[:WIDEST_COUNT]
    ]  # fmt: skip


@dataclass(frozen=True)
class CoverageView:
    """The coverage as a map takes it, and what is said of it in words.

    Attributes
    ----------
    widest
        The department with the greatest gap among those shown: code, name, gap; None where no gap may be shown.
    """

    coverage: Coverage
    shown: int
    hidden: int
    silent: int
    widest: Row | None


def coverage_view(office: Office, actor: Actor, campaign_id: str) -> CoverageView | Refusal:
    """Return the protected coverage with what its reader must know: departments shown, hidden, silent."""
    refusal = check_can(actor, "coverage.read", Scope(aggregated=True))
    if refusal is not None:
        return refusal
    coverage = department_coverage(office, actor, campaign_id)
    if isinstance(coverage, Refusal):
        return coverage
    rows = coverage.departments.to_pylist()
    gaps = [row for row in rows if row["gap"] is not None and not row["unknown"]]
    top = max(gaps, key=lambda row: (row["gap"], row["territory_code"]), default=None)
    widest = None
    if top is not None:
        name = office.territories.department_name(top["territory_code"])
        widest = {"code": top["territory_code"], "name": name, "gap": top["gap"]}
    silent, hidden = sum(row["unknown"] for row in rows), sum(row["hidden"] for row in rows)
    published = Coverage(coverage.departments.select(PUBLISHED), coverage.unplaced, coverage.as_of)
    return CoverageView(published, len(rows) - silent - hidden, hidden, silent, widest)
