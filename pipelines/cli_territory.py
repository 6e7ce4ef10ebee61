"""What can be typed about facts of territories that others publish. This module must never run anything."""

from collections.abc import Callable
from pathlib import Path

from pipelines.cli_shapes import Parser

LAYERS = ("qpv", "frr", "ifn", "ips", "mediation")


def add_territory(territory: Callable[[str, str], Parser]) -> None:
    """Add the verbs of layers."""
    load = territory("import", "importe une couche par commune, avec sa source ; elle remplace celle d'avant")
    load.add_argument("layer", choices=LAYERS, metavar="COUCHE", help=", ".join(LAYERS))
    load.add_argument("file", type=Path, metavar="FICHIER")
    add_origin(load)
    load.add_argument(
        "--covers", choices=("named", "metropole", "france"), default="named", metavar="TERRITOIRE",
        help="où la liste est complète : metropole ou france ; une commune qu'elle ne nomme pas y vaut alors « non ». "
        "Par défaut named : elle reste inconnue",
    )  # fmt: skip
    territory("list", "liste les couches, leur millésime, leur licence et leur source")
    territory("measures", "dit le besoin publié là où un fait est vrai, et ailleurs").add_argument(
        "layer", metavar="COUCHE", help="celle d'une ligne de « territory list », par exemple qpv ou network:orange"
    )


def add_origin(verb: Parser) -> None:
    """Add where a published table comes from."""
    verb.add_argument("--vintage", default="", metavar="MILLÉSIME", help="l'année ou le trimestre des données")
    verb.add_argument("--licence", default="", metavar="LICENCE", help="par exemple « Licence Ouverte 2.0 »")
    verb.add_argument("--source", default="", metavar="SOURCE", help="qui publie, par exemple « ANCT » ou « Arcep »")
    verb.add_argument("--sample", action="store_true", help="des données inventées : ce sera écrit partout")
