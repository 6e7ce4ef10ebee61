"""What one more unit would do, by site and item: the list to hand to a donor."""

from typing import Any

import streamlit as st

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages.coordinator_plan_scenario import try_button
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.style import draw, fragment
from dashboard.supposition import Supposition, Units
from dashboard.wording.coordination import item_names
from dashboard.wording.numbers import number
from dashboard.wording.why_words import lowered
from pipelines.reporting.view_gifts import gift_board

NOTE = "<p class='cu-note'>{said}</p>"


def show_gifts(desk: Desk, board: dict[str, Any]) -> None:
    """Show whom one more unit of each item at each site would serve, the best-ranked family first."""
    _ = desk.words
    found = gift_board(desk.office, desk.actor, desk.campaign_id, board["plan"]["plan_id"])
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    st.subheader(_("Ce que ferait une unité de plus"))
    policy = board["policy"]
    if not found["useful"] and policy is not None and policy.kits.same_site:
        said = _(
            "Quand le kit vient d'un seul site, ce que ferait une seule unité ne se dit pas d'avance. Essayez-la en scénario."
        )
        draw(fragment(NOTE, said=said))
        return
    if not found["useful"]:
        draw(fragment(NOTE, said=_("Aucune unité de plus, seule, ne servirait une famille.")))
        return
    names = item_names(board["policy"], _)
    rows = [row | {"label": names.get(row["item"], row["item"])} for row in found["useful"]]
    best, n = rows[0], number(len(found["useful"]), desk.language)
    big_numbers([
        Figure(n, _("endroits où une unité servirait"), _("un article à un site"), "action"),
        Figure(number(best["best_rank"], desk.language), _("meilleur rang à servir"), f"{best['label']}, {best['site_name']}", "need"),
    ])  # fmt: skip
    draw(fragment(NOTE, said=_("Une ligne par site et article : la demande que servirait une unité de plus, la mieux "
                               "classée d'abord. Ces lignes ne s'ajoutent pas : essayez un don plus grand en scénario.")))  # fmt: skip
    if policy is not None and policy.chosen_by_use and policy.kits.mode == "together":
        said = _("Des kits partagent un niveau : une unité servirait une demande de plus du palier indiqué, sans en retirer aux paliers avant "
                 "lui ; elle peut en retirer aux suivants.")  # fmt: skip
        draw(fragment(NOTE, said=said))
    columns = (
        Column("site_name", _("Site")),
        Column("label", _("Article")),
        Column("best_rank", _("Rang de la demande servie"), "number"),
        Column("tier", _("Son palier"), "number"),
        Column("granted", _("Attribuées"), "number"),
        Column("available", _("Disponibles"), "number"),
    )
    picked = paged_table(listed(rows, columns), columns, _, key="dons", file_name="dons-utiles", opens=True)
    if picked is not None:
        row = next(
            found for found in rows if (found["site_name"], found["label"]) == (picked["site_name"], picked["label"])
        )
        said = _("Une unité de plus ({item}) à {site}.", item=lowered(row["label"]), site=row["site_name"])
        try_button(
            desk, Supposition((Units(row["site_code"], row["item"], 1, row["grade"] or ""),)), said, key="try_gift"
        )
