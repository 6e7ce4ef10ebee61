"""A delivery note as it is worked through on a telephone: which notes are open, and each unit of one with where it stands.

Names show to whoever may see a family's identity; others read the structure's own reference. Nothing here moves anything.
"""

from campaigns.access import Scope, can, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.delivery.events import events_of_units, serial_now, standing, unit_of
from pipelines.delivery.notes import family_names
from pipelines.delivery.references import grant_reference, note_reference, read_reference
from pipelines.office import Office
from pipelines.store.port import Row, Session


def open_notes(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the notes of plans in force that the actor may work on.

    Returns
    -------
    list of dict or Refusal
        plan_id, site_code, site_name, partner_id, partner_code, partner_name, `reference`, and units: to_hand_over
        (released or delivered), handed_over, granted (not released yet).
    """
    scope = Scope(actor.partner_id, actor.department_code)
    refusal = check_can(actor, "handover.record", scope)
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        rows = session.rows("view/open_notes", {"campaign_id": campaign_id})
    return [
        row | {"reference": note_reference(row["plan_id"], row["site_id"], row["partner_id"])}
        for row in rows
        if actor.partner_id in (None, row["partner_id"]) and actor.department_code in (None, row["department_code"])
    ]


def note_at(office: Office, actor: Actor, campaign_id: str, typed: str) -> Row | Refusal:
    """Return the note that a scanned or typed reference opens: its own, or that of one of its units.

    Returns
    -------
    dict or Refusal
        The note as `open_notes` gives it, with `units`: reference, own_reference, family, item, site_name, status (`Status`),
        serial, reports (how many were made), slot_on (date or None), and `is_asked` (the unit whose own label was scanned).
    """
    notes = open_notes(office, actor, campaign_id)
    if isinstance(notes, Refusal):
        return notes
    reference = read_reference(typed) or ""
    with office.store.reading() as session:
        note = next((row for row in notes if row["reference"] == reference), None)
        note = note or holder_of(session, actor, campaign_id, notes, reference)
        if note is None:
            return NO_SUCH_NOTE
        units = units_of(office, session, actor, campaign_id, note)
    return note | {"units": [unit | {"is_asked": unit["reference"] == reference} for unit in units]}


def holder_of(session: Session, actor: Actor, campaign_id: str, notes: list[Row], reference: str) -> Row | None:
    """Return the note that holds the unit of a reference."""
    if not reference:
        return None
    places = {(row["plan_id"], row["site_id"], row["partner_id"]): row for row in notes}
    for unit in session.rows(
        "delivery/unit_places", {"campaign_id": campaign_id, "partner_id": actor.partner_id or ""}
    ):
        if grant_reference(unit["plan_id"], unit["line_id"], unit["side"]) == reference:
            return places.get((unit["plan_id"], unit["site_id"], unit["partner_id"]))
    return None


def units_of(office: Office, session: Session, actor: Actor, campaign_id: str, note: Row) -> list[Row]:
    """Return the units of one note, those that wait first."""
    place = {name: note[name] for name in ("plan_id", "site_id", "partner_id")}
    grants = session.rows("delivery/units_of_note", {"campaign_id": campaign_id, **place})
    may_see = can(actor, "identity.read", Scope(note["partner_id"], note["department_code"]))
    families = family_names(office, session, campaign_id, grants, note["partner_id"])
    events = events_of_units(session, campaign_id, note["partner_id"])
    units = []
    for grant in grants:
        family = families.get((grant["household_id"], grant["partner_id"]), {})
        happened = events.get(unit_of(grant), [])
        units.append(
            {
                "reference": grant_reference(grant["plan_id"], grant["line_id"], grant["side"]),
                "own_reference": str(family.get("reference", "")),
                "family": str(family.get("name", "")) if may_see else "",
                "item": grant["item"],
                "mode": grant["mode"],
                "state": grant["state"],
                "status": standing(grant["state"], happened),
                "serial": serial_now(happened),
                "reports": len(happened),
                "slot_on": grant["slot_on"],
            }
        )
    return sorted(units, key=lambda unit: (unit["state"] not in ("released", "delivered"), unit["family"].casefold()))


NO_SUCH_NOTE = Refusal(
    "no_such_note",
    Sentence(
        "Aucun bon ouvert pour vous ne porte cette référence. Vérifiez-la sur le papier, ou choisissez le bon dans la liste.",
        "No note open to you has this reference. Check it on the paper, or choose the note from the list.",
    ),
)
