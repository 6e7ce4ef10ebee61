"""A policy written anew on screen: weights moved, its text edited, or a file dropped; checked as it is written.

It gives back a text that is a policy, or nothing. It adopts nothing.
"""

from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from campaigns.model.policy_text import with_kits, with_weights
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.parts.views_of_page import linked_view
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words

NOTE = "<p class='cu-note'>{said}</p>"
STEP = 0.01
# A weight may be moved up to this many times the heaviest of the text in force.
ROOM = 2


def edited_text(desk: Desk, card: dict[str, Any]) -> str | None:
    """Let the reader write another version; return its text once it is a policy.

    Parameters
    ----------
    card
        The campaign with `policy_toml`, `policy_version` and `code`.
    """
    _ = desk.words
    way = linked_view(
        "ecrire",
        {"poids": _("Déplacer les poids"), "kits": _("Choisir comment partent les kits"), "texte": _("Modifier le texte"),
         "fichier": _("Déposer un fichier")},
        _("Comment écrire la nouvelle version"),
    )  # fmt: skip
    text = {"poids": moved_weights, "kits": chosen_kits, "texte": typed_text, "fichier": dropped_text}[way](desk, card)
    if text is None:
        return None
    checked = parse_policy(text) if isinstance(text, str) else text
    if isinstance(checked, Refusal):
        show_refusal(checked, _)
        return None
    draw(fragment(NOTE, said=_("Ce texte est lisible et complet : chaque règle a été contrôlée.")))
    return text if isinstance(text, str) else None


def moved_weights(desk: Desk, card: dict[str, Any]) -> str | Refusal:
    """Show a slider a criterion; the rest of the text stays, comments included."""
    _ = desk.words
    policy = parse_policy(card["policy_toml"])
    if not isinstance(policy, Policy):
        return policy
    draw(
        fragment(
            NOTE,
            said=_(
                "Chaque curseur est le nombre de points qu'un critère donne au plus. Le reste du texte ne change pas."
            ),
        )
    )
    highest = ROOM * max(criterion.weight for criterion in policy.criteria)
    columns = st.columns(2)
    weights = {}
    for place, criterion in enumerate(policy.criteria):
        label = criterion.label_fr if desk.language == "fr" else criterion.label_en
        with columns[place % 2]:
            moved = st.slider(
                label.split(" (")[0], min_value=STEP, max_value=highest, value=criterion.weight, step=STEP,
                key=weight_key(card, criterion.name), format="%.2f",
                help=_("Poids d'aujourd'hui, en points : {points}.", points=number(criterion.weight, desk.language)),
            )  # fmt: skip
        # A slider rounds to its step: a weight that nobody moved keeps its own decimals.
        weights[criterion.name] = criterion.weight if abs(moved - criterion.weight) < STEP / 2 else round(moved, 2)
    st.button(
        _("Remettre les poids en vigueur"),
        icon=":material/undo:",
        key="weights_back",
        on_click=forget_weights,
        args=(card, policy),
    )
    return with_weights(card["policy_toml"], weights)


def chosen_kits(desk: Desk, card: dict[str, Any]) -> str | Refusal:
    """Show the choices about kits as switches; the rest of the text stays, comments included."""
    _ = desk.words
    policy = parse_policy(card["policy_toml"])
    if not isinstance(policy, Policy):
        return policy
    together = policy.kits.mode == "together"
    if not together:
        said = _("Ces choix valent pour les règles où l'appareil et sa connexion partent ensemble.")
        draw(fragment(NOTE, said=said))
    same_site = st.toggle(
        _("L'appareil et la connexion viennent du même site"), value=policy.kits.same_site, disabled=not together,
        key=f"same_site_{card['policy_version']}",
        help=_("La famille retire tout au même endroit. Moins de kits se forment, et l'ordre est alors strict palier par palier : "
               "le plan dit combien il sert et combien on pourrait servir au plus."),
    )  # fmt: skip
    by_tier = st.toggle(
        _("Dans un palier, servir le plus de demandes"), value=policy.kits.strict == "tier", disabled=not together or same_site,
        key=f"by_tier_{card['policy_version']}",
        help=_("L'ordre est strict palier par palier seulement ; sinon, foyer par foyer."),
    )  # fmt: skip
    strict = "tier" if by_tier or same_site else "household"
    if (strict, same_site) == (policy.kits.strict, policy.kits.same_site):
        return str(card["policy_toml"])
    return with_kits(card["policy_toml"], strict=strict, same_site=same_site)


def weight_key(card: dict[str, Any], name: str) -> str:
    """Return the key of a slider, another one for each version."""
    return f"weight_{card['policy_version']}_{name}"


def forget_weights(card: dict[str, Any], policy: Policy) -> None:
    """Put every slider back."""
    for criterion in policy.criteria:
        st.session_state[weight_key(card, criterion.name)] = criterion.weight


def typed_text(desk: Desk, card: dict[str, Any]) -> str:
    """Show the whole text to edit."""
    _ = desk.words
    text: str = st.text_area(
        _("Le texte des règles"), value=card["policy_toml"], height=420, key=f"policy_text_{card['policy_version']}",
        help=_("Il est contrôlé dès que vous quittez le champ."),
    )  # fmt: skip
    return text


def dropped_text(desk: Desk, card: dict[str, Any]) -> str | None:
    """Offer the text in force to take away, and take another one."""
    _ = desk.words
    file_name = f"regles-{card['code']}-v{card['policy_version']}.toml"
    take = FileLink(
        _("Télécharger le texte en vigueur"), lambda: card["policy_toml"].encode(), file_name, "application/toml"
    )
    fetch_links("policy_text", [take])
    file = file_drop(_("Nouvelle version des règles"), _, key="policy_file", kinds=("toml",))
    return None if file is None else file.getvalue().decode("utf-8-sig", errors="replace")


def show_differences(rows: list[tuple[str, Any, Any]], words: Words, *, key: str) -> None:
    """Show what two texts say differently, one line a place."""
    _ = words
    columns = (Column("place", _("Où dans le texte")), Column("before", _("Avant")), Column("after", _("Après")))
    shown = [{"place": place, "before": said(old, words), "after": said(new, words)} for place, old, new in rows]
    short_table(shown, columns, _, key=key, file_name="differences-de-regles")


def said(value: Any, words: Words) -> str:
    """Write a value of a policy."""
    _ = words
    if value is None:
        return _("absent")
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        return ", ".join(said(inner, words) for inner in value)
    return number(value, words.language) if isinstance(value, int | float) else str(value)
