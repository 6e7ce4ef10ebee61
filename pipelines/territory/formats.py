"""How each published table of facts is read: its columns, the names that publishers give them, and what a line says.

A line that is not understood is held back with a sentence. An empty cell says nothing: it is never a « no » nor a zero.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from campaigns.model.outcome import Sentence
from geo.territories import Territories
from pipelines.registers import unknown_value
from pipelines.territory.mediation_schema import place_fault

YES: Final = frozenset({"oui", "o", "yes", "1", "true", "vrai", "x", "frr", "frr+", "qpv"})
NO: Final = frozenset({"non", "n", "no", "0", "false", "faux", "non_classee", "non_classe"})
# The letter of an identifier of a school follows from its seven digits.
UAI_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
# What the ministry publishes goes from some 45 to 185; outside this the column is another.
IPS_RANGE: Final = (30.0, 200.0)

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What one line says: of which commune, about which thing (a school, a place; else empty), and the value (None: nothing)."""

    commune_code: str
    thing: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Format:
    """A published table: columns that it must have, other names that they have elsewhere, and how a line is read."""

    required: tuple[str, ...]
    names: Mapping[str, str]
    read: Callable[[Cells, Territories], Told | Sentence]


def present_commune(code: str, places: Territories) -> str | None:
    """Return the commune of an INSEE code, that of today where the code is a former one; None where it is none."""
    full = code.strip().upper().zfill(5)
    return full if full in places.communes else places.by_former_code.get(full)


def unknown_commune(code: str) -> Sentence:
    """Say that a code is no commune."""
    return Sentence(
        f"colonne « commune_code », « {code} » n'est pas un code INSEE de commune (5 caractères).",
        f"column “commune_code”, “{code}” is not an INSEE commune code (5 characters).",
    )


def flag_line(column: str) -> Callable[[Cells, Territories], Told | Sentence]:
    """Return how a list of communes is read: being named means yes, unless a column of its own says otherwise."""

    def read(cells: Cells, places: Territories) -> Told | Sentence:
        commune = present_commune(cells["commune_code"], places)
        if commune is None:
            return unknown_commune(cells["commune_code"])
        if column not in cells:
            return Told(commune, "", 1.0)
        said = re.sub(r"[\s-]+", "_", cells[column].strip().lower().replace("é", "e"))
        if not said:
            return Told(commune, "", None)
        if said not in YES | NO:
            return unknown_value(column, cells[column], ["oui", "non"])
        return Told(commune, "", 1.0 if said in YES else 0.0)

    return read


def number(text: str) -> float | None:
    """Return a number written with a point or a comma; None where it is none."""
    found = re.fullmatch(r"-?\d{1,9}(?:[.,]\d{1,9})?", text.replace("\u202f", "").replace(" ", ""))
    return float(found[0].replace(",", ".")) if found else None


def not_a_number(column: str, value: str) -> Sentence:
    """Say that a cell holds no number."""
    return Sentence(
        f"colonne « {column} », « {value} » n'est pas un nombre.", f"column “{column}”, “{value}” is not a number."
    )


def score_line(cells: Cells, places: Territories) -> Told | Sentence:
    """Read a score by commune."""
    commune = present_commune(cells["commune_code"], places)
    if commune is None:
        return unknown_commune(cells["commune_code"])
    if cells["score"].strip().lower() in ("", "na", "nan", "nd"):
        return Told(commune, "", None)
    value = number(cells["score"])
    return not_a_number("score", cells["score"]) if value is None else Told(commune, "", value)


def school_line(cells: Cells, places: Territories) -> Told | Sentence:
    """Read a school with its index; one without an index says nothing."""
    code = cells["uai"].strip().upper()
    if not re.fullmatch(r"\d{7}[A-Z]", code) or code[7] != UAI_LETTERS[int(code[:7]) % 23]:
        return Sentence(
            f"colonne « uai », « {cells['uai']} » n'est pas un identifiant d'établissement (7 chiffres et leur lettre).",
            f"column “uai”, “{cells['uai']}” is not a school identifier (7 digits and their letter).",
        )
    commune = present_commune(cells["commune_code"], places)
    if commune is None:
        return unknown_commune(cells["commune_code"])
    if cells["ips"].strip().lower() in ("", "ns", "na", "nan"):
        return Told(commune, code, None)
    value = number(cells["ips"])
    if value is None:
        return not_a_number("ips", cells["ips"])
    if not IPS_RANGE[0] <= value <= IPS_RANGE[1]:
        return Sentence(
            f"colonne « ips », « {cells['ips']} » n'est pas un indice de position sociale (de 30 à 200).",
            f"column “ips”, “{cells['ips']}” is not a social position index (30 to 200).",
        )
    return Told(commune, code, value)


def place_line(cells: Cells, places: Territories) -> Told | Sentence:
    """Read a digital mediation place, as the national schema has it."""
    fault = place_fault(cells)
    if fault is not None:
        return fault
    if cells.get("commune_code"):
        commune = present_commune(cells["commune_code"], places)
        return Told(commune, cells["id"], 1.0) if commune else unknown_commune(cells["commune_code"])
    found = places.resolve_commune(cells["commune"], cells["code_postal"], None)
    if found.commune_code is None:
        return Sentence(
            f"« {cells['commune']} » ({cells['code_postal']}) n'est pas une commune reconnue ; ajoutez « code_insee ».",
            f"“{cells['commune']}” ({cells['code_postal']}) is not a known commune; add “code_insee”.",
        )
    return Told(found.commune_code, cells["id"], 1.0)


INSEE_NAMES: Final = dict.fromkeys(
    ("codgeo", "code_geo", "depcom", "com", "insee_com", "code_insee_commune", "code_insee_de_la_commune",
     "code_commune_insee", "codeinsee", "commune_insee"), "commune_code",
)  # fmt: skip
FORMATS: Final[Mapping[str, Format]] = {
    "qpv": Format(("commune_code",), INSEE_NAMES | {"a_un_qpv": "qpv"}, flag_line("qpv")),
    "frr": Format(("commune_code",), INSEE_NAMES | {"classement_frr": "frr", "zonage_frr": "frr"}, flag_line("frr")),
    "ifn": Format(("commune_code", "score"), INSEE_NAMES | dict.fromkeys(("ifn", "indice", "score_global"), "score"), score_line),
    "ips": Format(("uai", "commune_code", "ips"), INSEE_NAMES | dict.fromkeys(("numero_uai", "identifiant_de_l_etablissement"), "uai")
                  | dict.fromkeys(("ips_etab", "ips_ensemble_gt_pro"), "ips"), school_line),
    "mediation": Format(("id", "name", "commune", "code_postal", "adresse", "date_maj"), INSEE_NAMES, place_line),
}  # fmt: skip
