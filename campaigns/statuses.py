"""One code a state of a granted unit or of a referral, its word for each reader, and what each does next; what paper may say of a unit.

A unit's status is derived from the grant's state and from what was last reported about it: nobody sets one by hand.
The tables are the rule; steps between states are `campaigns.lifecycle`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from campaigns.model.codes import GrantState, HandOverKind, ShortfallReason
from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Sentence


class Status(StrEnum):
    """Where a granted unit stands."""

    GRANTED = "granted"
    RELEASED = "released"
    SHIPPED = "shipped"
    NOT_CREDITED = "not_credited"
    DELIVERED = "delivered"
    WAITING_FAMILY = "waiting_family"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    FREED = "freed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The word of a status for each reader, and what that reader does next."""

    partner: Sentence
    partner_next: Sentence
    coordinator: Sentence
    coordinator_next: Sentence
    family: Sentence
    family_next: Sentence


NOTHING: Final = Sentence("Rien à faire.", "Nothing to do.")
STATUS_WORDS: Final[dict[Status, StatusWords]] = {
    Status.GRANTED: StatusWords(
        Sentence("Matériel attribué", "Equipment granted"),
        Sentence("Rien à faire : le matériel se prépare.", "Nothing to do: the equipment is being prepared."),
        Sentence("Attribué, pas libéré", "Granted, not released"),
        Sentence("Libérer quand le stock est là.", "Release once the stock is there."),
        Sentence("Votre matériel est prévu", "Your equipment is planned"),
        Sentence("Attendez un appel de la structure.", "Wait for a call from the structure."),
    ),
    Status.RELEASED: StatusWords(
        Sentence("Matériel en route", "Equipment on the way"),
        Sentence("Prévenez la famille : son matériel arrive.", "Tell the family: its equipment is coming."),
        Sentence("Libéré, pas parti", "Released, not sent"),
        Sentence("Expédier, ou remettre au site.", "Ship, or hand out at the site."),
        Sentence("Votre matériel est prêt", "Your equipment is ready"),
        Sentence("Attendez un appel de la structure.", "Wait for a call from the structure."),
    ),
    Status.SHIPPED: StatusWords(
        Sentence("Colis parti", "Parcel sent"),
        Sentence("À l'arrivée, comptez le colis et notez « livré ».", "When it comes, count the parcel and note “livré”."),
        Sentence("Expédié, pas livré", "Sent, not delivered"),
        Sentence("Attendre le bon revenu ; relancer le transporteur.", "Wait for the returned note; remind the carrier."),
        Sentence("Votre matériel est en route", "Your equipment is on its way"),
        Sentence("Attendez un appel de la structure.", "Wait for a call from the structure."),
    ),
    Status.NOT_CREDITED: StatusWords(
        Sentence("Recharge refusée par l'opérateur", "Top-up refused by the operator"),
        Sentence(
            "Vérifiez le numéro avec la famille, puis corrigez-le dans votre liste.",
            "Check the number with the family, then correct it in your list.",
        ),
        Sentence("Recharge en échec", "Top-up failed"),
        Sentence("Faire corriger le numéro, puis renvoyer la recharge.", "Have the number corrected, then send the top-up again."),
        Sentence("Votre recharge n'a pas pu être faite", "Your top-up could not be made"),
        Sentence("Vérifiez votre numéro avec la structure.", "Check your number with the structure."),
    ),
    Status.DELIVERED: StatusWords(
        Sentence("Arrivé chez vous", "Arrived at your place"),
        Sentence(
            "Remettez le matériel à la famille, puis notez-le sur le bon de livraison.",
            "Hand the equipment to the family, then write it on the delivery note.",
        ),
        Sentence("Livré à la structure", "Delivered to the structure"),
        Sentence("Attendre la remise ; relancer la structure si rien ne vient.", "Wait for the hand-over; remind the structure if nothing comes."),
        Sentence("Votre matériel vous attend", "Your equipment is waiting for you"),
        Sentence("Venez le chercher avec cette lettre.", "Come and fetch it with this letter."),
    ),
    Status.WAITING_FAMILY: StatusWords(
        Sentence("Famille pas encore venue", "Family has not come yet"),
        Sentence(
            "Essayez encore de la joindre, et notez chaque essai. Le matériel est gardé quelques jours.",
            "Try to reach it again, and note each attempt. The equipment is kept a few days.",
        ),
        Sentence("Non retiré, gardé", "Not collected, held"),
        Sentence("Attendre la fin du délai, puis remettre à disposition.", "Wait for the end of the delay, then make it available again."),
        Sentence("Votre matériel vous attend", "Your equipment is waiting for you"),
        Sentence("Appelez la structure sans tarder.", "Call the structure without delay."),
    ),
    Status.HANDED_OVER: StatusWords(
        Sentence("Remis à la famille", "Handed to the family"),
        Sentence("C'est terminé.", "It is done."),
        Sentence("Remis à la famille", "Handed to the family"),
        NOTHING,
        Sentence("Vous avez reçu votre matériel", "You received your equipment"),
        Sentence("En cas de panne, prévenez la structure.", "If it breaks, tell the structure."),
    ),
    Status.RETURNED: StatusWords(
        Sentence("Retourné", "Returned"),
        Sentence(
            "Si la famille en a encore besoin, renvoyez-la dans votre prochaine liste.",
            "If the family still needs it, send it again in your next list.",
        ),
        Sentence("Retourné", "Returned"),
        Sentence("Contrôler l'appareil avant de le remettre en stock.", "Check the device before it goes back to stock."),
        Sentence("Le matériel a été rendu", "The equipment was given back"),
        Sentence("Si vous en avez encore besoin, dites-le à la structure.", "If you still need it, tell the structure."),
    ),
    Status.FREED: StatusWords(
        Sentence("Non retiré, remis à disposition", "Not collected, available again"),
        Sentence("Rendez l'appareil au site ; il servira une autre famille.", "Give the device back to the site; it will serve another family."),
        Sentence("Non retiré, remis à disposition", "Not collected, available again"),
        Sentence("L'unité compte au prochain plan.", "The unit counts in the next plan."),
        Sentence("Le délai pour venir est passé", "The time to come has passed"),
        Sentence("Si vous en avez encore besoin, dites-le à la structure.", "If you still need it, tell the structure."),
    ),
    Status.LOST: StatusWords(
        Sentence("Perdu ou cassé", "Lost or broken"),
        Sentence("Rien à faire : la demande revient au prochain plan.", "Nothing to do: the request comes back in the next plan."),
        Sentence("Perdu ou cassé, sorti du stock", "Lost or broken, out of stock"),
        Sentence("Prévoir un remplacement au prochain plan.", "Plan a replacement next time."),
        Sentence("Le matériel n'est pas arrivé en état", "The equipment did not arrive fit"),
        Sentence("Attendez un appel de la structure.", "Wait for a call from the structure."),
    ),
}  # fmt: skip


