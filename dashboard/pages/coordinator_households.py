"""The households recognised from the lists: how many, where, asked for by how many structures; and one opened as a card.

Households are shown by a short reference, never by a name.
"""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import HousingKind
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages.coordinator_one_household import show_household
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Ask, Column, Slice, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.parts.views_of_page import list_or_one
from dashboard.style import draw, fragment
from dashboard.wording import counted
from dashboard.wording.coordination import household_reference
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.linkage.link import link_households
from pipelines.reporting.view_households import HouseholdSearch, find_households, household_named, household_sums

KEY = "households"
EVERY = "tous"


def page(desk: Desk) -> None:
    """Show the households, or the one that the link opens."""
    _ = desk.words
    asked = st.query_params.get("foyer")
    named = asked and household_named(desk.office, desk.actor, desk.campaign_id, asked)
    list_or_one(
        "foyer",
        {asked} if asked and named == asked else set(),
        lambda: show_all(desk),
        lambda chosen: show_household(desk, chosen),
    )


def show_all(desk: Desk) -> str | None:
    """Show the sums, the recognition and the households; return the one picked."""
    _ = desk.words
    found = household_sums(desk.office, desk.actor, desk.campaign_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return None
    page_header(_("Combien de foyers, et où ?"), households_sentence(found, _), note=questions_note(found, _))
    show_told(desk, KEY)
    if found["questions"]:
        link_to(desk, "doublons", _("Répondre aux questions"), icon=":material/compare_arrows:")
    show_recognition(desk, found)
    if not found["households"]:
        show_no_household(desk)
        return None
    return show_table(desk, found)


def households_sentence(found: dict[str, Any], words: Words) -> str:
    """Say how many households stand behind how many requests."""
    _ = words
    if not found["households"]:
        return _("Aucun foyer n'est encore reconnu.")
    return _(
        "{households} derrière {requests} ; connus de plusieurs structures : {shared}.",
        households=counted.households(found["households"], words), requests=counted.requests(found["requests"], words),
        shared=number(found["shared"], words.language),
    )  # fmt: skip


def questions_note(found: dict[str, Any], words: Words) -> str:
    """Say how many doubts remain; they never cost a family its place."""
    _ = words
    count = found["questions"]
    if not count:
        return ""
    return _.plural(
        "{n} rapprochement doit être tranché par une personne ; d'ici là, chaque foyer garde sa place.",
        "{n} rapprochements doivent être tranchés par une personne ; d'ici là, chaque foyer garde sa place.",
        count, n=number(count, words.language),
    )  # fmt: skip


def show_recognition(desk: Desk, found: dict[str, Any]) -> None:
    """Recognise the households of the requests that have none."""
    _ = desk.words
    waiting = found["unlinked"]
    if not can(desk.actor, "link.run", Scope()) or not (waiting or found["households"]):
        return
    text = _.plural(
        "Reconnaître le foyer de {n} demande", "Reconnaître les foyers de {n} demandes", waiting,
        n=number(waiting, desk.language),
    ) if waiting else _("Relancer la reconnaissance")  # fmt: skip
    if not st.button(text, type="primary" if waiting else "secondary", icon=":material/group_add:", key="link"):
        return
    with st.status(_("Rapprochement des demandes d'un même foyer…")):
        answer = link_households(desk.office, desk.actor, desk.campaign_id)
    tell(desk, KEY, lambda: answer, lambda counts: linked_sentence(counts, _), next_place(answer, _))


def next_place(answer: dict[str, Any] | Refusal, words: Words) -> tuple[str, str] | None:
    """Return where to go after the recognition; where it asks questions, the page itself leads to them."""
    _ = words
    asks = not isinstance(answer, Refusal) and answer["questions"]
    return None if asks else ("plan", _("Proposer un plan"))


def linked_sentence(counts: dict[str, Any], words: Words) -> str:
    """Say what the recognition found."""
    _ = words
    n = {name: number(counts[name], words.language) for name in ("minted", "merged", "questions")}
    return _(
        "{households} pour {requests} ; nouveaux : {minted}, réunis : {merged}, questions à trancher : {questions}.",
        households=counted.households(counts["households"], words), requests=counted.requests(counts["requests"], words), **n,
    )  # fmt: skip


def show_no_household(desk: Desk) -> None:
    """Say where households come from."""
    _ = desk.words
    show_empty(
        EmptyState(
            title=_("Aucun foyer reconnu"),
            purpose=_("Les demandes qui parlent de la même famille sont réunies en un seul foyer."),
            next_step=_("Recevez des listes, puis lancez la reconnaissance."),
        ),
        key="households_empty",
    )
    link_to(desk, "listes", _("Ouvrir les listes reçues"))


def show_table(desk: Desk, found: dict[str, Any]) -> str | None:
    """Show the households that the filters leave; return the one picked."""
    _ = desk.words
    left, right = st.columns(2)
    with left:
        department_code = linked_choice(_("Département"), "departement", departments(desk, found["departments"]))
    with right:
        situation = linked_choice(_("Situation"), "etat", states(_))
    columns = (
        Column("reference", _("Foyer"), sortable=False),
        Column("commune", _("Commune"), sortable=False),
        Column("requests", _("Demandes"), "number"),
        Column("partners", _("Structures"), "number"),
        Column("students_count", _("Élèves"), "number"),
        Column("housing", _("Logement"), sortable=False),
        Column("granted", _("Attribuées"), "number"),
    )

    def fetch(ask: Ask) -> Slice:
        search = HouseholdSearch(
            "" if department_code == EVERY else department_code, situation, ask.search, ask.sort, ask.descending
        )
        answer = find_households(desk.office, desk.actor, desk.campaign_id, search, ask.limit, ask.offset)
        if isinstance(answer, Refusal):
            return Slice([], 0)
        return Slice([household_line(desk, row) for row in answer["rows"]], answer["total"])

    draw(fragment("<p class='cu-note'>{said}</p>", said=_("On cherche par commune, ou par la référence du foyer.")))
    picked = paged_table(fetch, columns, _, key="foyers", file_name="foyers", opens=True)
    return None if picked is None else str(picked["household_id"])


def departments(desk: Desk, codes: list[str]) -> dict[str, str]:
    """Return the departments to choose from, all of them first."""
    names = {row["code"]: row["name"] for row in desk.office.territories.all_departments().to_pylist()}
    _ = desk.words
    return {EVERY: _("Tous les départements")} | {code: f"{code} · {names.get(code, code)}" for code in codes}


def states(words: Words) -> dict[str, str]:
    """Return the situations to choose from."""
    _ = words
    return {EVERY: _("Toutes les situations"), "servis": _("Une unité au moins est attribuée"),
            "attente": _("Rien n'est attribué"), "partages": _("Connus de plusieurs structures")}  # fmt: skip


def household_line(desk: Desk, row: dict[str, Any]) -> dict[str, Any]:
    """Return a household in words."""
    commune = desk.office.territories.commune(row["commune_code"])
    housing = label(HousingKind(row["housing_kind"]), desk.words) if row["housing_kind"] else None
    return row | {
        "reference": household_reference(row["household_id"]),
        "commune": f"{commune.name} ({commune.department_code})" if commune else row["department_code"],
        "housing": housing,
    }
