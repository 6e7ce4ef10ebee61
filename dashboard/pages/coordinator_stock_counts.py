"""A site's shelves counted: what was found beside what was expected, then the difference entered by a second step."""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import CountState
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.badges import badge_text
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.short_table import short_table
from dashboard.parts.stock_names import cell_words, names_of
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told, tell
from dashboard.wording.coordination import who
from dashboard.wording.numbers import number
from pipelines.planning.stock import stock_cells
from pipelines.stock.counts import count_gaps, drop_count, finalise_count, list_counts, record_count

KEY = "counts"


def show_counts(desk: Desk) -> None:
    """Show the counts that wait, the form of a new one, and those of before."""
    _ = desk.words
    counts = list_counts(desk.office, desk.actor, desk.campaign_id)
    cells = stock_cells(desk.office, desk.actor, desk.campaign_id)
    if isinstance(counts, Refusal):
        show_refusal(counts, _)
        return
    if isinstance(cells, Refusal):
        show_refusal(cells, _)
        return
    waiting = [count for count in counts if count["state"] == CountState.COUNTED]
    page_header(
        _("Le stock est-il bien celui qu'on croit ?"),
        _.plural("{n} comptage attend d'être validé.", "{n} comptages attendent d'être validés.", len(waiting), n=len(waiting))
        if waiting else _("Aucun comptage n'attend d'être validé."),
        note=_("Compter ne change rien ; c'est la validation qui corrige le stock, par un mouvement."),
    )  # fmt: skip
    show_told(desk, KEY)
    for count in waiting:
        show_waiting(desk, count)
    if can(desk.actor, "count.record", Scope()):
        count_form(desk, cells, len(counts))
    if counts:
        show_past_counts(desk, counts)


def show_waiting(desk: Desk, count: dict[str, Any]) -> None:
    """Say what a count found, and offer to enter it or leave it out."""
    _ = desk.words
    n = {name: number(count[name], desk.language) for name in ("expected", "counted", "missing", "found")}
    with st.container(border=True):
        st.markdown(
            _("**{site}**, unités comptées : {counted}, attendues : {expected}, manquantes : {missing}, en plus : {found}.",
              site=count["site_name"], **n)
        )  # fmt: skip
        show_gaps(desk, count)
        if not can(desk.actor, "count.finalise", Scope()):
            return
        left, right = st.columns(2)
        if left.button(_("Valider ce comptage"), type="primary", key=f"finalise_{count['count_id']}", width="stretch"):
            tell(
                desk, KEY, lambda: finalise_count(desk.office, desk.actor, desk.campaign_id, count["count_id"]),
                lambda answer: _("Comptage validé. Retirées du stock : {missing}, ajoutées : {found}.",
                                 missing=number(answer["missing"], desk.language), found=number(answer["found"], desk.language)),
            )  # fmt: skip
        if right.button(_("Écarter ce comptage"), key=f"drop_{count['count_id']}", width="stretch"):
            tell(
                desk, KEY, lambda: drop_count(desk.office, desk.actor, desk.campaign_id, count["count_id"]),
                lambda answer: _("Comptage écarté : le stock n'a pas changé."),
            )  # fmt: skip


def show_gaps(desk: Desk, count: dict[str, Any]) -> None:
    """Show each shelf where what was counted is not what was expected: that is what is entered."""
    _ = desk.words
    lines = count_gaps(desk.office, desk.actor, desk.campaign_id, count["count_id"])
    if isinstance(lines, Refusal):
        show_refusal(lines, _)
        return
    if not lines:
        st.markdown(_("Aucun écart : valider ne changera rien au stock."))
        return
    names = names_of(desk)
    columns = (
        Column("label", _("Article")),
        Column("expected", _("Attendu"), "number"),
        Column("counted", _("Compté"), "number"),
        Column("gap", _("Écart"), "number"),
    )
    shown = [line | {"label": cell_words(desk, line, names)} for line in lines]
    short_table(shown, columns, _, key=f"gaps_{count['count_id']}", file_name="ecarts")


def count_form(desk: Desk, cells: list[dict[str, Any]], made: int) -> None:
    """Let the reader count what lies on one site's shelves today; each count (`made` were before) begins with empty boxes."""
    _ = desk.words
    today = desk.office.clock().date()
    here = [row for row in cells if row["available_on"] <= today and row["on_hand"]]
    sites = {row["site_code"]: row["site_name"] for row in here}
    st.subheader(_("Compter un site"))
    if not sites:
        show_empty(
            EmptyState(
                title=_("Rien à compter"),
                purpose=_("Un comptage compare ce qui est sur les étagères à ce que le stock en dit."),
                next_step=_("Recevez d'abord un lot, puis contrôlez-le."),
            ),
            key="counts_empty",
        )
        return
    code = st.selectbox(_("Site"), list(sites), format_func=lambda code: sites[code], key="count_site")
    names = names_of(desk)
    st.caption(
        _("Comptez sans regarder l'écran : le nombre attendu ne s'affiche qu'ensuite. Une case vide n'est pas comptée.")
    )
    with st.form(f"count_{code}"):
        typed = {
            row["cell_id"]: st.number_input(
                cell_words(desk, row, names), min_value=0, value=None, step=1, key=f"count_{row['cell_id']}_{made}"
            )
            for row in here
            if row["site_code"] == code
        }
        counted = {cell_id: int(units) for cell_id, units in typed.items() if units is not None}
        if st.form_submit_button(_("Enregistrer ce comptage"), type="primary"):
            tell(
                desk, KEY,
                lambda: record_count(desk.office, desk.actor, desk.campaign_id, str(code), counted),
                lambda answer: _("Compté. Manquantes : {missing}, en plus : {found}. Relisez, puis validez.",
                                 missing=number(answer["missing"], desk.language), found=number(answer["found"], desk.language)),
            )  # fmt: skip


def show_past_counts(desk: Desk, counts: list[dict[str, Any]]) -> None:
    """Show every count."""
    _ = desk.words
    st.subheader(_("Tous les comptages"))
    columns = (
        Column("counted_at", _("Quand"), "moment"),
        Column("site_name", _("Site")),
        Column("said", _("État"), "badge"),
        Column("expected", _("Attendu"), "number"),
        Column("counted", _("Compté"), "number"),
        Column("missing", _("Manquantes"), "number"),
        Column("found", _("En plus"), "number"),
        Column("who", _("Par")),
    )
    rows = [
        count | {"said": badge_text(CountState(count["state"]), _), "who": who(count["counted_by"], _)}
        for count in counts
    ]
    paged_table(listed(rows, columns), columns, _, key="counts", file_name="comptages")
