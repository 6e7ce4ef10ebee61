"""Workshops and drop-ins with their places, the families sent there, and the button that sends those who wait."""

from datetime import date
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.help_codes import NoReferralReason
from campaigns.model.outcome import Refusal
from campaigns.referrals import REACH_KM
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.imports import import_drop, show_faults
from dashboard.parts.listed import listed
from dashboard.parts.referrals import KEY, show_referrals
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.style import draw, fragment
from dashboard.wording.coordination import household_reference
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.help.referrals import help_figures, list_referrals, refer_families
from pipelines.help.workshops import import_workshops, list_workshops

FILE_KEY = "workshops"
Row = dict[str, Any]


def show_workshops(desk: Desk) -> None:
    """Show how many ask, are sent and came; the days; the families."""
    _ = desk.words
    days = list_workshops(desk.office, desk.actor, desk.campaign_id)
    if isinstance(days, Refusal):
        show_refusal(days, _)
        return
    page_header(
        _("Qui est aidé à se servir de son appareil ?"),
        _("Une famille qui demande de l'aide est orientée vers l'atelier libre le plus proche, à {km} km au plus.", km=f"{REACH_KM:.0f}"),
    )  # fmt: skip
    show_told(desk, KEY)
    show_told(desk, FILE_KEY)
    show_counts(desk)
    may_refer = can(desk.actor, "referral.make", Scope()) and bool(days)
    if may_refer and st.button(_("Orienter les familles qui attendent"), type="primary", key="refer_go"):
        tell(desk, KEY, lambda: refer_families(desk.office, desk.actor, desk.campaign_id), lambda a: sent(a, _))
    show_days(desk, days)
    referrals = list_referrals(desk.office, desk.actor, desk.campaign_id)
    if not isinstance(referrals, Refusal) and referrals:
        show_referrals(
            desk,
            referrals,
            {row["request_id"]: household_reference(row["household_id"]) for row in referrals if row["household_id"]},
        )
    if can(desk.actor, "workshop.import", Scope()):
        import_drop(
            desk, _("Ateliers"), "code, place, commune_code, first_on, last_on, hours, places",
            lambda data, name: import_workshops(desk.office, desk.actor, desk.campaign_id, data, name),
            lambda answer: imported(answer, _), FILE_KEY,
        )  # fmt: skip
        show_faults(desk, FILE_KEY)


def show_counts(desk: Desk) -> None:
    """Show the three numbers of accompaniment."""
    _ = desk.words
    counts = help_figures(desk.office, desk.actor, desk.campaign_id)
    if isinstance(counts, Refusal):
        return
    big_numbers([
        Figure(number(counts["asked"], desk.language), _("Demandent de l'aide"), _("foyers"), "need"),
        Figure(number(counts["referred"], desk.language), _("Orientés"), _("foyers"), "waiting"),
        Figure(number(counts["attended"], desk.language), _("Accompagnés"), _("foyers venus"), "served"),
    ])  # fmt: skip


def show_days(desk: Desk, days: list[Row]) -> None:
    """Show one line a day, or what to do where there is none."""
    _ = desk.words
    if not days:
        state = EmptyState(
            title=_("Aucun atelier"),
            purpose=_(
                "Les ateliers et permanences où une famille apprend à se servir de son appareil apparaîtront ici."
            ),
            next_step=_("Importez un tableau : une ligne par atelier, avec « last_on » s'il revient chaque semaine."),
        )
        show_empty(state, key="workshops_empty")
        return
    columns = (
        Column("held_on", _("Jour"), "day"),
        Column("hours", _("Horaires")),
        Column("place", _("Lieu")),
        Column("commune", _("Commune")),
        Column("places", _("Places"), "number"),
        Column("taken", _("Prises"), "number"),
        Column("free", _("Libres"), "number"),
    )
    communes = {row["commune_code"]: desk.office.territories.commune(row["commune_code"]) for row in days}
    rows = [
        row | {"free": row["places"] - row["taken"], "commune": getattr(communes[row["commune_code"]], "name", "")}
        for row in days
    ]
    coming, past = parted(rows, desk.office.clock().date())
    if coming:
        paged_table(listed(coming, columns), columns, _, key="workshops", file_name="ateliers")
    else:
        draw(fragment("<p class='cu-note'>{said}</p>", said=_("Aucun atelier à venir : importez les prochains jours.")))
    if past:
        said = _.plural("{n} atelier passé", "{n} ateliers passés", len(past), n=number(len(past), desk.language))
        with st.expander(said, icon=":material/history:"):
            paged_table(listed(past, columns), columns, _, key="workshops_past", file_name="ateliers-passes")


def parted(days: list[Row], today: date) -> tuple[list[Row], list[Row]]:
    """Return the days to come, the nearest first (today is one of them), and those past, the newest first."""
    coming = [row for row in days if row["held_on"] >= today]
    past = [row for row in days if row["held_on"] < today]
    return coming, sorted(past, key=lambda row: row["held_on"], reverse=True)


def sent(answer: Row, words: Words) -> str:
    """Say how many families were sent, and why the others wait."""
    _ = words
    left = "; ".join(
        f"{label(NoReferralReason(reason), _)} : {number(count, words.language)}"
        for reason, count in answer["left"].items()
    )
    said = _.plural(
        "{n} foyer orienté.", "{n} foyers orientés.", answer["referred"], n=number(answer["referred"], words.language)
    )
    return said + (_(" En attente : {left}.", left=left) if left else "")


def imported(answer: Row, words: Words) -> str:
    """Say what an import did."""
    _ = words
    n = {name: number(answer[name], words.language) for name in ("added", "updated", "unchanged")}
    return _("Jours d'atelier ajoutés : {added}, mis à jour : {updated}, inchangés : {unchanged}.", **n)
