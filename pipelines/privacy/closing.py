"""Ends a campaign: nothing is added to it any more, and the clock of its identities starts.

Dry by default: it tells what still waits. Plans, stock and figures stay as they are.
"""

from datetime import date

from campaigns.access import Scope, check_can
from campaigns.lifecycle import next_state
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from campaigns.retention import limits
from pipelines.commands import Command, Effect, perform
from pipelines.office import Office
from pipelines.store.port import Row, Session


def close_campaign(office: Office, actor: Actor, campaign_id: str, *, dry_run: bool = True) -> Row | Refusal:
    """Close a campaign.

    Returns
    -------
    dict or Refusal
        `dry_run, state, lists_waiting, questions_open, units_waiting` (granted and not given), `units_at_structures`,
        `identities_until` (the day from which families are erased). Refused while units wait, or when it is closed already.
    """
    command = Command("campaign.close", actor, campaign_id, "campaign.close")
    refusal = check_can(actor, "campaign.close", Scope())
    if refusal is not None:
        return perform(office, command, lambda session: refusal)
    if dry_run:
        with office.store.reading() as session:
            return {"dry_run": True, "state": "open"} | found(office, session, campaign_id)

    def write(session: Session) -> Effect | Refusal:
        ends = found(office, session, campaign_id)
        campaign = session.rows("campaign/state", {"campaign_id": campaign_id})[0]
        state = next_state("campaign", campaign["state"], "close")
        if isinstance(state, Refusal):
            return state
        if ends["units_waiting"]:
            return units_wait(ends["units_waiting"])
        at = {"closed_at": office.clock(), "version": campaign["version"]}
        session.run("campaign/close", {"campaign_id": campaign_id} | at)
        answer = {"dry_run": False, "state": state} | ends | {"identities_until": str(ends["identities_until"])}
        return Effect(answer, campaign_id, {name: ends[name] for name in ("lists_waiting", "questions_open")})

    return perform(office, command, write)


def found(office: Office, session: Session, campaign_id: str) -> Row:
    """Return what still waits in a campaign, and until when its identities would be kept if it closed now."""
    named = {"campaign_id": campaign_id}
    ends_on: date = session.rows("campaign/state", named)[0]["ends_on"]
    now = office.clock()
    return session.rows("retention/open_ends", named)[0] | {
        "identities_until": limits(now, ends_on, now).identities_until
    }


def units_wait(count: int) -> Refusal:
    """Say that something granted has neither been given nor taken back."""
    return Refusal(
        "units_waiting",
        Sentence(
            f"{count} unité(s) attribuée(s) n'ont été ni remises ni reprises. Rien n'a été modifié : notez les remises, ou reprenez "
            "ces attributions (connexion plan withdraw), puis recommencez.",
            f"{count} granted unit(s) were neither handed over nor taken back. Nothing was changed: record the hand-overs, or "
            "withdraw these grants (connexion plan withdraw), then try again.",
        ),
    )
