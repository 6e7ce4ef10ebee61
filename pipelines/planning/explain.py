"""Why a family has this rank, this device, or nothing: read back from the plan that decided, nothing computed anew.

What is said is what the plan kept; ranks are shown, never names.
"""

import json

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy
from pipelines.office import Office
from pipelines.store.port import Row, Session


def explain_request(
    office: Office, actor: Actor, campaign_id: str, request_id: str, plan_id: str | None = None
) -> Row | Refusal:
    """Explain what a plan did for the family of one request.

    Returns
    -------
    dict or Refusal
        `household_id, plan_id, state, eligible, reason, tier, rank, ranked_count, score, parts` (name, label_fr, label_en,
        points, ceiling), `lines` (served, items, site, km, reason, cutoff_rank) and `sentences` (fr, en).
    """
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        home = session.rows("request/household", named | {"request_id": request_id})
        if not home:
            return unknown_request(request_id)
        return explain_household(session, actor, campaign_id, home[0]["household_id"], plan_id)


def explain_household(
    session: Session, actor: Actor, campaign_id: str, household_id: str, plan_id: str | None
) -> Row | Refusal:
    """Explain what a plan (the one in force, else the newest) did for a household."""
    plan = deciding_plan(session, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"], "household_id": household_id}
    kept = session.rows("plan/household", named)
    if not kept:
        return newer_than_plan()
    home = kept[0]
    refusal = check_can(actor, "household.read", Scope(home["partner_id"], home["department_code"]))
    if refusal is not None:
        return refusal
    policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    lines = household_lines(session, named)
    ranked = session.rows("plan/ranked_count", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})[0]["ranked"]
    facts = {"plan_id": plan["plan_id"], "state": plan["state"], "household_id": household_id, "ranked_count": ranked}
    card = facts | {
        "eligible": home["is_eligible"], "reason": home["reason"], "tier": home["tier"], "rank": home["rank"],
        "score": home["score"], "lottery": home["lottery"], "parts": named_parts(policy, json.loads(home["parts"])), "lines": lines,
    }  # fmt: skip
    return card | {"sentences": [{"fr": said.fr, "en": said.en} for said in sentences(card, policy)]}


def deciding_plan(session: Session, campaign_id: str, plan_id: str | None) -> Row | Refusal:
    """Return the plan named, else the newest adopted one, else the newest."""
    plans = session.rows("plan/all", {"campaign_id": campaign_id})
    scenarios = {row["plan_id"] for row in session.rows("plan/scenarios", {"campaign_id": campaign_id})}
    plans = [row for row in plans if (row["plan_id"] == plan_id if plan_id else row["plan_id"] not in scenarios)]
    alive = [row for row in plans if row["state"] != "revoked"]
    adopted = [row for row in alive if row["state"] == "adopted"]
    if alive:
        return (adopted or alive)[0]
    return Refusal(
        "no_plan",
        Sentence(
            "Aucun plan n'a encore été calculé : il n'y a pas de décision à expliquer. Proposez un plan d'abord.",
            "No plan was computed yet: there is no decision to explain. Propose a plan first.",
        ),
    )


def household_lines(session: Session, named: dict[str, str]) -> list[Row]:
    """Return each line of the household with what it got."""
    grants = session.rows("plan/grants_of_household", named)
    return [
        line | {"grants": [grant for grant in grants if grant["line_id"] == line["line_id"]]}
        for line in session.rows("plan/lines_of_household", named)
    ]


def named_parts(policy: Policy, parts: dict[str, float]) -> list[Row]:
    """Return the parts of a score with their labels and ceilings, in the policy's order."""
    return [
        {
            "name": criterion.name, "label_fr": criterion.label_fr, "label_en": criterion.label_en,
            "points": parts.get(criterion.name, 0.0), "ceiling": criterion.weight,
        }
        for criterion in policy.criteria
    ]  # fmt: skip


