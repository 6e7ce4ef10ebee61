"""Lots announced, one by one or from a spreadsheet: what should come, from whom, for whom, when. Nothing is on hand yet.

Rows are read in the limited child, as partners' lists are; every physical row is accounted for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from campaigns.access import Scope, check_can
from campaigns.devices import Device, number_fault, numbers_in
from campaigns.model.actor import Actor
from campaigns.model.codes import Grade, LotOrigin, Side
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy
from pipelines.campaigns_desk import campaign_policy
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.registers import Cells, read_register, unknown_value
from pipelines.stock.devices import keep_devices, known_devices
from pipelines.stock.ledger import held_site
from pipelines.store.port import Row, Session
from pipelines.vault import file_digest

LOT_COLUMNS = ("site_code", "item", "quantity", "expected_on")


@dataclass(frozen=True)
class Announcement:
    """One lot as its donor, seller or operator announces it."""

    site_code: str
    item: str
    announced_count: int
    expected_on: date
    wave: str = ""
    grade: str = ""
    donor: str = ""
    earmark: str = ""
    origin: str = LotOrigin.DONATION.value
    expires_on: date | None = None
    collection_ref: str = ""
    refurbisher: str = ""
    wiping_ref: str = ""
    # (serial number, IMEI or empty) of the devices that are known already.
    devices: tuple[tuple[str, str], ...] = ()


def import_lots(office: Office, actor: Actor, campaign_id: str, data: bytes, file_name: str) -> Row | Refusal:
    """Announce the lots of a spreadsheet; the same file twice announces them once.

    Devices may have their numbers, several in a cell or one row a device: rows that say the same of their lot are one lot.

    Returns
    -------
    dict or Refusal
        `lots, units` (announced), `rows` (physical = header + blank + accepted + rejected) and `faults` (a sentence for each
        row held back).
    """
    # Before the file is read: a stranger's file is not worth a child process.
    policy = check_can(actor, "lot.announce", Scope()) or campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    with office.store.reading() as session:
        sites = {row["code"]: row for row in session.rows("site/all")}
        taken = set(known_devices(session, campaign_id).by_number)
    register = read_register(
        office.reading_room, data, file_name, LOT_COLUMNS, lambda cells: announcement(cells, sites, policy, taken)
    )
    if isinstance(register, Refusal):
        return register
    digest = file_digest(data)
    command = Command("lot.announce", actor, campaign_id, f"lot.announce:{digest}", {"sha256": digest})

    def write(session: Session) -> Effect | Refusal:
        lots = gathered(register.rows)
        refusal = announced(office, session, actor, campaign_id, lots)
        if isinstance(refusal, Refusal):
            return refusal
        counts = {"lots": len(lots), "units": sum(lot.announced_count for lot in lots)}
        counts["devices"] = sum(len(lot.devices) for lot in lots)
        faults = [{"fr": fault.fr, "en": fault.en} for fault in register.faults]
        answer = {**counts, "rows": register.counts, "faults": faults}
        return Effect(answer, digest[:12], counts | {"faults": len(faults)})

    return perform(office, command, write)


def announce_lot(office: Office, actor: Actor, campaign_id: str, lot: Announcement, key: str = "") -> Row | Refusal:
    """Announce one lot; returns its `lot_id` and `code`."""
    policy = campaign_policy(office, actor, campaign_id)
    if isinstance(policy, Refusal):
        return policy
    fault = catalogue_fault(policy, lot.item, lot.grade, lot.earmark)
    if fault is not None or lot.announced_count <= 0:
        wrong = fault or Sentence(
            "le nombre d'unités doit être plus grand que zéro.", "the number of units must be above zero."
        )
        return Refusal("wrong_lot", Sentence(f"Lot refusé : {wrong.fr}", f"Lot refused: {wrong.en}"))  # fmt: skip
    payload = {name: str(value) for name, value in asdict(lot).items()}
    command = Command("lot.announce", actor, campaign_id, f"lot.announce:{key or new_id(office.clock())}", payload)

    def write(session: Session) -> Effect | Refusal:
        made = announced(office, session, actor, campaign_id, (lot,))
        return made if isinstance(made, Refusal) else Effect(made[0], made[0]["lot_id"], {"units": lot.announced_count})

    return perform(office, command, write)


def announced(
    office: Office, session: Session, actor: Actor, campaign_id: str, lots: tuple[Announcement, ...]
) -> list[Row] | Refusal:
    """Write lots with the next codes of the campaign."""
    first = session.rows("lot/count", {"campaign_id": campaign_id})[0]["lots"] + 1
    now = office.clock()
    made = []
    for number, lot in enumerate(lots, start=first):
        site = held_site(session, lot.site_code)
        if isinstance(site, Refusal):
            return site
        row = {name: value for name, value in asdict(lot).items() if name not in ("site_code", "devices")}
        row |= {"campaign_id": campaign_id, "lot_id": new_id(now), "code": f"L{number:04d}", "site_id": site["site_id"]}
        session.run("lot/insert", row | {"announced_at": now, "announced_by": actor.user_id})
        keep_devices(session, campaign_id, (Device(*numbers, row["lot_id"]) for numbers in lot.devices))
        made.append({"lot_id": row["lot_id"], "code": row["code"]})
    return made


def gathered(rows: Sequence[Announcement]) -> tuple[Announcement, ...]:
    """Make one lot of the rows that name devices and say the same of their lot; other rows are a lot each."""
    lots: dict[Announcement | int, Announcement] = {}
    for place, row in enumerate(rows):
        key = replace(row, announced_count=0, devices=()) if row.devices else place
        before = lots.get(key)
        more = (before.announced_count, before.devices) if before else (0, ())
        lots[key] = replace(row, announced_count=row.announced_count + more[0], devices=more[1] + row.devices)
    return tuple(lots.values())


def announcement(cells: Cells, sites: Mapping[str, Row], policy: Policy, taken: set[str]) -> Announcement | Sentence:
    """Check one row of a file of lots; `taken` are the numbers already known, to which those of the row are added."""
    site = sites.get(cells["site_code"])
    if site is None:
        return Sentence(
            f"le site « {cells['site_code']} » n'est pas dans la liste des sites. Importez d'abord les sites.",
            f"site “{cells['site_code']}” is not in the list of sites. Import the sites first.",
        )
    if site["closed_at"] is not None:
        return Sentence(
            f"le site « {cells['site_code']} » est fermé : rien ne peut y entrer.",
            f"site “{cells['site_code']}” is closed: nothing may enter it.",
        )
    origin = cells.get("origin") or LotOrigin.DONATION.value
    if origin not in {known.value for known in LotOrigin}:
        return unknown_value("origin", origin, [known.value for known in LotOrigin])
    if not cells["quantity"].isdecimal() or not 0 < int(cells["quantity"]) < 1_000_000:
        return Sentence(
            f"colonne « quantity », « {cells['quantity']} » n'est pas un nombre entier plus grand que zéro.",
            f"column “quantity”, “{cells['quantity']}” is not a whole number above zero.",
        )
    fault = catalogue_fault(policy, cells["item"], cells.get("grade", ""), cells.get("earmark", ""))
    days = {name: iso_day(name, cells.get(name, "")) for name in ("expected_on", "expires_on")}
    wrong = fault or next((day for day in days.values() if isinstance(day, Sentence)), None)
    if wrong is not None:
        return wrong
    expected, expires = days["expected_on"], days["expires_on"]
    if not isinstance(expected, date):
        return Sentence("la colonne « expected_on » est vide.", "column “expected_on” is empty.")
    devices = devices_in(cells, taken)
    if isinstance(devices, Sentence):
        return devices
    taken |= {number for device in devices for number in device if number}
    texts = {
        name: cells.get(name, "")[:200]
        for name in ("wave", "grade", "donor", "earmark", "collection_ref", "refurbisher", "wiping_ref")
    }
    return Announcement(
        cells["site_code"], cells["item"], int(cells["quantity"]), expected, origin=origin,
        expires_on=expires if isinstance(expires, date) else None, devices=devices, **texts,
    )  # fmt: skip


def devices_in(cells: Cells, taken: set[str]) -> tuple[tuple[str, str], ...] | Sentence:
    """Return the devices that a row names, each number once; an IMEI alone is its device's serial number too."""
    imeis = numbers_in(cells.get("imei", ""))
    serials = numbers_in(cells.get("serial", "")) or imeis
    fault = number_fault(serials, imeis)
    if fault is not None:
        return fault
    if len(serials) > int(cells["quantity"]) or (imeis and len(imeis) != len(serials)):
        return Sentence(
            f"Numéros de série : {len(serials)}, IMEI : {len(imeis)}, unités : {cells['quantity']}. Il en faut au plus un par unité, "
            "et autant d'IMEI que de numéros.",
            f"Serial numbers: {len(serials)}, IMEI: {len(imeis)}, units: {cells['quantity']}. At most one a unit, and as many "
            "IMEI as serial numbers.",
        )
    twice = [
        number
        for number in {*serials, *imeis}
        if number in taken or serials.count(number) > 1 or imeis.count(number) > 1
    ]
    if twice:
        return Sentence(
            f"le numéro « {min(twice)} » est déjà celui d'un autre appareil, dans ce fichier ou dans un lot connu.",
            f"number “{min(twice)}” is another device's already, in this file or in a known lot.",
        )
    return tuple(zip(serials, imeis or [""] * len(serials), strict=True))


