"""What is said once one family was sent: what became of it, and what happens next."""

from collections.abc import Mapping
from typing import Any

from dashboard.desk import Desk
from dashboard.parts.bullets import bullets
from dashboard.parts.header import page_header
from dashboard.parts.page_links import link_to
from dashboard.wording.translation import Words

Report = Mapping[str, Any]


def show_family_sent(desk: Desk, report: Report) -> None:
    """Confirm a family, and say what comes next."""
    _ = desk.words
    change = change_of(report)
    page_header(title(change, _), sentence(change, _))
    bullets(
        [
            _("Rien d'autre à faire pour l'instant : la demande attend le prochain plan."),
            _("Si du matériel lui est attribué, vous le verrez dans « Mes demandes » et vous pourrez prévenir la famille."),
            _("Pour corriger, ajoutez-la à nouveau avec la même référence, ou le même nom : elle ne comptera pas deux fois."),
        ]
    )  # fmt: skip
    link_to(desk, "demandes", _("Suivre mes demandes"), icon=":material/family_restroom:")
    link_to(desk, "listes", _("Voir les listes reçues"), icon=":material/inbox:")


def change_of(report: Report) -> str:
    """Return what became of the family: new, unchanged, corrected, or waiting for a person."""
    if report["state"] != "accepted" and "already_received" not in report:
        return "waiting"
    return str(report["rows"][0]["change"] or "new")


def title(change: str, words: Words) -> str:
    """Return the heading."""
    _ = words
    return _("Famille déjà connue") if change == "unchanged" else _("La famille est envoyée")


def sentence(change: str, words: Words) -> str:
    """Say what became of the family."""
    _ = words
    return {
        "new": _("Sa demande est prise en compte."),
        "corrected": _("Sa demande est corrigée : elle prend la place de la précédente."),
        "unchanged": _("Vous l'aviez déjà envoyée, avec les mêmes réponses. Rien n'a été ajouté."),
        "waiting": _("La coordination relit sa demande."),
    }[change]
