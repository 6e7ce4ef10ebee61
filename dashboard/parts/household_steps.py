"""What may be done for one household outside the order of ranks: an appeal replayed, what it was granted given up, a danger served.

Each shows what it would change first; the pipelines check rights, and a second person where it takes two.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import (
    ConnectionSituation,
    DeviceSituation,
    ExceptionReason,
    HousingKind,
    PlanState,
    WithdrawalReason,
)
from campaigns.model.household import FACT_KINDS, FactKind
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.bullets import bullets
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import tell
from dashboard.wording.coordination import household_reference, points
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.policy_words import FACTS
from dashboard.wording.translation import Words
from pipelines.planning.appeal import CONTESTED, appeal
from pipelines.planning.exceptions import ask_exception
from pipelines.planning.withdraw import withdraw_grants

Row = dict[str, Any]
CODES: dict[str, type[StrEnum]] = {
    "device_situation": DeviceSituation,
    "connection_situation": ConnectionSituation,
    "housing_kind": HousingKind,
}
SHOWN = tuple(name for name in CONTESTED if name in FACTS and (name in CODES or FACT_KINDS[name] is not FactKind.CODE))
HOMES_SHOWN = 6


def show_steps(desk: Desk, key: str, household_id: str, why: Row | None) -> None:
    """Offer an appeal, a withdrawal and an exceptional grant.

    Parameters
    ----------
    key
        Name of the page, where the answer is said.
    why
        The decision on this household, None where there is none yet.
    """
    _ = desk.words
    scope = Scope(None, desk.actor.department_code)
    in_force = why is not None and why["state"] == PlanState.ADOPTED
    granted = in_force and why is not None and any(line["grants"] for line in why["lines"])
    offers: list[tuple[str, str, str, bool, Callable[[], None]]] = [
        ("appeal", _("Recours : rejouer la décision avec un fait corrigé"), ":material/gavel:",
         why is not None and can(desk.actor, "household.read", scope), lambda: offer_appeal(desk, household_id)),
        ("withdraw", _("La famille ou sa structure renonce"), ":material/undo:",
         granted and can(desk.actor, "grant.withdraw", scope), lambda: offer_withdrawal(desk, key, household_id)),
        ("except", _("Danger : attribution exceptionnelle"), ":material/emergency:",
         can(desk.actor, "exception.ask", scope), lambda: offer_exception(desk, key, household_id)),
    ]  # fmt: skip
    for name, title, icon, is_offered, show in offers:
        if is_offered:
            with st.expander(title, icon=icon, key=f"{name}_{household_id}", on_change="rerun"):
                show()


def offer_appeal(desk: Desk, household_id: str) -> None:
    """Ask for one fact and its claimed value, replay, and show what it would change; nothing is written."""
    _ = desk.words
    st.text(
        _(
            "La décision est rejouée sous les règles qui ont décidé. Rien n'est modifié : pour corriger, rectifiez la liste, puis proposez un plan."
        )
    )
    left, right = st.columns(2)
    with left:
        fact = st.selectbox(
            _("Fait contesté"),
            SHOWN,
            format_func=lambda name: _(FACTS[name]),
            key=f"fact_{household_id}_{desk.language}",
        )
    with right:
        value = claimed_value(desk, household_id, fact)
    if not st.button(_("Rejouer la décision"), type="primary", icon=":material/replay:", key=f"replay_{household_id}"):
        return
    with st.spinner(_("Deux plans sont recalculés, avec et sans ce fait…")):
        found = appeal(desk.office, desk.actor, desk.campaign_id, household_id, {fact: value})
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    bullets(appeal_words(found, _))


def claimed_value(desk: Desk, household_id: str, fact: str) -> object:
    """Show the field that fits a fact."""
    _ = desk.words
    key, title = f"claim_{household_id}_{fact}_{desk.language}", _("Ce que la famille déclare")
    if fact in CODES:
        kind = CODES[fact]
        return st.selectbox(
            title, [code.value for code in kind], format_func=lambda code: label(kind(code), _), key=key
        )
    if FACT_KINDS[fact] is FactKind.FLAG:
        return st.selectbox(title, [True, False], format_func=lambda yes: _("oui") if yes else _("non"), key=key)
    return int(st.number_input(title, min_value=0, max_value=100, step=1, key=key))


def appeal_words(found: Row, words: Words) -> list[str]:
    """Say where the household stood, where it would stand, and whose place it would take."""
    _ = words
    before, after = (standing_words(found[when], words) for when in ("before", "after"))
    said = [_("Décision d'aujourd'hui : {standing}.", standing=before), _("Avec ce fait : {standing}.", standing=after)]
    losing, gaining = (shown_homes(found[way]) for way in ("lose", "gain"))
    if losing:
        said.append(_("Perdraient leur place : {homes}.", homes=losing))
    if gaining:
        said.append(_("Seraient servis à la place : {homes}.", homes=gaining))
    return said if found["lose"] or found["gain"] else [*said, _("Aucun autre foyer ne serait touché.")]


def shown_homes(household_ids: list[str]) -> str:
    """Return the first of some households, as pseudonyms."""
    homes = ", ".join(household_reference(home) for home in household_ids[:HOMES_SHOWN])
    return homes + (", …" if len(household_ids) > HOMES_SHOWN else "")


def standing_words(run: Row, words: Words) -> str:
    """Say the rank, tier and score of a run, and whether it serves the household."""
    _ = words
    served = _("servi") if run["served"] else _("non servi")
    if run["rank"] is None:
        return _("hors classement, {served}", served=served)
    return _("rang {rank}, palier {tier}, score {score}, {served}", rank=number(run["rank"], words.language), tier=run["tier"],
             score=points(run["score"], words), served=served)  # fmt: skip


def offer_withdrawal(desk: Desk, key: str, household_id: str) -> None:
    """Ask why, and give the units back."""
    _ = desk.words
    st.text(
        _("Les unités attribuées et pas encore parties redeviennent libres. Le foyer n'est plus planifié pour elles.")
    )
    reason = st.selectbox(
        _("Motif"),
        [code.value for code in WithdrawalReason],
        format_func=lambda code: label(WithdrawalReason(code), _),
        key=f"gives_up_{household_id}_{desk.language}",
    )
    if st.button(_("Reprendre ce qui est attribué"), type="primary", key=f"do_withdraw_{household_id}"):
        tell(desk, key, lambda: withdraw_grants(desk.office, desk.actor, desk.campaign_id, household_id, WithdrawalReason(reason)),
             lambda made: withdrawn_words(made, _), ("plan", _("Proposer un plan")))  # fmt: skip


def withdrawn_words(made: Row, words: Words) -> str:
    """Say what is free again, and whom it would serve next."""
    _ = words
    said = _.plural(
        "{n} unité redevient libre.",
        "{n} unités redeviennent libres.",
        made["units"],
        n=number(made["units"], words.language),
    )
    following = [row for row in made["next"] if row.get("household_id")]
    if not following:
        return said
    best = min(following, key=lambda row: row["rank"])
    return said + " " + _("La suivante servirait {home} (rang {rank}) : proposez un plan.",
                          home=household_reference(best["household_id"]), rank=number(best["rank"], words.language))  # fmt: skip


def offer_exception(desk: Desk, key: str, household_id: str) -> None:
    """Ask an exceptional grant; another person approves it on the page of plans."""
    _ = desk.words
    st.text(
        _(
            "Une seule unité, prise sur la réserve déclarée. Une autre personne doit l'approuver dans les 24 heures ; elle est comptée à part."
        )
    )
    reason = st.selectbox(
        _("Motif"),
        [code.value for code in ExceptionReason],
        format_func=lambda code: label(ExceptionReason(code), _),
        key=f"danger_{household_id}_{desk.language}",
    )
    if st.button(_("Demander cette attribution"), type="primary", key=f"do_except_{household_id}"):
        tell(desk, key, lambda: ask_exception(desk.office, desk.actor, desk.campaign_id, household_id, ExceptionReason(reason)),
             lambda made: _("Demandée. Une autre personne doit l'approuver dans les 24 heures, à la page Plan, « Exceptions »."),
             ("plan", _("Voir les exceptions")))  # fmt: skip
