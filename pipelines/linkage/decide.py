"""What a person decides on two requests: same family, different families, later; undone, merged or split by hand.

A decision is a command on requests: it is journalled, survives every later list, and can be undone. It never takes a grant
away: two households that both have one stay two until their plan is replaced.
"""

from collections.abc import Callable, Sequence
from itertools import product

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.linkage.bands import bands_of
from pipelines.linkage.clustering import CORRECTED, LARGEST, Doubt, Edge, Known, grouped
from pipelines.linkage.decisions import ANSWERS, DIFFERENT, SAME, UNDONE, decisions_of, evidence_hash, reasons_of
from pipelines.linkage.homes import homes_of
from pipelines.linkage.keeping import keep_homes, keep_questions
from pipelines.linkage.link import standing, still_open_among
from pipelines.linkage.match import stored_edges
from pipelines.office import Office
from pipelines.store.port import Row, Session

ACTION = "decision.record"
Pair = tuple[str, str]


def answer_question(
    office: Office, actor: Actor, campaign_id: str, pair: Pair, answer: str, idempotency_key: str | None = None
) -> Row | Refusal:
    """Record an answer on two requests and regroup their households.

    Parameters
    ----------
    pair
        The two request ids, in any order.
    answer
        `same`, `different` or `later`.

    Returns
    -------
    dict or Refusal
        `decision_id`, `answer`, `households` (where the two requests are now), `kept_apart_by_grants`.
    """
    if answer not in ANSWERS:
        return unknown_answer()
    return decided(office, actor, campaign_id, [ordered(*pair)], answer, idempotency_key)


def undo_answer(
    office: Office, actor: Actor, campaign_id: str, pair: Pair, idempotency_key: str | None = None
) -> Row | Refusal:
    """Take back the answer on two requests: their households are grouped again as if it had not been given."""
    return decided(office, actor, campaign_id, [ordered(*pair)], UNDONE, idempotency_key)


def merge_by_hand(
    office: Office, actor: Actor, campaign_id: str, households: Pair, idempotency_key: str | None = None
) -> Row | Refusal:
    """Join two households: a decision « same » on the oldest request of each."""
    members = members_of(office, campaign_id, households)
    oldest = [min(members[household], default="") for household in households]
    if "" in oldest or oldest[0] == oldest[1]:
        return unknown_requests()
    return decided(office, actor, campaign_id, [ordered(oldest[0], oldest[1])], SAME, idempotency_key)


def split_by_hand(
    office: Office,
    actor: Actor,
    campaign_id: str,
    household_id: str,
    leaving: Sequence[str],
    idempotency_key: str | None = None,
) -> Row | Refusal:
    """Take requests out of a household: they are decided different from each one that stays."""
    members = members_of(office, campaign_id, (household_id,))[household_id]
    staying = sorted(set(members) - set(leaving))
    if not staying or not leaving or set(leaving) - set(members):
        return unknown_requests()
    pairs = [ordered(one, other) for one, other in product(sorted(set(leaving)), staying)]
    return decided(office, actor, campaign_id, pairs, DIFFERENT, idempotency_key)


def decided(
    office: Office, actor: Actor, campaign_id: str, pairs: list[Pair], answer: str, idempotency_key: str | None
) -> Row | Refusal:
    """Carry out one answer on some pairs as one command."""
    with office.store.reading() as session:
        departments = departments_of(session, campaign_id, pairs)
    if departments is None:
        return unknown_requests()
    key = idempotency_key or f"{ACTION}:{new_id(office.clock())}"
    payload = {"pairs": [list(pair) for pair in pairs], "answer": answer}
    # The right must hold for every department that the decision touches.
    scopes = [Scope(None, department) for department in sorted(departments, key=str)]
    scope = next((scope for scope in scopes if check_can(actor, ACTION, scope) is not None), scopes[0])
    command = Command(ACTION, actor, campaign_id, key, payload, scope)
    return perform(office, command, recording(office, actor, campaign_id, pairs, answer))


def departments_of(session: Session, campaign_id: str, pairs: list[Pair]) -> set[str | None] | None:
    """Return the departments of the requests named; None where one is unknown."""
    named = sorted({request for pair in pairs for request in pair})
    found = [session.rows("linkage/content_of", {"campaign_id": campaign_id, "request_id": name}) for name in named]
    return {rows[0]["department_code"] for rows in found} if all(found) else None


