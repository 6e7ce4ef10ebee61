"""A table to fill for who has no list yet: the titles that are recognised, and one example row that is never counted."""

from dashboard.parts.export import XLSX_TYPE, as_xlsx
from dashboard.parts.fetch_links import FileLink

# The example row is known by its first word: a filled table sent with it still there makes no family of it.
COLUMNS = {
    "Référence": "EXEMPLE",
    "Nom du responsable": "MARTIN",
    "Prénom du responsable": "Awa",
    "Téléphone": "06 00 00 00 00",
    "Code postal": "93200",
    "Commune": "Saint-Denis",
    "Nombre d'enfants": "3",
    "Classe": "4e",
    "Ordinateurs demandés": "1",
    "Connexions demandées": "1",
    "Matériel disponible": "téléphone seulement",
    "Famille informée (oui/non)": "oui",
}


def template_link(label: str) -> FileLink:
    """Return the link to the empty table; its titles are French, as the lists are."""
    return FileLink(label, template, "liste-a-remplir.xlsx", XLSX_TYPE)


def template() -> bytes:
    """Make the empty table."""
    return as_xlsx(list(COLUMNS), [list(COLUMNS.values())])
