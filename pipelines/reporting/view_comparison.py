"""Two plans side by side as their page reads them: every count of both with its change, and the families that move.

Nothing is decided here, and families stay pseudonyms.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import PlanState
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.scenarios import named_differences, read_cards, shared_out
from pipelines.store.port import Row

# What each of the seven quantities counts in a comparison.
UNITS = {"asked": "lines", "eligible": "households"}


def comparison_board(office: Office, actor: Actor, campaign_id: str, first_id: str, second_id: str) -> Row | Refusal:
    """Compare a second plan with a first.

    Beside a plan in force whose grants it leaves as they are, the second plan is read with it: nothing that is granted is
    taken back, so what counts is what both give together.

    Returns
    -------
    dict or Refusal
        `first, second` (the plans as `compare_scenarios` gives them), `adds` (whether the second comes on top of the first,
        which is in force: `second` in all that follows is then what both give together),
        `quantities` (code, unit: lines, households or units; first, second, change), `tiers, departments, partner_kinds`
        (code; `households` that ask under the second; first, second, change: households served; `first_share`,
        `second_share`: of those that ask under each plan, 0 to 1), `measures` (code: served, bound, km, lowest_rate, gini;
        first, second, change; None where not known), `gain, lose` (counts of households of the two plans themselves) and
        `moved` (those households with `moves`, best rank first).
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    read = read_cards(office, campaign_id, [first_id, second_id])
    if isinstance(read, Refusal):
        return read
    (first, second), homes = read
    both = counted_together(office, campaign_id, first, second)
    differences = named_differences(*homes)
    moved = [row | {"moves": way} for way in ("gain", "lose") for row in differences[way]]
    return {
        "first": first,
        "second": second,
        "adds": both is not None,
        **side_by_side(first, second if both is None else taken_together(first, second, homes, both)),
        "gain": len(differences["gain"]),
        "lose": len(differences["lose"]),
        "moved": sorted(moved, key=lambda row: (row["rank"], row["household_id"])),
    }


def side_by_side(first: Row, second: Row) -> Row:
    """Return every count of two plans, each beside the other."""
    return {
        "quantities": [
            beside(code, first["quantities"][code], count) | {"unit": UNITS.get(code, "units")}
            for code, count in second["quantities"].items()
        ],
        "tiers": groups(first["tiers"], second["tiers"]),
        "departments": groups(first["departments"], second["departments"]),
        "partner_kinds": groups(first["partner_kinds"], second["partner_kinds"]),
        "measures": [beside(code, measured(first, code), measured(second, code)) for code in MEASURES],
    }


def counted_together(office: Office, campaign_id: str, first: Row, second: Row) -> Row | None:
    """Return what two plans count between them (`asked` lines, `eligible` households); None where the second does not add."""
    if first["state"] != PlanState.ADOPTED:
        return None
    named = {"campaign_id": campaign_id, "first_id": first["plan_id"], "second_id": second["plan_id"]}
    with office.store.reading() as session:
        (both,) = session.rows("plan/taken_together", named)
    # A draft older than the adoption may grant the same line again: the two cannot both be.
    return None if both["served_twice"] else both


def taken_together(first: Row, second: Row, homes: Sequence[Sequence[Row]], both: Mapping[str, int]) -> Row:
    """Return what a plan in force and one that comes on top of it give together, in the fields of a plan's card."""
    joined: dict[str, Row] = {}
    for home in (*homes[0], *homes[1]):
        known = joined.get(home["household_id"])
        # A household keeps the tier and the place under which it was served.
        joined[home["household_id"]] = home if known is None else known | {"served": known["served"] + home["served"]}
    quantities = {code: count + second["quantities"][code] for code, count in first["quantities"].items()}
    return second | {
        "quantities": quantities | {"asked": both["asked"], "eligible": both["eligible"]},
        "served": first["served"] + second["served"],
        "bound": first["served"] + second["bound"],
        "km": first["km"] + second["km"],
        **shared_out(list(joined.values())),
    }


MEASURES = ("served", "bound", "km", "lowest_rate", "gini")


def measured(plan: Mapping[str, Any], code: str) -> float | None:
    """Return one measure of a plan, whether it stands among its counts or its equity."""
    value: float | None = plan["equity"][code] if code in plan["equity"] else plan[code]
    return value


def beside(code: str, first: float | None, second: float | None) -> Row:
    """Put two values of one thing beside each other with their change."""
    change = None if first is None or second is None else second - first
    return {"code": code, "first": first, "second": second, "change": change}


def groups(first: Mapping[str, Sequence[int]], second: Mapping[str, Sequence[int]]) -> list[Row]:
    """Put the households served of each group beside each other, in the order of their codes."""
    nobody = (0, 0)
    rows = []
    for code in sorted(first.keys() | second.keys(), key=lambda code: (len(code), code)):
        (asked, served), (asked_then, served_then) = first.get(code, nobody), second.get(code, nobody)
        shares = {
            "first_share": served / asked if asked else None,
            "second_share": served_then / asked_then if asked_then else None,
        }
        rows.append(beside(code, served, served_then) | {"households": asked_then} | shares)
    return rows
