"""What a plan is computed from: read in one transaction, changed by what a scenario supposes, and nothing decided.

A plan uses units on hand and not reserved, there before the policy's horizon. It must never write.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.allocation.coded import CODED
from campaigns.model.codes import PlanState
from campaigns.model.household import FACTS_SCHEMA
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy, policy_digest
from campaigns.model.scenario import Assumptions, policy_under
from pipelines.office import Office
from pipelines.planning.facts import household_facts
from pipelines.planning.ordinary import ordinary_plans
from pipelines.store.port import Row, Session


@dataclass(frozen=True)
class Inputs:
    """What a plan is computed from, read in one transaction on a day (`today`).

    `stock` is all of it, `cells` what the policy lets a plan use.
    """

    campaign: Row
    policy: Policy
    facts: pa.Table
    cells: pa.Table
    sites: pa.Table
    # Units that adopted plans granted, and those given up since: the columns of GRANTED_SCHEMA.
    granted: pa.Table
    today: date
    earlier: pa.Table | None = None
    stock: tuple[Row, ...] = ()
    # (commune_code, operator) known to have no usable network.
    absent: tuple[tuple[str, str], ...] = ()

    @property
    def closed_items(self) -> tuple[tuple[str, str], ...]:
        """Return (commune_code, item) that does not work there: what the policy says, and what the imported table says."""
        return tuple(dict.fromkeys((*self.policy.closed_items, *self.policy.items_closed_by(self.absent))))


def read_inputs(office: Office, campaign_id: str, *, with_households: bool = True) -> Inputs | Refusal:
    """Read everything the plan depends on; without its households, and what they were granted, only what there is to give."""
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        campaign = session.rows("campaign/one", named)[0]
        policy = parse_policy(campaign["policy_toml"])
        if isinstance(policy, Refusal):
            return policy
        facts = household_facts(session, campaign_id, office.clock()) if with_households else FACTS_SCHEMA.empty_table()
        cells = session.rows("stock/cells", named)
        sites = session.rows("site/all")
        granted = granted_units(session, campaign_id) if with_households else GRANTED_SCHEMA.empty_table()
        absent = absent_networks(session)
        draft_id = standing_draft(session, campaign_id)
        earlier = None if draft_id is None else session.table("plan/units_held", named | {"plan_id": draft_id})
    if with_households and facts.num_rows == 0:
        return Refusal(
            "no_household",
            Sentence(
                "Aucun foyer n'est encore reconnu dans cette campagne. Recevez des listes, puis lancez la reconnaissance des foyers (connexion link).",
                "No household is recognised in this campaign yet. Receive lists, then recognise households (connexion link).",
            ),
        )
    today = office.clock().date()
    stock = planned_stock(plannable(cells, today))
    usable = available_cells(stock, policy, today)
    return Inputs(
        campaign,
        policy,
        facts,
        usable,
        site_table([site for site in sites if site["closed_at"] is None]),
        granted,
        today,
        earlier,
        tuple(stock),
        absent,
    )


def granted_units(session: Session, campaign_id: str) -> pa.Table:
    """Return each unit that adopted plans granted, and each given up since (without a state), in columns of `GRANTED_SCHEMA`."""
    found = session.table("plan/granted_units", {"campaign_id": campaign_id})
    return pa.table([found[field.name].cast(field.type) for field in GRANTED_SCHEMA], schema=GRANTED_SCHEMA)


def absent_networks(session: Session) -> tuple[tuple[str, str], ...]:
    """Return (commune_code, operator) where the imported table knows of no usable network."""
    return tuple((row["commune_code"], row["operator"]) for row in session.rows("network/absent"))


def plannable(cells: list[Row], today: date) -> list[Row]:
    """Leave out what lies at a closed site, and recharges that have expired."""
    return [
        row
        for row in cells
        if row["site_closed_at"] is None and (row["expires_on"] is None or row["expires_on"] >= today)
    ]


def planned_stock(cells: list[Row]) -> list[Row]:
    """Leave the reserve for exceptional grants out."""
    return [row for row in cells if row["earmark"] != EXCEPTION]


def standing_draft(session: Session, campaign_id: str) -> str | None:
    """Return the newest plan that is not in force yet and supposes nothing: a new one changes as little of it as it can."""
    waiting = (PlanState.DRAFT, PlanState.LOCKED, PlanState.APPROVED)
    plans = ordinary_plans(session, campaign_id)
    return next((plan["plan_id"] for plan in plans if plan["state"] in waiting), None)


def supposed(inputs: Inputs, assumptions: Assumptions) -> Inputs | Refusal:
    """Return the inputs as a scenario supposes them; units that are not there lie in cells of their own."""
    policy = policy_under(assumptions, inputs.policy)
    if isinstance(policy, Refusal):
        return policy
    sides = {item.code: item.side.value for item in policy.items}
    sites = dict(zip(*(inputs.sites[name].to_pylist() for name in ("code", "site_id")), strict=True))
    rows = []
    for number, extra in enumerate(assumptions.stock):
        if extra.site_code not in sites or extra.item not in sides:
            return _unknown_stock(extra.site_code, extra.item)
        rows.append(
            {
                "cell_id": f"{SUPPOSED}{number}", "side": sides[extra.item], "item": extra.item,
                "grade": None if extra.grade is None else extra.grade.value, "earmark": None,
                "site_id": sites[extra.site_code], "quantity": extra.units, "movable": policy.transfers is not None,
            }
        )  # fmt: skip
    # Another policy may have other items or another horizon, so the stock is looked at anew.
    usable = available_cells(list(inputs.stock), policy, inputs.today)
    cells = pa.concat_tables([usable, pa.Table.from_pylist(rows, schema=usable.schema)])
    campaign = inputs.campaign | {"policy_digest": policy_digest(policy)}
    if assumptions.policy_toml is not None:
        campaign["policy_toml"] = assumptions.policy_toml
    return replace(inputs, policy=policy, cells=cells, campaign=campaign)


# Few plans, cells and states stand on many rows.
GRANTED_SCHEMA = pa.schema(
    {
        "line_id": pa.string(), "household_id": pa.string(), "plan_id": CODED, "cell_id": CODED, "state": CODED,
        "is_shipped": pa.bool_(),
        "is_moved": pa.bool_(),
    }
)  # fmt: skip

# Begins the id of a cell that only a scenario holds.
SUPPOSED = "supposed-"


def _unknown_stock(site_code: str, item: str) -> Refusal:
    return Refusal(
        "unknown_stock",
        Sentence(
            f"Le scénario suppose du stock « {item} » au site « {site_code} » : ce site ou cet article n'existe pas. Corrigez-le.",
            f"The scenario supposes stock “{item}” at site “{site_code}”: there is no such site or item. Correct it.",
        ),
    )


# Stock of the declared reserve for exceptional grants; no plan touches it.
EXCEPTION = "exception"


def available_cells(cells: list[Row], policy: Policy, today: date) -> pa.Table:
    """Return the cells that a plan may use: units on hand and not reserved, there before the horizon.

    `movable` says which of them would also be at another site before it, where the policy lets units be moved.
    """
    sides = {item.code: item.side.value for item in policy.items}
    horizon = policy.horizon_on
    usable = [row for row in cells if row["item"] in sides and (horizon is None or row["available_on"] <= horizon)]
    return pa.table(
        {
            "cell_id": pa.array([row["cell_id"] for row in usable], pa.string()),
            "side": pa.array([sides[row["item"]] for row in usable], pa.string()),
            "item": pa.array([row["item"] for row in usable], pa.string()),
            "grade": pa.array([row["grade"] or None for row in usable], pa.string()),
            "earmark": pa.array([row["earmark"] or None for row in usable], pa.string()),
            "site_id": pa.array([row["site_id"] for row in usable], pa.string()),
            "quantity": pa.array([row["on_hand"] - row["reserved"] for row in usable], pa.int64()),
            "movable": pa.array([in_time_elsewhere(policy, row["available_on"], today) for row in usable], pa.bool_()),
            "available_on": pa.array([row["available_on"] for row in usable], pa.date32()),
        }
    )


def in_time_elsewhere(policy: Policy, available_on: date, today: date) -> bool:
    """Tell whether units that are there on a day can still be moved before the horizon; nothing leaves before today."""
    if policy.transfers is None:
        return False
    there_on = max(available_on, today) + timedelta(days=policy.transfers.lead_time_days)
    return policy.horizon_on is None or there_on <= policy.horizon_on


def site_table(sites: list[Row]) -> pa.Table:
    """Return the sites with their place and the units they can hand out over the plan's horizon."""
    return pa.table(
        {
            "site_id": pa.array([row["site_id"] for row in sites], pa.string()),
            "code": pa.array([row["code"] for row in sites], pa.string()),
            "kind": pa.array([row["kind"] for row in sites], pa.string()),
            "commune_code": pa.array([row["commune_code"] for row in sites], pa.string()),
            "capacity_per_day": pa.array([row["capacity_per_day"] for row in sites], pa.int64()),
        }
    )


def gates(policy: Policy, sites: pa.Table) -> pa.Table:
    """Return the hand-out capacity of each site over the horizon, in device units; without a number, unlimited."""
    days = policy.hand_out_days
    capacity = pc.multiply(sites["capacity_per_day"], days) if days else pa.nulls(sites.num_rows, pa.int64())
    return pa.table({"site_id": sites["site_id"], "capacity": capacity})
