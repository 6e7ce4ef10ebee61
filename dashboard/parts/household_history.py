"""The history of a household in words: created, joined, split, by whom. It repeats what the pipelines kept."""

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.wording.coordination import household_reference, who
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.reporting.view_household_life import household_history
from pipelines.store.port import Row


def show_history(desk: Desk, household_id: str) -> None:
    """Show what happened to a household, oldest first."""
    _ = desk.words
    history = household_history(desk.office, desk.actor, desk.campaign_id, household_id)
    if isinstance(history, Refusal):
        show_refusal(history, _)
        return
    st.subheader(_("L'histoire de ce foyer"))
    columns = (Column("at", _("Quand"), "moment"), Column("what", _("Ce qui s'est passé")), Column("how", _("Comment")))
    rows = [line | {"what": event_words(line, _), "how": cause_words(line, _)} for line in history]
    short_table(rows, columns, _, key="history", file_name="histoire-du-foyer")


def event_words(line: Row, words: Words) -> str:
    """Say one event."""
    _ = words
    n, other = number(line["count"], words.language), household_reference(line["other"]) if line["other"] else ""
    said = {
        "create": lambda: _("Foyer créé"),
        "attach": lambda: _.plural("{n} demande rattachée", "{n} demandes rattachées", line["count"], n=n),
        "come": lambda: _.plural("{n} demande venue de {other}", "{n} demandes venues de {other}", line["count"], n=n, other=other),
        "leave": lambda: _.plural("{n} demande partie vers {other}", "{n} demandes parties vers {other}", line["count"], n=n, other=other),
        "detach": lambda: _.plural("{n} demande retirée", "{n} demandes retirées", line["count"], n=n),
        "merge": lambda: _("{other} réuni à ce foyer", other=other),
        "merged": lambda: _("Réuni à {other}", other=other),
    }  # fmt: skip
    return said[line["kind"]]()


def cause_words(line: Row, words: Words) -> str:
    """Say whether a person decided it, and who."""
    _ = words
    name = who(line["by"], words)
    if line["is_decision"]:
        return _("décision de {name}", name=name)
    return _("reconnaissance lancée par {name}", name=name)
