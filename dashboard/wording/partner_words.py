"""The shape and colour of a request's state, and its words in the reader's language; the words are those of the receipts."""

from dashboard.parts.badges import ATTENTION, DONE, GOING, STOPPED, WAITING, Tone
from dashboard.wording.translation import Words
from pipelines.family_steps import STEP_WORDS, FamilyStep

TONES: dict[FamilyStep, Tone] = {
    FamilyStep.RECEIVED: WAITING,
    FamilyStep.RECOGNISED: WAITING,
    FamilyStep.SERVED_ELSEWHERE: DONE,
    FamilyStep.GRANTED: GOING,
    FamilyStep.RELEASED: GOING,
    FamilyStep.DELIVERED: ATTENTION,
    FamilyStep.HANDED_OVER: DONE,
    FamilyStep.RETURNED: STOPPED,
}


def step_text(step: FamilyStep, words: Words) -> str:
    """Return shape and word of a state, for a table's cell."""
    return f"{TONES[step].shape} {step_word(step, words)}"


def step_word(step: FamilyStep, words: Words) -> str:
    """Return the word of a state."""
    return words.of(STEP_WORDS[step].word)


def step_action(step: FamilyStep, words: Words) -> str:
    """Return what the partner does next."""
    return words.of(STEP_WORDS[step].next_action)
