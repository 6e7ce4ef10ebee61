"""What can be typed after `connexion`: verbs, arguments, the options that all verbs share.

This module must never run anything.
"""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from campaigns.model.codes import ExceptionReason, WithdrawalReason
from pipelines.cli_help import add_help
from pipelines.cli_parser_house import add_privacy, add_safety
from pipelines.cli_parser_people import add_people
from pipelines.cli_shapes import Parser, Verbs, positive, two_words
from pipelines.cli_stock import add_stock
from pipelines.cli_territory import add_origin, add_territory


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse a command line; wrong usage ends with exit 2 and the usage on stderr."""
    options = parser().parse_args(arguments)
    words = [options.verb, getattr(options, "what", None)]
    for name, default in (("home", None), ("campaign", None), ("as_user", None), ("json", False)):
        setattr(options, name, getattr(options, name, default))
    options.verb_name = " ".join(word for word in words if word)
    return options


def parser() -> Parser:
    """Return the parser of every verb."""
    shared = shared_options()
    top = Parser(
        "connexion",
        description="Des listes de demandes à la remise : une campagne de connexion d'urgence.",
        parents=[shared],
    )
    verbs = top.add_subparsers(dest="verb", required=True)
    add_registers(verbs, shared)
    add_intake(verbs, shared)
    add_policy(verbs, shared)
    add_plan(verbs, shared)
    add_engine(verbs, shared)
    add_delivery(verbs, shared)
    add_privacy(verbs, shared)
    add_safety(verbs, shared)
    add_upkeep(verbs, shared)
    add_people(verbs, shared)
    return top


def shared_options() -> Parser:
    """Return the options that may follow any verb."""
    shared = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument(
        "--home", type=Path, help="dossier de l'organisation (défaut : CONNEXION_HOME, sinon data/local)"
    )
    shared.add_argument("--campaign", metavar="CODE", help="campagne (défaut : la dernière ouverte)")
    shared.add_argument("--as", dest="as_user", metavar="PERSONNE", help="qui agit (mode de démonstration)")
    shared.add_argument("--json", action="store_true", help="réponse en JSON sur la sortie standard")
    return shared


def add_registers(verbs: Verbs, shared: Parser) -> None:
    """Add the verbs that fill the organisation's registers."""
    demo = verbs.add_parser("demo", parents=[shared], help="crée la campagne d'exemple (familles inventées)")
    demo.add_argument("--requests", type=positive, default=12_000, metavar="N")
    demo.add_argument("--seed", type=int, default=2020)
    campaigns = two_words(verbs, shared, "campaigns", "les campagnes du dossier")
    campaigns("list", "liste les campagnes")
    new = campaigns("new", "ouvre une campagne vide sous un règlement")
    new.add_argument("code")
    new.add_argument("--policy", type=Path, required=True, metavar="FICHIER")
    new.add_argument("--from", dest="starts_on", required=True, metavar="DATE")
    new.add_argument("--to", dest="ends_on", required=True, metavar="DATE")
    new.add_argument("--name", default="")
    words = {
        word: two_words(verbs, shared, word, help_text)
        for word, help_text in (
            ("partners", "les structures partenaires"),
            ("sites", "les sites"),
            ("stock", "le stock"),
            ("networks", "la couverture des opérateurs, par commune"),
        )
    }
    for word, second in words.items():
        verb = second("import", "importe un fichier CSV ou XLSX")
        verb.add_argument("file", type=Path)
        if word == "networks":
            add_origin(verb)
    add_territory(
        two_words(verbs, shared, "territory", "les faits publiés des territoires : QPV, FRR, IFN, IPS, médiation")
    )
    add_help(lambda word, help_text: two_words(verbs, shared, word, help_text))
    add_stock(lambda word, help_text: two_words(verbs, shared, word, help_text), words["stock"], words["sites"])


