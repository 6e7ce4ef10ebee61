"""A need in words becomes counts: « 1 PC + clé 4G pour 3 enfants » is one laptop and one connection.

The grammar and the items are declared in `vocabularies.toml`. This module must never guess an item that is not named.
"""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from pipelines.intake.values_ticks import ticked
from pipelines.intake.vocabulary import abbreviations, plain, profile, word_set

GLUED = re.compile(r"\b(\d+)(?=[a-z])(?!(?:g|go|e)\b)")
PARTS = re.compile(r"[,;+/\n]| et | and | & ")
TIMES = re.compile(r"(?<=\d)\s*x\s*(?=[a-z])|\bx\s*(?=\d)|\b(?:x|fois|nombre|qte)\b")
# « PC (1) tablette (2) »: the number of what stands before it.
IN_BRACKETS = re.compile(r"\(\s*(\d{1,2})\s*\)")
# « recharge 10 € », « forfait de 20 Go »: a number with its unit counts no item.
AMOUNTS = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:€|euros?\b|eur\b|go\b|gb\b|gigas?\b|mo\b|pouces?\b|[\"″”]|''|mois\b|h\b|heures?\b|ans?\b)"
)
# « smartph. », « port. »: a point says that the word was cut.
CUT = re.compile(r"\b([^\W\d_]{3,})\.(?!\w)")
LONGEST = 4
SHORTEST_PLURAL = 3
SHORTEST_MENDED = 4
# « internat » is no misspelling of « internet ».
FUZZY_CUTOFF = 88
SHORTEST_FUZZY = 6
OTHER_ITEM = "other"
LINKS = frozenset({"de", "d", "du", "pour", "for"})


@dataclass
class NeedCounts:
    """What a text was found to ask for."""

    counts: dict[str, int] = field(default_factory=dict)
    households_count: int | None = None


@cache
def item_phrases() -> dict[tuple[str, ...], str]:
    """Return each declared phrase, as words, and its item."""
    items = profile("vocabularies")["need_items"]
    return {tuple(map(item_word, plain(text).split())): item for item, texts in items.items() for text in texts}


@lru_cache(maxsize=8192)
def item_word(word: str) -> str:
    """Return a word of an item with its abbreviation opened, in the singular: « tels » is « telephone »."""
    word = abbreviations().get(word, word)
    return word[:-1] if len(word) > SHORTEST_PLURAL and word.endswith("s") else word


@lru_cache(maxsize=8192)
def begun_word(word: str) -> str:
    """Return the one word of an item that begins as a word that a point cut, or the word: « smartph. », « port. »."""
    begun = {
        phrase: item for phrase, item in item_phrases().items() if phrase[0].startswith(word) and phrase[0] != word
    }
    items = {item for phrase, item in begun.items() if len(phrase) == 1}
    if len(items) == 1:
        return min((phrase[0] for phrase in begun if len(phrase) == 1), key=len)
    found = {whole for phrase in item_phrases() for whole in phrase if whole.startswith(word)}
    whole = min(found, key=len, default=word)
    return whole if all(other.startswith(whole) for other in found) else word


def read_needs(text: str) -> NeedCounts:
    """Read the counts that a text states.

    Parameters
    ----------
    text
        One cell, e.g. « 2 PC, tablette et carte SIM » or « 12 PC et 20 SIM pour 30 familles ».

    Returns
    -------
    NeedCounts
        Items named, each with its number (1 when none is written); empty when nothing was understood.
    """
    found = NeedCounts()
    for part in PARTS.split(without_small_marks(ticked(without_asides(text)))):
        read_part(GLUED.sub(r"\1 ", TIMES.sub(" ", plain(part))).split(), found)
    return found


def names_a_computer(text: str) -> bool:
    """Tell whether a text names a computer or a tablet, among other things."""
    return bool(read_needs(text).counts.keys() & {"need_laptop", "need_tablet"})


def read_part(words: list[str], found: NeedCounts) -> None:
    """Add what one part of the text asks for; a part ends at a comma, a plus, a slash or « et »."""
    number: int | None = None
    skip = False
    counted: str | None = None
    named: set[str] = set()
    at = 0
    while at < len(words):
        length, item = phrase_at(words, at)
        if item is not None and number is None and is_for_another(words, at):
            item = OTHER_ITEM
        value = number_at(words[at]) if item is None else None
        if item not in {None, OTHER_ITEM} and not skip and (number is not None or item not in named):
            found.counts[item] = found.counts.get(item, 0) + (1 if number is None else number)
            counted = item if number is None else None
            # « connexion internet (clé 4G) » tells twice what one thing is.
            named.add(item)
        if item is not None:
            number, skip = None, False
        elif words[at] in word_set("need_grammar", "households"):
            found.households_count, number = number, None
        elif value is not None and counted is not None and at + 1 == len(words):
            # « PC : 2 », a number that nothing follows counts the item before it.
            found.counts[counted] += value - 1
        elif value is not None:
            number = value
        else:
            skip = skip or words[at] in turning_words()
        at += length