def sentences(card: Row, policy: Policy) -> list[Sentence]:
    """Say the decision in plain words."""
    if not card["eligible"]:
        return [
            Sentence(
                "Ce foyer n'entre pas dans la campagne selon le règlement en vigueur.",
                "This household is not eligible under the policy in force.",
            )
        ]
    place = Sentence(
        f"Rang {french(card['rank'])} sur {french(card['ranked_count'])} au classement (palier {card['tier']}, score {card['score']:.3f}).".replace(
            ".", ",", 1
        ),
        f"Rank {card['rank']} of {card['ranked_count']} in the ranking (tier {card['tier']}, score {card['score']:.3f}).",
    )
    labels = {item.code: (item.label_fr, item.label_en) for item in policy.items}
    return [place, *(line_sentence(line, labels) for line in card["lines"])]


def line_sentence(line: Row, labels: dict[str, tuple[str, str]]) -> Sentence:
    """Say what one line got, or why it got nothing."""
    if line["is_served"]:
        items = line["grants"]
        french_items, english_items = (
            ", ".join(f"{labels.get(g['item'], (g['item'],) * 2)[at]} ({from_where(g, moved)})" for g in items)
            for at, moved in enumerate(("transféré à", "moved to"))
        )
        return Sentence(f"Attribué : {french_items}.", f"Granted: {english_items}.")
    cutoff = line["cutoff_rank"]
    bar = ("", "") if cutoff is None else (
        f" Pour ce besoin et ce lieu, le stock s'arrête à la demande de rang {french(cutoff)} ; celle-ci est au rang {french(line['rank'])}.",
        f" For this need and place, stock ends at the line ranked {cutoff}; this one is ranked {line['rank']}.",
    )  # fmt: skip
    why = REASONS.get(line["reason"], REASONS["devices_exhausted"])
    return Sentence(why.fr + bar[0], why.en + bar[1])


def from_where(grant: Row, moved: str) -> str:
    """Say the site of a unit, and the one to which it is moved first."""
    via = grant.get("via_site_name")
    return f"{grant['site_name']}, {moved} {via}" if via else str(grant["site_name"])


def french(number: int) -> str:
    """Return a whole number with the narrow space of French thousands."""
    return f"{number:,}".replace(",", "\u202f")


def unknown_request(request_id: str) -> Refusal:
    """Say that no household stands behind this reference."""
    return Refusal(
        "unknown_request",
        Sentence(
            f"La demande « {request_id} » n'est rattachée à aucun foyer. Vérifiez sa référence, ou lancez la reconnaissance des foyers.",
            f"Request “{request_id}” belongs to no household. Check its reference, or recognise households first.",
        ),
    )


def newer_than_plan() -> Refusal:
    """Say that the family came after the plan."""
    return Refusal(
        "newer_than_plan",
        Sentence(
            "Cette demande est arrivée après le dernier plan. Proposez un nouveau plan pour qu'elle y entre.",
            "This request came after the last plan. Propose a new plan to include it.",
        ),
    )


REASONS = {
    "no_option": Sentence(
        "Non servi : aucun stock de ce qui est demandé ne peut atteindre ce lieu.",
        "Not served: no stock of what is asked can reach this place.",
    ),
    "devices_exhausted": Sentence(
        "Non servi : tous les appareils accessibles sont allés à des demandes mieux classées.",
        "Not served: every device within reach went to better-ranked lines.",
    ),
    "quota_reached": Sentence(
        "Non servi : la part réservée est déjà allée à des demandes mieux classées.",
        "Not served: the reserved share already went to better-ranked lines.",
    ),
    "data_exhausted": Sentence(
        "Non servi : toutes les recharges accessibles sont allées à des demandes mieux classées.",
        "Not served: every data bundle within reach went to better-ranked lines.",
    ),
    "kit_not_same_site": Sentence(
        "Non servi : le kit complet n'est pas au même site. Il faudrait un appareil d'un site et une connexion d'un autre.",
        "Not served: the complete kit is not at one site. It would take a device of one site and data of another.",
    ),
    "site_capacity": Sentence(
        "Non servi : les sites accessibles ne peuvent pas remettre davantage d'appareils dans la période.",
        "Not served: the sites within reach cannot hand out more devices in the period.",
    ),
}
