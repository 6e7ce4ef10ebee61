"""What a message to a structure says: counts and what to do, in plain French. It is given no name and can hold none."""

import os
from collections.abc import Mapping

from campaigns.statuses import STATUS_WORDS, Status
from pipelines.delivery.note_pdf import PUBLIC_ADDRESS

SIGNATURE = "Connexion d'urgence, Emmaüs Connect"


def units(count: int) -> str:
    """Return a count with its unit."""
    return f"{count} unité" if count < 2 else f"{count} unités"


def subject_of(counts: Mapping[Status, int], campaign_name: str) -> str:
    """Return the subject of a message."""
    return f"{campaign_name} : {units(sum(counts.values()))} pour vos familles"


def body_of(counts: Mapping[Status, int], campaign_name: str) -> str:
    """Return the text of a message: one line a status, with what to do."""
    lines = [
        f"- {STATUS_WORDS[status].partner.fr} : {units(counts[status])}. {STATUS_WORDS[status].partner_next.fr}"
        for status in Status
        if counts.get(status)
    ]
    address = os.environ.get(PUBLIC_ADDRESS, "").rstrip("/")
    where = (
        f"Voir la liste et noter les remises : {address}/remises"
        if address
        else "La liste est sur votre page « Remises »."
    )
    head = f"Bonjour,\n\nVoici où en est le matériel de vos familles dans « {campaign_name} » :"
    note = "Ce message ne contient aucun nom ; n'en ajoutez pas en répondant."
    return "\n".join([head, "", *lines, "", where, "", note, "", SIGNATURE, ""])
