"""What can be typed for the rights of people, the end of a campaign and safety copies. This module must never run anything."""

from pathlib import Path

from campaigns.model.codes import ErasureReason
from pipelines.cli_shapes import Parser, Verbs, positive, two_words


def add_privacy(verbs: Verbs, shared: Parser) -> None:
    """Add the rights of people and what ends a campaign."""
    erase = verbs.add_parser("erase", parents=[shared], help="efface une famille ; sans --yes, dit ce qui le serait")
    erase.add_argument("subject_id", metavar="FOYER|DEMANDE")
    asked = [reason.value for reason in ErasureReason if reason is not ErasureReason.TIME_IS_UP]
    erase.add_argument("--reason", required=True, choices=asked)
    erase.add_argument("--yes", action="store_true", help="efface")
    objects = verbs.add_parser(
        "object", parents=[shared], help="note l'opposition d'une famille ; elle quitte le classement"
    )
    objects.add_argument("subject_id", metavar="FOYER|DEMANDE")
    objects.add_argument("--yes", action="store_true", help="note")
    person = two_words(verbs, shared, "person", "les droits d'une famille")
    search = person("search", "cherche par un téléphone ou un courriel entier")
    search.add_argument("contact", metavar="TÉLÉPHONE|COURRIEL")
    person("seen", "dit qui a vu une famille").add_argument("subject_id", metavar="FOYER|DEMANDE")
    given = person("export", "écrit ce qui est gardé d'une famille, pour elle")
    given.add_argument("subject_id", metavar="FOYER|DEMANDE")
    given.add_argument("--to", type=Path, required=True, metavar="DOSSIER")
    close = verbs.add_parser("close", parents=[shared], help="clôt la campagne ; sans --yes, dit ce qui attend encore")
    close.add_argument("--yes", action="store_true", help="clôt")
    kept = verbs.add_parser(
        "retention", parents=[shared], help="efface ce dont la durée est passée ; sans --yes, le dit"
    )
    kept.add_argument("--yes", action="store_true", help="efface")
    erase.add_argument("--receipt", type=Path, metavar="DOSSIER", help="écrit le reçu (JSON et texte)")


def add_safety(verbs: Verbs, shared: Parser) -> None:
    """Add safety copies and the move to the other store."""
    backup = verbs.add_parser("backup", parents=[shared], help="écrit une sauvegarde chiffrée")
    backup.add_argument("--to", type=Path, required=True, metavar="DOSSIER")
    backup.add_argument("--keys-to", type=Path, metavar="DOSSIER", help="copie les clés à part, sur un autre support")
    backup.add_argument(
        "--keep", type=positive, default=48, metavar="N", help="garde les N plus récentes (défaut : 48)"
    )
    restore = verbs.add_parser("restore", parents=[shared], help="remet une sauvegarde dans un dossier vide (--home)")
    restore.add_argument("file", type=Path, metavar="SAUVEGARDE")
    restore.add_argument("--keys", type=Path, required=True, metavar="DOSSIER", help="dossier des clés")
    move = verbs.add_parser(
        "migrate-store", parents=[shared], help="copie tout dans l'autre base ; sans --yes, ne fait rien"
    )
    move.add_argument("url", metavar="ADRESSE", help="postgresql://… ou duckdb")
    move.add_argument("--yes", action="store_true", help="copie")
    replace = two_words(verbs, shared, "key", "la clé maîtresse")(
        "replace", "remplace la clé maîtresse ; sans --yes, dit ce qui le serait"
    )
    replace.add_argument(
        "--old", type=Path, required=True, metavar="FICHIER", help="copie de la clé en vigueur, au coffre"
    )
    replace.add_argument("--new", type=Path, metavar="FICHIER", help="nouvelle clé (défaut : tirée au hasard)")
    replace.add_argument("--yes", action="store_true", help="remplace")