def recording(
    office: Office, actor: Actor, campaign_id: str, pairs: list[Pair], answer: str
) -> Callable[[Session], Effect | Refusal]:
    """Return the handler that writes the decisions and regroups."""

    def record(session: Session) -> Effect | Refusal:
        now = office.clock()
        contents = {row["request_id"]: row["content_token"]
                    for row in session.rows("linkage/contents", {"campaign_id": campaign_id})}  # fmt: skip
        former = homes_before(session, campaign_id, pairs) if answer == UNDONE else {}
        decision_id = ""
        for left, right in pairs:
            decision_id = after(new_id(now), newest_decision(session, campaign_id))
            session.run("linkage/insert_decision", {
                "campaign_id": campaign_id, "decision_id": decision_id, "left_id": left, "right_id": right, "answer": answer,
                "evidence_hash": evidence_hash(contents, left, right), "decided_at": now, "actor_id": actor.user_id,
            })  # fmt: skip
        home = regrouped(
            office, session, actor, campaign_id, {request for pair in pairs for request in pair}, decision_id, former
        )
        left, right = pairs[0]
        result = {
            "decision_id": decision_id, "answer": answer, "households": [home.get(left), home.get(right)],
            "kept_apart_by_grants": answer == SAME and home.get(left) != home.get(right),
        }  # fmt: skip
        return Effect(result, decision_id, {"answer": answer, "pairs": len(pairs)})

    return record


def homes_before(session: Session, campaign_id: str, pairs: list[Pair]) -> dict[str, str]:
    """Return the homes from which the newest decision on some pairs moved requests: an undone answer gives them back."""
    named = {"campaign_id": campaign_id}
    made = [one.decision_id for one in decisions_of(session, campaign_id) if (one.left, one.right) in pairs]
    home = {row["request_id"]: row["household_id"] for row in session.rows("household/members", named)}
    moves = [row for one in made for row in session.rows("household/moved_by", named | {"evidence": one})]
    # A request that moved on since is left where it is.
    return {row["request_id"]: row["other_id"] for row in moves if home.get(row["request_id"]) == row["household_id"]}


def newest_decision(session: Session, campaign_id: str) -> str:
    """Return the highest decision id so far, or a blank."""
    return str(session.rows("linkage/last_decision", {"campaign_id": campaign_id})[0]["decision_id"] or "")


def after(made: str, newest: str) -> str:
    """Return an id above the newest: two answers within one second keep their order."""
    return made if made > newest else f"{newest}1"


def regrouped(
    office: Office,
    session: Session,
    actor: Actor,
    campaign_id: str,
    requests: set[str],
    why: str,
    former: dict[str, str],
) -> dict[str, str]:
    """Group again the households of some requests, and renew the questions about them; return the new homes.

    Parameters
    ----------
    former
        request_id -> the household to which an undone answer gives it back, before grouping.
    """
    everything, known, corrected = standing(session, campaign_id)
    bands = bands_of(session, campaign_id)
    touched = {known.home[request] for request in requests if request in known.home}
    touched |= {known.home[other] for pair in known.together | known.apart if set(pair) & requests
                for other in pair if other in known.home}  # fmt: skip
    among = sorted({request for request, home in known.home.items() if home in touched} | (requests & set(everything)))
    session.stage("among_request", pa.table({"request_id": pa.array(among, pa.string())}))
    near = stored_edges(session.rows("linkage/edges_touching", {"campaign_id": campaign_id, "lowest": bands.review}))
    before = {request: known.home[request] for request in among if request in known.home}
    # A granted household keeps its requests: grouping must start from where they were, or nothing could be undone there.
    start = before | {request: home for request, home in former.items() if request in before}
    found = grouped(among, near, Known(known.together, known.apart, start, known.granted), bands)
    homes = homes_of(found.groups, start, known.granted, lambda: new_id(office.clock()))
    keep_homes(session, actor, campaign_id, office.clock(), before, homes, why)
    reopened = sorted(set(former.values()) & set(homes.member_of.values()))
    session.stage("reopened_household", pa.table({"household_id": pa.array(reopened, pa.string())}))
    session.run("household/reopen", {"campaign_id": campaign_id})
    after_all = {**known.home, **homes.member_of}
    renew_questions(office, session, campaign_id, touched, near, after_all, known, [*corrected, *found.doubts])
    return dict(homes.member_of)


