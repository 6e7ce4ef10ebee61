"""What a structure is asked for, by its kind: the fields of the table to fill and of the form, and the words to choose from.

Codes come from the live vocabularies, words from `data/profiles/templates.toml`. This module must never read a list.
"""

from dataclasses import dataclass

from pipelines.intake.vocabulary import profile

YES_NO = {"oui": "oui", "non": "non"}
URGENCIES = ("urgent", "normal")
# Fields whose words are those of a vocabulary of the same name.
LISTED = ("housing_kind", "device_situation", "connection_situation", "scholarship_level", "school_level", "operator")


@dataclass(frozen=True)
class AskedField:
    """One field as a structure of some kind is asked for it.

    `choices` maps each code to the word to choose, empty where anything may be written; `is_first` tells what the form shows
    before the rest.
    """

    name: str
    title: str
    width: int
    example: str
    help: str
    choices: dict[str, str]
    is_first: bool


def asked_fields(partner_kind: str) -> tuple[AskedField, ...]:
    """Return the fields of a kind of structure, in the order of its table.

    Parameters
    ----------
    partner_kind
        A `PartnerKind` value.
    """
    declared = profile("templates")
    kind = declared["kinds"][partner_kind]
    titles = kind.get("titles", {})
    return tuple(
        AskedField(
            name=name,
            title=titles.get(name, declared["fields"][name]["title"]),
            width=declared["fields"][name]["width"],
            example=declared["fields"][name]["example"],
            help=declared["fields"][name]["help"],
            choices=choices_of(name),
            is_first=name in kind["first"],
        )
        for name in kind["fields"]
    )


def choices_of(name: str) -> dict[str, str]:
    """Return code -> word to choose of a field; empty for a field without a list."""
    if name in ("exam_year", "information_given", "help_wanted"):
        return dict(YES_NO)
    if name == "urgency":
        return {code: code for code in URGENCIES}
    if name not in LISTED:
        return {}
    words = profile("templates")["words"][name]
    codes: dict[str, list[str]] = profile("vocabularies")[name]
    return {code: words.get(code, expressions[0]) for code, expressions in codes.items()}
