"""Reads the facts of households for the rules: one row a household, no name, no contact.

It must never decide: it joins what partners said with where things are.
"""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.eligibility import eligibility
from campaigns.household_facts import facts_of_requests
from campaigns.model.policy import Policy
from campaigns.priority import rank_households
from pipelines.store.port import Session


def household_facts(session: Session, campaign_id: str, now: datetime) -> pa.Table:
    """Return the facts of the campaign's households.

    Returns
    -------
    pyarrow.Table
        Key household_id: the columns of `campaigns.household_facts`, with `partner_id` of the household's first request and
        `zone_code` = where the family lives, then where its partner is: « commune>commune of the partner ».
    """
    requests = session.table("request/facts", {"campaign_id": campaign_id})
    return facts_of_requests(with_zones(requests), now.date())


def with_zones(requests: pa.Table) -> pa.Table:
    """Add the zone from which sites are reached: the family's commune for a pick-up, its partner's for a delivery."""
    home = pc.coalesce(requests["commune_code"], requests["partner_commune_code"])
    zone = pc.binary_join_element_wise(home, requests["partner_commune_code"], ">")
    department = pc.coalesce(requests["department_code"], requests["partner_department_code"])
    placed = requests.set_column(requests.column_names.index("department_code"), "department_code", department)
    return placed.append_column("zone_code", zone)


def ranked_households(policy: Policy, facts: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return (eligibility of every household, ranking of the eligible ones)."""
    judged = eligibility(policy, facts)
    return judged, rank_households(policy, facts, judged)
