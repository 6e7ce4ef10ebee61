"""What every area of the command line shares: how a verb is called, and how its files are read.

A verb of `pipelines.verbs` is three lines and a pipeline; it must never hold a rule. Each area is loaded only when one of its
verbs is typed, so that a short answer comes soon.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.office import Office

Options = Any
Answer = Any


class Free(Protocol):
    """A verb that needs no folder."""

    def __call__(self, options: Options) -> Answer: ...


OnOffice = Callable[[Office, Actor, Options], Answer]
OnCampaign = Callable[[Office, Actor, str, Options], Answer]


def file_bytes(path: Path) -> bytes | Refusal:
    """Return a file's bytes, or one sentence when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return Refusal(
            "unreadable_file",
            Sentence(
                f"Le fichier « {path.name} » n'existe pas ou ne peut pas être lu. Vérifiez son chemin.",
                f"The file “{path.name}” does not exist or cannot be read. Check its path.",
            ),
        )


def text_of(path: Path) -> str | Refusal:
    """Return a UTF-8 text file's contents, or one sentence."""
    data = file_bytes(path)
    if isinstance(data, Refusal):
        return data
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Refusal(
            "not_text",
            Sentence(
                f"Le fichier « {path.name} » n'est pas un texte en UTF-8. Enregistrez-le en UTF-8, puis recommencez.",
                f"The file “{path.name}” is not UTF-8 text. Save it as UTF-8, then try again.",
            ),
        )


def day(text: str) -> date | Refusal:
    """Return an ISO date, or one sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return Refusal(
            "not_a_date",
            Sentence(
                f"« {text} » n'est pas une date. Écrivez AAAA-MM-JJ.", f"“{text}” is not a date. Write YYYY-MM-DD."
            ),
        )


def campaign_file(verb: Callable[..., Answer]) -> Callable[[Office, Actor, str, Options], Answer]:
    """Return the verb that reads one file into a campaign."""

    def run(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
        data = file_bytes(options.file)
        return data if isinstance(data, Refusal) else verb(office, actor, campaign_id, data, options.file.name)

    return run


def plan_step(verb: Callable[..., Answer]) -> Callable[[Office, Actor, str, Options], Answer]:
    """Return the verb that acts on a plan, the waiting one where none is named."""
    return lambda office, actor, campaign_id, options: verb(office, actor, campaign_id, options.plan_id)


def exported(verb: Callable[..., Answer]) -> Callable[[Office, Actor, str, Options], Answer]:
    """Return the verb that writes files under a folder."""
    return lambda office, actor, campaign_id, options: verb(office, actor, campaign_id, options.to)
