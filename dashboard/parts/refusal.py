"""What is said when something was not done: what happened, where, what to do. Never a blame, never a traceback."""

from campaigns.model.outcome import Refusal, Sentence
from dashboard.style import Fragment, draw, fragment
from dashboard.wording.translation import Words

BOX = "<div class='cu-box cu-on-{tone}' role='alert'><strong>{title}</strong><p>{text}</p>{reference}</div>"


def show_refusal(refusal: Refusal, words: Words) -> None:
    """Show why a verb did nothing, in the reader's language, with its code as a reference."""
    show_sentence(refusal.sentence, words, code=refusal.code)


def show_sentence(sentence: Sentence, words: Words, *, code: str) -> None:
    """Show a sentence of the rules or of the pipelines."""
    _ = words
    draw(
        fragment(
            BOX,
            tone="need",
            title=_("Ce n'est pas possible pour l'instant"),
            text=words.of(sentence),
            reference=_reference(code, words),
        )
    )


def show_failure(reference: str, words: Words) -> None:
    """Say that a page could not be shown, and give the reference by which the log tells why."""
    _ = words
    text = _(
        "Cette page n'a pas pu s'afficher. Rien n'a été perdu. Rechargez-la ; si cela recommence, transmettez cette référence."
    )
    draw(fragment(BOX, tone="gap", title=_("Page interrompue"), text=text, reference=_reference(reference, words)))


def _reference(code: str, words: Words) -> Fragment:
    _ = words
    return fragment("<p class='cu-note'>{word} <code>{code}</code></p>", word=_("Référence :"), code=code)