def add_intake(verbs: Verbs, shared: Parser) -> None:
    """Add the verbs from a list to a ranking."""
    receive = verbs.add_parser("receive", parents=[shared], help="reçoit la liste d'un partenaire")
    receive.add_argument("file", type=Path)
    receive.add_argument("--partner", required=True, metavar="CODE")
    receive.add_argument("--dry-run", action="store_true", help="montre ce qui serait compris, sans rien garder")
    receive.add_argument("--hold", action="store_true", help="laisse la liste à relire")
    receive.add_argument(
        "--receipt", type=Path, metavar="SORTIE", help="écrit le fichier du partenaire avec quatre colonnes de plus"
    )
    template = verbs.add_parser("template", parents=[shared], help="écrit le tableau à remplir d'une structure")
    template.add_argument("--kind", required=True, metavar="NATURE")
    template.add_argument("--out", type=Path, required=True, metavar="SORTIE")
    for word, help_text in (("accept", "accepte une liste à relire"), ("refuse", "refuse une liste à relire")):
        verb = verbs.add_parser(word, parents=[shared], help=help_text)
        verb.add_argument("list_id", metavar="LISTE")
        if word == "refuse":
            verb.add_argument("--reason", required=True)
    verbs.add_parser("lists", parents=[shared], help="les listes reçues")
    link = verbs.add_parser("link", parents=[shared], help="reconnaît les foyers")
    link.add_argument(
        "--relearn", action="store_true", help="apprend un nouveau modèle ; sans --yes, dit ce qui bougerait"
    )
    link.add_argument("--yes", action="store_true")
    match = verbs.add_parser("match", parents=[shared], help="reconnaît les foyers d'un tableau, sans campagne")
    match.add_argument("file", type=Path)
    match.add_argument("--out", type=Path, required=True)
    rank = verbs.add_parser("rank", parents=[shared], help="calcule les scores et les rangs")
    rank.add_argument("--policy", type=Path, metavar="FICHIER")


def add_policy(verbs: Verbs, shared: Parser) -> None:
    """Add the life of a campaign's policy."""
    policy = two_words(verbs, shared, "policy", "le règlement de la campagne")
    effect = policy("effect", "dit qui un autre règlement servirait, avant de l'adopter ; ne modifie rien")
    effect.add_argument("file", type=Path, metavar="FICHIER")
    effect.add_argument(
        "--draws", type=positive, default=50, metavar="N", help="tirages de poids à ±20 %% (défaut : 50)"
    )
    policy("adopt", "met un règlement en vigueur pour les plans à venir").add_argument(
        "file", type=Path, metavar="FICHIER"
    )
    policy("versions", "liste les versions adoptées")
    differences = policy("differences", "dit ce que deux versions disent autrement")
    differences.add_argument("first_no", type=positive, metavar="VERSION")
    differences.add_argument("second_no", type=positive, metavar="AUTRE")


