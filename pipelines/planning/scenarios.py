"""Scenarios side by side: what each supposes, what it would give, and which families gain or lose; pseudonyms only.

A scenario is a draft that supposes something; comparing never changes a plan.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from campaigns.access import Scope, check_can
from campaigns.equity import equity
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.scenario import Assumptions
from pipelines.office import Office
from pipelines.planning.life import find_plan
from pipelines.planning.propose import propose_plan
from pipelines.store.port import Row, Session

# Each state counts in its own quantity and in those before it, save what came back.
REACHED = {
    "granted": ("granted",),
    "released": ("granted", "released"),
    "delivered": ("granted", "released", "delivered"),
    "handed_over": ("granted", "released", "delivered", "handed_over"),
    "returned": ("granted", "released", "returned"),
}


def propose_scenario(
    office: Office, actor: Actor, campaign_id: str, name: str, assumptions: Assumptions
) -> Row | Refusal:
    """Compute a draft under some assumptions: what `propose_plan` answers; it can be compared, never locked."""
    if not name.strip():
        return Refusal(
            "name_missing",
            Sentence("Donnez un nom au scénario, puis recommencez.", "Give the scenario a name, then try again."),
        )
    return propose_plan(office, actor, campaign_id, name.strip(), assumptions)


def assumptions_of(values: Mapping[str, object]) -> Assumptions | Refusal:
    """Return checked assumptions, or the first that cannot be supposed."""
    try:
        return Assumptions.model_validate(dict(values))
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors(include_url=False)[0]["loc"])
        return Refusal(
            "wrong_assumption",
            Sentence(
                f"Le scénario ne peut pas supposer cela : « {place} » est hors de ce qui est permis. Corrigez cette valeur.",
                f"The scenario cannot suppose this: “{place}” is outside what is allowed. Correct this value.",
            ),
        )


def list_scenarios(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the scenarios of a campaign: `plan_id, name, assumptions` (a dict)."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("plan/scenarios", {"campaign_id": campaign_id})
    return [row | {"assumptions": json.loads(row["assumptions"])} for row in rows]


def compare_scenarios(office: Office, actor: Actor, campaign_id: str, plan_ids: list[str]) -> Row | Refusal:
    """Compare plans side by side; the first is what the others are compared with.

    Returns
    -------
    dict or Refusal
        `plans`: for each, `plan_id, name, assumptions`, `quantities` (the seven, in lines for asked, households for eligible,
        units for the others), `served, bound` (lines), `tiers, departments, partner_kinds` {code: [households, served]},
        `km` (total of the units that travel), `equity` (lowest_rate, gini over departments). `differences`: for each plan
        after the first, `plan_id`, `gain` and `lose`: rows `household_id, tier, rank, department_code, partner_kind`.
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    read = read_cards(office, campaign_id, plan_ids)
    if isinstance(read, Refusal):
        return read
    cards, homes = read
    return {
        "plans": cards,
        "differences": [
            {"plan_id": plan_id} | named_differences(homes[0], other)
            for plan_id, other in zip(plan_ids[1:], homes[1:], strict=True)
        ],
    }


def read_cards(office: Office, campaign_id: str, plan_ids: list[str]) -> tuple[list[Row], list[list[Row]]] | Refusal:
    """Return what each plan would give, as `compare_scenarios` says it, and the households that ask under each."""
    cards: list[Row] = []
    homes: list[list[Row]] = []
    for plan_id in plan_ids:
        plan = find_plan(office, campaign_id, plan_id)
        if isinstance(plan, Refusal):
            return plan
        with office.store.reading() as session:
            homes.append(household_sums(session, campaign_id, plan_id))
            cards.append(plan_card(session, campaign_id, plan, homes[-1]))
    return cards, homes


def household_sums(session: Session, campaign_id: str, plan_id: str) -> list[Row]:
    """Return each household that asks under a plan, with its lines and those served."""
    return session.rows("plan/household_sums", {"campaign_id": campaign_id, "plan_id": plan_id})


def plan_card(session: Session, campaign_id: str, plan: Row, homes: list[Row]) -> Row:
    """Return what one plan would give."""
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    supposed = {row["plan_id"]: row for row in session.rows("plan/scenarios", {"campaign_id": campaign_id})}
    scenario = supposed.get(plan["plan_id"], {"name": "", "assumptions": "{}"})
    states = session.rows("plan/state_sums", named)
    counted = session.rows("plan/eligible_count", named)[0]
    quantities: Counter[str] = Counter({"asked": sum(row["asked"] for row in homes), "eligible": counted["eligible"]})
    for row in states:
        for quantity in REACHED[row["state"]]:
            quantities[quantity] += row["units"]
    names = ("asked", "eligible", "granted", "released", "delivered", "handed_over", "returned")
    return {
        "plan_id": plan["plan_id"], "name": scenario["name"], "assumptions": json.loads(scenario["assumptions"]),
        "state": plan["state"], "quantities": {name: quantities[name] for name in names},
        "served": plan["served_count"], "bound": plan["bound_count"], "objective": plan["objective"],
        "km": sum(row["km"] for row in states), **shared_out(homes),
    }  # fmt: skip


def shared_out(homes: list[Row]) -> Row:
    """Return how what is served is shared out: by tier, department and kind of structure, and how evenly by department."""
    departments = grouped(homes, "department_code")
    measured = equity([have[0] for have in departments.values()], [have[1] for have in departments.values()])
    return {
        "tiers": grouped(homes, "tier"),
        "departments": departments,
        "partner_kinds": grouped(homes, "partner_kind"),
        "equity": {"lowest_rate": measured.lowest_rate, "gini": measured.gini},
    }


def grouped(homes: list[Row], column: str) -> dict[str, list[int]]:
    """Count households asking, and households served, by one column."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for home in homes:
        counts[str(home[column])][0] += 1
        counts[str(home[column])][1] += home["served"] > 0
    return dict(sorted(counts.items()))


def named_differences(first: list[Row], other: list[Row]) -> dict[str, list[Row]]:
    """Return the households that the other plan serves and the first does not, and the reverse, best rank first."""
    served = [{row["household_id"]: row for row in homes if row["served"]} for homes in (first, other)]
    return {
        "gain": [named(row) for key, row in served[1].items() if key not in served[0]],
        "lose": [named(row) for key, row in served[0].items() if key not in served[1]],
    }


def named(home: Row) -> dict[str, Any]:
    """Return a household as a comparison shows it: a pseudonym and where it stands."""
    return {name: home[name] for name in ("household_id", "tier", "rank", "department_code", "partner_kind")}
