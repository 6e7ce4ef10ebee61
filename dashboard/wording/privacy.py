"""The words of the rights of people: states of a request, ways of seeing a family, what an erasure takes from each table."""

from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

STATES = {
    "active": _("prise en compte"),
    "withdrawn": _("retirée"),
    "objected": _("écartée : la famille s'est opposée"),
    "erased": _("effacée"),
}
THROUGH = {
    "family": _("le dossier de la famille"),
    "list": _("la liste où elle est"),
    "structure": _("les familles de sa structure"),
    "notes": _("les bons de livraison"),
}
SEEN = {
    "identity.read": _("a lu"),
    "person.export": _("a préparé les données pour la famille"),
    "list.submit": _("a envoyé la liste"),
    "list.correct": _("a corrigé la liste"),
    "delivery.export": _("a lu les bons de livraison"),
    "erase": _("a effacé"),
    "person.object": _("a noté l'opposition"),
}
TABLES = {
    "sealed": _("enregistrements chiffrés (identité, lignes des fichiers reçus) : {n}"),
    "request_key": _("empreintes de téléphones, de courriels et de noms : {n}"),
    "held_row": _("empreintes de lignes mises en attente : {n}"),
    "pair_evidence": _("comparaisons avec d'autres demandes : {n}"),
    "linkage_request": _("demandes retirées de ce qui est comparé : {n}"),
    "linkage_key": _("empreintes par lesquelles ses demandes se retrouvent : {n}"),
    "linkage_residence": _("lieux d'hébergement notés pour la comparaison : {n}"),
    "known_request": _("demandes reconnues à leur arrivée : {n}"),
    "linkage_decision": _("décisions sur des doublons : {n}"),
    "household_question": _("questions ouvertes sur le foyer : {n}"),
    "absence": _("questions posées à la structure : {n}"),
    "contact_hub": _("contacts partagés que plus personne n'a : {n}"),
    "request": _("demandes vidées de leurs faits : {n}"),
    "plan_household": _("lignes de plans vidées de leurs points : {n}"),
}


def state_words(state: str, words: Words) -> str:
    """Say the state of a request."""
    return words(STATES[state])
