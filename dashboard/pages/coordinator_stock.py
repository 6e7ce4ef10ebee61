"""What is where: each site and item with what is on hand, reserved and arriving; files counted in; movements."""

from typing import Any

from campaigns.access import Scope, can
from campaigns.model.codes import MovementCategory
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.charts import stacked_bars
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.header import page_header
from dashboard.parts.imports import import_drop, show_faults
from dashboard.parts.listed import listed
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Column, paged_table
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import linked_view
from dashboard.wording.coordination import item_names, who
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, number
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import campaign_policy
from pipelines.partners import import_sites
from pipelines.planning.stock import import_stock, recent_movements
from pipelines.reporting.view_sums import stock_grid

KEY, SITES_KEY = "stock", "sites"


def page(desk: Desk) -> None:
    """Show the stock, its movements, or what counts files in."""
    _ = desk.words
    views = {"stock": _("Par site"), "mouvements": _("Mouvements")}
    if can(desk.actor, "stock.import", Scope()) or can(desk.actor, "site.import", Scope()):
        views["importer"] = _("Importer")
    view = linked_view("vue_stock", views, _("Ce que montre la page"))
    {"stock": show_stock, "mouvements": show_movements, "importer": show_imports}[view](desk)


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
        note=_("Réservé : attribué par un plan adopté, pas encore parti."),
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


def stock_sentence(stock: dict[str, Any], words: Words) -> str:
    """Say how many units can be planned now."""
    _ = words
    n = {name: number(stock[name], words.language) for name in ("free", "reserved", "arriving", "sites")}
    return _("{free} unités disponibles sur {sites} sites ; réservées : {reserved}, à venir : {arriving}.", **n)


def item_meaning(item: dict[str, Any], words: Words) -> str:
    """Say what stands beside the free units of an item."""
    _ = words
    n = {name: number(item[name], words.language) for name in ("reserved", "arriving")}
    return _("disponibles ; réservés : {reserved}, à venir : {arriving}", **n)


def names_of(desk: Desk) -> dict[str, str]:
    """Return the label of each item of the policy in force."""
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    return item_names(None if isinstance(policy, Refusal) else policy, desk.words)


def show_grid(desk: Desk, cells: list[dict[str, Any]], names: dict[str, str]) -> None:
    """Show one line a site and item."""
    _ = desk.words
    columns = (
        Column("site_name", _("Site")),
        Column("label", _("Article")),
        Column("on_hand", _("Sur place"), "number"),
        Column("reserved", _("Réservé"), "number"),
        Column("free", _("Disponible"), "number"),
        Column("arriving", _("À venir"), "number"),
        Column("arriving_on", _("Arrive à partir du"), "day"),
    )
    rows = [cell | {"label": names.get(cell["item"], cell["item"])} for cell in cells]
    paged_table(listed(rows, columns), columns, _, key="stock_sites", file_name="stock")


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
            "Les {n} derniers mouvements ; rien ne s'efface, une erreur se corrige par un mouvement.",
            n=number(200, desk.language),
        ),
    )
    names = names_of(desk)
    columns = (
        Column("happened_at", _("Quand"), "moment"),
        Column("category", _("Mouvement")),
        Column("quantity", _("Unités"), "number"),
        Column("label", _("Article")),
        Column("site_name", _("Site")),
        Column("who", _("Par")),
    )
    rows = [
        move | {"category": label(MovementCategory(move["category"]), _), "label": names.get(move["item"], move["item"]),
                "who": who(move["actor_id"], _)}
        for move in moves
    ]  # fmt: skip
    paged_table(listed(rows, columns), columns, _, key="mouvements", file_name="mouvements")


def show_imports(desk: Desk) -> None:
    """Count sites and stock in."""
    _ = desk.words
    page_header(
        _("Que faire entrer ?"), _("Les sites d'abord, puis le stock : chaque ligne de stock nomme un site connu.")
    )
    show_told(desk, KEY)
    show_told(desk, SITES_KEY)
    if can(desk.actor, "site.import", Scope()):
        import_drop(
            desk, _("Sites"), "code, name, kind, commune_code, capacity_per_day",
            lambda data, name: import_sites(desk.office, desk.actor, data, name),
            lambda answer: sites_sentence(answer, _), SITES_KEY,
        )  # fmt: skip
        show_faults(desk, SITES_KEY)
    if can(desk.actor, "stock.import", Scope()):
        import_drop(
            desk, _("Stock"), "site_code, item, grade, quantity, available_on, donor, earmark",
            lambda data, name: import_stock(desk.office, desk.actor, desk.campaign_id, data, name),
            lambda answer: received_sentence(answer, _), KEY,
        )  # fmt: skip
        show_faults(desk, KEY)


def sites_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what an import of sites did."""
    _ = words
    n = {name: number(answer[name], words.language) for name in ("added", "updated", "unchanged")}
    return _(
        "Sites ajoutés : {added}, mis à jour : {updated}, inchangés : {unchanged}. Importez maintenant le stock.", **n
    )


def received_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what an import of stock did."""
    _ = words
    count = answer["received"]
    return _.plural(
        "{n} unité reçue. Proposez un plan pour l'attribuer.", "{n} unités reçues. Proposez un plan pour les attribuer.",
        count, n=number(count, words.language),
    )  # fmt: skip
