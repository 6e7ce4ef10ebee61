"""The operator's file: one line a recharge to credit from afar, and the same file back with its status column filled.

It holds telephone numbers, so each file is journalled as it leaves. A recharge without a number is counted, never guessed.
"""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from campaigns.access import Scope, check_can
from campaigns.allocation.readable import REMOTE
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState
from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy
from pipelines.commands import Command, Effect, perform
from pipelines.delivery.references import grant_reference
from pipelines.intake.admission import IDENTITY
from pipelines.office import Office
from pipelines.reporting.cells import plain_cell
from pipelines.sealing import unsealed
from pipelines.store.port import Row, Session

HEADER = ("référence", "ligne à recharger", "produit", "opérateur", "numéro donné comme", "statut", "date")
# A mobile of metropolitan France or of an overseas department: a landline cannot be recharged.
MOBILES = ("+336", "+337", "+262692", "+262693", "+262639", "+590690", "+590691", "+594694", "+596696", "+596697")
ASKED, FAMILY = "ligne à recharger", "téléphone de la famille"


def recharge_file(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Return the recharges that were released and not credited yet.

    Returns
    -------
    dict or Refusal
        `content` (CSV for French spreadsheets), `lines`, and `without_number` (references kept out of the file).
    """
    refusal = check_can(actor, "recharge.export", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        grants = [
            grant
            for grant in session.rows("delivery/adopted_grants", {"campaign_id": campaign_id})
            if grant["mode"] == REMOTE and grant["state"] == GrantState.RELEASED
        ]
        numbers = numbers_of(office, session, campaign_id, {grant["household_id"] for grant in grants})
        policy = parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])
    if isinstance(policy, Refusal):
        return policy
    items = {item.code: item for item in policy.items}
    lines, without = [], []
    for grant in grants:
        reference = grant_reference(grant["plan_id"], grant["line_id"], grant["side"])
        number, origin = numbers.get((grant["household_id"], grant["partner_id"]), ("", ""))
        if number:
            item = items.get(grant["item"])
            operator = (item.operator if item else None) or ""
            lines.append((reference, number, item.label_fr if item else grant["item"], operator, origin, "", ""))
        else:
            without.append(reference)
    reading = {"lines": len(lines), "without_number": len(without)}
    command = Command(
        "recharge.export", actor, campaign_id, f"recharge.export:{office.clock()}:{actor.user_id}", reading
    )
    journalled = perform(office, command, lambda session: Effect(reading, campaign_id, reading))
    if isinstance(journalled, Refusal):
        return journalled
    return {"content": recharge_csv(lines), "lines": len(lines), "without_number": without}


def export_recharges(office: Office, actor: Actor, campaign_id: str, to: Path) -> Row | Refusal:
    """Write the operator's file under a folder: `lines`, `without_number` (references) and `files`."""
    made = recharge_file(office, actor, campaign_id)
    if isinstance(made, Refusal):
        return made
    to.mkdir(parents=True, exist_ok=True)
    (to / "recharges.csv").write_bytes(made.pop("content"))
    return made | {"files": ["recharges.csv"]}


def numbers_of(
    office: Office, session: Session, campaign_id: str, homes: set[str]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (household_id, partner_id) -> the number to credit and how it was given."""
    requests = [
        row
        for row in session.rows("delivery/requests_of_households", {"campaign_id": campaign_id, "partner_id": ""})
        if row["household_id"] in homes
    ]
    identities = unsealed(session, office.vault, campaign_id, IDENTITY, {row["request_id"] for row in requests})
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in requests:
        number = number_in(identities.get(row["request_id"], {}))
        family = (row["household_id"], row["partner_id"])
        # A line named on purpose is better than a telephone, whichever request came first.
        if number[0] and (family not in found or number[1] == ASKED != found[family][1]):
            found[family] = number
    return found


def number_in(identity: dict[str, Any]) -> tuple[str, str]:
    """Return the number of one request and how it was given: the line named, else the family's own mobile."""
    line = str(identity.get("line_to_recharge") or "")
    if line:
        return line, ASKED
    phones = (str(identity.get(name) or "") for name in ("phone_1", "phone_2"))
    mobile = next((phone for phone in phones if phone.startswith(MOBILES)), "")
    return mobile, FAMILY if mobile else ""


def recharge_csv(lines: Iterable[tuple[str, ...]]) -> bytes:
    """Return the file for French spreadsheets (`;`, UTF-8 with BOM)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows([plain_cell(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")
