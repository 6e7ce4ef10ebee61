"""Writes `docs/guide/refus.md` and its English twin: each reason for which a row, a family, a line or a list is refused.

In the words of the screens. Run it as `python -m dashboard.wording.refusals_page`; a test checks that the pages are what the
tables say.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from campaigns.model.codes import IneligibleReason, RowReason, UnservedReason
from dashboard.wording.coordination import BREAKERS, REFUSE_REASONS, REMEDIES
from dashboard.wording.labels import label
from dashboard.wording.translation import LANGUAGES, Words, translate
from dashboard.wording.translation import mark as _
from pipelines.intake.vocabulary import profile

GUIDE = Path(__file__).resolve().parents[2] / "docs/guide"
PAGES = {"fr": GUIDE / "refus.md", "en": GUIDE / "refusals.md"}
MADE = "<!-- Made by `python -m dashboard.wording.refusals_page` from the words of the screens: do not correct it by hand. -->"
# What can be done for a household that no policy ranks.
FAMILY: dict[IneligibleReason, str] = {
    IneligibleReason.NOT_INFORMED: _(
        "La structure informe la famille, écrit « oui » dans la colonne, et renvoie la liste."
    ),
    IneligibleReason.OUT_OF_AREA: _("Vérifier la commune. Si elle est juste, la campagne ne couvre pas ce lieu."),
    IneligibleReason.NOTHING_ASKED: _("La structure dit ce qu'il faut (ordinateur, connexion…) et renvoie la liste."),
    IneligibleReason.SITUATION_NOT_COVERED: _(
        "Vérifier ce que la famille a déjà. La page *Règles* dit qui peut être servi."
    ),
    IneligibleReason.ALREADY_RECEIVED: _(
        "Si ce matériel n'est plus là (perdu, en panne, rendu), le noter dans *Remises*, puis proposer un plan."
    ),
}
BLANK = re.compile(r"« \{value\} »|“\{value\}”")


def refusals_page(words: Words) -> str:
    """Return the whole page in a language."""
    _ = words
    title, what, happens = _("Pourquoi c'est refusé, et que faire"), _("motif"), _("ce qui se passe")
    parts = (
        table(_("Une ligne de ma liste"), (what, happens, _("ce que dit le reçu")), row_reasons(words)),
        table(_("Une liste entière"), (what, happens), list_reasons(words)),
        table(_("Un foyer n'est pas classé"), (what, _("que faire")), family_reasons(words)),
        table(
            _("Un foyer est classé, mais pas servi par ce plan"),
            (what, _("ce qui changerait le plan")),
            line_reasons(words),
        ),
    )
    said = _(
        "Une famille n'est jamais refusée par un mot seul : sa fiche dit ce qui bloque et ce qui changerait la décision."
    )
    return f"# {title}\n\n{MADE}\n\n{said}\n" + "".join(parts)


def table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a heading and its table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return f"\n## {title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row_reasons(words: Words) -> Iterator[tuple[str, ...]]:
    """Yield each reason of a row: its name, whether it holds the row back, and what the receipt says."""
    _ = words
    does, says = profile("row_reasons")["reasons"], profile("messages")["rows"]
    holds, remarks = _("la ligne attend votre correction"), _("la ligne est prise en compte, avec une remarque")
    for reason in RowReason:
        yield named(reason, words), holds if does[reason] == "reject" else remarks, readable(says[reason], words)


def list_reasons(words: Words) -> Iterator[tuple[str, ...]]:
    """Yield why a list is stopped by itself, then why a person refuses it."""
    _ = words
    for sentence in BREAKERS.values():
        yield _("Arrêtée avant d'être acceptée"), words(sentence)
    for reason in REFUSE_REASONS.values():
        yield (
            words(reason),
            _("La coordination l'a refusée : aucune ligne n'en est prise en compte. Corrigez et renvoyez."),
        )


def family_reasons(words: Words) -> Iterator[tuple[str, ...]]:
    """Yield why a household is not ranked, and what can be done."""
    return ((named(reason, words), words(FAMILY[reason])) for reason in IneligibleReason)


def line_reasons(words: Words) -> Iterator[tuple[str, ...]]:
    """Yield why a line is not served, and what would change the plan."""
    return ((named(reason, words), words(REMEDIES[reason])) for reason in UnservedReason)


def named(reason: RowReason | IneligibleReason | UnservedReason, words: Words) -> str:
    """Return a reason in the words of the screens, and its code as it stands in files."""
    return f"{label(reason, words)} (`{reason.value}`)"


def readable(message: dict[str, str], words: Words) -> str:
    """Return a sentence without the values that are filled in when it is said of a row."""
    some = "« … »" if words.language == "fr" else "“…”"
    said = re.sub(r"\{hint_\w+\}", "", BLANK.sub(some, message[words.language]))
    said = said.replace("ligne {earlier}", "ligne précédente").replace("row {earlier}", "an earlier row")
    return said[0].upper() + said[1:]


if __name__ == "__main__":
    for language in LANGUAGES:
        PAGES[language].write_text(refusals_page(translate(language)), encoding="utf-8")