def renew_questions(
    office: Office,
    session: Session,
    campaign_id: str,
    touched: set[str],
    near: list[Edge],
    home: dict[str, str],
    known: Known,
    doubts: Sequence[Doubt],
) -> None:
    """Close the questions about the households that changed, and open those that their pairs still raise, each for its reason.

    Parameters
    ----------
    doubts
        The decisions whose rows were corrected since, and what grouping again doubted: it knows why strong pairs are asked.
    """
    concerned = touched | {home[request] for edge in near for request in (edge.left, edge.right) if request in home
                           and known.home.get(request) in touched}  # fmt: skip
    session.stage("among_household", pa.table({"household_id": pa.array(sorted(concerned), pa.string())}))
    reasons = reasons_of(session, campaign_id, doubts, home)
    session.run("household/close_questions_of", {"campaign_id": campaign_id})
    corrected = [
        one for one in doubts if one.reason == CORRECTED and {home.get(one.left), home.get(one.right)} & concerned
    ]
    asked = [*corrected, *still_open_among(session, campaign_id, near, home, reasons)]
    keep_questions(session, campaign_id, office.clock(), asked, home, known.granted)


def members_of(office: Office, campaign_id: str, households: Sequence[str]) -> dict[str, list[str]]:
    """Return the requests of some households, sorted."""
    with office.store.reading() as session:
        return {
            home: [
                row["request_id"]
                for row in session.rows("household/members_of_one", {"campaign_id": campaign_id, "household_id": home})
            ]
            for home in households
        }


def effect_of(office: Office, actor: Actor, campaign_id: str, households: Pair) -> Row | Refusal:
    """Tell what joining two households would change, before anybody decides.

    Returns
    -------
    dict or Refusal
        `kept` (the id that stays), `households` [{household_id, requests, rank, grants}], `too_large`, `needs_new_plan` (both
        have an adopted grant: they stay two until the plan is replaced).
    """
    refusal = check_can(actor, "household.read", Scope(None, actor.department_code))
    if refusal is not None:
        return refusal
    members = members_of(office, campaign_id, households)
    with office.store.reading() as session:
        plans = [plan for plan in session.rows("plan/all", {"campaign_id": campaign_id}) if plan["state"] == "adopted"]
        cards = [household_card(session, campaign_id, plans[:1], home, len(members[home])) for home in households]
    granted = [card for card in cards if card["grants"]]
    kept = min(cards, key=lambda card: (not card["grants"], card["household_id"]))
    return {
        "kept": kept["household_id"], "households": cards, "needs_new_plan": len(granted) > 1,
        "too_large": sum(card["requests"] for card in cards) > LARGEST,
    }  # fmt: skip


def household_card(session: Session, campaign_id: str, plans: list[Row], household_id: str, requests: int) -> Row:
    """Return a household's requests, rank and grants under the adopted plan."""
    card: Row = {"household_id": household_id, "requests": requests, "rank": None, "grants": []}
    for plan in plans:
        named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"], "household_id": household_id}
        ranked = session.rows("plan/household", named)
        card["rank"] = ranked[0]["rank"] if ranked else None
        card["grants"] = [row["item"] for row in session.rows("plan/grants_of_household", named)]
    return card


def ordered(one: str, other: str) -> Pair:
    """Return two request ids in order."""
    return (one, other) if one < other else (other, one)


def unknown_answer() -> Refusal:
    """Say which answers exist."""
    return Refusal("unknown_answer", Sentence(
        "Cette réponse n'existe pas. Rien n'a été modifié ; répondez « même foyer », « foyers différents » ou « plus tard ».",
        "There is no such answer. Nothing was changed; answer “same household”, “different households” or “later”.",
    ))  # fmt: skip


def unknown_requests() -> Refusal:
    """Say that what was decided on is not there."""
    return Refusal("unknown_requests", Sentence(
        "L'une de ces demandes n'est plus dans la campagne, ou n'est pas dans ce foyer. Rien n'a été modifié ; rechargez la page.",
        "One of these requests is no longer in the campaign, or not in this household. Nothing was changed; reload the page.",
    ))  # fmt: skip
