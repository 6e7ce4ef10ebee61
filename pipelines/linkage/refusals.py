"""What is said when a comparison ends early. It never quotes a value."""

from campaigns.model.outcome import CannotGoOn, Sentence


def worker_stopped(kind: str = "") -> CannotGoOn:
    """Say that the comparison ended early; `kind` is the fault's class, never its text, which could quote a value."""
    return CannotGoOn(
        "linkage_stopped",
        Sentence(
            f"La comparaison des demandes s'est arrêtée avant la fin{kind and f' ({kind})'}. Rien n'a été modifié ; "
            "fermez d'autres programmes si la mémoire manque, puis recommencez.",
            f"Comparing the requests stopped before its end{kind and f' ({kind})'}. Nothing was changed; close other "
            "programs if memory is short, then try again.",
        ),
    )


def worker_too_long() -> CannotGoOn:
    """Say that the comparison took too long."""
    return CannotGoOn(
        "linkage_time_limit",
        Sentence(
            "La comparaison des demandes a dépassé le temps prévu. Rien n'a été modifié ; recommencez à une heure plus calme.",
            "Comparing the requests took longer than foreseen. Nothing was changed; try again at a quieter hour.",
        ),
    )


def worker_cancelled() -> CannotGoOn:
    """Say that the comparison was given up."""
    return CannotGoOn(
        "linkage_cancelled",
        Sentence(
            "La comparaison des demandes a été arrêtée à votre demande. Rien n'a été modifié.",
            "Comparing the requests was stopped as you asked. Nothing was changed.",
        ),
    )
