"""A partner's list as its author lays it out: which columns, under which headers, written in which manner, in which file.

A layout is drawn from the banks by a seed: the same number, bank and seed give the same list.
"""

import random
from dataclasses import dataclass, field
from typing import Any

from tests.golden.trade_generator.cells import Column
from tests.golden.trade_generator.families import banks

KINDS = ("ecole", "college", "lycee", "chrs", "cada", "hotel_social", "ccas", "association", "crous", "universite")
AGES = {"ecole": (3, 10), "college": (11, 14), "lycee": (15, 17)}
HOMES = (
    "93008", "59350", "13208", "69266", "31555", "35238", "67482", "76351", "06088", "38185", "97411", "97209", "97120", "2A004", "75119",
    "75113", "33063", "44109", "80021", "66136", "18033", "87085", "54395", "91228", "95018", "77284", "62193", "02691", "28085", "63113",
)  # fmt: skip
FILES: tuple[dict[str, Any], ...] = (
    {"format": "xlsx"}, {"format": "xlsx"}, {"format": "csv", "encoding": "cp1252", "separator": ";"},
    {"format": "csv", "encoding": "utf-8-sig", "separator": ";"}, {"format": "csv", "encoding": "utf-8", "separator": ","},
    {"format": "csv", "encoding": "utf-16", "separator": "\t"},
)  # fmt: skip
TITLES: tuple[list[str], ...] = (
    [],
    [],
    [],
    ["Recensement des besoins numériques", ""],
    ["Liste des demandes", "Transmise le 16/11/2026", ""],
)


@dataclass
class Layout:
    """One list: who sends it, its columns and its file."""

    name: str
    kind: str
    home: str
    columns: list[Column]
    file: dict[str, Any]
    above: list[str]
    rng: random.Random
    total: bool = False
    habit: str = ""
    messes: set[str] = field(default_factory=set)
    below: list[str] = field(default_factory=list)
    fields: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.fields = {column.field for column in self.columns}

    @property
    def is_school(self) -> bool:
        """Tell whether the list has a row a child."""
        return any(name.startswith("child_") for name in self.fields)

    @property
    def is_sideways(self) -> bool:
        """Tell whether a family's children stand side by side, in one row."""
        return any(isinstance(column.manner, str) and column.manner.startswith("kid") for column in self.columns)

    @property
    def is_student(self) -> bool:
        """Tell whether its people ask for themselves."""
        return self.kind in {"crous", "universite"}


def drawn_layout(number: int, bank: str, seed: int) -> Layout:
    """Draw a list's layout; `bank` names the headers, or `all` for those of every bank together."""
    rng = random.Random(f"{bank}:{seed}:{number}")
    kind = KINDS[number % len(KINDS)]
    file = rng.choice(FILES)
    columns = drawn_columns(rng, kind, bank, is_sheet=file["format"] == "xlsx")
    strangers(rng, columns)
    name = f"{bank}_{seed}_{number:03}_{kind}.{file['format']}"
    return Layout(name, kind, HOMES[number % len(HOMES)], columns, file, rng.choice(TITLES), rng, rng.random() < 0.2)


def strangers(rng: random.Random, columns: list[Column]) -> None:
    """Add a column that is not kept, and one that must not be stored, to some lists."""
    for section, share in (("ignored", 0.5), ("refused", 0.35)):
        if rng.random() < share:
            header, manner = rng.choice(list(banks()[section].items()))
            columns.insert(
                rng.randrange(1, len(columns)),
                Column(header, section.removesuffix("d").removesuffix("e") + "e", manner),
            )
    for at, column in enumerate(columns):
        if column.header in {other.header for other in columns[:at]}:
            column.header += " "


