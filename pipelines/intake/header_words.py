"""What a header says, from its words alone: a canonical field, something to ignore, something to refuse.

Expressions are declared in `columns.toml`. This module must never look at the cells under a header.
"""

import re
from functools import cache, lru_cache

from pipelines.intake.header_guess import PLAIN_PERSON, Guess
from pipelines.intake.header_spelling import endings, repaired_word
from pipelines.intake.header_text import header_words, same_word, same_words
from pipelines.intake.reading_parts import IGNORE, REFUSE
from pipelines.intake.vocabulary import abbreviations, plain, profile

# « Urg. », « Bénéf. »: a point says that the word was cut.
CUT = re.compile(r"([^\W\d_]{3,})\.")
# TYPE_HEB, CP_HEB: an export cuts words without a point.
EXPORTED = re.compile(r"^[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+$")
PERSON_WORDS = frozenset({"name", "forename", "nom", "prenom", "naissance", "ddn", "surname", "birthday"})
CHILDREN_COUNTED = frozenset({"students_count", "children_count"})
SAYS_WHOSE = frozenset({"partner_reference", "note", *CHILDREN_COUNTED})
# Of several expressions with as many words, the one with such a word says what the cells are.
STRONG = (
    "nombre", "telephone", "mail", "accord", "informe", "postal", "cp", "insee", "remarque", "urgence", "echelon", "operateur",
)  # fmt: skip
WHO = frozenset({"qui", "who"})
SOCIAL = frozenset({"social", "sociale"})
CONTACT = frozenset({"contact"})
ALL_OF_A_HOUSEHOLD = frozenset({"adulte", "enfant"})
SUBJECTS = frozenset({"eleve", "enfant", "famille", "foyer"})
NOTE_WORD = "remarque"
NEEDS = ("need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection", "need_text")
PARTICIPLES = frozenset(
    {"accueilli", "accueillie", "heberge", "hebergee", "hebergement", "accompagne", "accompagnee", "suivi", "suivie"}
)
ADDED_TO_A_PERSON = frozenset(
    {
        "1", "legal", "coordonnee", "prevenir", "referent", "principal", "rencontre", "rencontree", "concerne", "concernee", "suivi", "suivie",
        "accompagne", "accompagnee",
    }
)  # fmt: skip
# A child's whole name has no field of its own: it stands where the last name does.
FULL_NAMES = {"guardian": "guardian_full_name", "child": "child_last_name", PLAIN_PERSON: "person_full_name"}


@cache
def expressions() -> tuple[tuple[frozenset[str], str], ...]:
    """Return every declared expression of a field or an ignored column, as words, longest first, with its target."""
    declared = profile("columns")
    pairs = [(header_words(text), field) for field, texts in declared["fields"].items() for text in texts]
    pairs += [(header_words(text), IGNORE) for text in declared["ignored"]["headers"]]
    return tuple(sorted((pair for pair in pairs if pair[0]), key=lambda pair: -len(pair[0])))


@cache
def alone_targets() -> dict[frozenset[str], str]:
    """Return the fields told by words that say nothing among others, by these words."""
    declared = profile("columns")["alone"]
    return {words: field for field, texts in declared.items() for text in texts if (words := header_words(text))}


@cache
def refused_expressions() -> tuple[frozenset[str], ...]:
    """Return the declared expressions of what must not be stored."""
    return tuple(words for words in map(header_words, profile("columns")["refused"]["headers"]) if words)


def is_excused(part: frozenset[str], words: frozenset[str]) -> bool:
    """Tell whether the other words of a header show that a refused word speaks of something else."""
    return len(part) == 1 and bool(excuses().get(next(iter(part)), frozenset()) & (words - part))


@cache
def excuses() -> dict[str, frozenset[str]]:
    """Return each refused word that may speak of something else, and the words that show it."""
    declared = profile("columns")["refused"]["unless"]
    return {
        next(iter(header_words(word))): frozenset().union(*(header_words(text) for text in texts))
        for word, texts in declared.items()
    }


@cache
def person_expressions(section: str) -> tuple[tuple[frozenset[str], str], ...]:
    """Return the expressions of persons, or of their parts, longest first."""
    declared = profile("columns")[section]
    pairs = [(header_words(text), name) for name, texts in declared.items() for text in texts]
    return tuple(sorted((pair for pair in pairs if pair[0]), key=lambda pair: -len(pair[0])))


@cache
def grown_ups() -> frozenset[str]:
    """Return the single words for whoever stands for a family: « parent », « bénéficiaire », « qui »."""
    said = (words for words, name in person_expressions("persons") if name == "guardian" and len(words) == 1)
    return frozenset().union(*said) - item_words("workers", "words") | WHO


