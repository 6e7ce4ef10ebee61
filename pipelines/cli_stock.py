"""What can be typed of the stock: lots, transfers, counts, losses, balances, alerts, sites, renewals.

This module must never run anything.
"""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from campaigns.lots import ROUTE
from campaigns.model.codes import LossReason, LotCloseReason, TransferReason

Words = Callable[[str, str], argparse.ArgumentParser]
Second = Callable[[str, str], Words]


def add_stock(two_words: Second, stock: Words, sites: Words) -> None:
    """Add the verbs of the stock to what the registers already have.

    Parameters
    ----------
    two_words
        Makes a verb of two words; `stock` and `sites` are those that import files.
    """
    balance = stock("balance", "les soldes par site et article, à la fin d'un jour")
    balance.add_argument("--on", type=day, metavar="DATE")
    balance.add_argument(
        "--by",
        nargs="+",
        default=["site_name", "item"],
        metavar="AXE",
        help="site_name, item, grade, earmark, donor, lot_code",
    )
    stock("alerts", "ce qui, dans le stock, demande quelqu'un")
    stock("cells", "chaque case du stock avec sa référence")
    lose = stock("lose", "note une perte d'unités libres")
    lose.add_argument("cell_id", metavar="CASE")
    lose.add_argument("quantity", type=int, metavar="UNITÉS")
    lose.add_argument("--reason", required=True, choices=[reason.value for reason in LossReason])
    correct = stock("correct", "corrige une saisie : --by +3 ou --by=-2")
    correct.add_argument("cell_id", metavar="CASE")
    correct.add_argument("--by", type=int, required=True, metavar="UNITÉS")
    back = stock("return", "rend des unités libres au fournisseur")
    back.add_argument("cell_id", metavar="CASE")
    back.add_argument("quantity", type=int, metavar="UNITÉS")
    for word, text in (("close", "ferme un site vide"), ("reopen", "rouvre un site")):
        sites(word, text).add_argument("site_code", metavar="SITE")
    add_lots(two_words("lots", "les lots, de l'annonce à la trace"))
    add_moves(two_words)


def add_lots(lots: Words) -> None:
    """Add the steps of a lot."""
    lots("import", "annonce les lots d'un fichier CSV, XLSX ou ODS").add_argument("file", type=Path)
    lots("list", "liste les lots")
    lots("trace", "dit ce qu'un lot est devenu").add_argument("lot_id", metavar="LOT")
    for word, text in (("receive", "note l'arrivée d'unités"), ("refuse", "renvoie des unités non contrôlées")):
        verb = lots(word, text)
        verb.add_argument("lot_id", metavar="LOT")
        verb.add_argument("quantity", type=int, metavar="UNITÉS")
    inspect = lots("inspect", "contrôle des unités : B=12 C=3, ou =40 pour des recharges")
    inspect.add_argument("lot_id", metavar="LOT")
    inspect.add_argument("grades", nargs="+", type=graded, metavar="ÉTAT=UNITÉS")
    inspect.add_argument("--available-on", type=day, metavar="DATE")
    inspect.add_argument("--wiping", default="", metavar="CERTIFICAT")
    close = lots("close", "dit que le reste ne viendra pas")
    close.add_argument("lot_id", metavar="LOT")
    close.add_argument("--reason", required=True, choices=[reason.value for reason in LotCloseReason])
    route = lots("route", "note une étape d'un don avant son arrivée")
    route.add_argument("lot_id", metavar="LOT")
    route.add_argument("step", choices=[step.value for step in ROUTE])
    route.add_argument("reference", metavar="RÉFÉRENCE")
    route.add_argument("--on", type=day, metavar="DATE")
    redirect = lots("redirect", "envoie ce qui n'est pas venu vers un autre site")
    redirect.add_argument("lot_id", metavar="LOT")
    redirect.add_argument("site_code", metavar="SITE")


def add_moves(two_words: Second) -> None:
    """Add transfers, counts and renewals."""
    transfers = two_words("transfers", "les transferts entre sites")
    transfers("list", "liste les transferts")
    send = transfers("send", "envoie des unités libres vers un autre site")
    send.add_argument("cell_id", metavar="CASE")
    send.add_argument("site_code", metavar="SITE")
    send.add_argument("quantity", type=int, metavar="UNITÉS")
    send.add_argument(
        "--reason",
        default="rebalance",
        choices=[reason.value for reason in TransferReason if reason is not TransferReason.PLAN],
    )
    planned = transfers("send-planned", "note le départ de ce qu'un plan adopté déplace d'un site à un autre")
    planned.add_argument("site_code", metavar="DÉPART")
    planned.add_argument("via_site_code", metavar="ARRIVÉE")
    planned.add_argument("--plan", dest="plan_id", metavar="PLAN")
    receive = transfers("receive", "note l'arrivée")
    receive.add_argument("transfer_id", metavar="TRANSFERT")
    receive.add_argument("quantity", type=int, metavar="ARRIVÉES")
    receive.add_argument("--lost", type=int, default=0, metavar="PERDUES")
    counts = two_words("counts", "les comptages de stock")
    counts("list", "liste les comptages")
    record = counts("record", "note ce qui a été compté : CASE=UNITÉS")
    record.add_argument("site_code", metavar="SITE")
    record.add_argument("counted", nargs="+", type=graded, metavar="CASE=UNITÉS")
    for word, text in (("finalise", "valide un comptage"), ("drop", "écarte un comptage")):
        counts(word, text).add_argument("count_id", metavar="COMPTAGE")
    renewals = two_words("renewals", "les recharges à renouveler")
    renewals("due", "la file des recharges échues").add_argument("--until", type=day, metavar="DATE")
    renewals("list", "liste les renouvellements")
    renewals("grant", "renouvelle dans l'ordre de la file").add_argument("--until", type=day, metavar="DATE")
    for word, text in (("credit", "l'opérateur a crédité"), ("cancel", "reprend des renouvellements")):
        renewals(word, text).add_argument("renewal_ids", nargs="+", metavar="RENOUVELLEMENT")


def day(text: str) -> date:
    """Return an ISO date."""
    return date.fromisoformat(text)


def graded(text: str) -> tuple[str, int]:
    """Return name and units of « NOM=UNITÉS »."""
    name, units = text.rsplit("=", 1)
    return name, int(units)
