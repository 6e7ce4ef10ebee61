"""Why a family has this rank, this device, or nothing: read back from the plan that decided, nothing computed anew.

What is said is what the plan kept; ranks are shown, never names.
"""

import json

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy
from pipelines.office import Office
from pipelines.planning.ordinary import exceptional_plans, ordinary_plans
from pipelines.store.port import Row, Session


def explain_request(
    office: Office, actor: Actor, campaign_id: str, request_id: str, plan_id: str | None = None
) -> Row | Refusal:
    """Explain what a plan did for the family of one request.

    Returns
    -------
    dict or Refusal
        `household_id, plan_id, state, eligible, reason, tier, rank, ranked_count, score, parts` (name, label_fr, label_en,
        points, ceiling), `lines` (columns of `plan/lines_of_household`, the `plan_id` that decided each, `is_exceptional`, `grants`)
        and `sentences` (fr, en). Where no plan is named, what other plans in force grant to the family is among the lines.
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
    """Explain what a plan did for a household: where none is named the one in force, else the newest, and what others granted."""
    placed = plan_and_place(session, campaign_id, household_id, plan_id)
    if isinstance(placed, Refusal):
        return placed
    plan, home = placed
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"], "household_id": household_id}
    refusal = check_can(actor, "household.read", Scope(home["partner_id"], home["department_code"]))
    if refusal is not None:
        return refusal
    # The rules that decided, whatever others were adopted since.
    of_plan = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    policy = parse_policy(session.rows("view/plan_policy", of_plan)[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    lines = household_lines(session, named) if plan_id else standing_lines(session, named)
    ranked = session.rows("plan/ranked_count", of_plan)[0]["ranked"]
    facts = {"plan_id": plan["plan_id"], "state": plan["state"], "household_id": household_id, "ranked_count": ranked}
    card = facts | {
        "eligible": home["is_eligible"], "reason": home["reason"], "tier": home["tier"], "rank": home["rank"],
        "score": home["score"], "lottery": home["lottery"], "parts": named_parts(policy, json.loads(home["parts"])), "lines": lines,
    }  # fmt: skip
    labels = item_labels(session, campaign_id, card)
    return card | {"sentences": [{"fr": said.fr, "en": said.en} for said in sentences(card, labels)]}


def plan_and_place(
    session: Session, campaign_id: str, household_id: str, plan_id: str | None
) -> tuple[Row, Row] | Refusal:
    """Return the plan that explains a household, and the household as it ranked it.

    A family that no ordinary plan knows yet may have an exceptional grant: that explains it.
    """
    decided = deciding_plan(session, campaign_id, plan_id)
    own = (
        []
        if plan_id
        else [plan for plan, home in exceptional_plans(session, campaign_id).items() if home == household_id]
    )
    exceptional = [row for row in session.rows("plan/all", {"campaign_id": campaign_id}) if row["plan_id"] in own]
    for plan in [*([] if isinstance(decided, Refusal) else [decided]), *exceptional]:
        named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"], "household_id": household_id}
        if kept := session.rows("plan/household", named):
            return plan, kept[0]
    return decided if isinstance(decided, Refusal) else newer_than_plan()


def deciding_plan(session: Session, campaign_id: str, plan_id: str | None) -> Row | Refusal:
    """Return the plan named, else the newest adopted one of those that decide for everybody, else the newest."""
    if plan_id:
        plans = [row for row in session.rows("plan/all", {"campaign_id": campaign_id}) if row["plan_id"] == plan_id]
    else:
        plans = ordinary_plans(session, campaign_id)
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
    """Return each line of the household under a plan with what it got."""
    grants = session.rows("plan/grants_of_household", named)
    under = {
        "plan_id": named["plan_id"],
        "is_exceptional": named["plan_id"] in exceptional_plans(session, named["campaign_id"]),
    }
    return [
        line | under | {"grants": [grant for grant in grants if grant["line_id"] == line["line_id"]]}
        for line in session.rows("plan/lines_of_household", named)
    ]


def standing_lines(session: Session, named: dict[str, str]) -> list[Row]:
    """Return each line of the household under the plan that decides, and those that other plans in force granted to it.

    A plan leaves out what earlier ones granted, and knows nothing of an exceptional grant made since.
    """
    elsewhere = {(row["plan_id"], row["line_id"]) for row in session.rows("plan/granted_elsewhere", named)}
    # Ids are in the order of time: the newest plan has the last word.
    others = {
        line["line_id"]: line
        for plan_id in sorted({plan_id for plan_id, _ in elsewhere})
        for line in household_lines(session, named | {"plan_id": plan_id})
        if (plan_id, line["line_id"]) in elsewhere
    }
    own = {line["line_id"]: line for line in household_lines(session, named)}
    granted = {line_id: line for line_id, line in own.items() if line["grants"]}
    return list((own | others | granted).values())


def item_labels(session: Session, campaign_id: str, card: Row) -> dict[str, tuple[str, str]]:
    """Return item -> its labels, French and English, under the rules of each plan that a card speaks of."""
    found: dict[str, tuple[str, str]] = {}
    for plan_id in [*sorted({line["plan_id"] for line in card["lines"]} - {card["plan_id"]}), card["plan_id"]]:
        named = {"campaign_id": campaign_id, "plan_id": plan_id}
        policy = parse_policy(session.rows("view/plan_policy", named)[0]["policy_toml"])
        if isinstance(policy, Policy):
            found |= {item.code: (item.label_fr, item.label_en) for item in policy.items}
    return found


def named_parts(policy: Policy, parts: dict[str, float]) -> list[Row]:
    """Return the parts of a score with their labels and ceilings, in the policy's order."""
    return [
        {
            "name": criterion.name, "label_fr": criterion.label_fr, "label_en": criterion.label_en,
            "points": parts.get(criterion.name, 0.0), "ceiling": criterion.weight,
        }
        for criterion in policy.criteria
    ]  # fmt: skip


