"""The devices of lots by the numbers on their labels: kept with the lot, read by whoever hands over, and printed as labels.

It must never say which family has which device: that is the hand-over's.
"""

from collections.abc import Iterable

import pyarrow as pa

from campaigns.access import Scope, check_can
from campaigns.devices import Device, KnownDevices
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.delivery.labels import label_sheets
from pipelines.office import Office
from pipelines.store.port import Row, Session

DEVICE_SCHEMA = pa.schema([(name, pa.string()) for name in ("campaign_id", "serial", "imei", "lot_id")])


def keep_devices(session: Session, campaign_id: str, devices: Iterable[Device]) -> None:
    """Keep the numbers of a lot's devices, in the caller's transaction."""
    rows = [{"campaign_id": campaign_id} | vars(device) for device in devices]
    if rows:
        session.append("lot_device", pa.Table.from_pylist(rows, schema=DEVICE_SCHEMA))


def known_devices(session: Session, campaign_id: str) -> KnownDevices:
    """Read every device whose number is known."""
    rows = session.rows("lot/devices", {"campaign_id": campaign_id})
    devices = [Device(row["serial"], row["imei"], row["lot_id"]) for row in rows]
    by_number = {number: device for device in devices for number in (device.imei, device.serial) if number}
    return KnownDevices(by_number, {row["lot_id"]: row["code"] for row in rows})


def devices_of_lot(session: Session, campaign_id: str, lot_id: str) -> list[Row]:
    """Return the devices of a lot, in the order of their serial numbers."""
    return [row for row in session.rows("lot/devices", {"campaign_id": campaign_id}) if row["lot_id"] == lot_id]


def lot_labels(office: Office, actor: Actor, campaign_id: str, lot_id: str) -> bytes | Refusal:
    """Return a sheet with one label a device of a lot: its number as a square code, its IMEI, its item and its lot."""
    refusal = check_can(actor, "stock.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        devices = devices_of_lot(session, campaign_id, lot_id)
    if not devices:
        return NO_DEVICE
    labels = [
        tuple(line for line in (row["serial"], row["item"], f"Lot {row['code']}", row["imei"] and f"IMEI {row['imei']}") if line)
        for row in devices
    ]  # fmt: skip
    return label_sheets("Étiquettes", labels, office.clock(), str)


NO_DEVICE = Refusal(
    "no_device",
    Sentence(
        "Aucun numéro de série n'est connu pour ce lot. Importez-les avec le fichier des lots, colonne « serial ».",
        "No serial number is known for this lot. Import them with the file of lots, column “serial”.",
    ),
)
