"""One family opened for the data protection officer, with a reason; and who saw it, from the journal."""

from enum import StrEnum

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import OpeningReason
from campaigns.model.outcome import Refusal
from pipelines.commands import Command, Effect, perform
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.privacy.erasure import unknown_family
from pipelines.sealing import unsealed
from pipelines.store.port import Row


class Through(StrEnum):
    """By which way somebody saw a family."""

    FAMILY = "family"
    LIST = "list"
    STRUCTURE = "structure"
    NOTES = "notes"


def open_person(
    office: Office, actor: Actor, campaign_id: str, subject_id: str, reason: OpeningReason
) -> list[Row] | Refusal:
    """Open what a family's structures wrote of it; the journal keeps who, when and why.

    Returns
    -------
    list of dict or Refusal
        One row a request: `request_id, household_id, state, received_at, partner_id, list_id, row_no`, `values` (as written;
        empty once erased).
    """
    rows = family_rows(office, campaign_id, subject_id)
    key = f"identity.read:{actor.user_id}:{subject_id}:{office.clock().isoformat()}"
    command = Command("identity.read", actor, campaign_id, key, {"reason": reason.value}, family_scope(rows))
    home = next((row["household_id"] for row in rows if row["household_id"]), subject_id)
    noted = perform(office, command, lambda _: Effect({}, home, {"reason": reason.value}) if rows else unknown_family())
    return noted if isinstance(noted, Refusal) else opened(office, campaign_id, rows)


def family_rows(office: Office, campaign_id: str, subject_id: str) -> list[Row]:
    """Return the requests of a family, erased ones too."""
    with office.store.reading() as session:
        return session.rows("erasure/family", {"campaign_id": campaign_id, "subject_id": subject_id})


def family_scope(rows: list[Row]) -> Scope:
    """Return whose family it is where it is one structure's alone; else the whole campaign's."""
    partners = {(row["partner_id"], row["department_code"]) for row in rows}
    return Scope(*partners.pop()) if len(partners) == 1 else Scope()


def opened(office: Office, campaign_id: str, rows: list[Row]) -> list[Row]:
    """Return the rows with what is sealed of them."""
    with office.store.reading() as session:
        named = unsealed(session, office.vault, campaign_id, IDENTITY, [row["request_id"] for row in rows])
    kept = ("request_id", "household_id", "state", "received_at", "partner_id", "list_id", "row_no")
    return [{name: row[name] for name in kept} | {"values": named.get(row["request_id"], {})} for row in rows]


def who_saw(office: Office, actor: Actor, campaign_id: str, subject_id: str) -> list[Row] | Refusal:
    """Return who read or changed what names a family, newest first.

    Returns
    -------
    list of dict or Refusal
        `happened_at, actor_id, role, action, through` (the family itself, one of its lists, its structure, or a plan's notes).
    """
    refusal = check_can(actor, "journal.read", Scope())
    if refusal is not None:
        return refusal
    rows = family_rows(office, campaign_id, subject_id)
    homes = sorted({row["household_id"] for row in rows if row["household_id"]})
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        session.stage("seen_household", pa.table({"household_id": pa.array(homes, pa.string())}))
        plans = [row["plan_id"] for row in session.rows("erasure/granting_plans", named)]
        ways = {
            **dict.fromkeys(plans, Through.NOTES), **{row["partner_id"]: Through.STRUCTURE for row in rows},
            **{row["list_id"]: Through.LIST for row in rows}, **dict.fromkeys((*homes, subject_id), Through.FAMILY),
            **{row["request_id"]: Through.FAMILY for row in rows},
        }  # fmt: skip
        session.stage("seen_object", pa.table({"object_id": pa.array(sorted(ways), pa.string())}))
        entries = session.rows("journal/sightings", named)
    return [
        {name: entry[name] for name in ("happened_at", "actor_id", "role", "action")}
        | {"through": ways[entry["object_id"]].value}
        for entry in entries
    ]
