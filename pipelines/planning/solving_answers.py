"""What comes back from where plans are computed: a solution, or why there is none, in words."""

from campaigns.allocation.solve import Solution
from campaigns.model.outcome import Refusal, Sentence
from pipelines.planning.solving_child import Solved, solution_of

REFUSALS = {
    "cancelled": Sentence(
        "Le calcul du plan a été arrêté à votre demande. Rien n'a été modifié.",
        "The computation of the plan was stopped as you asked. Nothing was changed.",
    ),
    "time_limit": Sentence(
        "Le calcul du plan a dépassé le temps permis. Rien n'a été modifié ; réduisez les distances du règlement, ou allongez ce temps.",
        "The computation of the plan took longer than allowed. Nothing was changed; shorten the policy's distances, or allow more time.",
    ),
    "solver_died": Sentence(
        "Le calcul du plan s'est interrompu (mémoire ?). Rien n'a été modifié ; relancez-le quand la machine est moins chargée.",
        "The computation of the plan broke off (memory?). Nothing was changed; start it again when the machine is less busy.",
    ),
}


def answered(found: Solution | Refusal | Solved) -> Solution | Refusal:
    """Return the solution, or the refusal in words."""
    if not isinstance(found, Solved):
        return found
    return solution_of(found) if found.refused is None else refusal_in_words(*found.refused)


def refusal_in_words(code: str, fr: str, en: str) -> Refusal:
    """Return the refusal that the worker named, in the words of this room where it has some."""
    return Refusal(code, REFUSALS[code] if code in REFUSALS else Sentence(fr, en))
