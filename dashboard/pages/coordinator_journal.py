"""Who did what, and when: the journal of the campaign, or that of the organisation. It can only be read."""

import json
from typing import Any

from campaigns.access_words import ACTIONS as RIGHT_WORDS
from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.parts.header import page_header
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Ask, Column, Slice, paged_table
from dashboard.parts.views_of_page import linked_view
from dashboard.wording.coordination import ACTIONS, DETAILS, who
from dashboard.wording.labels import label
from dashboard.wording.numbers import moment, number
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from pipelines.commands import ORGANISATION
from pipelines.journal import Visitor
from pipelines.reporting.view_sums import journal_page


def page(desk: Desk) -> None:
    """Show the entries, newest first."""
    _ = desk.words
    chains = {"campagne": _("Cette campagne"), "organisation": _("Structures et sites")}
    chosen = linked_view("journal", chains, _("Quel journal"))
    chain = desk.campaign_id if chosen == "campagne" else ORGANISATION
    newest = journal_page(desk.office, desk.actor, chain, 1, 0)
    if isinstance(newest, Refusal):
        show_refusal(newest, _)
        return
    page_header(
        _("Qui a fait quoi ?"), journal_sentence(newest, _), note=_("Le journal ne peut être ni modifié ni effacé.")
    )
    columns = (
        Column("sequence", _("N°"), "number", sortable=False),
        Column("happened_at", _("Quand"), "moment", sortable=False),
        Column("who", _("Qui"), sortable=False),
        Column("action", _("Action"), sortable=False),
        Column("detail", _("Détail"), sortable=False),
    )

    def fetch(ask: Ask) -> Slice:
        found = journal_page(desk.office, desk.actor, chain, ask.limit, ask.offset)
        if isinstance(found, Refusal):
            raise CannotGoOn(found.code, found.sentence)
        return Slice([entry_line(entry, _) for entry in found["entries"]], found["total"])

    paged_table(fetch, columns, _, key=f"journal_{chosen}", file_name="journal", searchable=False)


def journal_sentence(newest: dict[str, Any], words: Words) -> str:
    """Say how long the journal is and when it was last written."""
    _ = words
    if not newest["entries"]:
        return _("Rien n'a encore été fait ici.")
    return _.plural(
        "{n} action notée, la dernière le {at}.", "{n} actions notées, la dernière le {at}.", newest["total"],
        n=number(newest["total"], words.language), at=moment(newest["entries"][0]["happened_at"], words.language),
    )  # fmt: skip


def tried_words(action: str, words: Words) -> str:
    """Say what was tried and refused: a reading has no other name than that of its right."""
    if action in ACTIONS:
        return words(ACTIONS[action])
    right = RIGHT_WORDS.get(action)
    return action if right is None else right.fr if words.language == "fr" else right.en


def who_words(entry: dict[str, Any], words: Words) -> str:
    """Say who did something, and in which role; of somebody at the door nothing is known."""
    if entry["actor_id"] == Visitor().user_id:
        return words(_("une personne non connectée"))
    return f"{who(entry['actor_id'], words)} ({label(Role(entry['role']), words)})"


def entry_line(entry: dict[str, Any], words: Words) -> dict[str, Any]:
    """Return an entry in words."""
    _ = words
    refused = entry["action"] == "refused"
    action = words(ACTIONS.get(entry["action"], entry["action"]))
    tried = tried_words(entry["object_id"], words) if refused else ""
    return {
        "sequence": entry["sequence"],
        "happened_at": entry["happened_at"],
        "who": who_words(entry, words),
        "action": _("{action} : {tried}", action=action, tried=tried) if tried else action,
        "detail": detail_words(json.loads(entry["detail"]), words),
    }


def detail_words(detail: dict[str, Any], words: Words) -> str:
    """Say the counts of an entry; ids and digests are not for reading."""
    flat = detail | detail.get("counts", {})
    said = [
        words(DETAILS[key], n=number(value, words.language)) for key, value in flat.items()
        if key in DETAILS and isinstance(value, int) and value
    ]  # fmt: skip
    return ", ".join(said)
