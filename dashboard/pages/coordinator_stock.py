"""What is where: each site and item with what is on hand, reserved and arriving, on any day; movements; and the other views."""

from datetime import date
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.ledger import PLACES
from campaigns.model.codes import MovementCategory
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages import (
    coordinator_stock_alerts,
    coordinator_stock_counts,
    coordinator_stock_imports,
    coordinator_stock_lots,
    coordinator_stock_transfers,
    coordinator_workshops,
)
from dashboard.parts.charts import stacked_bars
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.stock_names import names_of
from dashboard.parts.table import Column, paged_table
from dashboard.parts.views_of_page import linked_view
from dashboard.wording import counted
from dashboard.wording.coordination import who
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, number
from dashboard.wording.stock_words import move_reason
from dashboard.wording.translation import Words
from pipelines.planning.stock import recent_movements
from pipelines.reporting.view_sums import stock_grid
from pipelines.stock.balances import balances_on


def page(desk: Desk) -> None:
    """Show the stock, its movements, or what counts files in."""
    _ = desk.words
    views = {
        "stock": _("Par site"), "lots": _("Lots"), "mouvements": _("Mouvements"), "comptages": _("Comptages"),
        "transferts": _("Transferts et pertes"), "alertes": _("Alertes"),
    }  # fmt: skip
    if can(desk.actor, "workshop.read", Scope()):
        views["ateliers"] = _("Ateliers")
    if can(desk.actor, "stock.import", Scope()) or can(desk.actor, "site.import", Scope()):
        views["importer"] = _("Importer")
    view = linked_view("vue_stock", views, _("Ce que montre la page"))
    {
        "stock": show_stock, "lots": coordinator_stock_lots.show_lots, "mouvements": show_movements,
        "comptages": coordinator_stock_counts.show_counts, "transferts": coordinator_stock_transfers.show_transfers,
        "alertes": coordinator_stock_alerts.show_alerts, "importer": coordinator_stock_imports.show_imports,
        "ateliers": coordinator_workshops.show_workshops,
    }[view](desk)  # fmt: skip


def show_stock(desk: Desk) -> None:
    """Show the grid of sites and items, the sums first."""
    _ = desk.words
    stock = stock_grid(desk.office, desk.actor, desk.campaign_id)
    if isinstance(stock, Refusal):
        show_refusal(stock, _)
        return
    page_header(
        _("Qu'y a-t-il, et où ?"),
        stock_sentence(stock, _),
        note=_(
            "Réservé : attribué par un plan adopté, encore sur place. En chemin : parti vers une structure ou un autre site, pas arrivé."
        ),
    )
    if not stock["cells"]:
        show_no_stock(_)
        return
    names = names_of(desk)
    big_numbers([
        Figure(number(item["free"], desk.language), names.get(item["item"], item["item"]), item_meaning(item, _), "served")
        for item in stock["items"]
    ])  # fmt: skip
    series = {
        "free": (_("disponible"), "served"), "reserved": (_("réservé"), "need"), "arriving": (_("à venir"), "waiting"),
    }  # fmt: skip
    bars = [item | {"name": names.get(item["item"], item["item"])} for item in stock["items"]]
    stacked_bars(bars, "name", series, _, unit=_("unités"))
    show_grid(desk, stock["cells"], names)
    show_account(desk, names)
    show_past(desk, names)


def stock_sentence(stock: dict[str, Any], words: Words) -> str:
    """Say how many units can be planned now."""
    _ = words
    free = _.plural(
        "{n} unité disponible", "{n} unités disponibles", stock["free"], n=number(stock["free"], words.language)
    )
    n = {name: number(stock[name], words.language) for name in ("reserved", "arriving")}
    return _(
        "{free} sur {sites} ; réservées : {reserved}, à venir : {arriving}.",
        free=free, sites=counted.sites(stock["sites"], words), **n,
    )  # fmt: skip


def item_meaning(item: dict[str, Any], words: Words) -> str:
    """Say what stands beside the free units of an item."""
    _ = words
    n = {name: number(item[name], words.language) for name in ("reserved", "arriving")}
    return _("disponibles ; réservés : {reserved}, à venir : {arriving}", **n)


