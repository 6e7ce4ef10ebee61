"""Names roles and actions inside refusals, in French and English.

Every action of the table of rights has its words here (tested); none decides anything.
"""

from typing import Final

from campaigns.model.codes import Role
from campaigns.model.outcome import Sentence


def of_verb(verb: str) -> str:
    """Put « de » before a French verb, « d' » before a vowel or a mute h."""
    return f"d'{verb}" if verb[:1] in "aeéèêiouyh" else f"de {verb}"


ROLES: Final = {
    Role.PARTNER: Sentence("structure partenaire", "partner structure"),
    Role.COORDINATOR: Sentence("coordination", "coordination"),
    Role.APPROVER: Sentence("validation", "approval"),
    Role.LOGISTICS: Sentence("logistique", "logistics"),
    Role.LEADERSHIP: Sentence("direction", "leadership"),
    Role.DPO: Sentence("protection des données", "data protection"),
    Role.ADMIN: Sentence("administration", "administration"),
}

ACTIONS: Final = {
    "campaign.read": Sentence("voir les campagnes", "see campaigns"),
    "campaign.create": Sentence("créer une campagne", "create a campaign"),
    "campaign.close": Sentence("clore une campagne", "close a campaign"),
    "policy.read": Sentence("lire les règles", "read the policy"),
    "policy.adopt": Sentence("adopter des règles", "adopt a policy"),
    "partner.read": Sentence("voir les structures partenaires", "see partner structures"),
    "partner.import": Sentence("importer des structures partenaires", "import partner structures"),
    "site.import": Sentence("importer des sites", "import sites"),
    "list.submit": Sentence("envoyer une liste", "send a list"),
    "list.read": Sentence("lire une liste", "read a list"),
    "list.correct": Sentence("corriger une liste", "correct a list"),
    "request.withdraw": Sentence("retirer une demande", "withdraw a request"),
    "list.accept": Sentence("accepter une liste", "accept a list"),
    "list.refuse": Sentence("refuser une liste", "refuse a list"),
    "household.read": Sentence("voir un foyer", "see a household"),
    "identity.read": Sentence("voir l'identité d'une famille", "see a family's identity"),
    "link.run": Sentence("lancer la reconnaissance des foyers", "run the recognition of households"),
    "decision.record": Sentence("trancher un doublon", "decide on a duplicate"),
    "rank.read": Sentence("voir le classement", "see the ranking"),
    "stock.read": Sentence("voir le stock", "see the stock"),
    "stock.import": Sentence("faire entrer du stock", "count stock in"),
    "site.close": Sentence("fermer un site", "close a site"),
    "site.reopen": Sentence("rouvrir un site", "reopen a site"),
    "lot.announce": Sentence("annoncer un lot", "announce a lot"),
    "lot.route": Sentence("noter le parcours d'un don", "note the way of a gift"),
    "lot.receive": Sentence("recevoir un lot", "receive a lot"),
    "lot.inspect": Sentence("contrôler un lot", "inspect a lot"),
    "lot.refuse": Sentence("renvoyer une partie d'un lot", "send part of a lot back"),
    "lot.redirect": Sentence("rediriger un lot", "redirect a lot"),
    "lot.close": Sentence("clore un lot", "close a lot"),
    "transfer.send": Sentence("envoyer du stock vers un autre site", "send stock to another site"),
    "transfer.receive": Sentence("noter l'arrivée d'un transfert", "note the arrival of a transfer"),
    "count.record": Sentence("compter un site", "count a site"),
    "count.finalise": Sentence("valider un comptage", "enter a count"),
    "stock.lose": Sentence("noter une perte", "note a loss"),
    "stock.correct": Sentence("corriger du stock", "correct stock"),
    "stock.return": Sentence("renvoyer du stock au fournisseur", "send stock back to its supplier"),
    "renewal.read": Sentence("voir les renouvellements", "see renewals"),
    "renewal.grant": Sentence("renouveler des recharges", "renew top-ups"),
    "renewal.credit": Sentence("noter des recharges créditées", "note credited top-ups"),
    "renewal.cancel": Sentence("annuler un renouvellement", "cancel a renewal"),
    "plan.read": Sentence("voir un plan", "see a plan"),
    "plan.propose": Sentence("proposer un plan", "propose a plan"),
    "plan.lock": Sentence("verrouiller un plan", "lock a plan"),
    "plan.unlock": Sentence("rouvrir un plan verrouillé", "reopen a locked plan"),
    "plan.approve": Sentence("approuver un plan", "approve a plan"),
    "plan.adopt": Sentence("adopter un plan", "adopt a plan"),
    "plan.revoke": Sentence("annuler un plan", "revoke a plan"),
    "plan.close": Sentence("clore un plan", "close a plan"),
    "exception.ask": Sentence("demander une attribution exceptionnelle", "ask an exceptional grant"),
    "exception.approve": Sentence("approuver une attribution exceptionnelle", "approve an exceptional grant"),
    "grant.withdraw": Sentence("reprendre une attribution", "take a grant back"),
    "release": Sentence("libérer des attributions", "release grants"),
    "delivery.read": Sentence("voir les livraisons", "see deliveries"),
    "delivery.export": Sentence("exporter des bons de livraison", "export delivery notes"),
    "delivery.ship": Sentence("expédier une livraison", "ship a delivery"),
    "handover.record": Sentence("noter une remise", "record a hand-over"),
    "handover.outside": Sentence("noter une remise hors plan", "record a hand-over outside the plan"),
    "handover.free": Sentence(
        "remettre à disposition ce qui n'est pas retiré", "make available again what is not collected"
    ),
    "recharge.export": Sentence("sortir le fichier de l'opérateur", "export the operator's file"),
    "message.prepare": Sentence("préparer des messages", "prepare messages"),
    "message.send": Sentence("envoyer des messages", "send messages"),
    "coverage.read": Sentence("voir la couverture", "see the coverage"),
    "figures.read": Sentence("voir les chiffres publiés", "see published figures"),
    "figures.publish": Sentence("publier des chiffres", "publish figures"),
    "journal.read": Sentence("lire le journal", "read the journal"),
    "verify": Sentence("vérifier la campagne", "verify the campaign"),
    "person.search": Sentence("chercher une personne", "search for a person"),
    "person.export": Sentence("remettre à une famille ce qui est gardé d'elle", "give a family what is kept about it"),
    "person.object": Sentence("noter l'opposition d'une famille", "record a family's objection"),
    "retention.read": Sentence("voir ce qui est gardé et jusqu'à quand", "see what is kept and until when"),
    "retention.run": Sentence("effacer ce dont la durée est passée", "erase what has passed its time"),
    "erase": Sentence("effacer une famille", "erase a family"),
    "backup": Sentence("faire une sauvegarde", "make a backup"),
    "restore": Sentence("restaurer une sauvegarde", "restore a backup"),
    "migrate": Sentence("changer de base de données", "move to another database"),
    "member.read": Sentence("voir qui a accès", "see who has access"),
    "member.invite": Sentence("inviter une personne", "invite a person"),
    "member.grant": Sentence("donner un rôle", "give a role"),
    "member.disable": Sentence("fermer l'accès d'une personne", "close a person's access"),
    "code.read": Sentence("voir les codes d'accès", "see access codes"),
    "code.issue": Sentence("donner un code d'accès", "issue an access code"),
    "code.revoke": Sentence("annuler un code d'accès", "take an access code back"),
    "doctor": Sentence("contrôler l'installation", "check the installation"),
    "demo": Sentence("créer la campagne d'exemple", "create the sample campaign"),
}
