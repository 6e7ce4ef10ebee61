"""Families announced without a name: a table for the coordination, a sentence for the structure that announced them."""

from typing import Any

from dashboard.desk import Desk
from dashboard.parts.listed import listed
from dashboard.parts.notices import NOTICE
from dashboard.parts.table import Column, paged_table
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number
from pipelines.reporting.view_anonymous import anonymous_families


def show_anonymous_table(desk: Desk) -> None:
    """Show, structure by structure, what is still asked for nobody."""
    _ = desk.words
    rows = anonymous_families(desk.office, desk.actor, desk.campaign_id)
    if not rows:
        return
    left = sum(row["anonymous"] for row in rows)
    said = _.plural(
        "{n} famille annoncée n'a pas encore de nom : aucun plan ne peut la servir.",
        "{n} familles annoncées n'ont pas encore de nom : aucun plan ne peut les servir.", left, n=number(left, desk.language),
    )  # fmt: skip
    draw(fragment("<h2>{title}</h2><p>{said}</p>", title=_("Annoncées sans nom"), said=said))
    columns = (
        Column("partner_name", _("Structure")),
        Column("announced", _("Familles annoncées"), "number"),
        Column("named", _("Déjà nommées"), "number"),
        Column("anonymous", _("Encore sans nom"), "number"),
        Column("devices", _("Appareils demandés pour elles"), "number"),
        Column("connections", _("Connexions demandées pour elles"), "number"),
        Column("since", _("Depuis le"), "day"),
    )
    paged_table(listed(rows, columns), columns, _, key="sans_nom", file_name="familles-sans-nom", searchable=False)


def show_anonymous_notice(desk: Desk) -> None:
    """Remind a structure of the families that it announced and has not named."""
    _ = desk.words
    waiting: list[dict[str, Any]] = [
        row for row in anonymous_families(desk.office, desk.actor, desk.campaign_id) if row["anonymous"]
    ]
    for row in waiting:
        n = {name: number(row[name], desk.language) for name in ("announced", "named", "anonymous")}
        text = _(
            "Familles annoncées : {announced}, nommées : {named}. Envoyez les noms qui manquent ({anonymous}) : "
            "sans nom, aucune famille ne peut être servie. Rien ne sera compté deux fois.", **n,
        )  # fmt: skip
        draw(fragment(NOTICE, tone="need", title=_("Des familles attendent leur nom"), text=text))
