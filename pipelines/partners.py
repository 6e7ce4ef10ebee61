"""The register of partner structures and of sites, shared by all campaigns.

Contacts of a partner are sealed in the vault; codes, names, kinds and communes are plain.
This module must never know anything of requests.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import PartnerKind, SiteKind
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.registers import Register, read_register, unknown_value
from pipelines.sealing import append_sealed, unsealed_all
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest

PARTNER_COLUMNS = ("code", "name", "kind", "commune_code")
SITE_COLUMNS = ("code", "name", "kind", "commune_code", "capacity_per_day")
CONTACT = "partner_contact"


@dataclass(frozen=True)
class PartnerRow:
    """One line of `partners import`."""

    code: str
    name: str
    kind: str
    commune_code: str
    phone: str
    email: str


@dataclass(frozen=True)
class SiteRow:
    """One line of `sites import`."""

    code: str
    name: str
    kind: str
    commune_code: str
    capacity_per_day: int | None


def import_partners(office: Office, actor: Actor, data: bytes, file_name: str) -> Row | Refusal:
    """Add or update partners by code; sending the same file again changes nothing.

    Returns
    -------
    dict or Refusal
        `added, updated, unchanged` (counts) and `faults` (a sentence in French and English for each row held back).
    """
    register = read_register(
        office.reading_room, data, file_name, PARTNER_COLUMNS, lambda cells: partner_row(office, cells)
    )
    if isinstance(register, Refusal):
        return register
    command = Command(
        "partner.import", actor, ORGANISATION, f"partner.import:{file_digest(data)}:{office.clock()}", scope=Scope()
    )
    return perform(office, command, lambda session: write_partners(office, session, register))


def import_sites(office: Office, actor: Actor, data: bytes, file_name: str) -> Row | Refusal:
    """Add or update sites by code; the answer is as for partners."""
    register = read_register(office.reading_room, data, file_name, SITE_COLUMNS, lambda cells: site_row(office, cells))
    if isinstance(register, Refusal):
        return register
    command = Command(
        "site.import", actor, ORGANISATION, f"site.import:{file_digest(data)}:{office.clock()}", scope=Scope()
    )
    return perform(office, command, lambda session: write_sites(office, session, register))


def partner_row(office: Office, cells: Mapping[str, str]) -> PartnerRow | Sentence:
    """Check one partner."""
    fault = place_fault(office, cells, [kind.value for kind in PartnerKind])
    return fault or PartnerRow(
        cells["code"], cells["name"], cells["kind"], commune_code(cells), cells.get("phone", ""), cells.get("email", "")
    )


def site_row(office: Office, cells: Mapping[str, str]) -> SiteRow | Sentence:
    """Check one site."""
    fault = place_fault(office, cells, [kind.value for kind in SiteKind])
    if fault is not None:
        return fault
    capacity = cells["capacity_per_day"]
    if capacity and not capacity.isdecimal():
        return Sentence(
            f"colonne « capacity_per_day », « {capacity} » n'est pas un nombre entier.",
            f"column “capacity_per_day”, “{capacity}” is not a whole number.",
        )
    return SiteRow(
        cells["code"], cells["name"], cells["kind"], commune_code(cells), int(capacity) if capacity else None
    )


def place_fault(office: Office, cells: Mapping[str, str], kinds: list[str]) -> Sentence | None:
    """Say what is wrong with the columns that partners and sites share."""
    for column in ("code", "name"):
        if not cells.get(column):
            return Sentence(f"la colonne « {column} » est vide.", f"column “{column}” is empty.")
    if cells["kind"] not in kinds:
        return unknown_value("kind", cells["kind"], kinds)
    if office.territories.commune(commune_code(cells)) is None:
        return Sentence(
            f"colonne « commune_code », « {cells['commune_code']} » n'est pas un code INSEE de commune (5 caractères).",
            f"column “commune_code”, “{cells['commune_code']}” is not an INSEE commune code (5 characters).",
        )
    return None


def commune_code(cells: Mapping[str, str]) -> str:
    """Return the INSEE code with the zero that spreadsheets drop."""
    return cells["commune_code"].zfill(5)


def write_partners(office: Office, session: Session, register: Register[PartnerRow]) -> Effect:
    """Upsert partners and seal their contacts."""
    known = {row["code"]: row["partner_id"] for row in session.rows("partner/all")}
    latest = {row.code: row for row in register.rows}
    ids = {code: known.get(code) or new_id(office.clock()) for code in latest}
    columns = [base_columns(office, row) | {"partner_id": ids[row.code]} for row in latest.values()]
    session.stage("arriving_partner", pa.Table.from_pylist(columns, schema=PARTNER_SCHEMA))
    touched = session.run("partner/upsert")
    contacts = [
        (ids[row.code], CONTACT, {"phone": row.phone, "email": row.email})
        for row in latest.values()
        if row.phone or row.email
    ]
    append_sealed(session, office.vault, ORGANISATION, contacts)
    return counted("partner", len(latest), len(latest.keys() - known.keys()), touched, register.faults)


def write_sites(office: Office, session: Session, register: Register[SiteRow]) -> Effect:
    """Upsert sites."""
    known = {row["code"]: row["site_id"] for row in session.rows("site/all")}
    latest = {row.code: row for row in register.rows}
    columns = [
        base_columns(office, row)
        | {"site_id": known.get(row.code) or new_id(office.clock()), "capacity_per_day": row.capacity_per_day}
        for row in latest.values()
    ]
    session.stage("arriving_site", pa.Table.from_pylist(columns, schema=SITE_SCHEMA))
    touched = session.run("site/upsert")
    return counted("site", len(latest), len(latest.keys() - known.keys()), touched, register.faults)


def base_columns(office: Office, row: PartnerRow | SiteRow) -> dict[str, Any]:
    """Return the columns that partners and sites share."""
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "commune_code": row.commune_code,
        "department_code": office.territories.department_of(row.commune_code),
        "created_at": office.clock(),
    }


def counted(kind: str, total: int, added: int, touched: int, faults: tuple[Sentence, ...]) -> Effect:
    """Return the three buckets of a register import."""
    counts = {"added": added, "updated": max(touched - added, 0), "unchanged": total - max(touched, added)}
    sentences = [{"fr": fault.fr, "en": fault.en} for fault in faults]
    return Effect({**counts, "faults": sentences}, kind, {**counts, "faults": len(faults)})


def partner_scope(office: Office, partner_id: str) -> Scope:
    """Return what is acted upon where it is one structure's: its own data, in its department."""
    with office.store.reading() as session:
        found = session.rows("partner/one", {"partner_id": partner_id})
    return Scope(partner_id, found[0]["department_code"] if found else None)


