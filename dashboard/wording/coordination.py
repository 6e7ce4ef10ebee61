"""Words of the coordinator's screens that are no codes of the rules: steps, ways, guarantees, actions, people.

Nothing may be decided from these words.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from babel.numbers import format_decimal

from campaigns.model.catalogue import Item
from campaigns.model.codes import Role
from campaigns.model.policy import Policy
from dashboard.sign_in import PEOPLE as DEV_PEOPLE
from dashboard.wording.numbers import locale_of, moment
from dashboard.wording.stock_words import STOCK_ACTIONS
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from pipelines.people import PEOPLE as CLI_PEOPLE

MODES = {
    "pick_up": _("retrait sur place"),
    "delivery": _("livraison à la structure"),
    "remote": _("crédit à distance"),
    "moved": _("retrait après transfert"),
}

# Why a coordinator refuses a list: a closed set, because the journal and the partner both read it.
REFUSE_REASONS = {
    "wrong_file": _("Ce n'est pas une liste de familles"),
    "wrong_columns": _("Les colonnes ne sont pas reconnues"),
    "families_not_informed": _("Les familles ne sont pas informées"),
    "out_of_campaign": _("La structure n'est pas concernée par cette campagne"),
    "sent_again": _("Une liste plus récente la remplace"),
}

# What an accepted row became.
CHANGES = {"new": _("nouvelle"), "unchanged": _("inchangée"), "corrected": _("corrigée")}

# Why a list was stopped before its good rows were accepted.
BREAKERS = {
    "mostly_errors": _(
        "Plus de la moitié des lignes sont à corriger : vérifiez que c'est le bon fichier, avec les bonnes colonnes."
    ),
    "mostly_duplicates": _(
        "Plus de la moitié des lignes en répètent d'autres : vérifiez que c'est le bon fichier avant d'accepter."
    ),
}

PLAN_STEPS = {
    "proposed": _("Proposé"),
    "locked": _("Verrouillé"),
    "approved": _("Approuvé"),
    "adopted": _("Adopté"),
}

GUARANTEES = {
    "G1": _("Réalisable : chaque unité vient d'un stock présent et accessible"),
    "G2": _("Personne n'est passé devant : chaque refus s'explique par des demandes mieux classées"),
    "G3": _("Nombre maximal : aucune demande de plus ne peut être servie"),
    "G4": _("Seuil public : le rang où le stock s'arrête est vrai pour chaque besoin et chaque lieu"),
    "G5": _("Meilleur usage : aucun échange ne réduit les substitutions ni les kilomètres"),
}

CHECKS = {
    "stock_conservation": _("Le stock est égal à la somme de ses mouvements"),
    "journal_chain": _("Le journal est complet et dans l'ordre"),
    "row_equation": _("Chaque ligne reçue est comptée une fois"),
    "single_keys": _("Rien n'est gardé deux fois sous la même clé"),
    "grants": _("Rien n'est attribué deux fois"),
    "plan_certificate": _("Les plans en vigueur tiennent leurs garanties"),
    "figure_releases": _("Les chiffres publiés sont ceux qui ont été publiés"),
    "erasures": _("Ce qui a été effacé l'est partout"),
    "referrals": _("Les places d'atelier prises sont celles des familles attendues ou venues"),
}

ACTIONS = {
    "campaign.create": _("Campagne créée"),
    "policy.adopt": _("Règles adoptées"),
    "partner.import": _("Structures importées"),
    "site.import": _("Sites importés"),
    "list.submit": _("Liste reçue"),
    "list.accept": _("Liste acceptée"),
    "list.refuse": _("Liste refusée"),
    "link.run": _("Foyers reconnus"),
    "decision.record": _("Doublon tranché"),
    "stock.import": _("Stock reçu"),
    "plan.propose": _("Plan proposé"),
    "plan.lock": _("Plan verrouillé"),
    "plan.approve": _("Plan approuvé"),
    "plan.adopt": _("Plan adopté"),
    "plan.revoke": _("Plan retiré"),
    "release": _("Attributions libérées"),
    "delivery.export": _("Bons de livraison lus"),
    "handover.record": _("Remises notées"),
    "delivery.ship": _("Envoi noté"),
    "handover.free": _("Unités remises à disposition"),
    "handover.outside": _("Remise hors plan notée"),
    "recharge.export": _("Recharges sorties pour l'opérateur"),
    "message.prepare": _("Messages préparés"),
    "message.send": _("Messages envoyés"),
    "list.correct": _("Liste corrigée"),
    "request.withdraw": _("Familles retirées ou gardées"),
    "grant.withdraw": _("Attribution rendue"),
    "exception.ask": _("Attribution exceptionnelle demandée"),
    "exception.approve": _("Attribution exceptionnelle approuvée"),
    "figures.publish": _("Chiffres publiés"),
    **STOCK_ACTIONS,
    "campaign.close": _("Campagne close"),
    "verify": _("Campagne mise en lecture seule, ou rouverte"),
    "identity.read": _("Identité ouverte"),
    "person.search": _("Personne cherchée"),
    "person.export": _("Données remises à une famille"),
    "person.object": _("Opposition notée"),
    "erase": _("Famille effacée"),
    "retention.run": _("Durées de conservation appliquées"),
    "backup": _("Sauvegarde faite"),
    "restore": _("Sauvegarde remise"),
    "migrate": _("Changement de base"),
    "key.replace": _("Clé maîtresse remplacée"),
    "refused": _("Demande refusée"),
    "member.invite": _("Personne invitée"),
    "member.grant": _("Rôle donné"),
    "member.disable": _("Accès fermé"),
    "code.issue": _("Code d'accès donné"),
    "code.revoke": _("Code d'accès annulé"),
    "sign_in": _("Connexion"),
    "sign_out": _("Déconnexion"),
    "sign_out.others": _("Autres connexions fermées par la personne"),
    "sign_in.refused": _("Connexion refusée"),
    "stray": _("Essai sur ce qui n'est pas à soi"),
}

# Counts that the journal keeps, in the words of the screens; ids and digests are left out.
DETAILS = {
    "added": _("ajoutés : {n}"),
    "updated": _("mis à jour : {n}"),
    "unchanged": _("inchangés : {n}"),
    "faults": _("à corriger : {n}"),
    "errors": _("à corriger : {n}"),
    "accepted": _("acceptées : {n}"),
    "warned": _("à vérifier : {n}"),
    "rejected": _("à corriger : {n}"),
    "new": _("nouvelles : {n}"),
    "corrected": _("corrigées : {n}"),
    "requests": _("demandes : {n}"),
    "households": _("foyers : {n}"),
    "questions": _("questions : {n}"),
    "received": _("unités : {n}"),
    "served": _("servies : {n}"),
    "unserved": _("non servies : {n}"),
    "released": _("unités libérées : {n}"),
    "units": _("unités : {n}"),
    "waiting": _("en attente : {n}"),
}

# What each reason of a refused line calls for.
REMEDIES = {
    "no_option": _("Ajouter un site à portée, ou élargir la distance dans les règles."),
    "devices_exhausted": _("Recevoir plus d'appareils, ou accepter un autre appareil."),
    "data_exhausted": _("Recevoir plus de recharges de données."),
    "site_capacity": _("Allonger la période de remise, ou partager avec un autre site."),
    "quota_reached": _("Revoir la part réservée, ou recevoir du stock pour tous."),
    "kit_not_same_site": _("Transférer des appareils ou des recharges d'un site à l'autre, pour réunir des kits."),
    "not_eligible": _("Revoir les règles, si ces foyers doivent être servis."),
}

NAMES = {person.user_id: person.name for person in CLI_PEOPLE} | {
    f"dev-{role}": name for role, name in DEV_PEOPLE.items()
}


def who(user_id: str | None, words: Words) -> str:
    """Return the name of whoever did something; a structure's person is said as such."""
    if not user_id:
        return ""
    known = NAMES.get(user_id)
    if known is not None:
        return known
    prefixes = (f"dev-{Role.PARTNER}-", "partenaire-")
    return words(_("une structure partenaire")) if user_id.startswith(prefixes) else user_id


