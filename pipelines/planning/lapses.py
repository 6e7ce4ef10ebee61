"""Whether what a plan was computed from still holds: what would refuse its adoption, known before anybody asks.

Adoption reads it inside its own transaction, the plan's page while the plan waits (ADR 0070, 0071). This module must never write.
"""

from typing import NamedTuple

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.office import Office
from pipelines.store.port import Session


class Reason(NamedTuple):
    """One thing that changed: its refusal, and the query whose one row says how many (`found`)."""

    code: str
    query: str
    fr: str
    en: str


# In the order in which they are told.
REASONS = (
    Reason(
        "already_granted", "plan/granted_twice",
        "Attributions de ce plan déjà faites par un plan adopté depuis : {n}.",
        "Grants of this plan already made by a plan adopted since: {n}.",
    ),
    Reason(
        "family_gone", "plan/families_gone",
        "Familles que ce plan sert, retirées, effacées ou opposées depuis : {n}.",
        "Families that this plan serves, withdrawn, erased or objecting since: {n}.",
    ),
    Reason(
        "households_merged", "plan/merged_households",
        "Foyers que ce plan sert, réunis à d'autres depuis le calcul : {n}. Une famille pourrait être servie deux fois.",
        "Households that this plan serves, merged into others since the computation: {n}. A family might be served twice.",
    ),
    Reason(
        "policy_replaced", "plan/policy_replaced",
        "D'autres règles ont été adoptées depuis le calcul de ce plan.",
        "Other rules were adopted since this plan was computed.",
    ),
)  # fmt: skip
STOCK_TAKEN = Refusal(
    "stock_taken",
    Sentence(
        "Le stock a changé depuis le calcul : une partie des unités de ce plan n'est plus disponible.",
        "Stock changed since the computation: some units of this plan are no longer available.",
    ),
)


def what_lapsed(office: Office, actor: Actor, campaign_id: str, plan_id: str) -> list[Refusal] | Refusal:
    """Return why a plan could not take force as things stand now: one refusal a reason, none where it could."""
    refusal = check_can(actor, "plan.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return would_refuse(session, campaign_id, plan_id)


def would_refuse(session: Session, campaign_id: str, plan_id: str) -> list[Refusal]:
    """Return each reason for which a plan could not be adopted now, its stock among them."""
    is_short = session.rows("plan/units_short", {"campaign_id": campaign_id, "plan_id": plan_id})[0]["found"]
    return lapses(session, campaign_id, plan_id) + ([STOCK_TAKEN] if is_short else [])


def lapses(session: Session, campaign_id: str, plan_id: str) -> list[Refusal]:
    """Return each reason for which a plan no longer holds, stock aside: reserving finds that out by itself."""
    named = {"campaign_id": campaign_id, "plan_id": plan_id}
    counted = [(reason, session.rows(reason.query, named)[0]["found"]) for reason in REASONS]
    return [
        Refusal(reason.code, Sentence(reason.fr.format(n=found), reason.en.format(n=found)))
        for reason, found in counted
        if found
    ]


def refused_for(reasons: list[Refusal]) -> Refusal:
    """Refuse a step for every reason at once, under the code of the first."""
    fr, en = (" ".join(getattr(reason.sentence, language) for reason in reasons) for language in ("fr", "en"))
    return Refusal(
        reasons[0].code,
        Sentence(
            f"{fr} Rien n'a été modifié ; proposez un nouveau plan.",
            f"{en} Nothing was changed; propose a new plan.",
        ),
    )
