"""Files counted in: sites first, then lots announced, or stock that is there already."""

from typing import Any

from campaigns.access import Scope, can
from dashboard.desk import Desk
from dashboard.parts.equation import equation_sentence
from dashboard.parts.header import page_header
from dashboard.parts.imports import import_drop, show_faults
from dashboard.parts.told import show_told
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.partners import import_sites
from pipelines.planning.stock import import_stock
from pipelines.stock.announcements import import_lots

KEY, SITES_KEY, LOTS_KEY = "stock", "sites", "lots_file"


def show_imports(desk: Desk) -> None:
    """Count sites and stock in."""
    _ = desk.words
    page_header(
        _("Que faire entrer ?"), _("Les sites d'abord, puis le stock : chaque ligne de stock nomme un site connu.")
    )
    show_told(desk, KEY)
    show_told(desk, SITES_KEY)
    show_told(desk, LOTS_KEY)
    if can(desk.actor, "site.import", Scope()):
        import_drop(
            desk, _("Sites"), "code, name, kind, commune_code, capacity_per_day",
            lambda data, name: import_sites(desk.office, desk.actor, data, name),
            lambda answer: sites_sentence(answer, _), SITES_KEY,
        )  # fmt: skip
        show_faults(desk, SITES_KEY)
    if can(desk.actor, "lot.announce", Scope()):
        import_drop(
            desk, _("Lots annoncés"),
            "site_code, item, quantity, expected_on, wave, grade, donor, earmark, origin, expires_on, wiping_ref, serial, imei",
            lambda data, name: import_lots(desk.office, desk.actor, desk.campaign_id, data, name),
            lambda answer: lots_sentence(answer, _), LOTS_KEY,
        )  # fmt: skip
        show_faults(desk, LOTS_KEY)
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


def lots_sentence(answer: dict[str, Any], words: Words) -> str:
    """Say what an import of lots did, every row accounted for."""
    _ = words
    accepted = answer["rows"]["accepted"]
    announced = _.plural("{n} lot annoncé.", "{n} lots annoncés.", accepted, n=number(accepted, words.language))
    rest = _("Rien n'est encore sur place : notez chaque arrivée dans la vue « Lots ».")
    return f"{announced} {equation_sentence(answer['rows'], words)}. {rest}"
