"""The faults of the sample's rows: a missing telephone, a date that does not exist, a family written twice.

A fault changes what is written, never the truth. This module must never touch a row without noting it in the truth.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from campaigns.model.codes import RowReason
from pipelines.sample.asked import Asked
from pipelines.sample.draws import generator, weighted
from pipelines.sample.styles import Cell, Style

NEEDS = ("need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection", "need_text")
NAMES = ("guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name")
DATES = ("child_birth_date", "guardian_birth_date")
UNKNOWN_POSTCODES = ("00123", "99210", "96340")
FAR_POSTCODES = ("29200", "67000", "31000", "59000")
# The columns of which a list must have at least one for a fault to be possible.
TOUCHED: Mapping[RowReason, tuple[str, ...]] = {
    RowReason.MISSING_CONTACT: ("phone_1",),
    RowReason.DUPLICATE_IN_FILE: ("phone_1",),
    RowReason.INVALID_PHONE: ("phone_1",),
    RowReason.INVALID_DATE: DATES,
    RowReason.FUTURE_DATE: DATES,
    RowReason.UNKNOWN_POSTCODE: ("postcode",),
    RowReason.COMMUNE_MISMATCH: ("postcode",),
    RowReason.MISSING_IDENTITY: NAMES,
    RowReason.MISSING_NEED: NEEDS,
    RowReason.ABSURD_COUNT: ("children_count",),
    RowReason.INFORMATION_NOT_GIVEN: ("information_given",),
}


def with_faults(
    seed: int, asked: Asked, styles: tuple[Style, ...], weights: Mapping[str, float], share: float
) -> Asked:
    """Mark about a share of the rows of each list with a fault that its columns can show.

    Parameters
    ----------
    styles
        The style of each list.
    """
    rng = generator(seed, 6)
    fault, copy_of = asked.fault.copy(), asked.copy_of.copy()
    for number, style in enumerate(styles):
        rows = asked.of_list(number)
        possible = [RowReason(code) for code in weights if set(TOUCHED[RowReason(code)]) & set(style.fields)]
        marked = rows[1:][rng.random(max(0, rows.size - 1)) < share]
        drawn = weighted(rng, [weights[reason.value] for reason in possible], marked.size)
        for row, code in zip(marked, drawn, strict=True):
            _mark(row, possible[code], int(rows[0]), rng, fault, copy_of)
    return replace(asked, fault=fault, copy_of=copy_of, **_copied(asked, copy_of))


def _mark(
    row: int, reason: RowReason, first_row: int, rng: np.random.Generator, fault: np.ndarray, copy_of: np.ndarray
) -> None:
    """Note a fault; a copy repeats one of the ten sound rows above it."""
    if reason is RowReason.DUPLICATE_IN_FILE:
        sound = [above for above in range(max(first_row, row - 10), row) if not fault[above]]
        if not sound:
            return
        copy_of[row] = sound[int(rng.integers(len(sound)))]
    fault[row] = reason.value


def _copied(asked: Asked, copy_of: np.ndarray) -> dict[str, np.ndarray]:
    source = np.where(copy_of >= 0, copy_of, np.arange(copy_of.size))
    return {name: getattr(asked, name)[source] for name in ("family", "child", "variant")}


def spoil(row: dict[str, Cell], reason: str, salt: int, today: date) -> None:
    """Change the cells of one row as its fault says.

    Parameters
    ----------
    row
        Cells by field; changed in place.
    salt
        Any whole number: chooses among several ways to be wrong.
    """
    SPOILERS[RowReason(reason)](row, salt, today)


def _write(row: dict[str, Cell], names: tuple[str, ...], value: Cell) -> None:
    for name in names:
        if name in row:
            row[name] = value


def _no_contact(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, ("phone_1", "phone_2", "email"), "")


def _short_phone(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, ("phone_1",), ("06 00 12 3", "à rappeler", "06 00 11 22 33 44")[salt % 3])


def _no_such_day(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, _one_date(row), f"{30 + salt % 2}/02/{today.year - 8 - salt % 5}")


def _tomorrow(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, _one_date(row), f"{1 + salt % 28:02d}/0{1 + salt % 9}/{today.year + 1 + salt % 20}")


def _one_date(row: dict[str, Cell]) -> tuple[str, ...]:
    return tuple(name for name in DATES if name in row)[:1]


def _unknown_postcode(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, ("postcode",), UNKNOWN_POSTCODES[salt % 3])
    _write(row, ("commune_code",), "")


def _far_postcode(row: dict[str, Cell], salt: int, today: date) -> None:
    department = str(row["postcode"])[:2]
    others = [code for code in FAR_POSTCODES if code[:2] != department]
    _write(row, ("postcode",), others[salt % len(others)])
    _write(row, ("commune_code",), "")


def _nameless(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, NAMES, "")


def _no_need(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, NEEDS, "")


def _too_many_children(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, ("children_count",), (150, 99, 240)[salt % 3])


def _not_informed(row: dict[str, Cell], salt: int, today: date) -> None:
    _write(row, ("information_given",), "non")


def _copy(row: dict[str, Cell], salt: int, today: date) -> None:
    """Leave the cells: the whole row is that of another one."""


SPOILERS: Mapping[RowReason, Callable[[dict[str, Cell], int, date], None]] = {
    RowReason.MISSING_CONTACT: _no_contact,
    RowReason.DUPLICATE_IN_FILE: _copy,
    RowReason.INVALID_PHONE: _short_phone,
    RowReason.INVALID_DATE: _no_such_day,
    RowReason.FUTURE_DATE: _tomorrow,
    RowReason.UNKNOWN_POSTCODE: _unknown_postcode,
    RowReason.COMMUNE_MISMATCH: _far_postcode,
    RowReason.MISSING_IDENTITY: _nameless,
    RowReason.MISSING_NEED: _no_need,
    RowReason.ABSURD_COUNT: _too_many_children,
    RowReason.INFORMATION_NOT_GIVEN: _not_informed,
}