# Where a family sent to a workshop stands. Nothing is derived here: what is noted is the state itself.
REFERRAL_WORDS: Final[dict[ReferralState, StatusWords]] = {
    ReferralState.REFERRED: StatusWords(
        Sentence("Attendue à un atelier", "Awaited at a workshop"),
        Sentence(
            "Dites à la famille où et quand ; rendez sa place si elle ne peut pas venir.",
            "Tell the family where and when; give its place back if it cannot come.",
        ),
        Sentence("Place gardée", "Place kept"),
        Sentence("Le jour même ou après, noter qui est venu.", "On the day or after, note who came."),
        Sentence("Une place est gardée pour vous", "A place is kept for you"),
        Sentence("Venez au jour dit, ou prévenez votre structure.", "Come on the day, or tell your structure."),
    ),
    ReferralState.ATTENDED: StatusWords(
        Sentence("Venue à l'atelier", "Came to the workshop"),
        Sentence("C'est terminé.", "It is done."),
        Sentence("Accompagnée", "Accompanied"),
        NOTHING,
        Sentence("Vous êtes venu à l'atelier", "You came to the workshop"),
        Sentence("Besoin d'encore un peu d'aide ? Dites-le à votre structure.", "You need some more help? Tell your structure."),
    ),
    ReferralState.ABSENT: StatusWords(
        Sentence("N'est pas venue", "Did not come"),
        Sentence("Demandez-lui pourquoi : une autre place lui sera proposée.", "Ask it why: another place will be offered to it."),
        Sentence("Absente", "Absent"),
        Sentence("L'orienter de nouveau : un autre jour lui est proposé.", "Send it again: another day is offered to it."),
        Sentence("Vous n'êtes pas venu à l'atelier", "You did not come to the workshop"),
        Sentence("Une autre place vous sera proposée : appelez votre structure.", "Another place will be offered to you: call your structure."),
    ),
    ReferralState.DECLINED: StatusWords(
        Sentence("Place rendue", "Place given back"),
        Sentence("Attendez un autre jour : il sera proposé.", "Wait for another day: it will be offered."),
        Sentence("Place rendue", "Place given back"),
        Sentence("L'orienter de nouveau : un autre jour lui est proposé.", "Send it again: another day is offered to it."),
        Sentence("Vous avez rendu votre place", "You gave your place back"),
        Sentence("Un autre jour vous sera proposé.", "Another day will be offered to you."),
    ),
    ReferralState.WITHDRAWN: StatusWords(
        Sentence("Demande retirée", "Request withdrawn"),
        Sentence("Si la famille en a encore besoin, renvoyez-la dans votre prochaine liste.", "If the family still needs it, send it again in your next list."),
        Sentence("Demande retirée, place rendue", "Request withdrawn, place given back"),
        NOTHING,
        Sentence("Votre demande a été retirée", "Your request was withdrawn"),
        Sentence("Si vous en avez encore besoin, dites-le à la structure.", "If you still need it, tell the structure."),
    ),
}  # fmt: skip


