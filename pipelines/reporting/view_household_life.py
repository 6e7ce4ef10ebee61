"""How a household came to be what it is, and what splitting it would change: from its events, without a name."""

from collections.abc import Sequence
from itertools import groupby

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.linkage.decide import effect_of, members_of
from pipelines.office import Office
from pipelines.reporting.views import household_card
from pipelines.store.port import Row

BY_RECOGNITION = "linkage"


def household_history(office: Office, actor: Actor, campaign_id: str, household_id: str) -> list[Row] | Refusal:
    """Return what happened to a household, oldest first; events of one cause and one moment are one line.

    Returns
    -------
    list of dict or Refusal
        `kind` (create, attach, come, leave, detach, merge, merged), `count` (of requests), `other` (the other household, or None), `at`,
        `by` (user id), `is_decision` (a person decided it; else the recognition found it).
    """
    card = household_card(office, actor, campaign_id, household_id)
    if isinstance(card, Refusal):
        return card
    named = {"campaign_id": campaign_id, "household_id": household_id}
    with office.store.reading() as session:
        events = session.rows("household/events_of", named)
    lines = [event_line(event, household_id) for event in events]
    return [
        line | {"count": len(list(same))}
        for line, same in ((dict(key), same) for key, same in groupby(lines, key=lambda line: tuple(line.items())))
    ]


def event_line(event: Row, household_id: str) -> Row:
    """Return one event as seen from a household."""
    own = event["household_id"] == household_id
    kind = event["type"]
    if kind == "attach":
        kind = "leave" if not own else "come" if event["other_id"] else "attach"
    elif kind == "merge" and not own:
        kind = "merged"
    return {
        "kind": kind, "other": event["other_id"] if own else event["household_id"], "at": event["happened_at"],
        "by": event["actor_id"], "is_decision": event["evidence"] != BY_RECOGNITION,
    }  # fmt: skip


def split_effect(
    office: Office, actor: Actor, campaign_id: str, household_id: str, leaving: Sequence[str]
) -> Row | Refusal:
    """Tell what taking requests out of a household would change, before anybody decides.

    Returns
    -------
    dict or Refusal
        `leaving, staying` (counts of requests), `keeper` (`staying` or `leaving`: who keeps the household's id, rank and grants,
        which stay with its oldest request), `rank`, `grants` (items).
    """
    effect = effect_of(office, actor, campaign_id, (household_id, household_id))
    if isinstance(effect, Refusal):
        return effect
    card, members = effect["households"][0], members_of(office, campaign_id, (household_id,))[household_id]
    out = set(leaving) & set(members)
    return {
        "leaving": len(out), "staying": len(members) - len(out), "rank": card["rank"], "grants": card["grants"],
        "keeper": "leaving" if members and min(members) in out else "staying",
    }  # fmt: skip
