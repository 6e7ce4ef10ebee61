"""Two plans side by side as their page reads them: every count of both with its change, and the families that move.

Nothing is decided here, and families stay pseudonyms.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.scenarios import compare_scenarios
from pipelines.store.port import Row

# What each of the seven quantities counts in a comparison.
UNITS = {"asked": "lines", "eligible": "households"}


def comparison_board(office: Office, actor: Actor, campaign_id: str, first_id: str, second_id: str) -> Row | Refusal:
    """Compare a second plan with a first.

    Returns
    -------
    dict or Refusal
        `first, second` (the plans as `compare_scenarios` gives them), `quantities` (code, unit: lines, households or units;
        first, second, change), `tiers, departments, partner_kinds` (code; `households` that ask under the second; first,
        second, change: households served; `first_share`, `second_share`: of those that ask under each plan, 0 to 1),
        `measures` (code: served, bound, km, lowest_rate, gini; first, second, change; None where not known), `gain, lose`
        (counts of households) and `moved` (those households with `moves`, best rank first).
    """
    found = compare_scenarios(office, actor, campaign_id, [first_id, second_id])
    if isinstance(found, Refusal):
        return found
    first, second = found["plans"]
    (differences,) = found["differences"]
    moved = [row | {"moves": way} for way in ("gain", "lose") for row in differences[way]]
    return {
        "first": first,
        "second": second,
        "quantities": [
            beside(code, first["quantities"][code], count) | {"unit": UNITS.get(code, "units")}
            for code, count in second["quantities"].items()
        ],
        "tiers": groups(first["tiers"], second["tiers"]),
        "departments": groups(first["departments"], second["departments"]),
        "partner_kinds": groups(first["partner_kinds"], second["partner_kinds"]),
        "measures": [beside(code, measured(first, code), measured(second, code)) for code in MEASURES],
        "gain": len(differences["gain"]),
        "lose": len(differences["lose"]),
        "moved": sorted(moved, key=lambda row: (row["rank"], row["household_id"])),
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
