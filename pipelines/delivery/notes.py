"""Delivery notes: one for each site and partner, as XLSX and CSV, with what to hand over to which family.

Names come from the vault, for people who may read them, and the export is journalled. No cell can run as a formula.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.references import grant_reference
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.planning.life import find_plan
from pipelines.reporting.cells import plain_cell
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

HEADER = ("référence", "votre référence", "famille", "matériel", "site", "statut", "motif", "signature")
STATUSES = ("livré", "remis", "non retiré", "retourné")


@dataclass(frozen=True)
class Note:
    """What one site gives to one partner under a plan."""

    site_code: str
    site_name: str
    partner_code: str
    partner_name: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def stem(self) -> str:
        """Return the file name without its ending."""
        return f"bon_{safe_stem(self.site_code)}_{safe_stem(self.partner_code)}"


def export_deliveries(
    office: Office, actor: Actor, campaign_id: str, to: Path, plan_id: str | None = None
) -> Row | Refusal:
    """Write the delivery notes of an adopted plan under a folder, one XLSX and one CSV for each site and partner.

    Returns
    -------
    dict or Refusal
        `plan_id, notes` (how many), `units`, `files`.
    """
    notes = delivery_notes(office, actor, campaign_id, plan_id)
    if isinstance(notes, Refusal):
        return notes
    to.mkdir(parents=True, exist_ok=True)
    files = []
    for note in notes:
        for ending, content in (("csv", note_csv(note)), ("xlsx", note_xlsx(note))):
            path = to / f"{note.stem}.{ending}"
            path.write_bytes(content)
            files.append(path.name)
    return {"notes": len(notes), "units": sum(len(note.rows) for note in notes), "files": files}


def delivery_notes(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, partner_id: str | None = None
) -> list[Note] | Refusal:
    """Return the notes of an adopted plan (all, or one partner's), after journalling who reads the names."""
    scope = Scope(partner_id)
    refusal = check_can(actor, "delivery.export", scope)
    if refusal is not None:
        return refusal
    plan = find_plan(office, campaign_id, plan_id, "revoke")
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        grants = session.rows("plan/grants", {"campaign_id": campaign_id, "plan_id": plan["plan_id"]})
        families = family_names(office, session, campaign_id, grants)
        policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    own = [grant for grant in grants if partner_id in (None, grant["partner_id"])]
    reading = {"plan_id": plan["plan_id"], "units": len(own)}
    command = Command(
        "delivery.export",
        actor,
        campaign_id,
        f"delivery.export:{plan['plan_id']}:{office.clock()}:{actor.user_id}",
        reading,
        scope,
    )
    journalled = perform(office, command, lambda session: Effect(reading, plan["plan_id"], reading))
    return journalled if isinstance(journalled, Refusal) else notes_of(campaign_id, own, families, policy)


def notes_of(
    campaign_id: str, grants: Sequence[Row], families: dict[tuple[str, str], Row], policy: Policy
) -> list[Note]:
    """Group grants into notes."""
    labels = {item.code: item.label_fr for item in policy.items}
    ordered = sorted(
        (handed_over_where(grant) for grant in grants),
        key=lambda grant: (grant["site_code"], grant["partner_code"], grant["rank"], grant["line_id"], grant["side"]),
    )
    notes = []
    for _, group in groupby(ordered, key=lambda grant: (grant["site_code"], grant["partner_code"])):
        rows = list(group)
        first = rows[0]
        lines = tuple(note_row(campaign_id, grant, families, labels) for grant in rows)
        notes.append(Note(first["site_code"], first["site_name"], first["partner_code"], first["partner_name"], lines))
    return notes


def handed_over_where(grant: Row) -> Row:
    """Return a grant under the site that hands it over: the one to which it is moved, where it is."""
    if grant["via_site_id"] is None:
        return grant
    return grant | {name: grant[f"via_{name}"] for name in ("site_id", "site_code", "site_name")}


def note_row(
    campaign_id: str, grant: Row, families: dict[tuple[str, str], Row], labels: dict[str, str]
) -> tuple[str, ...]:
    """Return the cells of one unit to hand over; status, reason and signature are left to fill."""
    family = families.get((grant["household_id"], grant["partner_id"]), {})
    status = {"delivered": "livré", "handed_over": "remis", "returned": "retourné"}.get(grant["state"], "")
    reference = grant_reference(campaign_id, grant["line_id"], grant["side"])
    return (
        reference, str(family.get("reference", "")), str(family.get("name", "")), labels.get(grant["item"], str(grant["item"])),
        str(grant["site_name"]), status, "", "",
    )  # fmt: skip


def family_names(
    office: Office, session: Session, campaign_id: str, grants: Sequence[Row]
) -> dict[tuple[str, str], Row]:
    """Return (household_id, partner_id) -> the name and reference by which that partner knows the family."""
    homes = {grant["household_id"] for grant in grants}
    requests = [
        row for row in session.rows("delivery/requests_of_households", {"campaign_id": campaign_id})
        if row["household_id"] in homes
    ]  # fmt: skip
    identities = unsealed(session, office.vault, campaign_id, IDENTITY, {row["request_id"] for row in requests})
    families: dict[tuple[str, str], Row] = {}
    for row in requests:
        identity = identities.get(row["request_id"])
        if identity is not None:
            known = {"name": family_name(identity), "reference": identity.get("partner_reference", "")}
            families.setdefault((row["household_id"], row["partner_id"]), known)
    return families


def family_name(identity: dict[str, Any]) -> str:
    """Return the name to call at the desk: the guardian's, else the child's."""
    guardian = f"{identity.get('guardian_last_name', '')} {identity.get('guardian_first_name', '')}".strip()
    child = f"{identity.get('child_last_name', '')} {identity.get('child_first_name', '')}".strip()
    return guardian or str(identity.get("guardian_full_name") or "") or child


def note_csv(note: Note) -> bytes:
    """Return a note as CSV for French spreadsheets (`;`, UTF-8 with BOM)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([plain_cell(cell) for cell in row] for row in note.rows)
    return text.getvalue().encode("utf-8-sig")


def note_xlsx(note: Note) -> bytes:
    """Return a note as a workbook that prints on A4, with a list of statuses to choose from."""
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet("Bon de livraison")
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, f"Bon de livraison : {note.site_name} → {note.partner_name}", bold)
    for place, title in enumerate(HEADER):
        sheet.write_string(2, place, title, bold)
    for number, row in enumerate(note.rows, start=3):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    sheet.data_validation(3, 5, 2 + max(len(note.rows), 1), 5, {"validate": "list", "source": list(STATUSES)})
    for place, width in enumerate((16, 16, 28, 26, 24, 12, 22, 22)):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    book.close()
    return sink.getvalue()


def safe_stem(text: str) -> str:
    """Return a code as it can stand in a file name."""
    return "".join(character if character.isalnum() else "-" for character in text)[:40]
