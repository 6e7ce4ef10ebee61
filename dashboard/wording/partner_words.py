"""A request's state as its partner says it, and what the partner does next; colours are those of the badges."""

from dataclasses import dataclass

from dashboard.parts.badges import ATTENTION, DONE, GOING, STOPPED, WAITING, Tone
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from pipelines.reporting.view_partner import FamilyStep


@dataclass(frozen=True)
class Said:
    """One state in the partner's words."""

    word: str
    next_action: str
    tone: Tone


STEPS: dict[FamilyStep, Said] = {
    FamilyStep.RECEIVED: Said(_("Reçue"), _("Rien à faire : elle est en cours de lecture."), WAITING),
    FamilyStep.RECOGNISED: Said(_("Prise en compte"), _("Rien à faire : elle attend le prochain plan."), WAITING),
    FamilyStep.SERVED_ELSEWHERE: Said(
        _("Déjà prise en charge"), _("Rien à faire : la famille reçoit son matériel par ailleurs."), DONE
    ),
    FamilyStep.GRANTED: Said(_("Matériel attribué"), _("Rien à faire : le matériel se prépare."), GOING),
    FamilyStep.RELEASED: Said(_("Matériel en route"), _("Prévenez la famille : son matériel arrive."), GOING),
    FamilyStep.DELIVERED: Said(
        _("Arrivé chez vous"), _("Remettez le matériel à la famille, puis notez-le sur le bon de livraison."), ATTENTION
    ),
    FamilyStep.HANDED_OVER: Said(_("Remis à la famille"), _("C'est terminé."), DONE),
    FamilyStep.RETURNED: Said(
        _("Retourné"), _("Si la famille en a encore besoin, renvoyez-la dans votre prochaine liste."), STOPPED
    ),
}


def step_text(step: FamilyStep, words: Words) -> str:
    """Return shape and word of a state, for a table's cell."""
    return f"{STEPS[step].tone.shape} {words(STEPS[step].word)}"


def step_word(step: FamilyStep, words: Words) -> str:
    """Return the word of a state."""
    return words(STEPS[step].word)


def step_action(step: FamilyStep, words: Words) -> str:
    """Return what the partner does next."""
    return words(STEPS[step].next_action)
