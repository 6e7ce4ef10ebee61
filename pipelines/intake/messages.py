"""Refusals of a file and remarks on it, in French and English, from `data/profiles/messages.toml`.

A sentence must never hold a refused value.
"""

from campaigns.model.outcome import Refusal, Sentence
from pipelines.intake.reading_parts import ListRefused, RowIssue, Severity
from pipelines.intake.vocabulary import profile


def refusal(code: str, **parts: object) -> Refusal:
    """Return the refusal of a file."""
    words = profile("messages")["refusals"][code]
    return Refusal(code, Sentence(words["fr"].format(**parts), words["en"].format(**parts)))


def refuse(code: str, **parts: object) -> ListRefused:
    """Return the exception that ends the reading with a refusal (to be raised)."""
    return ListRefused(refusal(code, **parts))


def file_notice(code: str, french: str, english: str, severity: Severity = "info") -> RowIssue:
    """Return a remark on the whole file."""
    return RowIssue(0, None, code, severity, None, Sentence(french, english))
