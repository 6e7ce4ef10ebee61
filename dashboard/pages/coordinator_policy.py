"""The rules of the campaign: readable, with the ranking they give, their history, and what another version would change."""

from typing import Any

import pyarrow as pa
import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import IneligibleReason
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages.coordinator_new_policy import show_new_version
from dashboard.parts.bars import Part, part_bars, thousandths
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed_table
from dashboard.parts.policy_editor import show_differences
from dashboard.parts.policy_sections import show_sections
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import linked_view
from dashboard.parts.working import show_work
from dashboard.style import draw, fragment
from dashboard.wording.coordination import household_reference, who
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import campaign_policy, policy_versions, version_differences
from pipelines.reporting.view_policy import campaign_card
from pipelines.reporting.views import ranking

KEY = "policy"


def page(desk: Desk) -> None:
    """Show the rules in one of their views."""
    _ = desk.words
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    if isinstance(policy, Refusal):
        show_refusal(policy, _)
        return
    views = {
        "regles": _("Les règles"),
        "classement": _("Classement"),
        "versions": _("Versions"),
        "texte": _("Texte et nouvelle version"),
    }
    if not can(desk.actor, "rank.read", Scope()):
        views.pop("classement")
    view = linked_view("vue_regles", views, _("Ce que montre la page"))
    show_work(desk, KEY)
    show_told(desk, KEY)
    {"regles": show_rules, "classement": show_ranking, "versions": show_versions, "texte": show_text}[view](
        desk, policy
    )


def show_rules(desk: Desk, policy: Policy) -> None:
    """Show the policy in words, section by section."""
    _ = desk.words
    name = policy.name_fr if desk.language == "fr" else policy.name_en
    note = _("Exemple à discuter : aucun comité de pilotage ne l'a adopté.") if policy.identity.example else ""
    page_header(_("Selon quelles règles ?"), name, note=note)
    show_sections(policy, _)


def show_ranking(desk: Desk, policy: Policy) -> None:
    """Show the ranking under the rules in force, with the parts of each score."""
    _ = desk.words
    with st.spinner(_("Classement des foyers…")):
        ranked = ranking(desk.office, desk.actor, desk.campaign_id)
    if isinstance(ranked, Refusal):
        show_refusal(ranked, _)
        return
    count = ranked["ranked"]
    page_header(
        _("Dans quel ordre ?"),
        _.plural("{n} foyer classé.", "{n} foyers classés.", count, n=number(count, desk.language)),
        note=_("D'abord le palier, puis le score, puis le tirage au sort publié. Jamais l'ordre des fichiers."),
    )
    labels = [tier.label_fr if desk.language == "fr" else tier.label_en for tier in policy.tiers]
    part_bars([tier_bar(place, text, ranked, desk) for place, text in enumerate(labels, start=1)])
    show_ineligible(ranked["ineligible"], _)
    show_ranked_rows(desk, ranked)


def tier_bar(place: int, text: str, ranked: dict[str, Any], desk: Desk) -> Part:
    """Return the bar of one tier: its households among those ranked."""
    homes = ranked["tiers"].get(str(place), 0)
    said = desk.words.plural("{n} foyer", "{n} foyers", homes, n=number(homes, desk.language))
    return Part(f"{place}. {text}", said, thousandths(homes, ranked["ranked"]))


def show_ineligible(reasons: dict[str, int], words: Words) -> None:
    """Say how many households are not ranked, and why."""
    _ = words
    if not reasons:
        return
    st.subheader(_("Foyers hors classement"))
    rows = [{"reason": label(IneligibleReason(code), _), "homes": count} for code, count in reasons.items()]
    short_table(rows, (Column("reason", _("Motif")), Column("homes", _("Foyers"), "number")), _, key="hors_classement")


def show_ranked_rows(desk: Desk, ranked: dict[str, Any]) -> None:
    """Show one line a household, by rank."""
    _ = desk.words
    st.subheader(_("Foyers classés"))
    parts = [
        Column(criterion["name"], short_label(criterion[f"label_{desk.language}"]), "number")
        for criterion in ranked["criteria"]
    ]
    columns = (
        Column("rank", _("Rang"), "number"),
        Column("reference", _("Foyer")),
        Column("tier", _("Palier"), "number"),
        Column("score", _("Score"), "number"),
        *parts,
    )
    homes = ranked["rows"]["household_id"].to_pylist()
    rows = ranked["rows"].append_column("reference", pa.array(map(household_reference, homes), pa.string()))
    paged_table(listed_table(rows, columns), columns, _, key="classement", file_name="classement")


def short_label(text: str) -> str:
    """Return a criterion's label without what it says in brackets, for the head of a column."""
    return text.split(" (")[0].split(",")[0]


def show_versions(desk: Desk, policy: Policy) -> None:
    """Show who adopted which version, and when."""
    _ = desk.words
    versions = policy_versions(desk.office, desk.actor, desk.campaign_id)
    if isinstance(versions, Refusal):
        show_refusal(versions, _)
        return
    count = len(versions)
    page_header(
        _("Qui a changé les règles ?"),
        _.plural("{n} version adoptée.", "{n} versions adoptées.", count, n=number(count, desk.language)),
        note=_("Chaque plan garde les règles sous lesquelles il a été calculé."),
    )
    columns = (
        Column("policy_version", _("Version"), "number"),
        Column("adopted_at", _("Adoptée le"), "moment"),
        Column("who", _("Par")),
        Column("digest", _("Empreinte")),
    )
    rows = [row | {"who": who(row["adopted_by"], _), "digest": row["policy_digest"][:12]} for row in versions]
    short_table(rows, columns, _, key="versions", file_name="versions")
    if count > 1:
        show_version_differences(desk, [row["policy_version"] for row in versions])


def show_version_differences(desk: Desk, numbers: list[int]) -> None:
    """Show what two versions say differently: by default the newest and the one before."""
    _ = desk.words
    st.subheader(_("Ce qui a changé d'une version à l'autre"))
    names = {str(place): _("Version {n}", n=place) for place in numbers}
    left, right = st.columns(2)
    with left:
        first = linked_choice(_("De"), "de", dict([*list(names.items())[1:], *list(names.items())[:1]]))
    with right:
        second = linked_choice(_("À"), "a", names)
    rows = version_differences(desk.office, desk.actor, desk.campaign_id, int(first), int(second))
    if isinstance(rows, Refusal):
        show_refusal(rows, _)
        return
    if not rows:
        draw(fragment("<p class='cu-note'>{said}</p>", said=_("Ces deux versions disent la même chose.")))
        return
    show_differences([(row["place"], row["before"], row["after"]) for row in rows], _, key="version_differences")


def show_text(desk: Desk, policy: Policy) -> None:
    """Show the text in force, and try another version."""
    _ = desk.words
    card = campaign_card(desk.office, desk.actor, desk.campaign_id)
    if isinstance(card, Refusal):
        show_refusal(card, _)
        return
    show_new_version(desk, card)
    with st.expander(_("Lire le texte en vigueur")):
        st.code(card["policy_toml"], language="toml", line_numbers=True, height=420)
