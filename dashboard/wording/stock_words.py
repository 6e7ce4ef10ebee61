"""Words of the stock screens: kinds of alerts, steps of a lot, reasons of movements. Nothing may be decided from them."""

from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

ALERTS = {
    "expired": _("Recharges expirées"),
    "expiring": _("Recharges qui vont expirer"),
    "closed_site": _("Stock sur un site fermé : à transférer"),
    "kit_short": _("Kits incomplets : il manque des pièces"),
    "late_lot": _("Lot attendu, pas encore arrivé"),
    "to_inspect": _("Lot arrivé, à contrôler"),
    "aged": _("Réservé depuis longtemps, pas encore parti"),
    "low": _("Il en reste peu"),
    "none_free": _("Plus rien de libre"),
}

# The way of a lot, from the pledge to the inspection, and what each step of a gift is told by.
ROUTE_STEPS = {
    "announced": _("Promis"),
    "collected": _("Collecté"),
    "refurbishing": _("Chez le reconditionneur"),
    "wiped": _("Données effacées"),
    "received": _("Arrivé au site"),
    "inspected": _("Contrôlé et classé"),
}
ROUTE_TOLD_BY = {
    "collected": _("Référence du bon de collecte"),
    "refurbishing": _("Nom du reconditionneur"),
    "wiped": _("Référence du certificat d'effacement"),
}

# Why units moved, where the category alone does not say it.
MOVE_REASONS = {
    "lot": _("arrivée d'un lot"),
    "graded_from": _("sorti du contrôle"),
    "graded_to": _("classé"),
    "plan_adopted": _("plan adopté"),
    "plan_revoked": _("plan retiré"),
    "withdrawn": _("attribution reprise"),
    "renewal": _("renouvellement"),
    "deliver_shipped": _("arrivé à la structure"),
    "call_back_shipped": _("colis revenu sans être livré"),
    "return": _("revenu de la structure"),
    "return_handed": _("revenu de la famille, à contrôler"),
    "sent": _("parti vers un autre site"),
    "arrived_from": _("arrivé à l'autre site"),
    "arrived_to": _("arrivé d'un autre site"),
    "sent_planned": _("parti vers le site où le plan l'attribue"),
    "arrived_planned": _("arrivé au site où le plan l'attribue"),
    "on_the_way": _("perdu en chemin"),
    "stolen": _("volé"),
    "missing": _("introuvable"),
    "broken": _("hors d'usage"),
    "count_missing": _("manquant au comptage"),
    "count_found": _("trouvé au comptage"),
    "entry_over": _("saisi en trop"),
    "entry_under": _("oublié à la saisie"),
    "refused_on_arrival": _("refusé à l'arrivée"),
    "after_inspection": _("rendu au fournisseur"),
}

# What the journal says of the commands of the stock.
STOCK_ACTIONS = {
    "site.close": _("Site fermé"),
    "site.reopen": _("Site rouvert"),
    "lot.announce": _("Lots annoncés"),
    "lot.route": _("Parcours d'un don noté"),
    "lot.receive": _("Lot arrivé"),
    "lot.inspect": _("Lot contrôlé"),
    "lot.refuse": _("Unités renvoyées"),
    "lot.redirect": _("Lot redirigé"),
    "lot.close": _("Lot clos"),
    "transfer.send": _("Transfert parti"),
    "transfer.receive": _("Transfert arrivé"),
    "count.record": _("Site compté"),
    "count.finalise": _("Comptage validé"),
    "stock.lose": _("Perte notée"),
    "stock.correct": _("Stock corrigé"),
    "stock.return": _("Rendu au fournisseur"),
    "renewal.grant": _("Recharges renouvelées"),
    "renewal.credit": _("Recharges créditées"),
    "renewal.cancel": _("Renouvellements annulés"),
    "workshop.import": _("Ateliers importés"),
    "referral.make": _("Familles orientées vers un atelier"),
    "referral.record": _("Venue à un atelier notée"),
}


def move_reason(reason: str, words: Words) -> str:
    """Return why units moved, in words; a file's digest and a step's own name say nothing more than the category."""
    return words(MOVE_REASONS[reason]) if reason in MOVE_REASONS else ""
