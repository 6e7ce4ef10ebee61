"""Another version of the rules: written on screen, its effect shown on the families of today, then adopted or left."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from campaigns.model.policy_text import policy_differences
from dashboard.desk import Desk
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.notices import show_partial, show_read_only
from dashboard.parts.policy_editor import edited_text, show_differences
from dashboard.parts.policy_effect import offer_prospect
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.told import tell
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import adopt_policy
from pipelines.reporting.view_policy import policy_effect

KEY = "policy"


def show_new_version(desk: Desk, card: dict[str, Any]) -> None:
    """Write another text from the one in force, see who gains and who loses, adopt it."""
    _ = desk.words
    page_header(
        _("Que changerait une autre version ?"),
        _(
            "Déplacez un poids ou changez le texte : il est contrôlé aussitôt, et son effet se voit avant toute adoption."
        ),
        note=_(
            "Les plans déjà adoptés gardent leurs règles ; un plan qui attend est à recalculer. Rien n'est retiré à un foyer servi."
        ),
    )
    text = edited_text(desk, card)
    current, proposed = parse_policy(card["policy_toml"]), parse_policy(text) if text is not None else None
    if text is None or not isinstance(current, Policy) or not isinstance(proposed, Policy):
        return
    changes = policy_differences(current, proposed)
    if not changes:
        show_partial(_("Ce texte dit la même chose que les règles en vigueur : il n'y a rien à adopter."), _)
        return
    st.subheader(_("Ce que ce texte change"))
    show_differences(changes, _, key="changes")
    with st.spinner(_("Classement des foyers sous les deux versions…")):
        effect = policy_effect(desk.office, desk.actor, desk.campaign_id, text)
    if isinstance(effect, Refusal):
        show_refusal(effect, _)
        return
    show_effect(effect, _)
    offer_prospect(desk, text, proposed)
    show_adoption(desk, card, text, effect)


def show_effect(effect: dict[str, Any], words: Words) -> None:
    """Show how many households gain and lose."""
    _ = words
    st.subheader(_("Dans l'ordre des foyers"))
    faces = (
        ("gain_tier", _("montent de palier"), "served"), ("lose_tier", _("descendent de palier"), "gap"),
        ("enter", _("entrent dans le classement"), "served"), ("leave", _("en sortent"), "gap"),
        ("rise", _("gagnent des rangs"), "waiting"), ("fall", _("perdent des rangs"), "waiting"),
    )  # fmt: skip
    big_numbers([Figure(number(effect[key], words.language), word, _("foyers"), tone) for key, word, tone in faces])
    columns = (
        Column("tier", _("Palier"), "number"),
        Column("before", _("Foyers aujourd'hui"), "number"),
        Column("after", _("Foyers avec cette version"), "number"),
    )
    short_table(effect["tiers"], columns, _, key="effet_paliers", file_name="effet-des-regles")


def show_adoption(desk: Desk, card: dict[str, Any], text: str, effect: dict[str, Any]) -> None:
    """Adopt the version, for who may."""
    _ = desk.words
    if not can(desk.actor, "policy.adopt", Scope()):
        show_read_only(_("La coordination ou la validation adopte les règles."), _)
        return
    version = card["policy_version"] + 1
    label = _("Adopter la version {n} des règles", n=version)
    if st.button(label, type="primary", icon=":material/check:", disabled=effect["same"], key="adopt_policy"):
        tell(
            desk, KEY, lambda: adopt_policy(desk.office, desk.actor, desk.campaign_id, text, card["version"]),
            lambda answer: _("Version {n} adoptée. Les plans à venir la suivent ; proposez-en un pour voir son effet.", n=version),
            ("plan", _("Proposer un plan")),
        )  # fmt: skip
