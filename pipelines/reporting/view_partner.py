"""What a structure reads about itself: what to do now, its families and how far each went, its lists, its deliveries.

Another structure shows only as « known elsewhere », never by name, and what it gives shows only as « already served ».
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.delivery.notes import family_name
from pipelines.family_steps import FamilyStep, family_step, grants_of
from pipelines.intake.admission import IDENTITY
from pipelines.intake.list_rows import LIST_HEAD
from pipelines.intake.lists import all_lists
from pipelines.office import Office
from pipelines.partners import partner_scope
from pipelines.sealing import unsealed
from pipelines.sightings import note_sight
from pipelines.store.port import Row, Session

LATELY = timedelta(days=7)


@dataclass(frozen=True)
class FamilyQuestion:
    """Which families a table asks for; `sort` is a key of the rows, or empty for newest first."""

    offset: int
    limit: int
    step: str = ""
    search: str = ""
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True)
class FamilyAnswer:
    """Some families, how many the question leaves, and how many there are at each step in all."""

    rows: list[Row]
    total: int
    steps: dict[FamilyStep, int]


def partner_families(
    office: Office, actor: Actor, campaign_id: str, partner_id: str, question: FamilyQuestion
) -> FamilyAnswer | Refusal:
    """Return a partner's requests as it named them, with their state.

    Returns
    -------
    FamilyAnswer or Refusal
        Rows of key request_id: reference, family (as the partner wrote it), step (FamilyStep), items (item codes),
        received_at, moved_at (last step of what was granted), date (the later of both), known_elsewhere (bool),
        households_count (for a request without names), need_laptop, need_tablet, need_smartphone, need_phone, need_connection.
    """
    refusal = check_can(actor, "identity.read", Scope(partner_id))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("view/partner_families", {"campaign_id": campaign_id, "partner_id": partner_id})
        identities = unsealed(session, office.vault, campaign_id, IDENTITY, {row["request_id"] for row in rows})
    note_sight(office, actor, campaign_id, partner_id, Scope(partner_id))
    families = [family_line(row, identities.get(row["request_id"], {})) for row in rows]
    steps = {step: sum(family["step"] == step for family in families) for step in FamilyStep}
    found = ordered([family for family in families if answers(family, question)], question)
    return FamilyAnswer(found[question.offset : question.offset + question.limit], len(found), steps)


def family_line(row: Row, identity: dict[str, Any]) -> Row:
    """Return one request in its partner's words."""
    grants = grants_of(row)
    return {
        "request_id": row["request_id"],
        "reference": str(identity.get("partner_reference") or ""),
        "family": family_name(identity),
        "step": family_step(row, {state for _, state in grants}),
        "items": [item for item, _ in grants],
        "received_at": row["received_at"],
        "moved_at": row["moved_at"],
        "date": row["moved_at"] or row["received_at"],
        "known_elsewhere": row["known_elsewhere"],
        "households_count": row["households_count"],
        **{
            name: row[name]
            for name in ("need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection")
        },
    }


def answers(family: Row, question: FamilyQuestion) -> bool:
    """Tell whether a family is among those asked for."""
    wanted = question.search.casefold()
    return question.step in ("", family["step"]) and wanted in f"{family['reference']} {family['family']}".casefold()


def ordered(families: list[Row], question: FamilyQuestion) -> list[Row]:
    """Sort families as asked, ending in their unique id."""
    if not question.sort:
        return families
    order = list(FamilyStep)

    def key(family: Row) -> Any:
        value = family[question.sort]
        return order.index(value) if isinstance(value, FamilyStep) else value

    by_id = sorted(families, key=lambda family: family["request_id"])
    return sorted(by_id, key=key, reverse=question.descending)


def partner_desk(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> Row | Refusal:
    """Return what a structure has to do now.

    Returns
    -------
    dict or Refusal
        lists_sent, rows_to_correct (rows held back in lists that no later list replaces), families_waiting (requests that
        count), kits_to_confirm (lines released or delivered, not handed over), families_served_lately (in seven days),
        families_served.
    """
    scope = Scope(partner_id)
    refusal = check_can(actor, "household.read", scope)
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id, "partner_id": partner_id}
    with office.store.reading() as session:
        units = session.rows("view/partner_units", named | {"since": office.clock() - LATELY})[0]
        replaced = replaced_lists(session, campaign_id, partner_id)
        requests = len(session.rows("request/of_partner", named))
    lists = [card for card in all_lists(office, actor, campaign_id) if card["partner_id"] == partner_id]
    held = sum(card["rejected_count"] for card in lists if asks_correction(card, replaced))
    return {"lists_sent": len(lists), "requests": requests, "rows_to_correct": held, **units}


def replaced_lists(session: Session, campaign_id: str, partner_id: str) -> set[str]:
    """Return the lists of a partner that a later one replaces."""
    rows = session.rows("view/superseded_lists", {"campaign_id": campaign_id, "partner_id": partner_id})
    return {row["list_id"] for row in rows}


def asks_correction(card: Row, replaced: Iterable[str]) -> bool:
    """Tell whether the rows held back in a list still wait for the partner."""
    return (
        card["state"] not in ("refused", "replaced") and card["list_id"] not in replaced and card["rejected_count"] > 0
    )


def sent_lists(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> list[Row] | Refusal:
    """Return the lists of a partner, newest first: the card of `all_lists`, with `file_name` and `is_replaced`."""
    refusal = check_can(actor, "list.read", Scope(partner_id))
    if refusal is not None:
        return refusal
    cards = [card for card in all_lists(office, actor, campaign_id) if card["partner_id"] == partner_id]
    with office.store.reading() as session:
        heads = unsealed(session, office.vault, campaign_id, LIST_HEAD, [card["list_id"] for card in cards])
        replaced = replaced_lists(session, campaign_id, partner_id)
    return [
        card
        | {"file_name": heads.get(card["list_id"], {}).get("file_name", ""), "is_replaced": card["list_id"] in replaced}
        for card in cards
    ]


def lists_to_correct(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> list[Row] | Refusal:
    """Return the lists of a partner, as `sent_lists` gives them, in which rows wait and that no later list replaces."""
    refusal = check_can(actor, "identity.read", Scope(partner_id))
    if refusal is not None:
        return refusal
    lists = sent_lists(office, actor, campaign_id, partner_id)
    if isinstance(lists, Refusal):
        return lists
    return [card for card in lists if asks_correction(card, {card["list_id"]} if card["is_replaced"] else ())]


def partner_deliveries(office: Office, actor: Actor, campaign_id: str, partner_id: str) -> list[Row] | Refusal:
    """Return what each site prepares for a partner: plan_id, site_code, site_name, partner_code, item, and the units now granted,
    released, delivered, handed_over, returned.
    """
    refusal = check_can(actor, "delivery.read", partner_scope(office, partner_id))
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("view/partner_deliveries", {"campaign_id": campaign_id, "partner_id": partner_id})
