"""Finds the commune of each row from its name, postcode and code, and says when they disagree.

A place that is not certain stays a question, except where the rest of the list leaves one department.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from campaigns.model.codes import RowReason
from geo.resolution import CommuneAnswer
from geo.territories import Territories, load_territories
from pipelines.intake.values_places import spoken_place

REASONS = {"unknown_postcode": RowReason.UNKNOWN_POSTCODE.value, "mismatch": RowReason.COMMUNE_MISMATCH.value}
# A department that so large a share of the located rows is in settles « Saint-Denis » for the others.
HINT_SHARE = 0.8
NEAR_SHARE = 0.6
# More places, or more postcodes of one place, are too many to choose from in a sentence.
MOST_NAMED = 4
OR = ("ou", "or")
Place = tuple[str | None, str | None, str | None]


@cache
def territories() -> Territories:
    """Return the tables of places, read once a process."""
    return load_territories()


def are_near(cells: Sequence[str]) -> bool:
    """Tell whether cells that name communes name those of one region of work: « Les Pins », « Le Parc » lie far apart."""
    found = (territories().resolve_commune(spoken_place(cell), None, None).commune_code for cell in cells)
    departments = Counter(code[:2] for code in found if code)
    return len(departments) < 2 or departments.most_common(1)[0][1] >= NEAR_SHARE * departments.total()


def is_known_postcode(text: str) -> bool:
    """Tell whether a cell is a postcode that exists: « 45012 » is not one, and may number anything."""
    return territories().resolve_commune(None, text.strip(), None).status != "unknown_postcode"


def place_of(values: Mapping[str, Any]) -> Place:
    """Return commune (as it is spelt), postcode and code of a row."""
    commune = values.get("commune")
    return spoken_place(commune) if commune else None, values.get("postcode"), values.get("commune_code")


def resolve_places(rows: Sequence[Mapping[str, Any]]) -> dict[Place, CommuneAnswer]:
    """Resolve every different place of a list.

    Parameters
    ----------
    rows
        The normalised values of each row.

    Returns
    -------
    dict
        (commune, postcode, code) -> answer; ambiguous names are asked again with the department of most rows.
    """
    return resolved_places(Counter(place_of(values) for values in rows))


def resolved_places(counted: Counter[Place]) -> dict[Place, CommuneAnswer]:
    """Resolve places as `resolve_places` does, given how many rows name each."""
    places = Counter({place: count for place, count in counted.items() if place != (None, None, None)})
    answers = {place: territories().resolve_commune(*place) for place in places}
    hint = common_department(places, answers)
    if hint is None:
        return answers
    return {
        place: territories().resolve_commune(*place, hint) if answer.status == "ambiguous" else answer
        for place, answer in answers.items()
    }


def common_department(places: Counter[Place], answers: Mapping[Place, CommuneAnswer]) -> str | None:
    """Return the department in which nearly all located rows are, or None."""
    counts: Counter[str] = Counter()
    for place, answer in answers.items():
        if answer.commune_code is not None:
            counts[territories().department_of(answer.commune_code)] += places[place]
    if not counts:
        return None
    code, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return code if count >= HINT_SHARE * counts.total() else None


def place_names(codes: Sequence[str], last: tuple[str, str] = ("et", "and")) -> tuple[str, str]:
    """Return candidates as words, « Saint-Denis (93) et Saint-Denis (974) », in French and English."""
    found = [commune for code in codes if (commune := territories().commune(code)) is not None]
    return joined_words([f"{commune.name} ({commune.department_code})" for commune in found[:MOST_NAMED]], last)


def postcode_names(codes: Sequence[str]) -> tuple[str, str]:
    """Return what a wrong postcode may be, « 93200 ou 93210 (Saint-Denis) »; a city of many postcodes is only named."""
    found = [commune for code in codes if (commune := territories().commune(code)) is not None][:MOST_NAMED]
    named = [
        [f"{words} ({commune.name})" for words in joined_words(commune.postcodes, OR)]
        if 0 < len(commune.postcodes) < MOST_NAMED
        else [f"{commune.name} ({commune.department_code})"] * 2
        for commune in found
    ]
    french, english = zip(*named, strict=True) if named else ((), ())
    return joined_words(french, OR)[0], joined_words(english, OR)[1]


def only_postcode(codes: Sequence[str]) -> str | None:
    """Return the postcode that is left where one place of one postcode is meant."""
    found = {postcode for code in codes if (commune := territories().commune(code)) for postcode in commune.postcodes}
    return found.pop() if len(codes) == len(found) == 1 else None


def joined_words(words: Sequence[str], last: tuple[str, str]) -> tuple[str, str]:
    """Return words one after the other, with a French and an English word before the last."""
    if len(words) < 2:
        return "".join(words), "".join(words)
    start = ", ".join(words[:-1])
    return f"{start} {last[0]} {words[-1]}", f"{start} {last[1]} {words[-1]}"


def different_places(columns: Sequence[pa.Array | None], count: int) -> tuple[list[Any], np.ndarray]:
    """Return the different places that stand in columns of text (commune, postcode, code), and which of them each row names."""
    which, sizes, texts = np.zeros(count, dtype=np.int64), [], []
    for column in columns:
        encoded = (pa.nulls(count, pa.string()) if column is None else column).dictionary_encode(null_encoding="encode")
        texts.append(encoded.dictionary.to_pylist())
        sizes.append(max(1, len(texts[-1])))
        which = which * sizes[-1] + encoded.indices.to_numpy()
    numbers, place = np.unique(which, return_inverse=True)
    parts = np.unravel_index(numbers, sizes)
    return list(
        zip(*([text[at] for at in part.tolist()] for text, part in zip(texts, parts, strict=True)), strict=True)
    ), place