def points(value: float, words: Words) -> str:
    """Write points of a score, with two decimals at least so that they line up: `0,20`."""
    return str(format_decimal(value, format="0.00#", locale=locale_of(words.language)))


def household_reference(household_id: str) -> str:
    """Return the short reference by which people speak of a household: the random end of its id."""
    return f"F-{household_id[-8:-4]}-{household_id[-4:]}"


def item_label(item: Item, words: Words) -> str:
    """Return an item's name in the reader's language, as the policy writes it."""
    return item.label_fr if words.language == "fr" else item.label_en


def item_names(policy: Policy | None, words: Words) -> dict[str, str]:
    """Return the name of each item of a policy by its code."""
    return {item.code: item_label(item, words) for item in policy.items} if policy is not None else {}


def plan_names(plans: Sequence[Mapping[str, Any]], words: Words) -> dict[str, str]:
    """Return what plans are called, by id, in their order: a number and a moment, which never change.

    A list of choices must not name a state: Streamlit finds a choice again by its words.
    """
    _ = words
    total = len(plans)
    names = {}
    for place, plan in enumerate(plans):
        said = {"n": plan.get("plan_no", total - place), "at": moment(plan["proposed_at"], words.language)}
        names[plan["plan_id"]] = (
            _("Attribution exceptionnelle {n}, du {at}", **said)
            if plan.get("is_exceptional")
            else _("Plan {n}, du {at}", **said)
        )
    return names
