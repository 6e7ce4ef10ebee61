"""Reads lists laid out by hand (`laid_out/SET.txt`): whole lists as one partner would head them, filled by invented families.

    == NAME | partner kind | commune | file
    > a title line above the table
    < a note below it
    % MESS, MESS (`messes.py`; `aggregate`: one request for several families, each column with its cell)
    Header = field manner

A header `Band > Header` stands under its band; `ignore/note` names every right answer. Run it:
`python -m tests.golden.trade_generator.laid_out FOLDER SET [SEED]`, then score the folder.
"""

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.golden.trade_generator.cells import NEEDS, Column
from tests.golden.trade_generator.generate import drawn_rows, write_list
from tests.golden.trade_generator.hands import abbreviated, own_words
from tests.golden.trade_generator.layouts import Layout, Pen
from tests.golden.trade_generator.messes import messed

LAID_OUT = Path(__file__).with_name("laid_out")
PHONES = ("phone_1", "phone_2", "line_to_recharge")


def lay_out(folder: Path, name: str, seed: int = 1) -> None:
    """Write the lists of a set into a folder, each with its truth."""
    folder.mkdir(parents=True, exist_ok=True)
    for layout in layouts(name, seed):
        if "aggregate" in layout.messes:
            write_list(layout, [counted_once(layout)], folder)
            continue
        table = list(drawn_rows(layout))
        if layout.messes:
            table = list(messed(layout.messes, layout.columns, table, layout.rng))
        write_list(layout, list(abbreviated(layout, table)) if layout.habit else table, folder)


def layouts(name: str, seed: int) -> Iterator[Layout]:
    """Read the layouts of a set."""
    text = (LAID_OUT / f"{name}.txt").read_text(encoding="utf-8")
    for number, block in enumerate(text.split("== ")[1:]):
        head, *lines = [line for line in block.splitlines() if line.strip()]
        title, kind, home, form = (part.strip() for part in head.split(" | "))
        rng = random.Random(f"{name}:{seed}:{title}")
        file = file_of(form)
        above = [line[1:].strip() for line in lines if line.startswith(">")]
        habit = next((line[2:].removeprefix("ditto ") for line in lines if line.startswith("~ ")), "")
        pen = Pen(rng, "first", is_sheet=file["format"] == "xlsx")
        columns = [column_of(line, pen) for line in lines if line[0] not in ">~%<"]
        messes = {mess.strip() for line in lines if line[0] == "%" for mess in line[1:].split(",")}
        below = [line[1:].strip() for line in lines if line.startswith("<")]
        if "spaces" in messes:
            for column in columns:
                column.header = rng.choice(["", "", " "]) + column.header + rng.choice(["", "", " ", "  "])
        full_name = f"{name}_{number:02}_{title}.{file['format']}"
        yield Layout(full_name, kind, home, columns, file, above, rng, habit=habit, messes=messes, below=below)


def counted_once(layout: Layout) -> tuple[list[Any], dict[str, Any]]:
    """Return the one row of a request for several families: `Header = field CELL => field 12, field 20`, or a count alone."""
    cells: list[Any] = []
    values: dict[str, Any] = {}
    for column in layout.columns:
        text, _, said = str(column.manner).partition(" => ")
        is_count = text.isdigit()
        cells.append(int(text) if is_count else text)
        if column.field != "ignore":
            values[column.field] = int(text) if is_count else text
        values |= {part.split(" ")[0]: int(part.split(" ")[1]) for part in said.split(", ") if part}
    return cells, {"expect": "accept", "reasons": [], "household": None, "values": values}


def file_of(form: str) -> dict[str, Any]:
    """Return the file's format: `xlsx`, or `csv ENCODING SEPARATOR`."""
    parts = form.split(" ")
    if parts[0] == "xlsx":
        return {"format": "xlsx"}
    newline = {"cr": "\r", "lf": "\n"}.get(parts[-1], "\r\n")
    return {"format": "csv", "encoding": parts[1], "separator": parts[2].replace("tab", "\t"), "newline": newline}


def column_of(line: str, pen: Pen) -> Column:
    """Read one column of a layout; a manner that is not said is the list's own."""
    header, _, rest = line.rpartition(" = ")
    field, _, manner = rest.strip().partition(" ")
    field, *others = field.split("/")
    return Column(header.strip(), field, manner_of(field, manner, pen), tuple(others))


def manner_of(field: str, manner: str, pen: Pen) -> Any:
    """Return how a column is written."""
    if manner.startswith("{") and ": " in manner:
        return own_words(manner)
    if field == "ignore" and "," in manner:
        return manner.split(",")
    if field == "refuse" and "," in manner:
        return manner.split(",")
    if manner:
        return manner
    if field.endswith("birth_date"):
        return pen.dates
    if field in PHONES:
        return pen.phones
    if field in NEEDS:
        return pen.needs
    usual = {"postcode": pen.postcodes, "commune": "mixed", "scholarship_level": "{}", "partner_reference": "D-{:04}"}
    return usual.get(field, "number" if field.endswith(("_count", "_size")) else "")


if __name__ == "__main__":
    lay_out(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1)
