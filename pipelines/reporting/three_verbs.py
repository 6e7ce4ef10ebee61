"""Equip, connect, accompany: what a family is given is of no use without the two others, so the three are counted side by side.

Exact, in families, for those who run the campaign; what is published is read from a release (`releases`), never from here.
"""

from typing import Final

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from pipelines.help.referrals import help_counts
from pipelines.office import Office
from pipelines.store.port import Row

SIDES: Final = {"equip": "device", "connect": "data"}


def three_verbs(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Count the families that ask, that are promised something, and that were reached, for each verb.

    Returns
    -------
    list of dict, or Refusal
        `verb` (equip, connect, accompany), `asked`, `promised` (granted, or a place at a workshop), `reached` (handed over, or came).
    """
    refusal = check_can(actor, "coverage.read", Scope())
    if refusal is not None:
        return refusal
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        asked = session.rows("coverage/homes_asking", named)[0]
        reached = {row["side"]: row for row in session.rows("coverage/homes_reached", named)}
    none = {"promised": 0, "reached": 0}
    rows = [
        {"verb": verb, "asked": asked[side]} | {name: reached.get(side, none)[name] for name in none}
        for verb, side in SIDES.items()
    ]
    helped = help_counts(office, campaign_id)
    last = {"asked": helped["asked"], "promised": helped["referred"], "reached": helped["attended"]}
    return [*rows, {"verb": "accompany"} | last]