def catalogue_fault(policy: Policy, item: str, grade: str, earmark: str) -> Sentence | None:
    """Say what of an item, its grade and its earmark is not known."""
    sides = {known.code: known.side for known in policy.items}
    extras = [extra.code for extra in policy.accessories]
    if item not in sides and item not in extras:
        return unknown_value("item", item, [*sides, *extras])
    grades = [known.value for known in Grade]
    if grade and (grade not in grades or sides.get(item) is not Side.DEVICE):
        return unknown_value("grade", grade, grades if sides.get(item) is Side.DEVICE else [])
    if earmark and earmark != "exception" and not earmark.startswith(("department:", "kind:")):
        return unknown_value("earmark", earmark, ["department:NN", "kind:…", "exception"])
    return None


def iso_day(column: str, text: str) -> date | Sentence | None:
    """Return the day of a cell: ISO, or as a French reader writes it; None where the cell is blank."""
    if not text:
        return None
    try:
        if text.count("/") == 2:
            day, month, year = (int(part) for part in text.split("/"))
            return date(year, month, day)
        return date.fromisoformat(text[:10])
    except ValueError:
        return Sentence(
            f"colonne « {column} », « {text} » n'est pas une date (AAAA-MM-JJ ou JJ/MM/AAAA).",
            f"column “{column}”, “{text}” is not a date (YYYY-MM-DD or DD/MM/YYYY).",
        )
