"""Takes a family out of what is kept of a whole file: its name, and the rows that ask for nothing but may name somebody.

A title, a hidden row or the file's own name can hold a family. The head is sealed again under a new key, so that older copies
of it do not open any more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.intake.list_rows import LIST_HEAD
from pipelines.linkage.normalise import folded, name_tokens, surname_of
from pipelines.office import Office
from pipelines.sealing import append_sealed, unsealed
from pipelines.shredding import renew
from pipelines.store.port import Session

# What is left of a phone number when its prefix is written in any way.
PHONE_DIGITS = 9
SHORTEST_ADDRESS = 8


@dataclass(frozen=True)
class People:
    """What would name a family in a text: words of full names, surnames, phones by their last digits, other contacts."""

    names: frozenset[frozenset[str]]
    surnames: frozenset[str]
    phones: frozenset[str]
    texts: frozenset[str]

    def in_row(self, cells: Iterable[str]) -> bool:
        """Tell whether the cells of a row name the family: a full name, a phone, an e-mail or an address."""
        kept = [str(cell) for cell in cells]
        joined = " ".join(kept)
        words, plain = set(folded(joined).split()), " ".join(joined.lower().split())
        numbers = ["".join(sign for sign in cell if sign.isdigit()) for cell in kept]
        return (
            any(name <= words for name in self.names)
            or any(phone in number for phone in self.phones for number in numbers)
            or any(text in plain for text in self.texts)
        )

    def in_title(self, title: str) -> bool:
        """Tell whether a file's name holds the family's surname."""
        return bool(self.surnames & set(folded(title).split()))


def people_of(identities: Iterable[Mapping[str, Any]]) -> People:
    """Return what would name the people of some identities."""
    names, surnames, phones, texts = set(), set(), set(), set()
    for one in identities:
        for who in ("guardian", "child"):
            full = frozenset(name_tokens(f"{one.get(f'{who}_last_name') or ''} {one.get(f'{who}_first_name') or ''}"))
            full = full or frozenset(name_tokens(one.get(f"{who}_full_name")))
            # One word alone is a street, a town, another family.
            names |= {full} if len(full) > 1 else set()
            surnames |= set(surname_of(one.get(f"{who}_last_name"), one.get(f"{who}_full_name")).split())
        phones |= {str(one[name])[-PHONE_DIGITS:] for name in ("phone_1", "phone_2") if one.get(name)}
        texts |= {" ".join(str(one[name]).lower().split()) for name in ("email", "address") if one.get(name)}
    long = frozenset(text for text in texts if len(text) >= SHORTEST_ADDRESS)
    return People(frozenset(names), frozenset(surnames), frozenset(phones), long)


def without(head: Mapping[str, Any], people: People) -> dict[str, Any] | None:
    """Return a list's head without the family, or None where it does not name it."""
    title = str(head["file_name"])
    rows = [
        [number, kind, [""] * len(cells) if people.in_row(cells) else list(cells)]
        for number, kind, cells in head["other_rows"]
    ]
    issues = [issue for issue in head["issues"] if not people.in_row((issue["fr"], issue["en"]))]
    changed = {
        "file_name": f"liste{Path(title).suffix}" if people.in_title(title) else title, "other_rows": rows, "issues": issues,
    }  # fmt: skip
    return dict(head) | changed if any(head[name] != value for name, value in changed.items()) else None


def clean_heads(
    office: Office, session: Session, campaign_id: str, list_ids: Iterable[str], people: People, *, dry_run: bool
) -> list[str]:
    """Seal again, under new keys, the heads that name the family; returns their lists."""
    heads = unsealed(session, office.vault, campaign_id, LIST_HEAD, list_ids)
    cleaned = {list_id: found for list_id, head in heads.items() if (found := without(head, people)) is not None}
    if not dry_run:
        for list_id in cleaned:
            renew(office.vault, campaign_id, list_id)
        append_sealed(session, office.vault, campaign_id, [(name, LIST_HEAD, head) for name, head in cleaned.items()])
    return sorted(cleaned)
