"""The words of the page that a family is given, in French: it goes on paper, to people, and not through the screens."""

FIELDS = {
    "partner_reference": "Référence de la structure", "guardian_last_name": "Nom du responsable",
    "guardian_first_name": "Prénom du responsable", "guardian_full_name": "Nom et prénom du responsable",
    "guardian_birth_date": "Naissance du responsable", "child_last_name": "Nom de l'enfant",
    "child_first_name": "Prénom de l'enfant", "child_birth_date": "Naissance de l'enfant", "phone_1": "Téléphone",
    "phone_2": "Autre téléphone", "email": "Adresse électronique", "address": "Adresse", "postcode": "Code postal",
    "commune": "Commune", "commune_code": "Code de la commune", "department_code": "Département", "school_level": "Classe",
    "exam_year": "Année d'examen", "children_count": "Nombre d'enfants", "students_count": "Nombre d'élèves",
    "household_size": "Personnes au foyer", "housing_kind": "Logement", "device_situation": "Appareils au foyer",
    "connection_situation": "Connexion au foyer", "need_laptop": "Ordinateurs demandés", "need_tablet": "Tablettes demandées",
    "need_smartphone": "Smartphones demandés", "need_phone": "Téléphones demandés", "need_connection": "Connexions demandées",
    "need_text": "Besoin, en toutes lettres", "operator": "Opérateur", "line_to_recharge": "Ligne à recharger",
    "scholarship_level": "Échelon de bourse", "urgency": "Urgence", "information_given": "Famille informée",
    "help_wanted": "Demande d'accompagnement", "note": "Remarque",
    "households_count": "Nombre de familles",
}  # fmt: skip
STATES = {
    "active": "prise en compte",
    "withdrawn": "retirée",
    "objected": "écartée à votre demande (opposition)",
    "erased": "effacée",
}
ROLES_SEEN = {
    "partner": "Une structure partenaire", "coordinator": "La coordination", "approver": "La validation",
    "logistics": "La logistique", "leadership": "La direction", "dpo": "La protection des données",
    "admin": "L'administration",
}  # fmt: skip
WAYS = {
    "identity.read": "a lu", "person.export": "a préparé cette page", "list.submit": "a transmis la liste",
    "list.correct": "a corrigé la liste", "delivery.export": "a tiré les bons de livraison", "erase": "a effacé",
    "person.object": "a noté votre opposition",
}  # fmt: skip
THROUGH = {
    "family": "votre dossier",
    "list": "la liste où vous êtes",
    "structure": "les familles de la structure",
    "notes": "les bons de livraison",
}
