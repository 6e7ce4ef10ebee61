"""Writes `docs/guide/refus.md`: each reason for which a row, a family, a line or a list is refused, in the words of the screens.

Run it as `python -m dashboard.wording.refusals_page`; a test checks that the page is what the tables say.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from campaigns.model.codes import IneligibleReason, RowReason, UnservedReason
from dashboard.wording.coordination import BREAKERS, REFUSE_REASONS, REMEDIES
from dashboard.wording.labels import label
from dashboard.wording.translation import translate
from pipelines.intake.vocabulary import profile

PAGE = Path(__file__).resolve().parents[2] / "docs/guide/refus.md"
HEAD = """# Pourquoi c'est refusé, et que faire

Cette page est écrite par `python -m dashboard.wording.refusals_page` depuis les mots de l'écran : ne la corrigez pas à la main.
Une famille n'est jamais refusée par un mot seul : sa fiche dit ce qui bloque et ce qui changerait la décision.
"""
HOLDS, REMARKS = "la ligne attend votre correction", "la ligne est prise en compte, avec une remarque"
# What can be done for a household that no policy ranks.
FAMILY: dict[IneligibleReason, str] = {
    IneligibleReason.NOT_INFORMED: "La structure informe la famille, écrit « oui » dans la colonne, et renvoie la liste.",
    IneligibleReason.OUT_OF_AREA: "Vérifier la commune. Si elle est juste, la campagne ne couvre pas ce lieu.",
    IneligibleReason.NOTHING_ASKED: "La structure dit ce qu'il faut (ordinateur, connexion…) et renvoie la liste.",
    IneligibleReason.SITUATION_NOT_COVERED: "Vérifier ce que la famille a déjà. La page *Règles* dit qui peut être servi.",
    IneligibleReason.ALREADY_RECEIVED: "Si ce matériel n'est plus là (perdu, en panne, rendu), le noter dans *Remises*, puis proposer un plan.",
}
BLANK = re.compile(r"« \{value\} »")


def refusals_page() -> str:
    """Return the whole page."""
    parts = (
        table("Une ligne de ma liste", ("motif", "ce qui se passe", "ce que dit le reçu"), row_reasons()),
        table("Une liste entière", ("motif", "ce qui se passe"), list_reasons()),
        table("Un foyer n'est pas classé", ("motif", "que faire"), family_reasons()),
        table(
            "Un foyer est classé, mais pas servi par ce plan", ("motif", "ce qui changerait le plan"), line_reasons()
        ),
    )
    return HEAD + "".join(parts)


def table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a heading and its table."""
    lines = [heads, ("---",) * len(heads), *rows]
    return f"\n## {title}\n\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def row_reasons() -> Iterator[tuple[str, ...]]:
    """Yield each reason of a row: its name, whether it holds the row back, and what the receipt says."""
    does, says = profile("row_reasons")["reasons"], profile("messages")["rows"]
    for reason in RowReason:
        yield named(reason), HOLDS if does[reason] == "reject" else REMARKS, readable(says[reason]["fr"])


def list_reasons() -> Iterator[tuple[str, ...]]:
    """Yield why a list is stopped by itself, then why a person refuses it."""
    french = translate("fr")
    for sentence in BREAKERS.values():
        yield "Arrêtée avant d'être acceptée", french(sentence)
    for reason in REFUSE_REASONS.values():
        yield (
            french(reason),
            "La coordination l'a refusée : aucune ligne n'en est prise en compte. Corrigez et renvoyez.",
        )


def family_reasons() -> Iterator[tuple[str, ...]]:
    """Yield why a household is not ranked, and what can be done."""
    return ((named(reason), FAMILY[reason]) for reason in IneligibleReason)


def line_reasons() -> Iterator[tuple[str, ...]]:
    """Yield why a line is not served, and what would change the plan."""
    return ((named(reason), translate("fr")(REMEDIES[reason])) for reason in UnservedReason)


def named(reason: RowReason | IneligibleReason | UnservedReason) -> str:
    """Return a reason in the words of the screens, and its code as it stands in files."""
    return f"{label(reason, translate('fr'))} (`{reason.value}`)"


def readable(sentence: str) -> str:
    """Return a sentence without the values that are filled in when it is said of a row."""
    said = re.sub(r"\{hint_\w+\}", "", BLANK.sub("« … »", sentence)).replace("{earlier}", "précédente")
    return said[0].upper() + said[1:]


if __name__ == "__main__":
    PAGE.write_text(refusals_page(), encoding="utf-8")
