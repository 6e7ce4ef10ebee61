"""What a plan moved since another, unit by unit, and whom a plan from scratch would have served. Families are pseudonyms."""

from typing import Any

import streamlit as st

from campaigns.model.codes import PartnerKind
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.style import draw, fragment
from dashboard.wording.coordination import household_reference, item_names
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.places import department_names
from pipelines.planning.replan import served_afresh, what_moved

NOTE = "<p class='cu-note'>{said}</p>"
Row = dict[str, Any]


def show_moved_units(desk: Desk, board: Row, other_id: str) -> None:
    """Show the units that the same line now gets from elsewhere, and offer the comparison with a plan from scratch."""
    _ = desk.words
    found = what_moved(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"], other_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    st.subheader(_("Les unités qui changent de place"))
    kept, moved = number(found["kept"], desk.language), number(len(found["moved"]), desk.language)
    draw(fragment(NOTE, said=_("Pour les demandes servies par les deux plans, unités qui ne bougent pas : {kept} ; venues d'ailleurs, ou autres : {moved}.",
                               kept=kept, moved=moved)))  # fmt: skip
    if found["moved"]:
        names = item_names(board["policy"], _)
        rows = [
            row | {"reference": household_reference(row["household_id"]), "before": f"{names.get(row['from_item'], row['from_item'])}, {row['from_site']}",
                   "after": f"{names.get(row['to_item'], row['to_item'])}, {row['to_site']}"}
            for row in found["moved"]
        ]  # fmt: skip
        columns = (Column("reference", _("Foyer")), Column("before", _("Avant")), Column("after", _("Après")))
        paged_table(listed(rows, columns), columns, _, key="unites_deplacees", file_name="unites-deplacees")
    show_afresh(desk, board)


def show_afresh(desk: Desk, board: Row) -> None:
    """On request, compute whom a plan from scratch would serve; it takes as long as a plan."""
    _ = desk.words
    with st.expander(
        _("Et si l'on repartait de zéro ?"), icon=":material/restart_alt:", key="afresh", on_change="rerun"
    ):
        st.text(
            _(
                "Ce qui est déjà publié reste à sa place. Un plan fait de zéro, sur le même stock, aurait servi d'autres foyers : les voici."
            )
        )
        if not st.button(_("Calculer un plan de zéro"), icon=":material/calculate:", key="compute_afresh"):
            return
        with st.spinner(_("Classement des foyers, puis calcul d'un plan de zéro…")):
            found = served_afresh(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
        if isinstance(found, Refusal):
            show_refusal(found, _)
            return
        n = len(found["afresh"])
        said = _.plural("{n} foyer aurait été servi par un plan de zéro et ne l'est pas.",
                        "{n} foyers auraient été servis par un plan de zéro et ne le sont pas.", n, n=number(n, desk.language))  # fmt: skip
        draw(fragment(NOTE, said=said))
        if n:
            departments = department_names(desk.office, _)
            rows = [
                row | {"reference": household_reference(row["household_id"]), "department": departments.get(row["department_code"], _("Inconnu")),
                       "kind": label(PartnerKind(row["partner_kind"]), _)}
                for row in found["afresh"]
            ]  # fmt: skip
            columns = (
                Column("rank", _("Rang"), "number"), Column("reference", _("Foyer")), Column("tier", _("Palier"), "number"),
                Column("department", _("Département")), Column("kind", _("Type de structure")),
            )  # fmt: skip
            paged_table(listed(rows, columns), columns, _, key="de_zero", file_name="foyers-de-zero", searchable=False)
