"""The top of a page: the question it answers, and the answer, before anything else."""

from dashboard.style import draw, fragment


def page_header(question: str, answer: str, *, note: str = "") -> None:
    """Show what the page answers.

    Parameters
    ----------
    question
        The question in the reader's words; the heading of the page.
    answer
        One sentence with its figures, units, denominator and date.
    note
        What limits the answer: how old it is, what it leaves out.
    """
    draw(
        fragment(
            "<h1 class='cu-title'>{question}</h1><p class='cu-answer'>{answer}</p>", question=question, answer=answer
        )
    )
    if note:
        draw(fragment("<p class='cu-note'>{note}</p>", note=note))
