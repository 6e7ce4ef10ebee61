"""What a request asks for, in words: « 1 ordinateur, 1 connexion ». It counts nothing: it says the counts it is given."""

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.wording.numbers import number
from dashboard.wording.translation import Words


def needs_words(request: Mapping[str, Any], words: Words) -> str:
    """Say the units that a request asks for.

    Parameters
    ----------
    request
        need_laptop, need_tablet, need_smartphone, need_phone, need_connection: units, or None where not asked.
    """
    _ = words
    sayings: dict[str, Callable[[int, str], str]] = {
        "need_laptop": lambda count, n: _.plural("{n} ordinateur", "{n} ordinateurs", count, n=n),
        "need_tablet": lambda count, n: _.plural("{n} tablette", "{n} tablettes", count, n=n),
        "need_smartphone": lambda count, n: _.plural("{n} smartphone", "{n} smartphones", count, n=n),
        "need_phone": lambda count, n: _.plural("{n} téléphone", "{n} téléphones", count, n=n),
        "need_connection": lambda count, n: _.plural("{n} connexion", "{n} connexions", count, n=n),
    }
    asked = [(say, request.get(name) or 0) for name, say in sayings.items()]
    return ", ".join(say(count, number(count, words.language)) for say, count in asked if count)
