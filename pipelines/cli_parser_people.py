"""What can be typed about who signs in: the register of people, and one-time codes. This module must never run anything."""

from pathlib import Path

from campaigns.model.codes import Role
from campaigns.sessions import CODE_HOURS
from pipelines.cli_shapes import Parser, Verbs, positive, two_words


def add_people(verbs: Verbs, shared: Parser) -> None:
    """Add the register of people and the codes of structures."""
    members = two_words(verbs, shared, "members", "les personnes qui se connectent")
    members("list", "liste les personnes, leur rôle et sa fin")
    invite = members("invite", "invite une personne ; elle entre par le fournisseur d'identité")
    invite.add_argument("email", metavar="COURRIEL")
    invite.add_argument("--name", required=True, metavar="NOM")
    grant = members("grant", "donne un autre rôle, ou un autre dernier jour ; rouvre un accès fermé")
    grant.add_argument("user_id", metavar="PERSONNE")
    for verb in (invite, grant):
        verb.add_argument("--role", required=True, choices=[role.value for role in Role])
        verb.add_argument("--partner", default="", metavar="CODE", help="la structure, pour ce rôle seulement")
        verb.add_argument("--department", default="", metavar="CODE", help="limite une coordination à un département")
        verb.add_argument("--until", metavar="DATE", help="dernier jour du rôle")
    members("disable", "ferme un accès et met fin aux connexions en cours").add_argument("user_id", metavar="PERSONNE")
    codes = two_words(verbs, shared, "codes", "les codes d'accès des structures sans fournisseur d'identité")
    codes("list", "liste les codes, sans leur secret")
    issue = codes("issue", "donne un code à une structure : il ne s'affiche qu'une fois")
    issue.add_argument("--partner", required=True, metavar="CODE")
    issue.add_argument(
        "--hours", type=positive, default=CODE_HOURS, metavar="H", help=f"validité (défaut : {CODE_HOURS})"
    )
    issue.add_argument("--mail", action="store_true", help="envoie le lien par courriel au lieu d'afficher le code")
    issue.add_argument("--to", type=Path, metavar="FICHIER", help="écrit la feuille à remettre (PDF)")
    codes("revoke", "annule un code et la connexion qu'il a ouverte").add_argument("code_id", metavar="CODE")