def sentences(card: Row, labels: dict[str, tuple[str, str]]) -> list[Sentence]:
    """Say the decision in plain words."""
    said = [line_sentence(line, labels, is_own=line["plan_id"] == card["plan_id"]) for line in card["lines"]]
    if not card["eligible"]:
        return [
            Sentence(
                "Ce foyer n'entre pas dans la campagne selon les règles de ce plan.",
                "This household is not eligible under the rules of this plan.",
            ),
            *said,
        ]
    place = Sentence(
        f"Rang {french(card['rank'])} sur {french(card['ranked_count'])} au classement (palier {card['tier']}, score {card['score']:.3f}).".replace(
            ".", ",", 1
        ),
        f"Rank {card['rank']} of {card['ranked_count']} in the ranking (tier {card['tier']}, score {card['score']:.3f}).",
    )
    return [place, *said]


def line_sentence(line: Row, labels: dict[str, tuple[str, str]], *, is_own: bool) -> Sentence:
    """Say what one line got, under the plan that is explained or another, or why it got nothing."""
    if line["is_served"] and not line["grants"]:
        return GIVEN_BACK
    if line["is_served"]:
        items = line["grants"]
        french_items, english_items = (
            ", ".join(f"{labels.get(g['item'], (g['item'],) * 2)[at]} ({from_where(g, moved)})" for g in items)
            for at, moved in enumerate(("transféré à", "moved to"))
        )
        granted = EXCEPTIONALLY if line["is_exceptional"] else GRANTED if is_own else ELSEWHERE
        return Sentence(f"{granted.fr} : {french_items}.", f"{granted.en}: {english_items}.")
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


GRANTED = Sentence("Attribué", "Granted")
ELSEWHERE = Sentence("Déjà attribué par un autre plan", "Already granted by another plan")
EXCEPTIONALLY = Sentence("Attribué à titre exceptionnel", "Granted exceptionally")
GIVEN_BACK = Sentence(
    "Attribué, puis rendu au stock : la famille ou sa structure y a renoncé.",
    "Granted, then given back to the stock: the family or its partner gave it up.",
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
