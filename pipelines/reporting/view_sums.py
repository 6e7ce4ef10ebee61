"""What the screens of stock, plan and deliveries add up: sums by site, item, partner, tier and department; no family.

Sums are the database's. This module must never open a name.
"""

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from pipelines.office import Office
from pipelines.store.port import Row

# A chart of more bars is not read; the table beside has every site.
WAYS_SHOWN = 15


def stock_grid(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return the stock of today, in units.

    Returns
    -------
    dict or Refusal
        `cells` (site and item: on_hand, reserved, free, arriving, arriving_on, handed_over), `items` (the same by item), and
        over all: `free, reserved, arriving` (units), `sites`.
    """
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id, "today": office.clock().date()}
    with office.store.reading() as session:
        cells, items = session.rows("view/stock_grid", named), session.rows("view/stock_items", named)
    totals = {name: sum(row[name] for row in items) for name in ("free", "reserved", "arriving")}
    return {"cells": cells, "items": items, "sites": len({row["site_id"] for row in cells}), **totals}


def plan_sums(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return what a plan gives, in households and units.

    Returns
    -------
    dict or Refusal
        `tiers` (with label_fr, label_en), `sites` (site and item, with km), `ways` (site: by_pick_up, by_delivery, by_remote),
        `departments` (with `share` served, 0 to 1), and `policy`: the one that the plan was computed under, or None.
    """
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id, "plan_id": plan_id}
    with office.store.reading() as session:
        tiers, sites, departments = (
            session.rows(f"view/plan_{name}", named) for name in ("tiers", "sites", "departments")
        )
        kept = session.rows("view/plan_policy", named)
    policy = parse_policy(kept[0]["policy_toml"]) if kept else None
    known = None if isinstance(policy, Refusal) else policy
    labels = {n: (tier.label_fr, tier.label_en) for n, tier in enumerate(known.tiers, start=1)} if known else {}
    return {
        "tiers": [
            row | dict(zip(("label_fr", "label_en"), labels.get(row["tier"], ("", "")), strict=True)) for row in tiers
        ],
        "sites": sites,
        "ways": ways_of(sites),
        "departments": [row | {"share": row["households_served"] / row["households"]} for row in departments],
        "policy": known,
    }


def ways_of(sites: list[Row]) -> list[Row]:
    """Add up the units of each site by the way they take, over its items; the sites that give most, most units first."""
    found: dict[str, Row] = {}
    for row in sites:
        site = found.setdefault(
            row["site_id"], {"site_name": row["site_name"], "by_pick_up": 0, "by_delivery": 0, "by_remote": 0}
        )
        for way in ("by_pick_up", "by_delivery", "by_remote"):
            site[way] += row[way]
    return sorted(found.values(), key=lambda site: -(site["by_pick_up"] + site["by_delivery"] + site["by_remote"]))[
        :WAYS_SHOWN
    ]


def delivery_sums(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> Row | Refusal:
    """Return how far a plan's units went: `items` (by item) and `pairs` (by site and partner), in units and households."""
    refusal = check_can(actor, "delivery.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id, "plan_id": plan_id}
    with office.store.reading() as session:
        pairs = session.rows("view/delivery_pairs", named)
        items = session.rows("view/delivery_items", named | {"today": office.clock().date()})
    return {"items": items, "pairs": [row for row in pairs if actor.department_code in (None, row["department_code"])]}


def journal_page(office: Office, actor: Actor, chain: str, limit_count: int, offset_count: int) -> Row | Refusal:
    """Return some entries of a chain of the journal, newest first: `entries` and `total`."""
    refusal = check_can(actor, "journal.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": chain}
    with office.store.reading() as session:
        total = session.rows("view/journal_count", named)[0]["entries"]
        entries = session.rows("view/journal_page", named | {"limit_count": limit_count, "offset_count": offset_count})
    return {"entries": entries, "total": total}
