"""Two households joined or one split by hand: what that would change comes first, then one button. Pipelines record it."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.bullets import bullets
from dashboard.parts.notices import show_read_only
from dashboard.parts.refusal import show_refusal
from dashboard.parts.stake import facts_words, grants_words, merge_words, names_of_items
from dashboard.parts.told import tell
from dashboard.wording.coordination import household_reference
from dashboard.wording.needs import needs_words
from dashboard.wording.numbers import day, number
from dashboard.wording.translation import Words
from pipelines.linkage.decide import effect_of, merge_by_hand, split_by_hand
from pipelines.reporting.view_household_life import split_effect
from pipelines.reporting.view_households import household_named

Requests = Sequence[Mapping[str, Any]]


def show_hands(desk: Desk, key: str, household_id: str, requests: Requests) -> None:
    """Offer to join this household with another, and to split it.

    Parameters
    ----------
    key
        Name of the page, where the answer is said.
    """
    _ = desk.words
    if not can(desk.actor, "decision.record", Scope(None, desk.actor.department_code)):
        show_read_only(_("Réunir ou séparer des foyers revient à la coordination."), _)
        return
    # Kept open by the server: the browser alone would close them when the page is drawn again in another place.
    with st.expander(
        _("Réunir avec un autre foyer"), icon=":material/call_merge:", key=f"merging_{household_id}", on_change="rerun"
    ):
        offer_merge(desk, key, household_id)
    if len(requests) > 1:
        with st.expander(
            _("Séparer ce foyer"), icon=":material/call_split:", key=f"splitting_{household_id}", on_change="rerun"
        ):
            offer_split(desk, key, household_id, requests)


def offer_merge(desk: Desk, key: str, household_id: str) -> None:
    """Ask for the other household, say what joining would change, and join."""
    _ = desk.words
    written = st.text_input(_("Référence de l'autre foyer"), placeholder="F-XXXX-XXXX", key=f"merge_{household_id}")
    if not written.strip():
        return
    other = household_named(desk.office, desk.actor, desk.campaign_id, written)
    if other is None or other == household_id:
        st.text(
            _("Aucun autre foyer ne porte cette référence. Elle est dans la première colonne de la liste des foyers.")
        )
        return
    effect = effect_of(desk.office, desk.actor, desk.campaign_id, (household_id, other))
    if isinstance(effect, Refusal):
        show_refusal(effect, _)
        return
    names = names_of_items(desk)
    facts = [
        f"{household_reference(card['household_id'])} : {facts_words(card, names, _)}" for card in effect["households"]
    ]
    bullets([*facts, _("Une fois réunis : {effect}", effect=" ".join(merge_words(effect, names, _)))])
    pair = _("{one} et {other}", one=household_reference(household_id), other=household_reference(other))
    if st.button(_("Réunir {pair}", pair=pair), type="primary", key=f"do_merge_{household_id}"):
        answer = merge_by_hand(desk.office, desk.actor, desk.campaign_id, (household_id, other))
        if not isinstance(answer, Refusal) and not answer["kept_apart_by_grants"]:
            # The link follows the household that stays.
            st.query_params["foyer"] = answer["households"][0]
        tell(desk, key, lambda: answer, lambda made: merged_words(made, pair, _))


def merged_words(made: dict[str, Any], pair: str, words: Words) -> str:
    """Say what joining did."""
    _ = words
    if made["kept_apart_by_grants"]:
        return _("Décision gardée. Les deux foyers restent deux tant que chacun a une attribution.")
    return _("{pair} ne font plus qu'un foyer.", pair=pair)


def offer_split(desk: Desk, key: str, household_id: str, requests: Requests) -> None:
    """Ask which requests leave, say what that would change, and split."""
    _ = desk.words
    st.text(_("Demandes à retirer de ce foyer :"))
    leaving = [
        row["request_id"]
        for place, row in enumerate(requests, start=1)
        if st.checkbox(request_words(place, row, _), key=f"leaves_{household_id}_{row['request_id']}")
    ]
    if not leaving:
        return
    if len(leaving) == len(requests):
        st.text(_("Laissez au moins une demande dans ce foyer."))
        return
    effect = split_effect(desk.office, desk.actor, desk.campaign_id, household_id, leaving)
    if isinstance(effect, Refusal):
        show_refusal(effect, _)
        return
    bullets(split_words(effect, names_of_items(desk), _))
    count = len(leaving)
    label = _.plural("Séparer {n} demande", "Séparer {n} demandes", count, n=number(count, desk.language))
    if st.button(label, type="primary", key=f"do_split_{household_id}"):
        tell(desk, key, lambda: split_by_hand(desk.office, desk.actor, desk.campaign_id, household_id, leaving),
             lambda made: _("Foyer séparé. Aucune liste ne le réunira sans vous."))  # fmt: skip


def request_words(place: int, row: Mapping[str, Any], words: Words) -> str:
    """Name a request: its place in the table, its structure, its day, what it asks for."""
    asked = needs_words(row, words)
    return f"{place}. {row['partner_name']}, {day(row['received_at'], words.language)}{asked and f' ({asked})'}"


def split_words(effect: Mapping[str, Any], names: Mapping[str, str], words: Words) -> list[str]:
    """Say which side keeps the reference, the rank and the grants, and what the other gets."""
    _ = words
    kept = [
        _("le rang {n}", n=number(effect["rank"], words.language)) if effect["rank"] else "",
        grants_words(effect["grants"], names, words),
    ]
    held = _(" et ").join(part for part in kept if part) or _("sa référence")
    stays = {
        "staying": _("Les demandes qui restent gardent {held}.", held=held),
        "leaving": _("Les demandes retirées comptent la plus ancienne : ce sont elles qui gardent {held}.", held=held),
    }[effect["keeper"]]
    return [
        stays,
        _("Les autres forment un nouveau foyer, sans attribution, classé au prochain plan."),
        _("Les deux côtés seront tenus pour deux familles, même si une autre liste les rapproche."),
    ]
