"""Our own sites as the national schema of digital mediation places has them: one CSV that the national map can take.

What the register of sites does not know (SIRET, street, hours) comes from a table of the organisation's; it is never made up.
A site without what the schema asks for is not written, and the answer says so.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import SiteKind
from campaigns.model.outcome import Refusal, Sentence
from geo.territories import Commune
from pipelines.office import Office
from pipelines.registers import read_register
from pipelines.reporting.exports import csv_bytes
from pipelines.store.port import Row
from pipelines.territory.mediation_schema import FIELDS, PATTERNS, REQUIRED, not_of_schema

FILE: Final = "lieux-mediation-numerique.csv"
# A depot receives nobody: it is no mediation place.
PROGRAMMES: Final = {
    SiteKind.POINT_ACCUEIL: "Emmaüs Connect",
    SiteKind.RELAIS: "Relais numérique (Emmaüs Connect)",
}
SERVICES: Final = "Accès internet et matériel informatique"
ASKED: Final = ("code", "pivot", "adresse")
GIVEN: Final = (
    "pivot",
    "adresse",
    "complement_adresse",
    "code_postal",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
)
# The register's own names of these columns, given back to the schema's.
NAMES: Final = {"phone": "telephone", "email": "courriels", "courriel": "courriels", "siret": "pivot"}
PHONE: Final = r"(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)\d{6,9}"


def export_mediation(
    office: Office, actor: Actor, to: Path, details: bytes = b"", file_name: str = ""
) -> Row | Refusal:
    """Write the sites that are open to the public.

    Parameters
    ----------
    details
        A table `code, pivot, adresse` (and at need `code_postal, complement_adresse, telephone, courriels, site_web, horaires`).

    Returns
    -------
    dict or Refusal
        `written`, `left_out` (sites that lack what the schema asks for), `files`, and `faults` (a sentence for each of them, and
        for each line of the details held back).
    """
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    known, faults = read_details(office, details, file_name) if details else ({}, [])
    if isinstance(known, Refusal):
        return known
    with office.store.reading() as session:
        sites = [row for row in session.rows("site/all") if row["kind"] in PROGRAMMES and row["closed_at"] is None]
    rows, left_out = [], []
    for site in sites:
        row = place_row(
            site, office.territories.communes[site["commune_code"]], known.get(site["code"], {}), office.clock().date()
        )
        missing = [name for name in REQUIRED if not row[name]]
        rows += [] if missing else [row]
        left_out += [lacking(site["code"], missing)] if missing else []
    to.mkdir(parents=True, exist_ok=True)
    (to / FILE).write_bytes(csv_bytes(rows) if rows else (";".join(FIELDS) + "\r\n").encode("utf-8-sig"))
    said = [{"fr": fault.fr, "en": fault.en} for fault in [*faults, *left_out]]
    return {"written": len(rows), "left_out": len(left_out), "files": [FILE], "faults": said}


def read_details(office: Office, data: bytes, file_name: str) -> tuple[dict[str, Row] | Refusal, list[Sentence]]:
    """Return what the organisation adds, by site code, and the lines held back."""
    register = read_register(office.reading_room, data, file_name, ASKED, detail_line, NAMES)
    if isinstance(register, Refusal):
        return register, []
    return {row["code"]: row for row in register.rows}, list(register.faults)


def detail_line(cells: Mapping[str, str]) -> Row | Sentence:
    """Check one line."""
    for name, pattern in (("pivot", PATTERNS["pivot"]), ("code_postal", PATTERNS["code_postal"]), ("telephone", PHONE)):
        value = cells.get(name, "")
        if value and not re.fullmatch(pattern, value):
            return not_of_schema(name, value)
    return {"code": cells["code"]} | {name: cells.get(name, "") for name in GIVEN}


def place_row(site: Row, commune: Commune, details: Mapping[str, str], today: date) -> Row:
    """Return one site in the fields of the schema; what is not known is empty."""
    kind = SiteKind(site["kind"])
    row: Row = dict.fromkeys(FIELDS, "") | {name: details.get(name, "") for name in GIVEN}
    one_postcode = commune.postcodes[0] if len(commune.postcodes) == 1 else ""
    return row | {
        "id": site["code"], "nom": site["name"], "commune": commune.name, "code_insee": commune.commune_code,
        "code_postal": details.get("code_postal") or one_postcode, "source": "Connexion d'urgence", "itinerance": "Fixe",
        "date_maj": today.isoformat(), "services": SERVICES, "frais_a_charge": "Gratuit",
        "dispositif_programmes_nationaux": PROGRAMMES[kind],
    }  # fmt: skip


def lacking(code: str, missing: list[str]) -> Sentence:
    """Say what a site lacks."""
    names = ", ".join(missing)
    return Sentence(
        f"Le site « {code} » n'est pas écrit : il manque {names} (tableau --details).",
        f"Site “{code}” is not written: {names} missing (table --details).",
    )
