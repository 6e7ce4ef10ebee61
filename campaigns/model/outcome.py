"""What a rule or a verb answers when it does not simply succeed.

A refusal is a result, with a code and one clear sentence; it is never raised.
`CannotGoOn` is for the rest: it carries the same sentence and must never carry a person's data.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message in both languages: what happened, where, what to do."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A verb that did nothing, and why."""

    code: str
    sentence: Sentence


class CannotGoOn(Exception):
    """The work cannot continue; the sentence is fit to be shown to the user."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(sentence.fr)
        self.code = code
        self.sentence = sentence
