"""What surrounds and soils a list as its author sends it: example row, notes and totals, sections, wrapped or shortened postcodes, slips.

A line `% MESS, MESS` of a list laid out by hand names them; each is dosed as in `tests/golden/lists`: a few rows of a hundred.
"""

import random
from collections.abc import Iterator
from typing import Any

from tests.golden.trade_generator.cells import NEEDS, Column

Line = tuple[list[Any], dict[str, Any]]
SLIPS = 0.04
SHORT_WAYS = (
    ("Rue", "r."),
    ("Avenue", "av."),
    ("Boulevard", "bd"),
    ("Place", "pl."),
    ("Impasse", "imp."),
    ("Allée", "all."),
    ("Rue", "RUE"),
)
ODD_TEXTS = (
    "-1 chambre au 2e étage", "+33 puis 4 enfants", '=HYPERLINK("http://exemple.invalid";"voir")', "<b>urgent</b>", "Merci 🙏🙏",
    "Rappeler après 18h\nSonner deux fois", 'Dit « oui »; "à confirmer"', "Robert'); DROP TABLE familles;--", "@SUM(2+2)",
)  # fmt: skip
EXAMPLES: dict[str, Any] = {
    "child_last_name": "Ex : DUPONT", "child_first_name": "Marie", "child_full_name": "Ex : DUPONT Marie", "guardian_last_name": "Ex : DUPONT",
    "guardian_first_name": "Jeanne", "guardian_full_name": "Ex : DUPONT Jeanne", "child_birth_date": "01/01/2015", "guardian_birth_date": "01/01/1980",
    "phone_1": "06 12 34 56 78", "email": "exemple@example.org", "postcode": "75001", "commune": "PARIS", "address": "1 rue de l'Exemple",
    "household_size": 3, "children_count": 2, "students_count": 1, "note": "EXEMPLE - ligne à supprimer",
}  # fmt: skip
TEXTS = ("guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name", "child_first_name")


def messed(habits: set[str], columns: list[Column], table: list[Line], rng: random.Random) -> Iterator[Line]:
    """Soil the cells of a table; what a cell then says is what the truth says."""
    odd = set(rng.sample(range(len(table)), min(3, len(table)))) if "odd" in habits else set()
    kept: list[Any] = []
    values: dict[str, Any] = {}
    for number, (cells, truth) in enumerate(table):
        if "duplicate_in_file" in truth["reasons"]:
            # Sent twice: the second row is the first again.
            yield kept, truth | {"values": values}
            continue
        kept, values = list(cells), dict(truth["values"])
        for at, column in enumerate(columns):
            kept[at] = soiled(habits, column, kept[at], values, rng)
            if column.field == "note" and number in odd:
                kept[at] = values["note"] = rng.choice(ODD_TEXTS)
        yield kept, truth | {"values": values}


def soiled(habits: set[str], column: Column, cell: Any, values: dict[str, Any], rng: random.Random) -> Any:
    """Return a cell as a hurried author leaves it."""
    name = column.field
    if not isinstance(cell, str) or not cell:
        return cell
    if name == "postcode" and "unzeroed" in habits:
        return cell.lstrip("0")
    if name in {"postcode", "commune_code"} and "wrapped" in habits:
        return f'="{cell}"'
    if name == "phone_1" and cell[0] == "0" and rng.random() < SLIPS:
        return f"tel: {cell}"
    if name == "email" and rng.random() < SLIPS:
        return cell.upper()
    if name == "address" and rng.random() < 0.3:
        long, short = rng.choice(SHORT_WAYS)
        values[name] = slipped(cell.replace(long, short), rng)
        return values[name]
    if name in TEXTS and name in values and rng.random() < 2 * SLIPS:
        values[name] = rng.choice([cell.lower(), slipped(cell, rng)])
        return values[name] + rng.choice(["", " "])
    return cell


def slipped(text: str, rng: random.Random) -> str:
    """Return a text with one letter doubled, for one in three."""
    if rng.random() > 0.33 or len(text) < 5:
        return text
    at = rng.randrange(1, len(text) - 1)
    return text[:at] + text[at] + text[at:]


def example(columns: list[Column], table: list[Line]) -> Line:
    """Return an example row: an invented person over a row's other cells."""
    cells, truth = table[1]
    kept, values = list(cells), {}
    for at, column in enumerate(columns):
        name = column.field
        if name in EXAMPLES:
            kept[at] = EXAMPLES[name]
        elif name == "partner_reference":
            kept[at] = "EX"
        elif name in {"phone_2", "line_to_recharge", "commune_code", "refuse", "ignore"}:
            kept[at] = None
        elif name in truth["values"]:
            values[name] = truth["values"][name]
    if "need_text" in values:
        values |= {name: truth["values"][name] for name in NEEDS if name in truth["values"]}
    return kept, {
        "expect": "reject",
        "reasons": ["example_row"],
        "household": None,
        "may_also": ["missing_need", "missing_contact"],
        "values": values,
    }


def around(habits: set[str], layout: Any, table: list[Line]) -> Iterator[tuple[list[Any], dict[str, Any] | str]]:
    """Give the lines under the header: rows with their truth, others with their kind."""
    blank: list[Any] = [None] * len(layout.columns)
    header = [column.header.rpartition(" > ")[2] for column in layout.columns]
    if "example" in habits:
        yield example(layout.columns, table)
    sections = next(
        (habit.removeprefix("sections ").split("|") for habit in habits if habit.startswith("sections ")), []
    )
    for number, line in enumerate(table):
        part, rest = divmod(number * len(sections), len(table)) if sections else (0, 1)
        if sections and rest < len(sections):
            place = 1 if "second" in habits else 0
            yield [*blank[:place], sections[part], *blank[place + 1 :]], "section"
        if "again" in habits and number and number % 25 == 0:
            yield header, "repeated_header"
        if "gaps" in habits and number in {len(table) // 3, len(table) // 2 + 3}:
            yield blank, "blank"
        yield line
    if layout.total:
        yield [f"Total : {len(table)} familles", *blank[1:]], "total"
    if "total" in habits:
        yield ["TOTAL", len(table), *blank[2:]], "total"
    for at, text in enumerate(layout.below):
        if not at:
            yield blank, "blank"
        yield [text, *blank[1:]], "note"
    for _ in range(12 if "trailing" in habits else 0):
        yield blank, "trailing"
