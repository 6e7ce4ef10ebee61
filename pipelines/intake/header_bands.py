"""Reads a header together with the band above it, or with the one that it holds itself: « Adulte (nom) », « Foyer : enfants ».

This module must never look at the cells under a header.
"""

import re
from dataclasses import replace

from pipelines.intake.header_guess import PLAIN_PERSON, Guess
from pipelines.intake.header_text import header_words
from pipelines.intake.header_words import PERSON_WORDS, recognise
from pipelines.intake.reading_parts import REFUSE
from pipelines.intake.vocabulary import plain

PLACES = frozenset({"address", "postcode", "commune", "commune_code"})
# « Adulte (nom) », « Foyer : enfants », « Adresse - ville »: the part after the sign is the header, the one before its band.
OWN_BAND = re.compile(r"^\s*(?P<band>[^():]{2,40}?)\s*(?::\s+|\s[-–—]\s|\()(?P<own>[^():]{2,60}?)\)?\s*$")
# What a header says of whom it speaks, before it says what.
OF_A_SUBJECT = frozenset({"household_size", "children_count", "students_count", *PLACES, "households_count", "phone_1"})
MOST_SIDES = 4


def guess_with_band(text: str, band: str) -> Guess | None:
    """Read a header alone, then with its band when the two together say more."""
    alone = recognise(text) or said_twice(text)
    if not band and (parted := OWN_BAND.match(text)):
        # « Foyer : QF », « Adresse (ville) »: a header that holds its own band.
        band, text = parted["band"], parted["own"]
        whole, alone = alone, recognise(text)
        return told_by_parts(whole, alone, band, text)
    if not band:
        return alone
    both = recognise(f"{band} {text}")
    if both is None or alone is None:
        return alone or both
    # « Adresse » over « Ville » is the town all the same.
    if alone.coverage == 1 and {alone.target, both.target} <= PLACES:
        return alone
    adds = len(both.matched) > len(alone.matched) and bool(both.matched & (header_words(text) - header_words(band)))
    return both if adds or both.target == REFUSE else alone


def said_twice(text: str) -> Guess | None:
    """Read a header that says one thing in two languages or two words, of which one is known: « Bedarf / Besoin »."""
    told = [guess for side in text.split("/")[:MOST_SIDES] if (guess := recognise(side)) is not None]
    if "/" not in text or not told or len({guess.target for guess in told}) > 1:
        return None
    return replace(told[0], coverage=told[0].coverage / 2)


def told_by_parts(whole: Guess | None, own: Guess | None, band: str, text: str) -> Guess | None:
    """Read « Adresse (ville) » as its own part where the whole says no more than « Adresse » does, or than the two say apart."""
    if whole is None or own is None or REFUSE in {whole.target, own.target} or own.coverage < 1:
        return whole
    if {own.target, whole.target} <= PLACES:
        return own
    if own.person == PLAIN_PERSON and whole.person is not None and own.target.endswith(whole.target.partition("_")[2]):
        # « Timoun (prénon) »: the band says whose.
        return whole
    if whole.target.endswith("full_name") and frozenset(plain(band).split()) <= PERSON_WORDS:
        # « Nom - prénom de la personne » is both.
        return whole
    if own.person == PLAIN_PERSON and whole.target.endswith("full_name") and not own.target.endswith("full_name"):
        # « Comment t'appelles-tu ? (nom de famille) ».
        return own
    if own.person in {"child", "guardian"} and own.matched & PERSON_WORDS:
        # « Je suis le parent de (nom de l'enfant) ».
        return own
    if whole.person is None and whole.target not in OF_A_SUBJECT:
        # « PC (état) », « Logement (nature) » are about the thing; « Foyer : QF » about an amount.
        return whole
    says_more = whole.matched & (header_words(text) - header_words(band))
    return whole if says_more else own
