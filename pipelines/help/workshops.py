"""The days of workshops and drop-ins where families get help with their device: imported from a table, listed with their places.

This module must never read a family.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.office import Office
from pipelines.partners import commune_code
from pipelines.registers import Register, read_register
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest

COLUMNS = ("code", "place", "commune_code", "first_on", "places")
NAMES = {
    "lieu": "place", "adresse": "place", "le": "first_on", "date": "first_on", "du": "first_on", "jour": "first_on",
    "au": "last_on", "jusqu_au": "last_on", "horaires": "hours", "heures": "hours", "nombre_de_places": "places",
}  # fmt: skip
# A weekly drop-in of a whole year; more is a slip of the year.
MOST_WEEKS = 53
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("code", "place", "commune_code", "hours")]
    + [("held_on", pa.date32()), ("places", pa.int32())]
)


@dataclass(frozen=True)
class WorkshopDay:
    """One day of a workshop."""

    code: str
    place: str
    commune_code: str
    hours: str
    held_on: date
    places: int


def import_workshops(office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str) -> Row | Refusal:
    """Add or update days by code and date; a row with `last_on` is held each week until then.

    Sending the same file again changes nothing. A day never gets fewer places than are taken.

    Returns
    -------
    dict or Refusal
        `added, updated, unchanged` (days) and `faults` (a sentence in French and English for each row held back).
    """
    register = read_register(
        office.reading_room, data, file_name, COLUMNS, lambda cells: workshop_days(office, cells), NAMES
    )
    if isinstance(register, Refusal):
        return register
    command = Command("workshop.import", actor, campaign_id, f"workshop.import:{file_digest(data)}:{office.clock()}")
    return perform(office, command, lambda session: write_workshops(session, campaign_id, register))


def workshop_days(office: Office, cells: Mapping[str, str]) -> tuple[WorkshopDay, ...] | Sentence:
    """Check one row and return its days."""
    for column in ("code", "place"):
        if not cells.get(column):
            return Sentence(f"la colonne « {column} » est vide.", f"column “{column}” is empty.")
    commune = commune_code(cells)
    if office.territories.commune(commune) is None:
        return Sentence(
            f"colonne « commune_code », « {cells['commune_code']} » n'est pas un code INSEE de commune (5 caractères).",
            f"column “commune_code”, “{cells['commune_code']}” is not an INSEE commune code (5 characters).",
        )
    if not cells["places"].isdecimal() or not 0 < int(cells["places"]) < 10_000:
        return Sentence(
            f"colonne « places », « {cells['places']} » n'est pas un nombre de places.",
            f"column “places”, “{cells['places']}” is not a number of places.",
        )
    first, last = day_of(cells["first_on"]), day_of(cells.get("last_on") or cells["first_on"])
    if first is None or last is None or last < first or (last - first).days // 7 >= MOST_WEEKS:
        return Sentence(
            f"du « {cells['first_on']} » au « {cells.get('last_on', '')} » : ce ne sont pas deux dates qui se suivent, à un an au plus.",
            f"from “{cells['first_on']}” to “{cells.get('last_on', '')}”: these are not two dates in order, a year apart at most.",
        )
    one = WorkshopDay(cells["code"], cells["place"], commune, cells.get("hours", ""), first, int(cells["places"]))
    weeks = (last - first).days // 7
    return tuple(replace(one, held_on=first + timedelta(weeks=week)) for week in range(weeks + 1))


def day_of(text: str) -> date | None:
    """Read a day: 2026-01-05, or 05/01/2026."""
    parts = text.split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else text[:10])
    except ValueError:
        return None


def write_workshops(session: Session, campaign_id: str, register: Register[tuple[WorkshopDay, ...]]) -> Effect:
    """Upsert the days; one that would have fewer places than are taken is held back, and said."""
    named = {"campaign_id": campaign_id}
    known = {(row["code"], row["held_on"]): row for row in session.rows("referral/workshops", named)}
    latest = {(day.code, day.held_on): day for days in register.rows for day in days}
    short = {key for key, day in latest.items() if key in known and day.places < known[key]["taken"]}
    kept = {key: day for key, day in latest.items() if key not in short}
    session.stage("arriving_workshop", pa.Table.from_pylist([asdict(day) for day in kept.values()], schema=SCHEMA))
    touched = session.run("referral/upsert_workshop", named)
    added = len(kept.keys() - known.keys())
    faults = [{"fr": fault.fr, "en": fault.en} for fault in register.faults]
    faults += [too_few(latest[key], known[key]["taken"]) for key in sorted(short)]
    counts = {"added": added, "updated": touched - added, "unchanged": len(kept) - touched}
    return Effect({**counts, "faults": faults}, "workshop", {**counts, "faults": len(faults)})


def too_few(day: WorkshopDay, taken: int) -> Row:
    """Say that families already have the places that a day would lose."""
    return {
        "fr": f"Atelier « {day.code} » du {day.held_on:%d/%m/%Y} : places déjà prises : {taken}, plus que {day.places}. Ce jour reste comme il était.",
        "en": f"Workshop “{day.code}” on {day.held_on:%Y-%m-%d}: places already taken: {taken}, more than {day.places}. It stays as it was.",
    }


def list_workshops(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the days by date: `code, held_on, place, commune_code, hours, places, taken`."""
    refusal = check_can(actor, "workshop.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("referral/workshops", {"campaign_id": campaign_id})
