"""Letting granted things leave: all that waits, or what one site, structure or tier waits for, or what had come by a day."""

from datetime import date, datetime
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.told import tell
from dashboard.style import draw, fragment
from dashboard.wording.numbers import day, number
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import campaign_policy
from pipelines.delivery.release import Choice, release_plan

KEY = "deliveries"


def offer_release(desk: Desk, plan_id: str, board: dict[str, Any]) -> None:
    """Let the units that wait leave their sites."""
    _ = desk.words
    waiting = board["to_release"]
    if board["not_there"]:
        n, when = number(board["not_there"], desk.language), day(board["next_on"], desk.language)
        said = _.plural(
            "{n} unité attribuée vient d'un stock attendu le {day} ou après : elle se libère à son arrivée.",
            "{n} unités attribuées viennent d'un stock attendu le {day} ou après : elles se libèrent à leur arrivée.",
            board["not_there"], n=n, day=when,
        )  # fmt: skip
        draw(fragment("<p class='cu-note'>{said}</p>", said=said))
    if not waiting or not can(desk.actor, "release", Scope()):
        return
    label = _.plural("Libérer {n} unité", "Libérer {n} unités", waiting, n=number(waiting, desk.language))
    if st.button(label, type="primary", icon=":material/outbox:", key="release"):
        tell(desk, KEY, lambda: release_plan(desk.office, desk.actor, desk.campaign_id, plan_id),
             lambda answer: released_sentence(answer, _))  # fmt: skip
    st.caption(_("Libérées, les unités peuvent quitter leur site ; le plan ne peut plus être retiré en entier."))
    with st.expander(_("N'en libérer qu'une partie")):
        offer_part(desk, plan_id, board)


def offer_part(desk: Desk, plan_id: str, board: dict[str, Any]) -> None:
    """Let what is chosen leave: by site, structure, tier, or day of arrival."""
    _ = desk.words
    sites = {row["site_code"]: row["site_name"] for row in board["pairs"]}
    partners = {row["partner_code"]: row["partner_name"] for row in board["pairs"]}
    tiers = tier_names(desk)
    with st.form("release_part", border=False):
        site = st.selectbox(_("Site"), ["", *sites], format_func=lambda code: sites.get(code, _("tous")))
        partner = st.selectbox(
            _("Structure"), ["", *partners], format_func=lambda code: partners.get(code, _("toutes"))
        )
        tier = st.selectbox(_("Palier"), [0, *tiers], format_func=lambda n: tiers.get(n, _("tous")))
        arrived = st.date_input(_("Stock arrivé au plus tard le"), value=None, format="DD/MM/YYYY")
        sent = st.form_submit_button(_("Libérer cette partie"), icon=":material/outbox:")
    if sent:
        choice = Choice(site, partner, tier or None, as_day(arrived))
        tell(
            desk, KEY, lambda: release_plan(desk.office, desk.actor, desk.campaign_id, plan_id, choice),
            lambda answer: released_sentence(answer, _),
        )  # fmt: skip


def tier_names(desk: Desk) -> dict[int, str]:
    """Return the tiers of the campaign's policy by their number."""
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    if isinstance(policy, Refusal):
        return {}
    return {
        place: tier.label_fr if desk.language == "fr" else tier.label_en
        for place, tier in enumerate(policy.tiers, start=1)
    }


def as_day(picked: Any) -> date | None:
    """Return the day picked in a calendar, None where none was."""
    return picked.date() if isinstance(picked, datetime) else picked if isinstance(picked, date) else None


def released_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say how many units may leave."""
    _ = words
    count = answer["released"]
    said = _.plural(
        "{n} unité libérée. Donnez maintenant les bons aux sites et aux structures.",
        "{n} unités libérées. Donnez maintenant les bons aux sites et aux structures.",
        count, n=number(count, words.language),
    )  # fmt: skip
    if not answer["slots"]:
        return said
    first, last = (date.fromisoformat(answer[name]) for name in ("first_on", "last_on"))
    days = _(
        "Rendez-vous aux sites : du {first} au {last}.",
        first=day(first, words.language),
        last=day(last, words.language),
    )
    return f"{said} {days}"
