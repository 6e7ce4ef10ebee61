"""The national schema of digital mediation places, v1.0.2: its fields in their order, and what each must look like.

Written after the schema « standard-mediation-num » (La MedNum, ANCT, Datactivist ; Licence Ouverte 2.0,
https://schema.data.gouv.fr/LaMednum/standard-mediation-num/). A test compares every name and pattern with it.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from campaigns.model.outcome import Sentence

VERSION: Final = "v1.0.2"
FIELDS: Final = (
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude", "longitude",
    "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume", "presentation_detail", "source",
    "itinerance", "structure_parente", "date_maj", "services", "publics_specifiquement_adresses", "prise_en_charge_specifique",
    "frais_a_charge", "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
)  # fmt: skip
REQUIRED: Final = ("id", "pivot", "nom", "commune", "code_postal", "adresse", "date_maj")
PATTERNS: Final = {
    "pivot": r"[a-zA-Z0-9]{9,14}",
    "code_postal": r"\d{5}",
    "code_insee": r"([013-9]\d|2[AB1-9])\d{3}",
}
# A register names these columns in its own words.
SAID_AS: Final = {"nom": "name", "code_insee": "commune_code"}
# What the importer needs to count a place; a place whose SIRET is not given is a place.
NEEDED: Final = ("id", "nom", "commune", "code_postal", "date_maj")


def place_fault(cells: Mapping[str, str]) -> Sentence | None:
    """Say what is wrong with one place."""
    for name in NEEDED:
        if not cells.get(SAID_AS.get(name, name), "").strip():
            return Sentence(f"la colonne « {name} » est vide.", f"column “{name}” is empty.")
    for name, pattern in PATTERNS.items():
        value = cells.get(SAID_AS.get(name, name), "").strip()
        if value and not re.fullmatch(pattern, value):
            return not_of_schema(name, value)
    try:
        date.fromisoformat(cells["date_maj"].strip())
    except ValueError:
        return not_of_schema("date_maj", cells["date_maj"])
    return None


def not_of_schema(name: str, value: str) -> Sentence:
    """Say that a value is not as the schema wants it."""
    return Sentence(
        f"colonne « {name} », « {value} » n'a pas la forme que le schéma {VERSION} demande.",
        f"column “{name}”, “{value}” is not of the form that schema {VERSION} asks for.",
    )
