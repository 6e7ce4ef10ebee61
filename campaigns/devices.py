"""Numbers on devices: how they are written, which are IMEI, and the question asked where one is not of the lot it should be of.

A number followed by "!" was checked: it is kept as it is. This module knows no store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from stdnum import imei as imei_number

from campaigns.model.outcome import Sentence

LONGEST_SERIAL: Final = 40
# Written after a number that was looked at again.
CHECKED: Final = "!"
# A near miss of one or two signs, not another number.
NEAR: Final = 0.8


@dataclass(frozen=True)
class Device:
    """One device of a lot: its serial number, its IMEI where it has one, and the lot."""

    serial: str
    imei: str
    lot_id: str


@dataclass(frozen=True)
class KnownDevices:
    """The devices whose numbers are known, by either number, and the code of each lot that has some."""

    by_number: Mapping[str, Device] = field(default_factory=dict)
    lots: Mapping[str, str] = field(default_factory=dict)

    def serial_of(self, number: str) -> str:
        """Return the serial number behind an IMEI or a serial number as typed."""
        device = self.by_number.get(number)
        return device.serial if device else number

    def question(self, number: str, lot_id: str, reference: str) -> Sentence | None:
        """Return what to ask where a number is not of the lot whose numbers are known; None where nothing is to be asked."""
        device = self.by_number.get(number)
        if not number or lot_id not in self.lots or (device is not None and device.lot_id == lot_id):
            return None
        own = [number for number, device in self.by_number.items() if device.lot_id == lot_id]
        return not_of_lot(
            number,
            reference,
            self.lots[lot_id],
            nearest(number, own),
            self.lots.get(device.lot_id, "") if device else "",
        )


def plain_number(text: str) -> str:
    """Return a number in capital letters without blanks nor the sign of a check."""
    return "".join(text.upper().split()).rstrip(CHECKED)


def is_checked(text: str) -> bool:
    """Tell whether whoever typed a number says that it was looked at again."""
    return text.strip().endswith(CHECKED)


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a cell, which commas, semicolons, bars or lines set apart."""
    for sign in ";|\n\r\t":
        text = text.replace(sign, ",")
    return [plain_number(part) for part in text.split(",") if part.strip()]


def number_fault(serials: Iterable[str], imeis: Iterable[str]) -> Sentence | None:
    """Say which number cannot be one."""
    too_long = next((number for number in serials if len(number) > LONGEST_SERIAL), None)
    if too_long is not None:
        return Sentence(
            f"le numéro de série « {too_long[:LONGEST_SERIAL]}… » dépasse {LONGEST_SERIAL} caractères.",
            f"serial number “{too_long[:LONGEST_SERIAL]}…” is longer than {LONGEST_SERIAL} characters.",
        )
    wrong = next((number for number in imeis if len(number) != 15 or not imei_number.is_valid(number)), None)
    if wrong is None:
        return None
    return Sentence(
        f"« {wrong} » n'est pas un IMEI : il a quinze chiffres, dont le dernier vérifie les autres. Relisez-le (*#06#).",
        f"“{wrong}” is not an IMEI: it has fifteen digits, the last of which checks the others. Read it again (*#06#).",
    )


def nearest(number: str, known: Iterable[str]) -> str:
    """Return the known number that is nearly the one typed, empty where there is none."""
    return next(iter(get_close_matches(number, list(known), n=1, cutoff=NEAR)), "")


def not_of_lot(number: str, reference: str, lot: str, meant: str, other_lot: str) -> Sentence:
    """Ask whether a number is right, which none of its lot's is."""
    near_fr, near_en = (f" Est-ce plutôt « {meant} » ?", f" Is it rather “{meant}”?") if meant else ("", "")
    if other_lot and not meant:
        near_fr, near_en = f" C'est un appareil du lot {other_lot}.", f" It is a device of lot {other_lot}."
    return Sentence(
        f"Le numéro « {number} » n'est pas l'un de ceux du lot {lot}, d'où vient « {reference} ».{near_fr} Relisez l'étiquette, puis "
        f"corrigez-le ; s'il est exact, écrivez « {number}{CHECKED} ». Rien n'a été modifié.",
        f"Number “{number}” is none of lot {lot}'s, from which “{reference}” comes.{near_en} Read the label again, then correct it; "
        f"if it is right, write “{number}{CHECKED}”. Nothing was changed.",
    )


def not_the_same(number: str, reference: str, former: str) -> Sentence:
    """Ask whether the device that comes back is the one that was handed over."""
    return Sentence(
        f"« {reference} » a été remis avec le numéro « {former} », et c'est « {number} » qui revient. Relisez l'étiquette, puis "
        f"corrigez-le ; s'il est exact, écrivez « {number}{CHECKED} ». Rien n'a été modifié.",
        f"“{reference}” was handed over with number “{former}”, and “{number}” comes back. Read the label again, then correct it; "
        f"if it is right, write “{number}{CHECKED}”. Nothing was changed.",
    )