@cache
def known_words() -> frozenset[str]:
    """Return every word of every expression."""
    parts = [
        words for words, _ in (*expressions(), *person_expressions("persons"), *person_expressions("person_parts"))
    ]
    return frozenset().union(*parts, *refused_expressions())


@cache
def spellings() -> frozenset[str]:
    """Return every word of every expression, and every word that has a commoner twin."""
    return known_words() | frozenset(same_words())


@lru_cache(maxsize=8192)
def recognise(text: str) -> Guess | None:
    """Return the best guess of what a header says, or None.

    The refused come first; then the expression with most words, then the one that covers most of the header.
    """
    words = header_words(text)
    found = best_guess(words)
    if found is not None and found.coverage == 1:
        return found
    pointed = frozenset(map(plain, CUT.findall(text)))
    opened = opened_guess(words, pointed, pointed | (words if EXPORTED.match(text) else frozenset()))
    if opened is not None and (found is None or len(opened.matched) > len(found.matched)):
        found = opened
    repaired = frozenset(repaired_word(word, known_words()) for word in words)
    if repaired == words:
        return found
    mended = best_guess(repaired)
    if mended is None or (found is not None and len(found.matched) >= len(mended.matched)):
        return found
    return Guess(mended.target, mended.matched, mended.coverage, True)


def opened_guess(words: frozenset[str], pointed: frozenset[str], cut: frozenset[str]) -> Guess | None:
    """Return the guess once a cut word is opened, when all words that it may be say the same: « Nb bénéf. », TYPE_HEB."""
    for word in sorted(words - abbreviations().keys()):
        wholes = {same_word(whole) for whole in endings(word, spellings(), word in cut)}
        guesses = [best_guess(words - {word} | {whole}) for whole in sorted(wholes)]
        told = [guess for guess in guesses if guess is not None]
        most = max((len(guess.matched) for guess in told), default=0)
        if most > 1 and len(words) > 1:
            # « TYPE_HEB »: of what a cut word may be, what goes with the other words.
            told = [guess for guess in told if len(guess.matched) == most]
        every = (most > 1 and len(words) > 1) or len(told) == len(guesses)
        agree = bool(told) and len({guess.target for guess in told}) == 1 and every
        # « Traité par » is not cut from « traitement »: only a point makes a cut word one that is refused.
        if agree and (word in pointed or told[0].target != REFUSE):
            return Guess(told[0].target, told[0].matched, told[0].coverage, True)
    return None


def best_guess(words: frozenset[str]) -> Guess | None:
    """Return the best guess for a set of words, spelt as declared."""
    if not words:
        return None
    refused = next((part for part in refused_expressions() if part <= words and not is_excused(part, words)), None)
    if refused is not None:
        return Guess(REFUSE, refused, len(refused) / len(words))
    if (alone := alone_targets().get(words)) is not None:
        return Guess(alone, words, 1.0)
    field = noted_guess(words, longest_guess(words))
    field = workers_guess(words) or schooled_guess(words, composed_guess(words, field))
    person = person_guess(words)
    if person is None or field is None:
        return field or person
    # « Parent référent » is a parent, though a « référent » alone is the partner's own.
    ignored = field.target == IGNORE and field.coverage < 1
    # « nom_ref » is a name, and only says whose: a reference has no name.
    named = (field.target in SAYS_WHOSE or field.matched == CONTACT) and bool(person.matched & PERSON_WORDS)
    # « Responsable de l'élève » counts no pupil.
    grown = field.target in CHILDREN_COUNTED and person.person == "guardian" and "nombre" not in words
    return person if len(person.matched) + (ignored or named or grown) > len(field.matched) else field


def longest_guess(words: frozenset[str]) -> Guess | None:
    """Return the guess of the expression with most words; of several, the one that tells what the cells are."""
    fitting = [(part, target) for part, target in expressions() if part <= words]
    if not fitting:
        return None
    longest = [pair for pair in fitting if len(pair[0]) == len(fitting[0][0])]
    if len(longest[0][0]) == 1 and all(target == IGNORE for _, target in longest):
        # « QF CAF »: two words that are each of no use leave nothing unsaid.
        every = frozenset().union(*(part for part, _ in longest))
        return Guess(IGNORE, every, len(every) / len(words))
    # « Connexion de l'élève » is about the connection: whom a header speaks of comes after what it says of them.
    longest = [pair for pair in longest if not pair[0] <= SUBJECTS] or longest
    if words >= ALL_OF_A_HOUSEHOLD:
        # « Nb pers. au foyer (adultes + enf.) » counts all of them.
        longest = [pair for pair in longest if pair[1] == "household_size"] or longest
    part, target = next((pair for strong in STRONG for pair in longest if strong in pair[0]), longest[0])
    return Guess(target, part, len(part) / len(words))


