"""The lines of a plan one by one, and the card of one of them: why, what blocks, what would change it, what to tell whom.

Families are pseudonyms and ranks. Nothing is computed here: each statement was proved by the pipelines.
"""

import re
from collections.abc import Callable
from typing import Any

import streamlit as st

from campaigns.model.codes import PlanState, UnservedReason
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.pages.coordinator_plan_scenario import try_button
from dashboard.parts.bullets import bullets
from dashboard.parts.fetch_links import FileLink, fetch_links
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Ask, Column, Slice, paged_table
from dashboard.parts.tight_map import show_tight_sites
from dashboard.parts.views_of_page import close_button
from dashboard.parts.why_card import show_parts, show_why
from dashboard.style import draw, fragment
from dashboard.supposition import Supposition, Units
from dashboard.wording import why_words as say
from dashboard.wording.coordination import household_reference, item_names
from dashboard.wording.labels import label
from dashboard.wording.places import department_names
from pipelines.partners import list_sites
from pipelines.planning.explain import explain_request
from pipelines.planning.letter import family_letter
from pipelines.planning.views import marginal_values
from pipelines.planning.whatif import what_would_serve
from pipelines.reporting.view_families import plan_lines

Board = dict[str, Any]
OPEN, WAS_OPEN = "demande", "open_demande"


def show_families(desk: Desk, board: Board, show_first: Callable[[], None]) -> None:
    """Show the lines of the plan after what comes first, or in place of both the card of the line that is open."""
    asked = st.query_params.get(OPEN)
    if st.session_state.pop(WAS_OPEN, None) and asked is None:
        let_go()
    place = st.empty()
    if asked is None:
        with place.container():
            show_first()
            asked = show_lines(desk, board)
        if asked is None:
            return
        # Drawn at once rather than by a second run, which would cut short the news of the link to the browser.
        st.query_params[OPEN] = asked
    st.session_state[WAS_OPEN] = True
    with place.container():
        show_card(desk, board, asked)


def let_go() -> None:
    """Forget the row that was picked, which would open again, and let the link alone say how the table was filtered."""
    for key in [str(key) for key in st.session_state]:
        if ("demandes_" in key and "_grid_" in key) or re.fullmatch(r"_(lesquelles|demandes_\w+)_written", key):
            del st.session_state[key]


def show_lines(desk: Desk, board: Board) -> str | None:
    """Show the lines in the order of their rank; return the request of the one picked."""
    _ = desk.words
    st.subheader(_("Demande par demande"))
    which = linked_choice(_("Montrer"), "lesquelles", {
        "waiting": _("Celles qui attendent"), "served": _("Celles qui sont servies"), "all": _("Toutes")})  # fmt: skip
    draw(fragment("<p class='cu-note'>{said}</p>", said=_("Cochez une ligne pour lire pourquoi, et ce qui changerait la "
                                                          "décision. La recherche se fait par la référence du foyer.")))  # fmt: skip
    items, departments = item_names(board["policy"], _), department_names(desk.office, _)

    def fetch(ask: Ask) -> Slice:
        found = plan_lines(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"], which, ask.search,
                           ask.limit, ask.offset)  # fmt: skip
        rows = [] if isinstance(found, Refusal) else found["rows"]
        return Slice([in_words(row, items, departments, desk) for row in rows],
                     0 if isinstance(found, Refusal) else found["total"])  # fmt: skip

    columns = (
        Column("rank", _("Rang"), "number", sortable=False),
        Column("cutoff_rank", _("Dernier rang servi"), "number", sortable=False),
        Column("reference", _("Foyer"), sortable=False),
        Column("kit", _("Demandé"), sortable=False),
        Column("said", _("Décision"), sortable=False),
        Column("department", _("Département"), sortable=False),
    )
    picked = paged_table(fetch, columns, _, key=f"demandes_{which}", file_name="demandes-du-plan", opens=True)
    return None if picked is None or not picked["request_id"] else str(picked["request_id"])


def in_words(
    row: dict[str, Any], items: dict[str, str], departments: dict[str | None, str], desk: Desk
) -> dict[str, Any]:
    """Return a line as the table shows it."""
    _ = desk.words
    said = _("servie") if row["is_served"] else label(UnservedReason(row["reason"]), _)
    return row | {
        "reference": household_reference(row["household_id"]),
        "kit": say.kit_words(row["kit_code"], _),
        "said": said,
        "department": departments.get(row["department_code"], _("Inconnu")),
    }


