"""Equip, connect, accompany, side by side, in families: three numbers, and their table."""

from typing import NamedTuple

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.wording.numbers import number
from dashboard.wording.translation import mark as _
from pipelines.reporting.three_verbs import three_verbs


class Verb(NamedTuple):
    """The word of a verb in a table, under its number, and what its families ask for."""

    word: str
    done: str
    asks: str


VERBS = {
    "equip": Verb(_("Équiper"), _("Foyers équipés"), _("demandes d'appareil : {n}")),
    "connect": Verb(_("Connecter"), _("Foyers connectés"), _("demandes de connexion : {n}")),
    "accompany": Verb(_("Accompagner"), _("Foyers accompagnés"), _("demandes d'aide : {n}")),
}


def show_three_verbs(desk: Desk) -> None:
    """Show how many families were equipped, connected and accompanied by the campaign; nothing to whom it is not for."""
    _ = desk.words
    counted = three_verbs(desk.office, desk.actor, desk.campaign_id)
    if isinstance(counted, Refusal):
        return
    st.subheader(_("Équiper, connecter, accompagner"))
    verbs = [(VERBS[row["verb"]], row) for row in counted]
    big_numbers([
        Figure(number(row["reached"], desk.language), _(verb.done), _(verb.asks, n=number(row["asked"], desk.language)), "served")
        for verb, row in verbs
    ])  # fmt: skip
    columns = (
        Column("word", _("Foyers")),
        Column("asked", _("Demandent"), "number"),
        Column("promised", _("Prévu"), "number"),
        Column("reached", _("Fait"), "number"),
    )
    rows = [row | {"word": _(verb.word)} for verb, row in verbs]
    short_table(rows, columns, _, key="three_verbs", file_name="equiper-connecter-accompagner")