def show_grid(desk: Desk, cells: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Show one line a site and item."""
    _ = desk.words
    columns = (
        Column("site_name", _("Site")),
        Column("label", _("Article")),
        Column("on_hand", _("Sur place"), "number"),
        Column("reserved", _("Réservé"), "number"),
        Column("free", _("Disponible"), "number"),
        Column("to_inspect", _("À contrôler"), "number"),
        Column("in_transit", _("En chemin"), "number"),
        Column("arriving", _("À venir"), "number"),
        Column("arriving_on", _("Arrive à partir du"), "day"),
    )
    rows = [cell | {"label": names.get(cell["item"], cell["item"]), "site_name": site_word(cell, _)} for cell in cells]
    paged_table(listed(rows, columns), columns, _, key="stock_sites", file_name="stock")


def account_columns(words: Words) -> tuple[Column, ...]:
    """Return the columns of an account: where units came from, then where they are; the two sides are equal."""
    _ = words
    return (
        Column("received", _("Reçu"), "number"),
        Column("moved", _("Venu d'ailleurs"), "number"),
        Column("corrected", _("Corrigé"), "number"),
        Column("to_inspect", _("À contrôler"), "number"),
        # What is unfit lies there too: it is on the shelf, and available to nobody.
        Column("free", _("Sur place, non réservé"), "number"),
        Column("reserved", _("Réservé"), "number"),
        Column("in_transit", _("En chemin"), "number"),
        Column("delivered", _("Livré"), "number"),
        Column("handed_over", _("Remis"), "number"),
        Column("lost", _("Perdu"), "number"),
        Column("returned_supplier", _("Rendu au fournisseur"), "number"),
    )


def show_account(desk: Desk, names: dict[str, str]) -> None:
    """Show, item by item, that every unit that came in is somewhere."""
    _ = desk.words
    rows = balances_on(desk.office, desk.actor, desk.campaign_id, None, ("item",))
    if isinstance(rows, Refusal):
        show_refusal(rows, _)
        return
    st.subheader(_("Où est passé ce qui est entré ?"))
    received, corrected = (sum(row[name] for row in rows) for name in ("received", "corrected"))
    present = sum(row[name] for row in rows for name in PLACES)
    if received + corrected == present:
        st.markdown(
            _.plural(
                "Le compte y est : {n} unité entrée, {n} unité retrouvée.",
                "Le compte y est : {n} unités entrées, {n} unités retrouvées.",
                present, n=number(present, desk.language),
            )
        )  # fmt: skip
    else:
        st.error(_("Le compte n'y est pas. Unités entrées : {n}, retrouvées : {present}. Prévenez l'administration.",
                   n=number(received + corrected, desk.language), present=number(present, desk.language)))  # fmt: skip
    columns = (Column("label", _("Article")), *(column for column in account_columns(_) if column.key != "moved"))
    shown = [row | {"label": names.get(row["item"], row["item"])} for row in rows]
    paged_table(listed(shown, columns), columns, _, key="stock_account", file_name="compte-du-stock", searchable=False)


def site_word(cell: dict[str, Any], words: Words) -> str:
    """Return a site's name, and that it is closed where it is."""
    _ = words
    return _("{name} (fermé)", name=cell["site_name"]) if cell["site_closed_at"] else str(cell["site_name"])


def show_past(desk: Desk, names: dict[str, str]) -> None:
    """Show the balances as they stood at the end of a day, from the movements."""
    _ = desk.words
    with st.expander(_("Le stock tel qu'il était un autre jour"), icon=":material/history:"):
        day_asked = st.date_input(_("À la fin du"), value=None, format="DD/MM/YYYY", key="stock_day")
        if not isinstance(day_asked, date):
            return
        rows = balances_on(desk.office, desk.actor, desk.campaign_id, day_asked)
        if isinstance(rows, Refusal):
            show_refusal(rows, _)
            return
        columns = (
            Column("site_name", _("Site")),
            Column("label", _("Article")),
            *account_columns(_),
        )
        shown = [row | {"label": names.get(row["item"], row["item"])} for row in rows]
        paged_table(listed(shown, columns), columns, _, key="stock_then", file_name="stock-passe")


def show_no_stock(words: Words) -> None:
    """Say how stock comes in."""
    _ = words
    show_empty(
        EmptyState(
            title=_("Aucun stock"),
            purpose=_("Le stock dit ce que chaque site peut donner, et à partir de quel jour."),
            next_step=_("Dans la vue « Importer », ajoutez les sites, puis le fichier du stock."),
        ),
        key="stock_empty",
    )


def show_movements(desk: Desk) -> None:
    """Show the newest movements."""
    _ = desk.words
    moves = recent_movements(desk.office, desk.actor, desk.campaign_id)
    if isinstance(moves, Refusal):
        show_refusal(moves, _)
        return
    newest = moves[0]["happened_at"].date() if moves else None
    page_header(
        _("Qu'est-ce qui a bougé ?"),
        _("Dernier mouvement le {at}.", at=day(newest, desk.language)) if moves else _("Aucun mouvement de stock."),
        note=_(
            "Les mouvements les plus récents, {n} au plus ; rien ne s'efface, une erreur se corrige par un mouvement.",
            n=number(200, desk.language),
        ),
    )
    names = names_of(desk)
    columns = (
        Column("happened_at", _("Quand"), "moment"),
        Column("category", _("Mouvement")),
        Column("why", _("Pourquoi")),
        Column("quantity", _("Unités"), "number"),
        Column("label", _("Article")),
        Column("site_name", _("Site")),
        Column("who", _("Par")),
    )
    rows = [
        move | {"category": label(MovementCategory(move["category"]), _), "label": names.get(move["item"], move["item"]),
                "why": move_reason(move["reason"], _), "who": who(move["actor_id"], _)}
        for move in moves
    ]  # fmt: skip
    paged_table(listed(rows, columns), columns, _, key="mouvements", file_name="mouvements")
