"""The label of every code: French here, English in the catalogue.

A code without a label is a fault that a test finds. No rule may be read from a label.
"""

from enum import StrEnum

from campaigns.model import codes as c
from campaigns.model import help_codes as h
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

# Two levels, because members of different codes that share a text are equal to Python.
LABELS: dict[type[StrEnum], dict[str, str]] = {
    c.PartnerKind: {
        c.PartnerKind.SCHOOL: _("Établissement scolaire"),
        c.PartnerKind.STUDENT_SERVICE: _("Service étudiant"),
        c.PartnerKind.SHELTER: _("Hébergement"),
        c.PartnerKind.ASSOCIATION: _("Association"),
        c.PartnerKind.SOCIAL_SERVICE: _("Service social"),
    },
    h.ReferralState: {
        h.ReferralState.REFERRED: _("Place gardée"),
        h.ReferralState.ATTENDED: _("Est venue"),
        h.ReferralState.ABSENT: _("N'est pas venue"),
        h.ReferralState.DECLINED: _("Place rendue"),
        h.ReferralState.WITHDRAWN: _("Demande retirée, place rendue"),
    },
    h.NoReferralReason: {
        h.NoReferralReason.NONE_IN_REACH: _("Aucun atelier à portée"),
        h.NoReferralReason.ALL_FULL: _("Ateliers complets"),
    },
    c.SiteKind: {
        c.SiteKind.POINT_ACCUEIL: _("Point d'accueil"),
        c.SiteKind.RELAIS: _("Relais"),
        c.SiteKind.DEPOT: _("Dépôt"),
    },
    c.Role: {
        c.Role.PARTNER: _("Structure"),
        c.Role.COORDINATOR: _("Coordination"),
        c.Role.APPROVER: _("Validation"),
        c.Role.LOGISTICS: _("Logistique"),
        c.Role.LEADERSHIP: _("Direction"),
        c.Role.DPO: _("Protection des données"),
        c.Role.ADMIN: _("Administration"),
    },
    c.HousingKind: {
        c.HousingKind.OWN_HOME: _("Chez soi"),
        c.HousingKind.RELATIVES: _("Chez des proches"),
        c.HousingKind.SOCIAL_HOTEL: _("Hôtel social"),
        c.HousingKind.SHELTER: _("Centre d'hébergement"),
        c.HousingKind.REFUGEE_CENTRE: _("Centre pour réfugiés"),
        c.HousingKind.STUDENT_RESIDENCE: _("Résidence étudiante"),
        c.HousingKind.HOMELESS: _("Sans logement"),
    },
    c.DeviceSituation: {
        c.DeviceSituation.NONE: _("Aucun appareil"),
        c.DeviceSituation.SMARTPHONE_ONLY: _("Un téléphone seulement"),
        c.DeviceSituation.SHARED: _("Un appareil partagé"),
        c.DeviceSituation.BROKEN: _("Un appareil en panne"),
        c.DeviceSituation.SUFFICIENT: _("Équipé"),
    },
    c.ConnectionSituation: {
        c.ConnectionSituation.NONE: _("Aucune connexion"),
        c.ConnectionSituation.LIMITED_MOBILE: _("Forfait mobile limité"),
        c.ConnectionSituation.FIXED: _("Connexion fixe"),
    },
    c.Grade: {
        c.Grade.INVENDABLE: _("Inutilisable"),
        c.Grade.HC: _("Hors classe (HC)"),
        c.Grade.C: _("Usé (C)"),
        c.Grade.B: _("Bon (B)"),
        c.Grade.A: _("Très bon (A)"),
        c.Grade.PREMIUM: _("Comme neuf"),
    },
    c.RowOutcome: {
        c.RowOutcome.ACCEPTED: _("Acceptée"),
        c.RowOutcome.WARNED: _("Acceptée, à vérifier"),
        c.RowOutcome.REJECTED: _("À corriger"),
    },
    c.RowReason: {
        c.RowReason.MISSING_IDENTITY: _("Nom manquant"),
        c.RowReason.MISSING_NEED: _("Besoin manquant"),
        c.RowReason.INVALID_DATE: _("Date illisible"),
        c.RowReason.FUTURE_DATE: _("Date dans le futur"),
        c.RowReason.UNKNOWN_POSTCODE: _("Code postal inconnu"),
        c.RowReason.COMMUNE_MISMATCH: _("Commune et code postal différents"),
        c.RowReason.ABSURD_COUNT: _("Nombre trop grand"),
        c.RowReason.EXAMPLE_ROW: _("Ligne d'exemple"),
        c.RowReason.TOTAL_ROW: _("Ligne de total"),
        c.RowReason.DUPLICATE_IN_FILE: _("Deux fois dans le fichier"),
        c.RowReason.INFORMATION_NOT_GIVEN: _("Famille pas encore informée"),
        c.RowReason.INVALID_PHONE: _("Téléphone illisible"),
        c.RowReason.MISSING_CONTACT: _("Aucun moyen de contact"),
    },
    c.Side: {
        c.Side.DEVICE: _("Appareil"),
        c.Side.DATA: _("Connexion"),
    },
    c.ListState: {
        c.ListState.IN_REVIEW: _("En relecture"),
        c.ListState.ACCEPTED: _("Prise en compte"),
        c.ListState.REFUSED: _("Refusée"),
        c.ListState.REPLACED: _("Remplacée"),
    },
    c.PlanState: {
        c.PlanState.DRAFT: _("Brouillon"),
        c.PlanState.LOCKED: _("Verrouillé"),
        c.PlanState.APPROVED: _("Approuvé"),
        c.PlanState.ADOPTED: _("Adopté"),
        c.PlanState.REVOKED: _("Retiré"),
        c.PlanState.CLOSED: _("Clos"),
    },
    c.GrantState: {
        c.GrantState.GRANTED: _("Attribué"),
        c.GrantState.RELEASED: _("Libéré"),
        c.GrantState.DELIVERED: _("Livré"),
        c.GrantState.HANDED_OVER: _("Remis"),
        c.GrantState.RETURNED: _("Retourné"),
    },
    c.UnservedReason: {
        c.UnservedReason.NOT_ELIGIBLE: _("Hors des règles de la campagne"),
        c.UnservedReason.NO_OPTION: _("Rien d'adapté à proximité"),
        c.UnservedReason.DEVICES_EXHAUSTED: _("Plus d'appareil accessible"),
        c.UnservedReason.DATA_EXHAUSTED: _("Plus de connexion accessible"),
        c.UnservedReason.SITE_CAPACITY: _("Le site ne peut pas remettre davantage"),
        c.UnservedReason.QUOTA_REACHED: _("Part réservée déjà attribuée"),
        c.UnservedReason.KIT_NOT_SAME_SITE: _("Le kit complet n'est pas au même site"),
    },
    c.NetworkLevel: {
        c.NetworkLevel.NONE: _("Aucun réseau utilisable"),
        c.NetworkLevel.LIMITED: _("Réseau limité"),
        c.NetworkLevel.GOOD: _("Bon réseau"),
    },
    c.ExceptionReason: {
        c.ExceptionReason.DANGER: _("Danger immédiat"),
        c.ExceptionReason.SHELTERED_OVERNIGHT: _("Mise à l'abri en urgence"),
        c.ExceptionReason.VITAL_FOLLOW_UP: _("Suivi vital à distance"),
    },
    c.HandOverKind: {
        c.HandOverKind.SHIPPED: _("Expédié"),
        c.HandOverKind.DELIVERED: _("Livré"),
        c.HandOverKind.HANDED_OVER: _("Remis"),
        c.HandOverKind.ATTEMPT: _("Essai sans succès"),
        c.HandOverKind.RETURNED: _("Retourné"),
        c.HandOverKind.LOST: _("Perdu ou cassé"),
        c.HandOverKind.FREED: _("Remis à disposition"),
    },
    c.ShortfallReason: {
        c.ShortfallReason.ABSENT: _("La famille n'est pas venue"),
        c.ShortfallReason.UNREACHABLE: _("La famille est injoignable"),
        c.ShortfallReason.DECLINED: _("La famille n'en veut plus"),
        c.ShortfallReason.MOVED_AWAY: _("La famille a déménagé"),
        c.ShortfallReason.REFUSED_BY_PARTNER: _("La structure a refusé le colis"),
        c.ShortfallReason.LOST_IN_TRANSIT: _("Perdu en route"),
        c.ShortfallReason.BROKEN: _("En panne ou cassé"),
        c.ShortfallReason.UNKNOWN_LINE: _("Ligne inconnue de l'opérateur"),
        c.ShortfallReason.OTHER_OPERATOR: _("Ligne d'un autre opérateur"),
        c.ShortfallReason.NOT_COLLECTED: _("Délai de retrait passé"),
        c.ShortfallReason.NOT_SAID: _("Sans motif"),
    },
    c.OutsideReason: {
        c.OutsideReason.EMERGENCY: _("Urgence"),
        c.OutsideReason.EXCHANGE: _("Échange d'un appareil en panne"),
        c.OutsideReason.BEFORE_TRACKING: _("Remis avant le suivi"),
        c.OutsideReason.MISTAKE: _("Remis par erreur"),
    },
    c.MessageState: {
        c.MessageState.DRAFT: _("À relire"),
        c.MessageState.LEFT_OUT: _("Écarté"),
        c.MessageState.NOBODY: _("Personne à prévenir"),
        c.MessageState.WRITTEN: _("Écrit en fichier"),
        c.MessageState.SENT: _("Envoyé"),
    },
    c.ErasureReason: {
        c.ErasureReason.FAMILY_ASKED: _("La famille le demande"),
        c.ErasureReason.SENT_BY_MISTAKE: _("La famille a été transmise par erreur"),
        c.ErasureReason.OBJECTION_UPHELD: _("Son opposition est retenue"),
        c.ErasureReason.LEGAL_DUTY: _("Une obligation légale"),
        c.ErasureReason.TIME_IS_UP: _("La durée de conservation est passée"),
    },
    c.OpeningReason: {
        c.OpeningReason.RIGHTS_REQUEST: _("La famille exerce ses droits"),
        c.OpeningReason.COMPLAINT: _("Une réclamation"),
        c.OpeningReason.INCIDENT: _("Un incident de sécurité"),
    },
    c.WithdrawalReason: {
        c.WithdrawalReason.FAMILY_DECLINED: _("La famille ne le souhaite plus"),
        c.WithdrawalReason.PARTNER_WITHDREW: _("La structure retire sa demande"),
        c.WithdrawalReason.EQUIPPED_ELSEWHERE: _("La famille a été équipée autrement"),
        c.WithdrawalReason.MISTAKE: _("Attribution faite par erreur"),
    },
    c.IneligibleReason: {
        c.IneligibleReason.NOT_INFORMED: _("Le foyer n'a pas été informé"),
        c.IneligibleReason.OUT_OF_AREA: _("Hors du territoire de la campagne"),
        c.IneligibleReason.NOTHING_ASKED: _("Rien n'est demandé"),
        c.IneligibleReason.SITUATION_NOT_COVERED: _("Situation non prévue par les règles"),
        c.IneligibleReason.ALREADY_RECEIVED: _("Déjà équipé lors d'une campagne"),
    },
    c.MovementCategory: {
        c.MovementCategory.RECEIVED: _("Reçu"),
        c.MovementCategory.INSPECTED: _("Contrôlé"),
        c.MovementCategory.RESERVED: _("Réservé"),
        c.MovementCategory.UNRESERVED: _("Réservation levée"),
        c.MovementCategory.RELEASED: _("Libéré"),
        c.MovementCategory.SHIPPED: _("Expédié"),
        c.MovementCategory.DELIVERED: _("Livré"),
        c.MovementCategory.HANDED_OVER: _("Remis"),
        c.MovementCategory.RETURNED: _("Retourné"),
        c.MovementCategory.LOST: _("Perdu"),
        c.MovementCategory.DAMAGED: _("Abîmé"),
        c.MovementCategory.TRANSFERRED: _("Transféré"),
        c.MovementCategory.CORRECTED: _("Corrigé"),
        c.MovementCategory.RETURNED_TO_SUPPLIER: _("Rendu au fournisseur"),
    },
    c.LotOrigin: {
        c.LotOrigin.DONATION: _("Don"),
        c.LotOrigin.PURCHASE: _("Achat"),
        c.LotOrigin.OPERATOR: _("Opérateur"),
    },
    c.LotState: {
        c.LotState.ANNOUNCED: _("Annoncé"),
        c.LotState.COLLECTED: _("Collecté"),
        c.LotState.REFURBISHING: _("Chez le reconditionneur"),
        c.LotState.WIPED: _("Reconditionné, pas encore arrivé"),
        c.LotState.RECEIVED: _("Arrivé, à contrôler"),
        c.LotState.INSPECTED: _("Contrôlé, attribuable plus tard"),
        c.LotState.ALLOCATABLE: _("Attribuable"),
        c.LotState.USED_UP: _("Épuisé"),
        c.LotState.CLOSED: _("Clos"),
    },
    c.LotCloseReason: {
        c.LotCloseReason.SHORT_SHIPMENT: _("Livraison incomplète"),
        c.LotCloseReason.CANCELLED: _("Annulé par le donateur ou le vendeur"),
        c.LotCloseReason.REFUSED: _("Refusé par nous"),
    },
    c.TransferReason: {
        c.TransferReason.REBALANCE: _("Rééquilibrer les sites"),
        c.TransferReason.SITE_CLOSING: _("Le site va fermer"),
        c.TransferReason.NEARER_TO_FAMILIES: _("Rapprocher des familles"),
        c.TransferReason.PLAN: _("Prévu par un plan adopté"),
    },
    c.LossReason: {
        c.LossReason.STOLEN: _("Vol"),
        c.LossReason.MISSING: _("Introuvable"),
        c.LossReason.BROKEN: _("Hors d'usage"),
    },
    c.CountState: {
        c.CountState.COUNTED: _("À valider"),
        c.CountState.FINALISED: _("Validé"),
        c.CountState.DROPPED: _("Écarté"),
    },
    c.RenewalState: {
        c.RenewalState.GRANTED: _("À créditer"),
        c.RenewalState.CREDITED: _("Créditée"),
        c.RenewalState.CANCELLED: _("Annulée"),
    },
    c.CampaignState: {
        c.CampaignState.OPEN: _("Ouverte"),
        c.CampaignState.CLOSED: _("Close"),
    },
}


def label(code: StrEnum, words: Words) -> str:
    """Return the label of a code in the reader's language."""
    return words(LABELS[type(code)][code])
