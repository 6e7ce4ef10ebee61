"""Which step may follow which, for plans, lists, grants, campaigns and referrals, and the two-person rule.

The tables are the rule. This module knows nobody's role (that is `campaigns.access`) and changes nothing.
"""

from collections.abc import Iterable
from typing import Final

from campaigns.access_words import of_verb
from campaigns.model.actor import Actor
from campaigns.model.codes import CampaignState, GrantState, ListState, PlanState
from campaigns.model.help_codes import ReferralState
from campaigns.model.outcome import Refusal, Sentence

# kind -> state -> action -> next state. A state without a line is an end.
TRANSITIONS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "plan": {
        PlanState.DRAFT: {"lock": PlanState.LOCKED, "revoke": PlanState.REVOKED},
        PlanState.LOCKED: {"unlock": PlanState.DRAFT, "approve": PlanState.APPROVED, "revoke": PlanState.REVOKED},
        PlanState.APPROVED: {"adopt": PlanState.ADOPTED, "revoke": PlanState.REVOKED},
        PlanState.ADOPTED: {"close": PlanState.CLOSED, "revoke": PlanState.REVOKED},
    },
    "list": {
        ListState.IN_REVIEW: {
            "accept": ListState.ACCEPTED,
            "refuse": ListState.REFUSED,
            "correct": ListState.IN_REVIEW,
            # A newer version came before anybody decided: the review starts again on that one.
            "replace": ListState.REPLACED,
        },
        # Rows held back may still be put right; those that count stay so.
        ListState.ACCEPTED: {"correct": ListState.ACCEPTED},
    },
    # What is credited from afar or fetched at a site is handed over without a delivery to a structure.
    "grant": {
        GrantState.GRANTED: {"release": GrantState.RELEASED},
        GrantState.RELEASED: {
            "deliver": GrantState.DELIVERED,
            "hand_over": GrantState.HANDED_OVER,
            "return": GrantState.RETURNED,
        },
        GrantState.DELIVERED: {"hand_over": GrantState.HANDED_OVER, "return": GrantState.RETURNED},
        GrantState.HANDED_OVER: {"return": GrantState.RETURNED},
    },
    "campaign": {
        CampaignState.OPEN: {"close": CampaignState.CLOSED},
    },
    # Who came and who did not are put right one into the other; a place given up is gone.
    "referral": {
        ReferralState.REFERRED: {
            "attend": ReferralState.ATTENDED,
            "miss": ReferralState.ABSENT,
            "decline": ReferralState.DECLINED,
            "withdraw": ReferralState.WITHDRAWN,
        },
        ReferralState.ATTENDED: {"miss": ReferralState.ABSENT},
        ReferralState.ABSENT: {"attend": ReferralState.ATTENDED},
    },
}


def next_state(kind: str, current: str, action: str) -> str | Refusal:
    """Return the state that follows `current` by `action`.

    Parameters
    ----------
    kind
        `plan`, `list`, `grant`, `campaign` or `referral`; another one is a fault of the caller (KeyError).

    Returns
    -------
    str | Refusal
        `wrong_state` when the step cannot follow; the sentence says what can.
    """
    steps = TRANSITIONS[kind].get(current, {})
    if action in steps:
        return str(steps[action])
    return _wrong_state(kind, current, action, list(steps))


def two_persons_refusal(actor: Actor, earlier_ids: Iterable[str | None]) -> Refusal | None:
    """Refuse an approval by a person who proposed or locked the same plan; None where it is another person."""
    if actor.user_id not in {user_id for user_id in earlier_ids if user_id is not None}:
        return None
    return Refusal(
        "same_person",
        Sentence(
            "Vous avez proposé ou verrouillé ce plan : une autre personne doit l'approuver. Rien n'a été modifié.",
            "You proposed or locked this plan: another person has to approve it. Nothing was changed.",
        ),
    )


def _wrong_state(kind: str, current: str, action: str, possible: list[str]) -> Refusal:
    what, state = KINDS[kind], STATES.get(current, Sentence(current, current))
    verb = STEPS.get(action, Sentence(action, action))
    next_fr = ", ".join(STEPS[step].fr for step in possible) or "aucune étape"
    next_en = ", ".join(STEPS[step].en for step in possible) or "no step"
    return Refusal(
        "wrong_state",
        Sentence(
            f"{what.fr} est dans l'état « {state.fr} » : impossible {of_verb(verb.fr)}. Rien n'a été modifié. Possible maintenant : {next_fr}.",
            f"{what.en} is in state “{state.en}”: it is not possible to {verb.en}. Nothing was changed. Possible now: {next_en}.",
        ),
    )


KINDS: Final = {
    "plan": Sentence("Ce plan", "This plan"),
    "list": Sentence("Cette liste", "This list"),
    "grant": Sentence("Cette attribution", "This grant"),
    "campaign": Sentence("Cette campagne", "This campaign"),
    "referral": Sentence("Cette orientation vers un atelier", "This referral to a workshop"),
}
# A state's word inside a sentence, whatever the kind; labels of screens are elsewhere.
STATES: Final = {
    "draft": Sentence("brouillon", "draft"),
    "locked": Sentence("verrouillé", "locked"),
    "approved": Sentence("approuvé", "approved"),
    "adopted": Sentence("adopté", "adopted"),
    "revoked": Sentence("annulé", "revoked"),
    "closed": Sentence("clos", "closed"),
    "in_review": Sentence("en relecture", "in review"),
    "accepted": Sentence("acceptée", "accepted"),
    "refused": Sentence("refusée", "refused"),
    "replaced": Sentence("remplacée", "replaced"),
    "granted": Sentence("attribuée", "granted"),
    "released": Sentence("libérée", "released"),
    "delivered": Sentence("livrée", "delivered"),
    "handed_over": Sentence("remise", "handed over"),
    "returned": Sentence("retournée", "returned"),
    "open": Sentence("ouverte", "open"),
    "referred": Sentence("place gardée", "place kept"),
    "attended": Sentence("famille venue", "family came"),
    "absent": Sentence("famille absente", "family absent"),
    "declined": Sentence("place rendue", "place given back"),
    "withdrawn": Sentence("demande retirée", "request withdrawn"),
}
STEPS: Final = {
    "lock": Sentence("verrouiller", "lock"),
    "unlock": Sentence("rouvrir", "reopen"),
    "approve": Sentence("approuver", "approve"),
    "adopt": Sentence("adopter", "adopt"),
    "revoke": Sentence("annuler", "revoke"),
    "close": Sentence("clore", "close"),
    "accept": Sentence("accepter", "accept"),
    "refuse": Sentence("refuser", "refuse"),
    "correct": Sentence("corriger", "correct"),
    "replace": Sentence("remplacer", "replace"),
    "release": Sentence("libérer", "release"),
    "deliver": Sentence("livrer", "deliver"),
    "hand_over": Sentence("remettre", "hand over"),
    "return": Sentence("noter le retour", "record the return"),
    "attend": Sentence("noter la venue", "record that it came"),
    "miss": Sentence("noter l'absence", "record that it did not come"),
    "decline": Sentence("rendre la place", "give the place back"),
    "withdraw": Sentence("retirer", "withdraw"),
}
