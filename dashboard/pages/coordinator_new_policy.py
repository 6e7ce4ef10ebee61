"""Another version of the rules: dropped, its effect shown on the families of today, then adopted or left."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.notices import show_partial, show_read_only
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
    """Take the text in force, change it, see who gains and who loses, adopt it."""
    _ = desk.words
    page_header(
        _("Que changerait une autre version ?"),
        _("Téléchargez le texte en vigueur, changez-le, redéposez-le : son effet s'affiche avant toute adoption."),
        note=_("Les plans déjà adoptés gardent leurs règles. Rien n'est retiré à un foyer servi."),
    )
    file_name = f"regles-{card['code']}-v{card['policy_version']}.toml"
    fetch_links(
        "policy_text",
        [
            FileLink(
                _("Télécharger le texte en vigueur"),
                lambda: card["policy_toml"].encode(),
                file_name,
                "application/toml",
            )
        ],
    )
    file = file_drop(_("Nouvelle version des règles"), _, key="policy_file", kinds=("toml",))
    if file is None:
        return
    text = file.getvalue().decode("utf-8-sig", errors="replace")
    with st.spinner(_("Classement des foyers sous les deux versions…")):
        effect = policy_effect(desk.office, desk.actor, desk.campaign_id, text)
    if isinstance(effect, Refusal):
        show_refusal(effect, _)
        return
    show_effect(effect, _)
    show_adoption(desk, card, text, effect)


def show_effect(effect: dict[str, Any], words: Words) -> None:
    """Show how many households gain and lose."""
    _ = words
    if effect["same"]:
        show_partial(_("Ce texte dit la même chose que les règles en vigueur : il n'y a rien à adopter."), _)
        return
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
