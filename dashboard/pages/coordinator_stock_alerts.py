"""What in the stock calls for somebody: alerts, recharges to renew, and refusals whose reason has gone."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import RenewalState, UnservedReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.rechecked import rechecked
from dashboard.parts.refusal import show_refusal
from dashboard.parts.stock_names import names_of
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, number
from dashboard.wording.stock_words import ALERTS
from pipelines.stock.alerts import stock_alerts
from pipelines.stock.renewals import credit_renewals, grant_renewals, list_renewals, renewal_queue

KEY = "alerts"


def show_alerts(desk: Desk) -> None:
    """Show the alerts, then what is to renew, then whom the stock of today could serve."""
    _ = desk.words
    alerts = stock_alerts(desk.office, desk.actor, desk.campaign_id)
    if isinstance(alerts, Refusal):
        show_refusal(alerts, _)
        return
    page_header(
        _("Qu'est-ce qui demande quelqu'un ?"),
        _.plural("{n} alerte.", "{n} alertes, la plus pressée d'abord.", len(alerts), n=number(len(alerts), desk.language))
        if alerts else _("Aucune alerte."),
        note=_("Les seuils sont ceux des règles de la campagne, section « alerts »."),
    )  # fmt: skip
    show_told(desk, KEY)
    if alerts:
        alert_table(desk, alerts)
    else:
        show_empty(
            EmptyState(
                title=_("Rien ne presse"),
                purpose=_("Le stock bas, les recharges qui expirent, les lots en retard et les réservations qui attendent s'affichent ici."),
            ),
            key="alerts_empty",
        )  # fmt: skip
    if can(desk.actor, "renewal.read", Scope()):
        show_renewals(desk)
    if can(desk.actor, "plan.read", Scope()):
        show_refusals(desk)


def alert_table(desk: Desk, alerts: list[dict[str, Any]]) -> None:
    """Show the alerts."""
    _ = desk.words
    names = names_of(desk)
    columns = (
        Column("said", _("Alerte")),
        Column("site_name", _("Site")),
        Column("label", _("Article")),
        Column("units", _("Unités"), "number"),
        Column("on", _("Depuis ou jusqu'au"), "day"),
        Column("lot_code", _("Lot")),
    )
    rows = [
        row | {"said": desk.words(ALERTS[word_of(row)]), "label": names.get(row["item"], row["item"])} for row in alerts
    ]
    paged_table(listed(rows, columns), columns, _, key="alertes", file_name="alertes")


def word_of(alert: dict[str, Any]) -> str:
    """Return the kind of an alert as it is said: nothing free is not « a little left », whatever is reserved on the shelf."""
    return "none_free" if alert["kind"] == "low" and alert["units"] <= 0 else str(alert["kind"])


def show_renewals(desk: Desk) -> None:
    """Say how many recharges are due, and offer to renew and to note what the operator credited."""
    _ = desk.words
    queue = renewal_queue(desk.office, desk.actor, desk.campaign_id)
    known = list_renewals(desk.office, desk.actor, desk.campaign_id)
    st.subheader(_("Recharges à renouveler"))
    if isinstance(queue, Refusal):
        show_refusal(queue, _)
        return
    if isinstance(known, Refusal):
        show_refusal(known, _)
        return
    waiting = [row["renewal_id"] for row in known if row["state"] == RenewalState.GRANTED]
    credited = sum(row["state"] == RenewalState.CREDITED for row in known)
    n = {"due": number(len(queue), desk.language), "waiting": number(len(waiting), desk.language)}
    st.markdown(
        _("Arrivées à échéance : {due}. Réservées, à créditer par l'opérateur : {waiting}. Déjà renouvelées : {credited}.",
          credited=number(credited, desk.language), **n)
    )  # fmt: skip
    if queue:
        st.caption(_("La plus ancienne est due depuis le {on}.", on=day(queue[0]["due_on"], desk.language)))
    left, right = st.columns(2)
    may_grant, may_credit = (can(desk.actor, action, Scope()) for action in ("renewal.grant", "renewal.credit"))
    if may_grant and queue and left.button(_("Renouveler dans l'ordre"), type="primary", key="renew", width="stretch"):
        tell(
            desk, KEY, lambda: grant_renewals(desk.office, desk.actor, desk.campaign_id),
            lambda answer: _("Renouvelées : {granted} ; sans recharge disponible : {short}.",
                             granted=number(answer["granted"], desk.language), short=number(answer["short"], desk.language)),
        )  # fmt: skip
    if may_credit and waiting and right.button(_("L'opérateur les a créditées"), key="credit", width="stretch"):
        tell(
            desk, KEY, lambda: credit_renewals(desk.office, desk.actor, desk.campaign_id, waiting),
            lambda answer: _("Créditées : {n}.", n=number(answer["settled"], desk.language)),
        )  # fmt: skip


def show_refusals(desk: Desk) -> None:
    """Say how many refused families the stock of today could serve, by the reason of then."""
    _ = desk.words
    found = rechecked(desk)
    if found is None or not found["lines"]:
        return
    st.subheader(_("Refus dont la raison a disparu"))
    st.markdown(
        _.plural(
            "{n} famille refusée par le dernier plan demande ce qui est maintenant libre à sa portée. Proposez un plan, qui sert par rang.",
            "{n} familles refusées par le dernier plan demandent ce qui est maintenant libre à leur portée. Proposez un plan, qui sert par rang.",
            found["households"], n=number(found["households"], desk.language),
        )
    )  # fmt: skip
    for row in found["reasons"]:
        st.markdown(f"- {label(UnservedReason(row['reason']), _)} : {number(row['households'], desk.language)}")
