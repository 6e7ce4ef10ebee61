"""Finds the request that a row without a reference corrects: a contact in common, and names that are spelt alike.

Asked only of lists sent again, so that another child of a family is never taken for a correction of the first. Pure.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from pipelines.intake.reconcile import Arriving, Known
from pipelines.linkage.normalise import name_tokens

Values = Mapping[str, Any]
# Below this, two words are two names: « Dupond » and « Dupont » are at 83, « Awa » and « Aya » at 67.
ALIKE = 80
PEOPLE = (
    ("guardian_last_name", "guardian_first_name", "guardian_full_name"),
    ("child_last_name", "child_first_name"),
)


def candidate_pairs(free: Sequence[Known], rows: Mapping[int, Arriving]) -> dict[int, list[str]]:
    """Return, for each row (by position), the requests with which it shares a contact or a person, sorted."""
    holders: dict[str, set[str]] = defaultdict(set)
    for request in free:
        for token in request.contacts:
            holders[token].add(request.request_id)
    shared = {
        position: sorted(set().union(*(holders.get(token, set()) for token in row.contacts)))
        for position, row in rows.items()
    }
    return {position: requests for position, requests in shared.items() if requests}


def corrections(
    pairs: Mapping[int, Sequence[str]], known: Mapping[str, Values], rows: Mapping[int, Values]
) -> dict[int, str]:
    """Return position -> request for the rows that can correct one request only, and that one by no other row.

    Parameters
    ----------
    pairs
        As `candidate_pairs` gives them.
    known
        request_id -> its names; an erased family is absent.
    rows
        position -> the values of the row.
    """
    alike = {
        position: [request for request in requests if request in known and same_people(known[request], rows[position])]
        for position, requests in pairs.items()
    }
    claims: dict[str, int] = defaultdict(int)
    for requests in alike.values():
        for request in requests:
            claims[request] += 1
    return {
        position: requests[0] for position, requests in alike.items() if len(requests) == 1 and claims[requests[0]] == 1
    }


def same_people(left: Values, right: Values) -> bool:
    """Tell whether two rows name the same people: at least one person in both, and nobody spelt differently."""
    compared = [(words_of(left, fields), words_of(right, fields)) for fields in PEOPLE]
    given = [(one, other) for one, other in compared if one and other]
    return bool(given) and all(same_name(one, other) for one, other in given)


def same_name(left: list[str], right: list[str]) -> bool:
    """Tell whether each word of the shorter name is spelt like a word of the longer: « Léa Martin » is not « Léo Martin »."""
    few, many = sorted((left, right), key=len)
    return all(max(fuzz.ratio(word, other) for other in many) >= ALIKE for word in few)


def words_of(values: Values, fields: tuple[str, ...]) -> list[str]:
    """Return the words of one person's name, empty when nobody is named."""
    return name_tokens(" ".join(str(values[name]) for name in fields if values.get(name)))
