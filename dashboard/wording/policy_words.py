"""The facts and needs that a policy speaks of, in the words of the screens. No rule may be read from them."""

from dashboard.wording.translation import mark as _

FACTS = {
    "exam_year": _("année d'examen"),
    "urgent": _("urgence attestée"),
    "device_situation": _("appareils"),
    "connection_situation": _("connexion"),
    "housing_kind": _("logement"),
    "partner_kind": _("structure"),
    "commune_code": _("commune"),
    "department_code": _("département"),
    "children_count": _("enfants"),
    "students_count": _("élèves et étudiants"),
    "pupils_count": _("élèves et étudiants"),
    "household_size": _("personnes au foyer"),
    "scholarship_step": _("échelon de bourse"),
    "waiting_days": _("jours d'attente"),
    "already_device_count": _("appareils déjà reçus"),
}

NEEDS = {
    "laptop": _("Un ordinateur"),
    "tablet": _("Une tablette"),
    "smartphone": _("Un smartphone"),
    "phone": _("Un téléphone simple"),
}
