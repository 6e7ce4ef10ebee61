"""How many files, and how heavy, one structure and one person may send in a day: nobody fills the store alone.

A day is the twenty-four hours before now, in all campaigns together. It must never know what a file holds.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from campaigns.model.outcome import Refusal, Sentence

DAY: Final = timedelta(hours=24)
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """The most that may be sent in a day."""

    files: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class Quotas:
    """What a structure may send, whoever sends it, and what a person may, for whatever structures."""

    structure: Quota = Quota(500, 1_000)
    person: Quota = Quota(3_000, 5_000)


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent in the last day."""

    files: int = 0
    size: int = 0


def beyond_quota(quotas: Quotas, structure: Sent, person: Sent, size: int) -> Refusal | None:
    """Tell why one more file may not be taken in today, or None where it may.

    Parameters
    ----------
    structure, person
        What came for the structure, and from the person, in the last day.
    size
        Bytes of the file that comes now.

    Returns
    -------
    Refusal | None
        `too_many_files` or `too_many_megabytes`.
    """
    for who, quota, sent in ((STRUCTURE, quotas.structure, structure), (PERSON, quotas.person, person)):
        if sent.files >= quota.files:
            return _too_many_files(who, quota.files)
        if sent.size + size > quota.megabytes * MEGABYTE:
            return _too_many_megabytes(who, quota.megabytes, sent.size, size)
    return None


STRUCTURE: Final = Sentence("Pour cette structure", "For this structure")
PERSON: Final = Sentence("De votre part", "From you")


def _too_many_files(who: Sentence, limit: int) -> Refusal:
    return Refusal(
        "too_many_files",
        Sentence(
            f"{who.fr}, la limite des fichiers reçus en vingt-quatre heures est atteinte : {limit}. Ce fichier n'a pas été lu et rien "
            "n'a été modifié. Réunissez les familles qui restent dans une seule liste, et envoyez-la demain.",
            f"{who.en}, the limit of files received in twenty-four hours is reached: {limit}. This file was not read and nothing "
            "was changed. Put the families that remain into one list, and send it tomorrow.",
        ),
    )


def _too_many_megabytes(who: Sentence, limit: int, sent: int, size: int) -> Refusal:
    so_far, more = _in_megabytes(sent), _in_megabytes(size)
    return Refusal(
        "too_many_megabytes",
        Sentence(
            f"{who.fr}, {so_far} Mo de fichiers ont déjà été reçus en vingt-quatre heures ; avec celui-ci ({more} Mo), la limite de {limit} Mo "
            "serait dépassée. Il n'a pas été lu et rien n'a été modifié. Retirez-en les images et les feuilles inutiles, ou envoyez-le demain.",
            f"{who.en}, {so_far} MB of files were already received in twenty-four hours; with this one ({more} MB) the limit of {limit} MB "
            "would be passed. It was not read and nothing was changed. Remove pictures and sheets that are not needed, or send it tomorrow.",
        ),
    )


def _in_megabytes(size: int) -> int:
    """Round up: a file of some bytes is no file of 0 MB."""
    return -(-size // MEGABYTE)
