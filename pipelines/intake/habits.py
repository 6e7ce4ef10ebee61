"""What is remembered of how a partner writes its lists: what its columns mean, and the words it uses for a code.

Offered the next time, shown as remembered, and given up as soon as a person chooses otherwise. Sealed under the partner's
own key; it must never remember a cell that could name somebody, only words that stand for a code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipelines.commands import ORGANISATION
from pipelines.intake.reading_parts import REFUSE, Choices, ColumnMatch
from pipelines.office import Office
from pipelines.sealing import append_sealed, unsealed
from pipelines.store.port import Session

HABITS = "list_habits"
# Fields whose words come from a closed vocabulary: nothing in them speaks of one person.
CODED = frozenset(
    {
        "school_level", "exam_year", "housing_kind", "device_situation", "connection_situation", "operator",
        "scholarship_level", "urgency", "information_given", "need_laptop", "need_tablet", "need_smartphone", "need_phone",
        "need_connection", "help_wanted",
    }
)  # fmt: skip
MOST_WORDS = 500


@dataclass(frozen=True)
class Habits:
    """Header key -> meaning, and (header key, word) -> word meant."""

    targets: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[tuple[str, str], str] = field(default_factory=dict)


def habits_of(office: Office, partner_id: str) -> Habits:
    """Return what is remembered of a partner; nothing when it sent no list yet."""
    with office.store.reading() as session:
        return opened_habits(office, session, partner_id)


def opened_habits(office: Office, session: Session, partner_id: str) -> Habits:
    """Return what is remembered, inside a transaction."""
    kept = unsealed(session, office.vault, ORGANISATION, HABITS, [partner_id]).get(partner_id, {})
    words = {(header, text): meant for header, text, meant in kept.get("words", [])}
    return Habits(kept.get("targets", {}), words)


def with_habits(choices: Choices, habits: Habits) -> Choices:
    """Complete what was chosen by what is remembered; what was chosen wins."""
    return replace(
        choices,
        remembered=dict(habits.targets) | dict(choices.remembered),
        replacements=dict(habits.words) | dict(choices.replacements),
    )


def keep_habits(
    office: Office, session: Session, partner_id: str, found: Sequence[ColumnMatch], choices: Choices
) -> None:
    """Remember what a person chose for this list, beside what was remembered before."""
    before = opened_habits(office, session, partner_id)
    columns = {column.header: column for column in found}
    chosen = {header: target for header, target in choices.targets.items() if header in columns and target != REFUSE}
    words = {
        (header, text): meant
        for (header, text), meant in choices.replacements.items()
        if header in columns and columns[header].target in CODED
    }
    after = Habits(dict(before.targets) | chosen, dict(before.words) | words)
    if after == before:
        return
    latest = list(after.words.items())[-MOST_WORDS:]
    record = {
        "targets": dict(after.targets),
        "words": [[header, text, meant] for (header, text), meant in latest],
    }
    append_sealed(session, office.vault, ORGANISATION, [(partner_id, HABITS, record)])