def list_partners(office: Office, actor: Actor) -> list[Row]:
    """Return the partners that the actor may see: `partner_id, code, name, kind, commune_code, department_code`."""
    with office.store.reading() as session:
        rows = session.rows("partner/all")
    return [
        row
        for row in rows
        if check_can(actor, "partner.read", Scope(row["partner_id"], row["department_code"])) is None
    ]


def find_partner(office: Office, code: str) -> Row | Refusal:
    """Return the partner of that code."""
    with office.store.reading() as session:
        found = session.rows("partner/by_code", {"code": code})
    if found:
        return found[0]
    return Refusal(
        "unknown_partner",
        Sentence(
            f"Le partenaire « {code} » n'est pas dans le registre. Ajoutez-le (connexion partners import FICHIER), "
            "ou vérifiez son code. Rien n'a été reçu.",
            f"Partner “{code}” is not in the register. Add it (connexion partners import FILE), or check its code. "
            "Nothing was received.",
        ),
    )


def list_sites(office: Office, actor: Actor) -> list[Row] | Refusal:
    """Return the sites: `site_id, code, name, kind, commune_code, department_code, capacity_per_day`."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("site/all")


def partner_contacts(office: Office, session: Session) -> dict[str, dict[str, Any]]:
    """Return `partner_id -> {phone, email}` of all partners, opened in memory (hub contacts of linkage)."""
    return unsealed_all(session, office.vault, ORGANISATION, CONTACT)


PARTNER_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("partner_id", "code", "name", "kind", "commune_code", "department_code")]
    + [("created_at", pa.timestamp("us"))]
)
SITE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("site_id", "code", "name", "kind", "commune_code", "department_code")]
    + [("created_at", pa.timestamp("us")), ("capacity_per_day", pa.int32())]
)