def is_for_another(words: list[str], at: int) -> bool:
    """Tell whether an item only says what a thing before it is for: « chargeur de PC », « souris pour ordinateur »."""
    before = at
    while before > 0 and words[before - 1] in LINKS:
        before -= 1
    return before < at and before > 0 and item_phrases().get((item_word(words[before - 1]),)) == OTHER_ITEM


def without_asides(text: str) -> str:
    """Leave out brackets that only say what the item before them may be: « Une connexion (clé 4G, carte SIM) »."""
    at = text.find("(")
    while at >= 0 and (end := text.find(")", at)) > at:
        before = PARTS.split(text[:at])[-1]
        aside = items_of(text[at + 1 : end])
        if aside and aside <= items_of(before):
            text = text[:at] + text[end + 1 :]
            end = at
        at = text.find("(", end)
    return text


def items_of(text: str) -> frozenset[str]:
    """Return the kinds of items that a text without brackets names."""
    return frozenset(read_needs(text.replace("(", " ")).counts)


@cache
def turning_words() -> frozenset[str]:
    """Return the words after which an item is not asked for: « déjà un PC », « PC ou tablette »."""
    return word_set("need_grammar", "negations") | word_set("need_grammar", "alternatives")


def without_small_marks(text: str) -> str:
    """Spell out the marks that change the meaning, « × », « n° », « p.c. », and leave amounts out."""
    text = IN_BRACKETS.sub(r" \1 ; ", text)
    text = AMOUNTS.sub(" ", text.lower().replace("×", " x "))
    text = CUT.sub(lambda found: f"{begun_word(plain(found[1]))} ", text)
    return re.sub(r"\b(s)\.(i)\.(m)\b", "sim", re.sub(r"\bp\.\s?c\.?(?=\W|$)", "pc", text))


def phrase_at(words: list[str], at: int) -> tuple[int, str | None]:
    """Return how many words the longest item phrase that starts here takes (1 when none), and its item."""
    phrases = item_phrases()
    for length in range(min(LONGEST, len(words) - at), 0, -1):
        phrase = tuple(map(item_word, words[at : at + length]))
        item = phrases.get(phrase)
        if item is None and length > 1 and phrase[0] in first_words():
            # « carte sime »: beside a word that is spelt well, the other one is mended.
            item = phrases.get((phrase[0], *map(near_word, phrase[1:])))
        if item is not None:
            return length, item
    return 1, near_item(words[at])


@cache
def first_words() -> frozenset[str]:
    """Return the words with which an item of several words begins."""
    return frozenset(phrase[0] for phrase in item_phrases() if len(phrase) > 1)


@lru_cache(maxsize=8192)
def near_word(word: str) -> str:
    """Return the one word of an item of several words that is a letter away, or the word."""
    known = {other for phrase in item_phrases() if len(phrase) > 1 for other in phrase}
    if word in known or len(word) < SHORTEST_MENDED or not word.isalpha():
        return word
    near = [other for other in known if DamerauLevenshtein.distance(word, other, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else word


@lru_cache(maxsize=8192)
def near_item(word: str) -> str | None:
    """Return the item of which a word is a misspelling: « tablete », « ordinatteur »; short words are never mended."""
    if len(word) < SHORTEST_FUZZY or not word.isalpha():
        return None
    near = process.extractOne(item_word(word), single_items().keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
    return single_items()[near[0]] if near else None


@cache
def single_items() -> dict[str, str]:
    """Return each item that one long word names."""
    return {
        words[0]: item for words, item in item_phrases().items() if len(words) == 1 and len(words[0]) >= SHORTEST_FUZZY
    }


def number_at(word: str) -> int | None:
    """Return the number that a word writes in digits or letters."""
    return int(word) if word.isdigit() and len(word) < 5 else number_word(word)


def number_word(word: str) -> int | None:
    """Return the number that a word says."""
    found = profile("vocabularies")["numbers"]["words"].get(word)
    return None if found is None else int(found)
