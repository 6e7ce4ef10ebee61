"""The quality of lists over time: a structure's own, list by list, and every structure's for the coordination.

A structure reads its own only. This module must never name a family.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from campaigns.access import Scope, can, check_can
from campaigns.list_quality import COUNTS, one_tip, quality_of
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.linkage.normalise import folded
from pipelines.office import Office
from pipelines.store.port import Row

EVERY_PARTNER = ""


def partner_quality(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> Row | Refusal:
    """Return how good the lists of one structure are.

    Returns
    -------
    dict or Refusal
        `lists` (oldest first: list_id, received_at, and the fields of `Quality`), `whole` (the same over all of them, None
        before the first list), `tip` (a `Sentence`, or None).
    """
    refusal = check_can(actor, "list.read", Scope(partner_id, department_of(office, partner_id)))
    if refusal is not None:
        return refusal
    rows = quality_rows(office, campaign_id, partner_id)
    if not rows:
        return {"lists": [], "whole": None, "tip": None}
    whole = quality_of(summed(rows))
    tip = one_tip(whole)
    lists = [{"list_id": row["list_id"], "received_at": row["received_at"]} | asdict(quality_of(row)) for row in rows]
    return {"lists": lists, "whole": asdict(whole), "tip": tip.sentence if tip else None}


def quality_by_partner(office: Office, actor: Actor, campaign_id: str) -> list[Row]:
    """Return how good the lists of each structure that the actor may read are, by name.

    Returns
    -------
    list of dict
        partner_id, partner_code, partner_name, list_count, the fields of `Quality` over all lists, and `tip`.
    """
    rows = [
        row
        for row in quality_rows(office, campaign_id, EVERY_PARTNER)
        if can(actor, "list.read", Scope(row["partner_id"], row["department_code"]))
    ]
    partners = {row["partner_id"]: row for row in rows}
    found = [
        partner_line(partner, [row for row in rows if row["partner_id"] == partner_id])
        for partner_id, partner in partners.items()
    ]
    return sorted(found, key=lambda line: (folded(line["partner_name"]), line["partner_id"]))


def partner_line(partner: Row, rows: Sequence[Row]) -> Row:
    """Return the measures of one structure over its lists."""
    whole = quality_of(summed(rows))
    tip = one_tip(whole)
    named = {name: partner[name] for name in ("partner_id", "partner_code", "partner_name")}
    return named | {"list_count": len(rows), "tip": tip.sentence if tip else None} | asdict(whole)


def summed(rows: Iterable[Row]) -> dict[str, int]:
    """Add the counts of some lists."""
    kept = list(rows)
    return {name: sum(int(row[name]) for row in kept) for name in COUNTS}


def quality_rows(office: Office, campaign_id: str, partner_id: str) -> list[Row]:
    """Read the counts of each list, oldest first."""
    with office.store.reading() as session:
        return session.rows("view/list_quality", {"campaign_id": campaign_id, "partner_id": partner_id})


def department_of(office: Office, partner_id: str) -> str | None:
    """Return the department of a structure, for the rights of who covers one."""
    with office.store.reading() as session:
        found = session.rows("partner/one", {"partner_id": partner_id})
    return str(found[0]["department_code"]) if found else None
