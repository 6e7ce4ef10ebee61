"""The row equation of a list, and the circuit breaker that stops a file which cannot be meant.

Pure: counts in, sentences out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.model.codes import RowOutcome, RowReason
from campaigns.model.outcome import Sentence
from pipelines.intake.reading import ListReading, RowReading

# Below this many rows a bad share says nothing yet.
BREAKER_ROWS = 10
# A file of which more than half of the rows are wrong is more likely the wrong file than a bad list.
BREAKER_SHARE = 0.5


@dataclass(frozen=True)
class Breaker:
    """Why a list was stopped before its good rows were accepted."""

    code: str
    sentence: Sentence


def equation_holds(counts: Mapping[str, int]) -> bool:
    """Tell whether physical rows = header + blank + not-data + accepted + warned + rejected."""
    parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
    return counts["physical"] == sum(counts[part] for part in parts)


def equation_text(counts: Mapping[str, int]) -> Sentence:
    """Print the row equation as it stands on every receipt."""
    values = [counts[name] for name in ("physical", "header", "blank", "not_data", "accepted", "warned", "rejected")]
    french = "{} lignes = {} d'en-tête + {} vides + {} hors données + {} acceptées + {} acceptées avec remarque + {} à corriger"
    english = "{} rows = {} header + {} blank + {} not data + {} accepted + {} accepted with a remark + {} to correct"
    return Sentence(french.format(*values), english.format(*values))


def tripped_breaker(reading: ListReading) -> Breaker | None:
    """Return why the list must be looked at by a person first, or None.

    Rows that only repeat what was received before are good rows: sending a whole list again never trips it.
    """
    rejected = [row for row in reading.rows if row.outcome == RowOutcome.REJECTED]
    return breaker_of(len(reading.rows), len(rejected), sum(map(repeats_another, rejected)))


def repeats_another(row: RowReading) -> bool:
    """Tell whether a row says what another one says."""
    return RowReason.DUPLICATE_IN_FILE.value in row.reasons


def breaker_of(rows: int, rejected: int, duplicates: int) -> Breaker | None:
    """Return why a list must be looked at, as `tripped_breaker` does, by its counts; `duplicates` are among the rejected."""
    if rows < BREAKER_ROWS or rejected <= BREAKER_SHARE * rows:
        return None
    kind = "duplicates" if duplicates > rejected / 2 else "errors"
    cause = {
        "duplicates": ("des répétitions d'autres lignes", "repeat other rows"),
        "errors": ("à corriger", "need correcting"),
    }
    return Breaker(
        f"mostly_{kind}",
        Sentence(
            f"{rejected} lignes sur {rows} sont {cause[kind][0]} : rien n'est accepté avant qu'une personne ait regardé. "
            "Vérifiez que c'est le bon fichier et les bonnes colonnes, puis acceptez ou renvoyez la liste corrigée.",
            f"{rejected} rows of {rows} {cause[kind][1]}: nothing is accepted before a person has looked. "
            "Check that it is the right file with the right columns, then accept it or send the corrected list.",
        ),
    )