def add_plan(verbs: Verbs, shared: Parser) -> None:
    """Add the life of a plan."""
    plan = two_words(verbs, shared, "plan", "la vie d'un plan")
    plan("propose", "calcule un brouillon")
    plan("list", "liste les plans")
    for word, help_text in (
        ("lock", "verrouille un brouillon"), ("approve", "approuve un plan verrouillé (une autre personne)"),
        ("adopt", "met un plan en vigueur et réserve son stock"), ("revoke", "reprend un plan avant tout départ"),
        ("show", "montre un plan"), ("transfers", "dit ce qu'un plan déplace d'un site à un autre"),
    ):  # fmt: skip
        plan(word, help_text).add_argument("plan_id", nargs="?", metavar="PLAN")
    check = plan("verify", "certifie un plan, ou un plan exporté (un dossier : sans base de données)")
    check.add_argument("plan_id", nargs="?", metavar="PLAN|DOSSIER")
    check.add_argument("--digest", metavar="EMPREINTE", help="l'empreinte publiée, pour un plan exporté")
    compare = plan("compare", "compare deux plans")
    compare.add_argument("plan_id", metavar="PLAN")
    compare.add_argument("other_id", metavar="AUTRE")
    export = plan("export", "écrit le problème et le résultat d'un plan dans un dossier")
    export.add_argument("plan_id", nargs="?", metavar="PLAN")
    export.add_argument("--to", type=Path, required=True)
    add_scenarios(plan)
    contest = plan("appeal", "rejoue la décision avec un fait changé, sans rien modifier")
    contest.add_argument("household_id", metavar="FOYER")
    contest.add_argument(
        "--fact", type=named_value, action="append", required=True, metavar="FAIT=VALEUR", help="répétable"
    )
    contest.add_argument("--plan", dest="plan_id", metavar="PLAN")
    write = plan("letter", "écrit la lettre à la famille d'une demande, en phrases courantes et très simples")
    write.add_argument("request_id", metavar="DEMANDE")
    write.add_argument("--to", type=Path, metavar="DOSSIER")
    ask = plan("except", "demande une attribution exceptionnelle sur la réserve déclarée")
    ask.add_argument("household_id", metavar="FOYER")
    ask.add_argument("--reason", required=True, choices=[reason.value for reason in ExceptionReason])
    plan("except-approve", "l'approuve (une autre personne, dans la journée)").add_argument(
        "exception_id", metavar="EXCEPTION"
    )
    plan("exceptions", "liste les attributions exceptionnelles")
    moved = plan("moved", "dit ce qu'un plan a déplacé par rapport à un autre")
    moved.add_argument("plan_id", metavar="PLAN")
    moved.add_argument("other_id", metavar="PRÉCÉDENT")
    plan("follow-up", "propose un plan pour ce qui est revenu d'un plan adopté").add_argument(
        "plan_id", nargs="?", metavar="PLAN"
    )
    plan("recheck", "dit quels refus n'ont plus de raison d'être")
    plan("afresh", "dit qui un plan fait de zéro aurait servi").add_argument("plan_id", nargs="?", metavar="PLAN")
    withdraw = plan("withdraw", "reprend ce qu'un plan adopté attribue à un foyer, avant tout départ")
    withdraw.add_argument("household_id", metavar="FOYER")
    withdraw.add_argument("--reason", required=True, choices=[reason.value for reason in WithdrawalReason])
    explain = verbs.add_parser("explain", parents=[shared], help="explique la décision pour une demande")
    explain.add_argument("request_id", metavar="DEMANDE")
    explain.add_argument(
        "--what-if", action="store_true", help="ajoute ce qui changerait la décision (prouvé par recalcul)"
    )


def add_scenarios(plan: Callable[[str, str], Parser]) -> None:
    """Add what is supposed and compared."""
    scenario = plan("scenario", "calcule un brouillon qui suppose autre chose ; il se compare, il ne s'adopte pas")
    scenario.add_argument("name", metavar="NOM")
    scenario.add_argument(
        "--stock", type=extra_stock, action="append", default=[], metavar="SITE:ARTICLE:UNITÉS", help="répétable"
    )
    scenario.add_argument("--policy", type=Path, metavar="FICHIER", help="un autre règlement")
    scenario.add_argument("--pick-up-km", type=float, metavar="KM")
    scenario.add_argument("--delivery-km", type=float, metavar="KM")
    scenario.add_argument("--floor", type=int, metavar="POURCENT", help="plancher par département ; 0 : aucun")
    plan("scenarios", "liste les scénarios")
    contrast = plan("contrast", "met des plans côte à côte ; les familles en pseudonymes")
    contrast.add_argument("plan_ids", nargs="+", metavar="PLAN")


def named_value(text: str) -> tuple[str, str | int | bool | None]:
    """Return name and value of « FAIT=VALEUR »: a whole number, true, false, nothing (not known), or a code."""
    name, value = text.split("=", 1)
    words: dict[str, bool | None] = {"true": True, "false": False, "": None}
    return name, int(value) if value.isdecimal() else words.get(value, value)


def extra_stock(text: str) -> tuple[str, str, int]:
    """Return site, item and units of « SITE:ARTICLE:UNITÉS »."""
    site, item, units = text.split(":")
    return site, item, positive(units)


