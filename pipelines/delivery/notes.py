"""Delivery notes: one for each site and partner, with what to hand over to which family.

Names come from the vault, for people who may read them, and the export is journalled."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy, parse_policy
from campaigns.statuses import REPORTS
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.events import UnitKey, events_of_units, serial_now, standing, unit_of
from pipelines.delivery.note import Note, NoteUnit
from pipelines.delivery.note_pdf import note_pdf, pick_list_pdf
from pipelines.delivery.note_sheets import note_csv, note_xlsx
from pipelines.delivery.places import grants_where_handed_over
from pipelines.delivery.references import grant_reference, note_reference
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.partners import partner_scope
from pipelines.planning.life import find_plan
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session


def export_deliveries(
    office: Office, actor: Actor, campaign_id: str, to: Path, plan_id: str | None = None
) -> Row | Refusal:
    """Write the delivery notes of an adopted plan under a folder, the PDF, XLSX and CSV of each site and partner, and its pick list.

    Returns
    -------
    dict or Refusal
        `notes` (how many), `units`, `files`.
    """
    notes = delivery_notes(office, actor, campaign_id, plan_id)
    if isinstance(notes, Refusal):
        return notes
    to.mkdir(parents=True, exist_ok=True)
    files = []
    for note in notes:
        for name, content in note_files(note):
            (to / name).write_bytes(content)
            files.append(name)
    return {"notes": len(notes), "units": sum(len(note.units) for note in notes), "files": files}


def note_files(note: Note) -> Iterator[tuple[str, bytes]]:
    """Make every file of a note: name and content."""
    yield f"{note.stem}.csv", note_csv(note)
    yield f"{note.stem}.xlsx", note_xlsx(note)
    yield f"{note.stem}.pdf", note_pdf(note)
    yield f"{note.stem}_preparation.pdf", pick_list_pdf(note)


def delivery_notes(
    office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None, partner_id: str | None = None
) -> list[Note] | Refusal:
    """Return the notes of an adopted plan (all, or one partner's), after journalling who reads the names.

    A person of a department reads the notes of its structures.
    """
    scope = Scope(None, actor.department_code) if partner_id is None else partner_scope(office, partner_id)
    refusal = check_can(actor, "delivery.export", scope)
    if refusal is not None:
        return refusal
    plan = find_plan(office, campaign_id, plan_id, "revoke")
    if isinstance(plan, Refusal):
        return plan
    with office.store.reading() as session:
        grants = [
            grant for grant in grants_where_handed_over(session, campaign_id, plan["plan_id"])
            if partner_id in (None, grant["partner_id"])
            and actor.department_code in (None, grant["partner_department_code"])
        ]  # fmt: skip
        families = family_names(office, session, campaign_id, grants, partner_id or "")
        events = events_of_units(session, campaign_id, partner_id or "")
        named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
        slots = {(row["site_id"], row["household_id"]): row["slot_on"] for row in session.rows("delivery/slots", named)}
        policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    own = [grant | {"slot_on": slots.get((grant["site_id"], grant["household_id"]))} for grant in grants]
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
    return journalled if isinstance(journalled, Refusal) else notes_of(office.clock(), own, families, policy, events)


def notes_of(
    made_at: datetime,
    grants: Sequence[Row],
    families: Mapping[tuple[str, str], Row],
    policy: Policy,
    events: Mapping[UnitKey, Sequence[Row]],
) -> list[Note]:
    """Group grants into notes."""
    labels = {item.code: item.label_fr for item in policy.items}
    ordered = sorted(
        grants,
        key=lambda grant: (grant["site_code"], grant["partner_code"], grant["rank"], grant["line_id"], grant["side"]),
    )
    notes = []
    for _, group in groupby(ordered, key=lambda grant: (grant["site_code"], grant["partner_code"])):
        rows = list(group)
        first = rows[0]
        units = tuple(note_unit(grant, families, labels, events.get(unit_of(grant), ())) for grant in rows)
        reference = note_reference(first["plan_id"], first["site_id"], first["partner_id"])
        notes.append(
            Note(
                reference, first["site_code"], first["site_name"], first["partner_code"], first["partner_name"], made_at, units
            )
        )  # fmt: skip
    return notes


def note_unit(
    grant: Row, families: Mapping[tuple[str, str], Row], labels: Mapping[str, str], events: Sequence[Row]
) -> NoteUnit:
    """Return one unit to hand over, with what is known of it already; the signature is left to the family."""
    family = families.get((grant["household_id"], grant["partner_id"]), {})
    last = events[-1] if events else None
    return NoteUnit(
        reference=grant_reference(grant["plan_id"], grant["line_id"], grant["side"]),
        own_reference=str(family.get("reference", "")),
        family=str(family.get("name", "")),
        household_id=grant["household_id"],
        item=grant["item"],
        label=labels.get(grant["item"], str(grant["item"])),
        side=grant["side"],
        grade=grant["grade"],
        site_name=str(grant["site_name"]),
        mode=grant["mode"],
        stands=standing(grant["state"], events),
        status=written_status(grant["state"], last),
        on=f"{last['happened_on']:%d/%m/%Y}" if last else "",
        serial=serial_now(events),
        slot_on=grant["slot_on"],
    )


def written_status(state: str, last: Row | None) -> str:
    """Return the word of the status column for where a unit stands: the one that was reported, where there was one."""
    if last is not None:
        said = (last["kind"], last["reason"], last["to_proxy"])
        for word, report in REPORTS.items():
            if (report.kind, report.reason or "", report.to_proxy) == said:
                return word
    return {"delivered": "livré", "handed_over": "remis", "returned": "retourné"}.get(state, "")


def family_names(
    office: Office, session: Session, campaign_id: str, grants: Sequence[Row], partner_id: str = ""
) -> dict[tuple[str, str], Row]:
    """Return (household_id, partner_id) -> the name and reference by which that partner, or each, knows the family."""
    homes = {grant["household_id"] for grant in grants}
    named = {"campaign_id": campaign_id, "partner_id": partner_id}
    requests = [row for row in session.rows("delivery/requests_of_households", named) if row["household_id"] in homes]
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
