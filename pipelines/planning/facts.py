"""Reads the facts of households for the rules: one row a household, no name, no contact.

It must never decide: it joins what partners said with where things are.
"""

from concurrent.futures import Executor
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.eligibility import eligibility
from campaigns.household_facts import facts_of_requests
from campaigns.model.outcome import CannotGoOn, Sentence
from campaigns.model.policy import Policy
from campaigns.priority import rank_households, rank_parts, ranked
from pipelines.store.port import Session

# So many households are judged in one piece.
HOUSEHOLDS_AT_ONCE = 100_000


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


def ranked_households(policy: Policy, facts: pa.Table, executor: Executor | None = None) -> tuple[pa.Table, pa.Table]:
    """Return (eligibility of every household, ranking of the eligible ones), judged by a lent executor where there is one."""
    if executor is None:
        found = eligibility(policy, facts)
        return found, rank_households(policy, facts, found)
    judged_parts = judged_apart(executor, policy, facts)
    eligible, parts = (pa.concat_tables(tables).combine_chunks() for tables in zip(*judged_parts, strict=True))
    return eligible, ranked(policy, parts)


def judged(policy: Policy, facts: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Judge some households: whether each may be served, and what its rank depends on."""
    return eligibility(policy, facts), rank_parts(policy, facts)


def judged_apart(executor: Executor, policy: Policy, facts: pa.Table) -> list[tuple[pa.Table, pa.Table]]:
    """Judge households in pieces, cut by how many there are, never by how many workers."""
    facts = facts.combine_chunks()
    starts = range(0, max(facts.num_rows, 1), HOUSEHOLDS_AT_ONCE)
    try:
        futures = [executor.submit(judged, policy, facts.slice(start, HOUSEHOLDS_AT_ONCE)) for start in starts]
        return [future.result() for future in futures]
    except Exception as fault:
        raise ranking_stopped(type(fault).__name__) from None


def ranking_stopped(kind: str) -> CannotGoOn:
    """Say that a worker failed; `kind` is the fault's class, never its text."""
    return CannotGoOn(
        "ranking_stopped",
        Sentence(
            f"Le classement des foyers s'est arrêté avant la fin ({kind}). Rien n'a été modifié ; vérifiez les machines qui calculent, "
            "puis recommencez.",
            f"Ranking the households stopped before its end ({kind}). Nothing was changed; check the machines that compute, then "
            "try again.",
        ),
    )