def noted_guess(words: frozenset[str], field: Guess | None) -> Guess | None:
    """Read remarks as such, whoever writes them: « Observations du travailleur social »."""
    if field is None or field.target != IGNORE or NOTE_WORD not in words:
        return field
    return Guess("note", frozenset({NOTE_WORD}), 1 / len(words))


def workers_guess(words: frozenset[str]) -> Guess | None:
    """Ignore what belongs to whoever sends the list: « Tél. du référent » is no family's number."""
    workers = words & item_words("workers", "words")
    if workers <= SOCIAL:
        # « N° dossier social » is the family's.
        return None
    rest = words - workers
    is_theirs = bool(workers) and rest <= item_words("workers", "with")
    return Guess(IGNORE, words, 1.0) if is_theirs else None


def of_workers(text: str) -> bool:
    """Tell whether a header speaks of whoever sends the list."""
    return bool(header_words(text) & item_words("workers", "words"))


def schooled_guess(words: frozenset[str], field: Guess | None) -> Guess | None:
    """Count the children at school where the header says so, whatever its other words."""
    said = words & item_words("schooled", "words")
    if field is None or field.target != "children_count" or not said:
        return field
    return Guess("students_count", field.matched | said, len(field.matched | said) / len(words))


def composed_guess(words: frozenset[str], field: Guess | None) -> Guess | None:
    """Read a header as an item and its standing, when no expression says as much: « Tablette déjà au foyer »."""
    devices = words & item_words("devices", "words")
    if (
        len(devices) > 1
        and not words & item_words("standing", "wanted")
        and (field is None or len(devices) > len(field.matched))
    ):
        return Guess("device_situation", devices, len(devices) / len(words))
    for standing, items in (("there", ("connection", "device")), ("wanted", NEEDS)):
        said = words & item_words("standing", standing)
        item = next((item for item in items if words & item_words("items", item)), None)
        if not said or item is None:
            continue
        matched = said | (words & item_words("items", item))
        if (
            field is None
            or len(matched) > len(field.matched)
            or (
                len(matched) == len(field.matched)
                and (field.target == IGNORE or (standing == "wanted" and field.target.endswith("_situation")))
            )
        ):
            target = f"{item}_situation" if standing == "there" else item
            return Guess(target, matched, len(matched) / len(words))
    return field


@cache
def item_words(section: str, name: str) -> frozenset[str]:
    """Return the single words declared for an item or a standing."""
    return frozenset().union(*(header_words(text) for text in profile("columns")[section][name]))


def person_guess(words: frozenset[str]) -> Guess | None:
    """Read a header as a person and a part of it: « Prénom de l'élève » is the child's first name."""
    persons = [(part, name) for part, name in person_expressions("persons") if part <= words]
    if any(name == "child" for _, name in persons):
        # « Jeune accueilli », « Enfant suivi »: the participle says what the child is, it names no grown-up.
        persons = [(part, name) for part, name in persons if name == "child" or not part <= PARTICIPLES]
    guardian = next((pair for pair in persons if pair[1] == "guardian"), None)
    said, person = guardian or (persons[0] if persons else (frozenset(), PLAIN_PERSON))
    # « Nom du parent de l'élève » is the parent's: the child only says whose parent.
    others = frozenset().union(*(part for part, _ in persons)) if persons else frozenset()
    rest = words - others
    part, kind = next(
        ((part, kind) for part, kind in person_expressions("person_parts") if part <= rest), (frozenset(), "")
    )
    if not part and said and len(rest) == 1:
        # « Parent first », « Usager - Pr. »: beside a person, the beginning of a part of a name is enough.
        part, kind = cut_part(rest)
    if not part and (not said or rest - ADDED_TO_A_PERSON):
        return None
    matched = said | part
    target = FULL_NAMES[person] if kind in {"", "full_name"} else f"{person}_{kind}"
    return Guess(target, matched, len(matched | others) / len(words))


@lru_cache(maxsize=1024)
def cut_part(rest: frozenset[str]) -> tuple[frozenset[str], str]:
    """Return the one part of a person whose expressions begin with a word, or no part."""
    word = next(iter(rest))
    found = {
        kind
        for kind in ("last_name", "first_name")
        for text in profile("columns")["person_parts"][kind]
        if len(word) > 1 and plain(text).startswith(word)
    }
    return (rest, found.pop()) if len(found) == 1 else (frozenset(), "")