class Pen:
    """Draws headers and manners for one list."""

    def __init__(self, rng: random.Random, bank: str, is_sheet: bool) -> None:
        self.rng, self.columns = rng, []
        known = banks()["headers"]
        self.sets = list(known.values()) if bank == "all" else [known[bank]]
        self.dates = (
            "excel" if is_sheet else rng.choice(["slashes", "slashes", "short", "iso", "dashes", "dots", "words"])
        )
        self.phones = rng.choice(
            ["mixed", "mixed", "pairs", "dots", "together", "abroad", "said", "number" if is_sheet else "bare"]
        )
        self.counts = rng.choice(["number", "number", "text", "words", "decimal", "said"])
        self.needs = rng.choice(["letters", "words", "cross", "digits", "excel", "number", "number", "filled"])
        self.postcodes = "number" if is_sheet else "text"

    def add(self, field: str, manner: Any = "", *, odds: float = 1.0, bank: str = "") -> bool:
        """Add a column with the odds given; tells whether it was added."""
        if self.rng.random() >= odds:
            return False
        header = self.rng.choice(self.rng.choice(self.sets)[bank or field])
        self.columns.append(Column(header, field, manner))
        return True


def drawn_columns(rng: random.Random, kind: str, bank: str, *, is_sheet: bool) -> list[Column]:
    """Draw the columns of a list of a kind."""
    pen = Pen(rng, bank, is_sheet)
    pen.add("partner_reference", rng.choice(["D-{:04}", "2026-{:03}", "F{:05}"]), odds=0.4)
    people(pen, kind)
    pen.add("phone_1", pen.phones)
    pen.add("phone_2", pen.phones, odds=0.3)
    pen.add("email", odds=0.5)
    pen.add("address", odds=0.6)
    if pen.add("postcode", pen.postcodes, odds=0.85):
        pen.add("commune", rng.choice(["mixed", "capitals", "plain"]))
    pen.add("commune_code", odds=0.15)
    circumstances(pen, kind)
    wishes(pen)
    pen.add("urgency", odds=0.35)
    pen.add("information_given", odds=0.35)
    pen.add("note", odds=0.6)
    return pen.columns


def people(pen: Pen, kind: str) -> None:
    """Draw the columns that say who: a pupil and a parent, or a grown-up."""
    manner = pen.rng.choice(["", "", "capitals"])
    if kind in AGES:
        pen.add("child_last_name", manner)
        pen.add("child_first_name", manner)
        pen.add("child_birth_date", pen.dates, odds=0.7)
        pen.add("school_level", pen.rng.choice(["short", "eme", "class"]))
    parts = "guardian" if kind in AGES else "adult"
    if pen.add("guardian_last_name", manner, odds=0.6, bank=f"{parts}_last_name"):
        pen.add("guardian_first_name", manner, bank=f"{parts}_first_name")
    else:
        pen.add("guardian_full_name", pen.rng.choice(["last_first", "first_last"]), bank=f"{parts}_full_name")
    if kind not in AGES:
        pen.add("guardian_birth_date", pen.dates, odds=0.8)
    if kind in {"crous", "universite"}:
        pen.add("school_level", "higher")
        pen.add("scholarship_level", pen.rng.choice(["{}", "Échelon {}", "Ech. {}"]))


def circumstances(pen: Pen, kind: str) -> None:
    """Draw the columns that say how a family lives and what it has."""
    if kind not in AGES and kind not in {"crous", "universite"}:
        pen.add("household_size", pen.counts)
        pen.add("children_count", pen.counts)
        pen.add("students_count", odds=0.3)
    manner = pen.rng.choice("abcd")
    if kind not in AGES:
        pen.add("housing_kind", manner, odds=0.5)
    pen.add("device_situation", manner, odds=0.5)
    pen.add("connection_situation", manner, odds=0.5)


def wishes(pen: Pen) -> None:
    """Draw the columns that say what is wanted: in words, or an item a column."""
    if pen.add("need_text", odds=0.45):
        return
    pen.add("need_laptop", pen.needs)
    pen.add("need_tablet", pen.needs, odds=0.6)
    pen.add("need_smartphone", pen.needs, odds=0.3)
    pen.add("need_phone", pen.needs, odds=0.2)
    pen.add("need_connection", pen.needs)
    pen.add("operator", odds=0.25)
    pen.add("line_to_recharge", "pairs" if pen.phones == "said" else pen.phones, odds=0.2)