# What an operator answers; every other attempt was made with the family.
OPERATOR_REASONS: Final = frozenset({ShortfallReason.UNKNOWN_LINE, ShortfallReason.OTHER_OPERATOR})


def status_of(state: str, last_kind: str = "", last_reason: str = "") -> Status:
    """Derive where a unit stands from its grant's state, and from the kind and reason of what was last reported about it."""
    if state == GrantState.RETURNED:
        return Status(last_kind) if last_kind in (Status.FREED, Status.LOST) else Status.RETURNED
    if last_kind == HandOverKind.ATTEMPT and state in (GrantState.RELEASED, GrantState.DELIVERED):
        return Status.NOT_CREDITED if last_reason in OPERATOR_REASONS else Status.WAITING_FAMILY
    if last_kind == HandOverKind.SHIPPED and state == GrantState.RELEASED:
        return Status.SHIPPED
    return Status(state)


@dataclass(frozen=True, slots=True)
class Report:
    """What one word of the status column says: what happened, why if it fell short, and whether a proxy came."""

    kind: HandOverKind
    reason: ShortfallReason | None = None
    to_proxy: bool = False


# The words of the status column, as printed; each carries its own reason, because no other column says why.
REPORTS: Final[dict[str, Report]] = {
    "livré": Report(HandOverKind.DELIVERED),
    "remis": Report(HandOverKind.HANDED_OVER),
    "remis à un proche": Report(HandOverKind.HANDED_OVER, to_proxy=True),
    "rechargé": Report(HandOverKind.HANDED_OVER),
    "non retiré": Report(HandOverKind.ATTEMPT, ShortfallReason.ABSENT),
    "injoignable": Report(HandOverKind.ATTEMPT, ShortfallReason.UNREACHABLE),
    "ligne inconnue": Report(HandOverKind.ATTEMPT, ShortfallReason.UNKNOWN_LINE),
    "autre opérateur": Report(HandOverKind.ATTEMPT, ShortfallReason.OTHER_OPERATOR),
    "retourné": Report(HandOverKind.RETURNED, ShortfallReason.NOT_SAID),
    "refusé par la famille": Report(HandOverKind.RETURNED, ShortfallReason.DECLINED),
    "famille partie": Report(HandOverKind.RETURNED, ShortfallReason.MOVED_AWAY),
    "colis refusé": Report(HandOverKind.RETURNED, ShortfallReason.REFUSED_BY_PARTNER),
    "en panne": Report(HandOverKind.LOST, ShortfallReason.BROKEN),
    "perdu": Report(HandOverKind.LOST, ShortfallReason.LOST_IN_TRANSIT),
}
# What the desk of a structure hears; an operator's file has words of its own.
DESK_WORDS: Final = tuple(word for word in REPORTS if word not in ("rechargé", "ligne inconnue", "autre opérateur"))
OPERATOR_WORDS: Final = ("rechargé", "ligne inconnue", "autre opérateur")
