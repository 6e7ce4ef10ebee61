"""The label of every field that a column of a list may hold: French here, English in the catalogue.

The fields are those of the row contract (a test compares). No rule may be read from a label.
"""

from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

FIELDS: dict[str, str] = {
    "partner_reference": _("Votre référence"),
    "guardian_last_name": _("Nom du responsable"),
    "guardian_first_name": _("Prénom du responsable"),
    "guardian_full_name": _("Nom et prénom du responsable"),
    "guardian_birth_date": _("Naissance du responsable"),
    "child_last_name": _("Nom de l'enfant"),
    "child_first_name": _("Prénom de l'enfant"),
    "child_birth_date": _("Naissance de l'enfant"),
    "school_level": _("Classe ou niveau"),
    "exam_year": _("Année d'examen"),
    "phone_1": _("Téléphone"),
    "phone_2": _("Autre téléphone"),
    "email": _("Adresse e-mail"),
    "address": _("Adresse"),
    "postcode": _("Code postal"),
    "commune": _("Commune"),
    "commune_code": _("Code INSEE de la commune"),
    "children_count": _("Nombre d'enfants"),
    "students_count": _("Nombre d'élèves"),
    "household_size": _("Personnes au foyer"),
    "households_count": _("Nombre de familles"),
    "housing_kind": _("Logement"),
    "device_situation": _("Appareils au foyer"),
    "connection_situation": _("Connexion au foyer"),
    "need_laptop": _("Ordinateurs demandés"),
    "need_tablet": _("Tablettes demandées"),
    "need_smartphone": _("Smartphones demandés"),
    "need_phone": _("Téléphones demandés"),
    "need_connection": _("Connexions demandées"),
    "need_text": _("Besoin, en toutes lettres"),
    "operator": _("Opérateur"),
    "line_to_recharge": _("Ligne à recharger"),
    "scholarship_level": _("Échelon de bourse"),
    "urgency": _("Urgence"),
    "information_given": _("Famille informée"),
    "help_wanted": _("Demande d'accompagnement"),
    "note": _("Remarque"),
}
IGNORE = "ignore"
REFUSE = "refuse"
OTHER: dict[str, str] = {
    IGNORE: _("Ne pas lire cette colonne"),
    REFUSE: _("Retirée : ne doit pas être gardée"),
}
# What may be chosen for a column: a withdrawn one is withdrawn by the reading, never by a choice.
CHOICES: tuple[str, ...] = (*FIELDS, IGNORE)


def field_label(target: str, words: Words) -> str:
    """Return the label of a column's target in the reader's language."""
    return words((FIELDS | OTHER).get(target, target))