def add_engine(verbs: Verbs, shared: Parser) -> None:
    """Add the engine alone, on folders."""
    solve = verbs.add_parser("solve", parents=[shared], help="résout un problème d'attribution décrit dans un dossier")
    certify = verbs.add_parser("certify", parents=[shared], help="vérifie un résultat sans le moteur")
    solve.add_argument("directory", type=Path)
    solve.add_argument("--out", type=Path, required=True)
    solve.add_argument(
        "--time-limit", type=float, default=240.0, metavar="SECONDES", help="pour chercher les kits d'un seul site"
    )
    certify.add_argument("directory", type=Path)
    certify.add_argument("out", type=Path)
    certify.add_argument("--replay", action="store_true", help="ajoute G6 à G8, en relançant le moteur")
    certify.add_argument("--earlier", type=Path, metavar="SORTIE", help="le plan publié avant, pour G6")


def add_delivery(verbs: Verbs, shared: Parser) -> None:
    """Add what leaves the house."""
    release = verbs.add_parser("release", parents=[shared], help="permet le départ de ce qu'un plan attribue")
    release.add_argument("plan_id", nargs="?", metavar="PLAN")
    release.add_argument("--site", default="", metavar="CODE", help="ce qui part de ce site seulement")
    release.add_argument("--partner", default="", metavar="CODE", help="ce qui va à cette structure seulement")
    release.add_argument("--tier", type=positive, metavar="N", help="les familles de ce palier seulement")
    release.add_argument("--arrived-by", metavar="DATE", help="le stock arrivé ce jour-là au plus tard")
    handover = verbs.add_parser("handover", parents=[shared], help="lit un bon de livraison revenu")
    handover.add_argument("file", type=Path)
    messages = two_words(verbs, shared, "messages", "prévient les structures, en deux temps")
    messages("prepare", "prépare les messages ; rien ne part")
    messages("list", "montre les messages à relire")
    messages("send", "envoie un lot relu, ou l'écrit en fichiers").add_argument("batch_id", metavar="LOT")
    export = two_words(verbs, shared, "export", "écrit des fichiers")
    figures = two_words(verbs, shared, "figures", "les chiffres publiés")
    figures("publish", "publie les chiffres du jour, protégés, une fois pour toutes")
    figures("list", "liste les publications")
    report = figures("report", "écrit un rapport de la dernière publication, en PDF ou en HTML selon le nom du fichier")
    report.add_argument("kind", choices=("situation", "department", "donor"), metavar="NATURE")
    report.add_argument("--about", default="", metavar="CODE OU NOM", help="le département, ou le donateur")
    report.add_argument("--out", type=Path, required=True, metavar="SORTIE")
    report.add_argument("--language", choices=("fr", "en"), default="fr", metavar="LANGUE")
    for word, help_text in (
        ("deliveries", "bons de livraison"), ("recharges", "fichier de l'opérateur"),
        ("coverage", "couverture publiée, par département"),
        ("mediation", "nos sites, au schéma national des lieux de médiation numérique"), ("figures", "tous les chiffres publiés, avec leur dictionnaire"),
        ("journal", "journal"),
    ):  # fmt: skip
        verb = export(word, help_text)
        verb.add_argument("--to", type=Path, required=True, metavar="DOSSIER")
        if word == "mediation":
            verb.add_argument(
                "--details", type=Path, metavar="FICHIER", help="code, pivot (SIRET), adresse… de chaque site"
            )


def add_upkeep(verbs: Verbs, shared: Parser) -> None:
    """Add the verbs of the house itself."""
    verbs.add_parser("verify", parents=[shared], help="contrôle tous les invariants de la campagne")
    verbs.add_parser("doctor", parents=[shared], help="dit si tout est en état de marche")
    sbom = verbs.add_parser("sbom", parents=[shared], help="écrit la liste de ce dont le logiciel est fait (CycloneDX)")
    sbom.add_argument("--out", type=Path, required=True, metavar="SORTIE")
    serve = verbs.add_parser("serve", parents=[shared], help="ouvre le tableau de bord")
    serve.add_argument("--port", type=positive, default=8501)
    serve.add_argument("--address", default="127.0.0.1", metavar="ADRESSE", help="où écouter (défaut : cette machine)")
    serve.add_argument("--no-browser", action="store_true")
