"""Says in one sentence where a policy file is wrong and what to correct, in French and English.

Only the first fault is told: correct it, then read the file again. It never quotes more than one value.
"""

import re

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from campaigns.model.outcome import Refusal, Sentence

# What pydantic finds -> what to do about it, with the bounds it was checked against.
ADVICE: dict[str, Sentence] = {
    "missing": Sentence("ce champ manque, ajoutez-le", "this field is missing, add it"),
    "extra_forbidden": Sentence(
        "ce champ n'existe pas ici : retirez-le ou corrigez son nom",
        "there is no such field here: remove it or correct its name",
    ),
    "greater_than": Sentence("il faut un nombre plus grand que {gt}", "it must be a number greater than {gt}"),
    "greater_than_equal": Sentence("il faut un nombre d'au moins {ge}", "it must be a number of at least {ge}"),
    "less_than_equal": Sentence("il faut un nombre d'au plus {le}", "it must be a number of at most {le}"),
    "enum": Sentence("valeurs possibles : {expected}", "possible values: {expected}"),
    "literal_error": Sentence("valeurs possibles : {expected}", "possible values: {expected}"),
    "too_short": Sentence("nombre d'éléments : {min_length} au moins", "number of items: {min_length} at least"),
    "too_long": Sentence("nombre d'éléments : {max_length} au plus", "number of items: {max_length} at most"),
    "string_too_short": Sentence(
        "nombre de caractères : {min_length} au moins", "number of characters: {min_length} at least"
    ),
    "string_too_long": Sentence(
        "nombre de caractères : {max_length} au plus", "number of characters: {max_length} at most"
    ),
    "string_pattern_mismatch": Sentence("l'écriture attendue est {pattern}", "the expected form is {pattern}"),
    "policy_rule": Sentence("{fr}", "{en}"),
}
# Every other fault is a value of another type than expected.
OTHER_TYPE = {
    "bool": Sentence("il faut true ou false", "it must be true or false"),
    "int": Sentence("il faut un nombre entier", "it must be a whole number"),
    "float": Sentence("il faut un nombre", "it must be a number"),
    "string": Sentence("il faut un texte entre guillemets", "it must be a text between quotes"),
    "date": Sentence("il faut une date AAAA-MM-JJ sans guillemets", "it must be a date YYYY-MM-DD without quotes"),
    "tuple": Sentence("il faut une liste entre crochets", "it must be a list between brackets"),
    "model": Sentence("il faut une section", "it must be a section"),
    "dict": Sentence("il faut une section", "it must be a section"),
}
NO_ADVICE = Sentence("la valeur ne convient pas", "the value does not fit")


def broken_toml(message: str) -> Refusal:
    """Refuse a text that is not TOML; `message` is the reader's, which ends with the place."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    place = Sentence("à la fin du fichier", "at the end of the file")
    if found:
        line, column = found.groups()
        place = Sentence(f"ligne {line}, colonne {column}", f"line {line}, column {column}")
    return Refusal(
        "broken_policy",
        Sentence(
            f"Les règles ne sont pas lisibles, {place.fr} : l'écriture TOML y est rompue. Corrigez cet endroit, puis relisez le fichier.",
            f"The policy cannot be read, {place.en}: the TOML is broken there. Correct that place, then read the file again.",
        ),
    )


def wrong_field(error: ValidationError) -> Refusal:
    """Refuse a policy that says something impossible: the first fault, with its place."""
    first = error.errors(include_url=False)[0]
    place, advice = _place(first["loc"]), _advice(first)
    more = error.error_count() - 1
    rest = (
        Sentence(f" ({more} autre(s) à corriger ensuite)", f" ({more} more to correct next)")
        if more
        else Sentence("", "")
    )
    return Refusal(
        "wrong_policy",
        Sentence(
            f"Les règles ne sont pas acceptées. {place.fr}{advice.fr}{rest.fr}. Corrigez ce point, puis relisez le fichier.",
            f"The policy is not accepted. {place.en}{advice.en}{rest.en}. Correct this point, then read the file again.",
        ),
    )


def _place(path: tuple[int | str, ...]) -> Sentence:
    """Turn `("criteria", 2, "weight")` into « Section « criteria », n° 3, champ « weight » : »."""
    if not path:
        return Sentence("", "")
    french, english = [f"Section « {path[0]} »"], [f"Section “{path[0]}”"]
    for step in path[1:]:
        french.append(f"n° {step + 1}" if isinstance(step, int) else f"champ « {step} »")
        english.append(f"no. {step + 1}" if isinstance(step, int) else f"field “{step}”")
    return Sentence(f"{', '.join(french)} : ", f"{', '.join(english)}: ")


def _advice(found: ErrorDetails) -> Sentence:
    kind = found["type"]
    base = ADVICE.get(kind) or OTHER_TYPE.get(kind.split("_")[0], NO_ADVICE)
    context = {name: _plain(name, value) for name, value in found.get("ctx", {}).items()}
    said = Sentence(base.fr.format(**context), base.en.format(**context))
    if kind in ("missing", "extra_forbidden", "policy_rule") or not isinstance(found["input"], str | int | float):
        return said
    value = str(found["input"])[:40]
    return Sentence(f"« {value} » ne convient pas, {said.fr}", f"“{value}” does not fit, {said.en}")


def _plain(name: str, value: object) -> str:
    """Write a bound or a list of codes without the reader's English."""
    if name == "expected":
        return str(value).replace(" or ", ", ").replace("'", "")
    return f"{value:g}" if isinstance(value, float) else str(value)
