"""A policy as a text that people edit: a weight moved in place, comments kept, and what differs between two texts.

It never decides which text is better.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy

_HEADER = re.compile(r"^\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}\s*(#.*)?$")
_NAME = re.compile(r"""^\s*name\s*=\s*["']([^"']*)["']""")
_WEIGHT = re.compile(r"^(\s*weight\s*=\s*)([0-9_.eE+-]+)(.*)$", re.DOTALL)
_KIT_CHOICE = re.compile(r"^\s*(strict|same_site)\s*=")
# Parts of a policy that are lists of tables are told apart by what names them.
_NAMED_BY = ("name", "code", "operator", "item")
_ABSENT = None


def with_weights(text: str, weights: Mapping[str, float]) -> str | Refusal:
    """Return the text of a policy with some criteria weighing otherwise; everything else stays, comments included.

    Parameters
    ----------
    weights
        Criterion's name -> its new weight.

    Returns
    -------
    str | Refusal
        The refusal of `parse_policy` where the text, or the text so changed, is no policy; `weights_not_found` where the text
        does not write each criterion as a table of its own, so that its weight cannot be moved in place.
    """
    before = parse_policy(text)
    if isinstance(before, Refusal):
        return before
    wanted = {criterion.name: criterion.weight for criterion in before.criteria} | dict(weights)
    changed = "".join(_moved(text.splitlines(keepends=True), weights))
    after = parse_policy(changed)
    if isinstance(after, Refusal):
        return after
    return changed if {criterion.name: criterion.weight for criterion in after.criteria} == wanted else NOT_FOUND


def with_kits(text: str, *, strict: str, same_site: bool) -> str | Refusal:
    """Return the text of a policy with these two choices in its section `kits`; everything else stays, comments included.

    Returns
    -------
    str | Refusal
        The refusal of `parse_policy` where the text so changed is no policy; `kits_not_found` where it does not write
        `[kits]` as a table of its own.
    """
    lines = text.splitlines(keepends=True)
    starts = [place for place, line in enumerate(lines) if _HEADER.match(line)] + [len(lines)]
    header = next((place for place, line in enumerate(lines) if (m := _HEADER.match(line)) and m[1] == "kits"), None)
    if header is None:
        return NO_KITS
    end = next(start for start in starts if start > header)
    kept = [line for line in lines[header + 1 : end] if not _KIT_CHOICE.match(line)]
    last = max((place for place, line in enumerate(kept, 1) if line.strip()), default=0)
    chosen = [f'strict = "{strict}"\n', *(["same_site = true\n"] if same_site else [])]
    if last and not kept[last - 1].endswith("\n"):
        kept[last - 1] += "\n"
    changed = "".join([*lines[: header + 1], *kept[:last], *chosen, *kept[last:], *lines[end:]])
    checked = parse_policy(changed)
    return checked if isinstance(checked, Refusal) else changed


def _moved(lines: list[str], weights: Mapping[str, float]) -> list[str]:
    """Rewrite the line `weight = …` of each criterion named; in a table, `name` may come before or after it."""
    starts = [place for place, line in enumerate(lines) if _HEADER.match(line)] + [len(lines)]
    found = list(lines)
    for start, end in pairwise(starts):
        header = _HEADER.match(lines[start])
        names = [match[1] for line in lines[start:end] if (match := _NAME.match(line))]
        if header is None or header[1] != "criteria" or not names or names[0] not in weights:
            continue
        for place in range(start, end):
            if match := _WEIGHT.match(lines[place]):
                found[place] = f"{match[1]}{weights[names[0]]:g}{match[3]}"
    return found


def policy_differences(before: Policy, after: Policy) -> list[tuple[str, Any, Any]]:
    """List what two policies say differently.

    Returns
    -------
    list of (place, before, after)
        The place reads as in the text: « criteria.examen.weight », « passes ». A value that only one of them has is None
        in the other. Where a list's order alone changed, the place ends with « order » and the values are its names.
    """
    first, second = _flat(before.model_dump(mode="json")), _flat(after.model_dump(mode="json"))
    places = [*first, *(place for place in second if place not in first)]
    return [
        (place, first.get(place, _ABSENT), second.get(place, _ABSENT))
        for place in places
        if first.get(place, _ABSENT) != second.get(place, _ABSENT)
    ]


def _flat(value: Any, place: str = "") -> dict[str, Any]:
    """Return the leaves of a policy by the place where the text says them."""
    if isinstance(value, Mapping):
        return _joined({str(key): inner for key, inner in value.items()}, place)
    if isinstance(value, list) and not value:
        return {}
    if isinstance(value, list) and all(isinstance(inner, Mapping) for inner in value):
        names = [_name_of(inner, number) for number, inner in enumerate(value, start=1)]
        return _joined(dict(zip(names, value, strict=True)), place) | {f"{place}.order": names}
    return {place: value}


def _joined(inner: Mapping[str, Any], place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in inner.items():
        found |= _flat(value, f"{place}.{key}" if place else key)
    return found


def _name_of(table: Mapping[str, Any], number: int) -> str:
    return next((str(table[key]) for key in _NAMED_BY if table.get(key)), str(number))


NOT_FOUND = Refusal(
    "weights_not_found",
    Sentence(
        "Ce texte n'écrit pas chaque critère dans sa propre table [[criteria]] avec « name » et « weight » : ses poids ne peuvent "
        "pas être déplacés ici. Modifiez le texte lui-même.",
        "This text does not write each criterion as its own table [[criteria]] with “name” and “weight”: its weights cannot be "
        "moved here. Edit the text itself.",
    ),
)

NO_KITS = Refusal(
    "kits_not_found",
    Sentence(
        "Ce texte n'écrit pas [kits] comme une table à part : ces choix ne peuvent pas être changés ici. Modifiez le texte lui-même.",
        "This text does not write [kits] as a table of its own: these choices cannot be changed here. Edit the text itself.",
    ),
)
