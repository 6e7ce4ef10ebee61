"""Every word exists in both languages: sentences of the screens, labels of the codes, the seven quantities."""

import inspect
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from campaigns.model import codes, help_codes
from dashboard.wording.labels import LABELS, label
from dashboard.wording.quantities import LOOKS, Quantity, quantity_word
from dashboard.wording.translation import CATALOGUES, translate
from tests.repository.sources import ROOT

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "plural": (1, 2)}
ENUMS = [
    kind
    for room in (codes, help_codes)
    for _, kind in inspect.getmembers(room, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum and kind.__module__ == room.__name__
]
PO_FILES = sorted(CATALOGUES.glob("*.po"))


def spoken() -> set[str]:
    """Return every sentence that the screens may say (of a plural, its singular)."""
    found = extract_from_dir(ROOT / "dashboard", method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {sentence if isinstance(sentence, str) else sentence[0] for _, _, sentence, _, _ in found}


def catalogue(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale="en")


def translated() -> dict[str, object]:
    """Return sentence to translation, over all catalogues."""
    return {
        (message.id if isinstance(message.id, str) else message.id[0]): message.string
        for path in PO_FILES
        for message in catalogue(path)
        if message.id
    }


def test_every_sentence_has_its_english_twin() -> None:
    twins = translated()
    assert sorted(sentence for sentence in spoken() if not filled(twins.get(sentence))) == []


def filled(string: object) -> bool:
    """Tell whether a translation, and each of its plurals, says something."""
    return bool(string) and (isinstance(string, str) or all(string))  # type: ignore[arg-type, unused-ignore]


def test_no_translation_outlives_its_sentence() -> None:
    assert sorted(set(translated()) - spoken()) == []


@pytest.mark.parametrize("path", PO_FILES, ids=lambda path: path.name)
def test_a_translation_keeps_the_places_of_the_values(path: Path) -> None:
    faults = [(message.id, str(error)) for message in catalogue(path) for error in message.check()]
    lost = [message.id for message in catalogue(path) if message.id and places(message.id) != places(message.string)]
    assert faults == [] and lost == []


def places(said: object) -> set[str]:
    """Return the `{name}` of a sentence, or of the last of its plurals."""
    text = said if isinstance(said, str) else list(said)[-1]  # type: ignore[call-overload, unused-ignore]
    return {piece.split("}")[0] for piece in str(text).split("{")[1:]}


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_member_of_a_code_has_a_label_in_both_languages(kind: type[StrEnum]) -> None:
    twins = translated()
    assert set(LABELS.get(kind, {})) == set(kind)
    for member in kind:
        assert label(member, translate("fr"))
        assert filled(twins.get(LABELS[kind][member]))


def test_two_members_of_a_code_never_share_a_label() -> None:
    for kind, labels in LABELS.items():
        assert len(set(labels.values())) == len(kind)


def test_the_seven_quantities_have_their_fixed_words_in_their_order() -> None:
    french = [quantity_word(quantity, translate("fr")) for quantity in Quantity]
    english = [quantity_word(quantity, translate("en")) for quantity in Quantity]
    assert french == ["demandé", "éligible", "attribué", "libéré", "livré", "remis", "retourné"]
    assert english == ["asked", "eligible", "granted", "released", "delivered", "handed over", "returned"]
    assert list(LOOKS) == list(Quantity)