def show_card(desk: Desk, board: Board, request_id: str) -> None:
    """Show why one household is served or not, and what would change it."""
    _ = desk.words
    close_button(OPEN, _("Toutes les demandes"))
    plan_id = board["plan"]["plan_id"]
    why = explain_request(desk.office, desk.actor, desk.campaign_id, request_id, plan_id)
    if isinstance(why, Refusal):
        show_refusal(why, _)
        return
    st.subheader(_("Foyer {reference}", reference=household_reference(why["household_id"])))
    show_why(why, _, with_parts=False)
    with st.spinner(
        _("Recherche de ce qui changerait la décision, chaque réponse étant vérifiée par un nouveau calcul…")
    ):
        found = what_would_serve(desk.office, desk.actor, desk.campaign_id, request_id, plan_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    items = item_names(board["policy"], _)
    for line in found["lines"]:
        show_blocking(desk, board, line, items)
        show_tight_sites(desk, line, found["department_code"])
        show_changes(desk, board, line, why, items)
    show_texts(desk, board, why, found["lines"], items, request_id)
    if why["eligible"]:
        st.subheader(_("Le score de ce foyer"))
        show_parts(why, _)


def show_blocking(desk: Desk, board: Board, line: dict[str, Any], items: dict[str, str]) -> None:
    """Say what is exhausted, and which side of a kit blocks."""
    _ = desk.words
    st.subheader(_("Ce qui bloque : {kit}", kit=say.kit_words(line["kit_code"], _)))
    values = marginal_values(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    places = {} if isinstance(values, Refusal) else {
        row["cell_id"]: f"{say.lowered(str(items.get(row['item'], row['item'])))} ({row['site_name']})" for row in values
    }  # fmt: skip
    blocking = say.blocking_words(line, _)
    said = [
        *([blocking] if blocking else []),
        *(say.bottleneck_words(stock, line, places, _) for stock in line["bottleneck"]),
    ]
    bullets(said or [_("Aucun stock de ce qui est demandé n'est à portée de ce foyer.")])


def show_changes(desk: Desk, board: Board, line: dict[str, Any], why: dict[str, Any], items: dict[str, str]) -> None:
    """Say what else would have served the line, with who would lose by it, and offer to try it as a scenario."""
    _ = desk.words
    st.subheader(_("Ce qui changerait la décision"))
    ways = [(say.units_words(found, items, _), found["lose"]) for found in line["units"]]
    ways += [(say.kit_change_words(found, _), found["lose"]) for found in line["other_kits"]]
    if line["score_needed"] is not None:
        ways.append((say.score_words(line["score_needed"], why, _), line["score_needed"]["lose"]))
    bullets([f"{said} {say.losing_words(lose, _)}" for said, lose in ways]
            or [_("Parmi ce qui a été essayé, rien à lui seul ne servirait ce foyer.")])  # fmt: skip
    draw(
        fragment(
            "<p class='cu-note'>{said}</p>", said=_("Chaque réponse a été vérifiée en recalculant le plan entier.")
        )
    )
    codes = {row["name"]: row["code"] for row in desk_sites(desk)}
    for place, found in enumerate(line["units"]):
        if found["site_name"] in codes:
            more = Supposition((Units(codes[found["site_name"]], found["item"], found["units"], found["grade"] or ""),))
            try_button(desk, more, say.units_words(found, items, _), key=f"try_{line['line_id']}_{place}")


def desk_sites(desk: Desk) -> list[dict[str, Any]]:
    """Return the sites, or none where they may not be read."""
    sites = list_sites(desk.office, desk.actor)
    return [] if isinstance(sites, Refusal) else sites


def show_texts(
    desk: Desk, board: Board, why: dict[str, Any], lines: list[dict[str, Any]], items: dict[str, str], request_id: str
) -> None:
    """Show what to tell the structure, and the letter to the family, from the same trace."""
    _ = desk.words
    st.subheader(_("Quoi répondre"))
    in_force = board["plan"]["state"] == PlanState.ADOPTED
    if not in_force:
        st.caption(_("Ce plan n'est pas adopté : ces textes peuvent encore changer. Ne les envoyez pas."))
    st.text(_("À la structure"))
    st.code(say.partner_words(why, lines, items, _), language=None, wrap_lines=True)
    st.text(_("À la famille"))
    show_letter(desk, why, request_id, in_force=in_force)


def show_letter(desk: Desk, why: dict[str, Any], request_id: str, *, in_force: bool) -> None:
    """Show the letter, in plain or in very simple words; both languages go out once the plan is in force."""
    _ = desk.words
    found = family_letter(desk.office, desk.actor, desk.campaign_id, request_id, why["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    wordings = {"plain": _("Phrases courantes"), "simple": _("Phrases très simples")}
    chosen = st.segmented_control(_("Écriture"), list(wordings), format_func=lambda code: wordings[code], required=True, default="plain",
                                  key=f"wording_{request_id}", label_visibility="collapsed")  # fmt: skip
    texts = found[chosen or "plain"]
    st.code(texts[desk.language], language=None, wrap_lines=True)
    if in_force:
        name = f"lettre-{household_reference(why['household_id'])}"
        titles = {"fr": _("Lettre en français"), "en": _("Lettre en anglais")}
        fetch_links("letter", [
            FileLink(titles[language], texts[language].encode, f"{name}.{language}.txt", "text/plain; charset=utf-8") for language in titles
        ])  # fmt: skip
