"""Reading by columns is the same as reading row by row: every fast way is compared with the plain one."""

import csv
import io
import json
from datetime import date, datetime
from unittest.mock import patch

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.outcome import Refusal
from campaigns.model.row import contract_breaches
from pipelines.intake import csv_reader, field_column
from pipelines.intake.block import KEY_COLUMNS, PLAIN
from pipelines.intake.block_packing import column_of, packed_columns
from pipelines.intake.edits import edited
from pipelines.intake.field_column import DOUBT, FieldColumn
from pipelines.intake.reading import read_list
from pipelines.intake.reading_parts import Choices
from pipelines.intake.table_rows import Judge
from pipelines.intake.table_shape import Header
from pipelines.intake.values import FIELDS, CellReader
from pipelines.intake.values_places import own_text
from pipelines.linkage.keys import household_keys, match_key

TODAY = date(2020, 4, 3)
TODAY_AT_NOON = datetime(2020, 4, 3, 12)
ACCOUNT = "IBAN FR7630006000011234567890189"
FREE = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x01"), max_size=15)
COLUMNS = {
    "N° dossier": ["", "D-1", "D-2", "EX", "TOTAL", "1"],
    "Nom": ["", "Diallo", "DIALLO", "Le Goff", "N'Diaye-Sy", "Ex. : Martin", "inconnu", "Total", "« retiré »", "Zoé", "pas de nom", "xx xx"],
    "Prénom": ["", "Awa", "awa", "Jean Pierre", "x"],
    "Né(e) le": ["", "03/04/1985", "1985-04-03", "31/02/1985", "01/01/2031", "3 avr. 85", "31000"],
    "Tél": ["", "06 12 34 56 78", "612345678", "06 12", "0600000000", "06 12 34 56 78 / 01 23 45 67 89", "+33 6.12.34.56.78",
            "mère : 06 12 34 56 78", "pas de tél."],
    "Mail": ["", "a@b.example", "A@B.EXAMPLE", "rien"],
    "Adresse": ["", "1 rue de la Paix", "1 rue de la Paix 93200 Saint-Denis", "x" * 2001, "2 85 03 75 116 005 12",
                "passeport : 12AB34567"],
    "CP": ["", "93200", "75001", "99999", "1000", "abc"],
    "Ville": ["", "Saint-Denis", "ST DENIS", "Paris", "93200 Saint-Denis", "93200", "Bourg en Bresse", "Nulle Part"],
    "Nb enfants": ["", "2", "42", "0", "deux", "beaucoup"],
    "PC": ["", "oui", "1", "0", "99", "non", "déjà équipé", "tablette"],
    "Besoin": ["", "PC", "1 PC et clé 4G", "0 PC", "on verra", "40 PC", "12 PC pour 30 familles"],
    "Famille informée": ["", "oui", "non", "?"],
    "Remarques": ["", "EXEMPLE - à supprimer", "rien à dire"],
}  # fmt: skip
CELL = {name: st.one_of(st.sampled_from(cells), FREE) for name, cells in COLUMNS.items()}
GOOD = dict(
    zip(
        COLUMNS,
        ("D-{}", "Diallo{}", "Awa", "03/04/1985", "06 12 34 56 78", "", "1 rue X 75011 Paris", "93200", "Saint-Denis", "2", "", "1 PC", "oui", ""),
        strict=True,
    )
)  # fmt: skip


@st.composite
def tables(draw):
    """Draw some of the columns, and a few odd rows among good ones, some of them twice, some cut short."""
    names = (
        draw(st.lists(st.sampled_from(list(COLUMNS)), min_size=4, unique=True)) if draw(st.booleans()) else [*COLUMNS]
    )
    rows = [list(row) for row in draw(st.lists(st.tuples(*map(CELL.__getitem__, names)), max_size=5))]
    rows += [[GOOD[name].format(at) for name in names] for at in range(draw(st.integers(0, 4)))]
    rows += draw(st.lists(st.sampled_from(rows), max_size=2)) if rows else []
    return names, [
        row[: draw(st.integers(1, len(row)))] if draw(st.booleans()) else row for row in draw(st.permutations(rows))
    ]


def is_short(cell):
    """Tell whether a cell may be written on screen."""
    return len(cell) < 2000


@st.composite
def chosen(draw, names, count):
    """Draw what a person wrote on screen: cells put right, words replaced in a column."""
    places = st.tuples(st.integers(2, count + 1), st.integers(1, len(names)))
    words = st.sampled_from(names).flatmap(
        lambda name: st.tuples(
            st.tuples(st.just(name), st.sampled_from(COLUMNS[name])), st.sampled_from(COLUMNS[name]).filter(is_short)
        )
    )
    texts = st.sampled_from(["", "Diallo", "06 12", "93200", "1 PC", "2 85 03 75 116 005 12"])
    return Choices(
        edits=draw(st.dictionaries(places, texts, max_size=3)) if count else {},
        replacements=dict(draw(st.lists(words, max_size=3))),
    )


def as_csv(names, rows):
    """Write rows under the headers."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([names, *rows])
    return text.getvalue().encode()


def every_row(self, block, rows, values):
    """Send every row of a block to the rules."""
    return np.ones(len(block.rows), dtype=bool)


@given(tables(), st.data())
def test_rows_kept_in_columns_are_those_that_the_rules_give_one_by_one(table, data):
    names, rows = table
    content = as_csv(names, rows)
    # A row of one blank cell is a blank line, and a cell may hold lines: rows of the file are counted in it.
    count = len(list(csv.reader(io.StringIO(content.decode(), newline="")))) - 1
    choices = data.draw(chosen(names, count))
    with (
        patch("pipelines.intake.table_blocks.BLOCK_ROWS", 3),
        patch.object(csv_reader, "KEPT_RECORDS", 2),
        patch.object(field_column, "FEWEST_TOGETHER", data.draw(st.sampled_from((0, 500)))),
    ):
        by_columns = read_list(content, "liste.csv", today=TODAY, choices=choices)
    with patch.object(Judge, "columns_of", every_row):
        one_by_one = read_list(content, "liste.csv", today=TODAY, choices=choices)
    assert by_columns == one_by_one
    if not isinstance(by_columns, Refusal):
        assert [list(map(repr, row.values.items())) for row in by_columns.rows] == [
            list(map(repr, row.values.items())) for row in one_by_one.rows
        ]


@given(tables(), st.data())
def test_a_table_parsed_again_has_the_cells_written_on_screen(table, data):
    names, rows = table
    content = as_csv(names, rows)
    plain_rows = [tuple(row) for row in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";")]
    choices = data.draw(chosen(names, len(plain_rows) - 1))
    wanted = [
        written_row(at, names, cells, choices) if at > 1 else cells for at, cells in enumerate(plain_rows, start=1)
    ]
    with patch.object(csv_reader, "KEPT_RECORDS", 1):
        grid = csv_reader.read_csv(content, Choices(encoding="utf-8", separator=";"))
        header = Header(0, None, tuple(names), ("",) * len(names), tuple(names))
        found, issues = edited(grid, header, choices)
    assert list(found.rows) == [found.rows[at] for at in range(len(wanted))] == list(found.rows[:]) == wanted
    assert len({(issue.row, issue.column) for issue in issues}) == len(issues)
    assert {issue.row for issue in issues} == {
        at for at, (before, after) in enumerate(zip(plain_rows, wanted, strict=True), start=1) if before != after
    }


def written_row(at, names, cells, choices):
    """Write a row as a person would in the file itself."""
    cells = list(cells)
    for place, name in enumerate(names, start=1):
        own = own_text(cells[place - 1]) if place <= len(cells) else ""
        text = choices.edits.get((at, place))
        if text is None and place <= len(cells):
            text = choices.replacements.get((name, own))
        if text is not None and text != own:
            cells += [""] * (place - len(cells))
            cells[place - 1] = text
    return tuple(cells)


@given(st.sampled_from(sorted(FIELDS)), st.one_of(FREE, *(st.sampled_from(cells) for cells in COLUMNS.values())))
def test_a_cell_without_doubt_keeps_the_contract(field, cell):
    with patch.object(field_column, "FEWEST_TOGETHER", 0):
        found = FieldColumn(field, CellReader(TODAY)).read(pa.array([cell], pa.string()))
    value, problem = CellReader(TODAY).read(field, cell)
    aggregate = field == "households_count"
    if not found.states[0] & DOUBT:
        assert problem is None
        assert value is None or contract_breaches({field: value}, today=TODAY, aggregate=aggregate) == []


def columns_of(rows):
    """Return the columns of rows given one by one, each as a reading holds it."""
    names = sorted({name for row in rows for name in row})
    return {name: column_of(name, [row.get(name) for row in rows]) for name in names}


NAMES = st.one_of(st.none(), FREE.filter(bool), st.sampled_from(["Diallo", "DE LA TOUR", "El", "Éloïse Ba"]))


@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                **dict.fromkeys(
                    ("guardian_last_name", "guardian_first_name", "guardian_full_name", "child_last_name"), NAMES
                ),
                "child_first_name": NAMES,
                "partner_reference": NAMES,
                "email": NAMES,
                "need_text": NAMES,
                "postcode": NAMES,
                "guardian_birth_date": st.dates(),
                "child_birth_date": st.dates(),
                "phone_1": st.sampled_from(["+33612345678", "+33712345678"]),
                "phone_2": st.sampled_from(["+33612345678"]),
                "need_laptop": st.integers(0, 3),
                "exam_year": st.booleans(),
                "households_count": st.integers(0, 40),
            },
        ),
        max_size=4,
    )
)
def test_packed_columns_say_what_the_rules_of_admission_say_of_each_row(rows):
    rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
    packed = packed_columns(columns_of(rows), len(rows))
    for at, values in enumerate(rows):
        told = {name: column[at].as_py() for name, column in packed.items()}
        assert told["match"] == match_key(values)
        assert told["content"] == json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
        clear = {name: value for name, value in values.items() if name not in PLAIN}
        assert told["identity"] == json.dumps(clear, sort_keys=True, ensure_ascii=False, default=str)
        assert told["has_phone"] == ("phone_1" in values or "phone_2" in values)
        keys = {(kind, told[name]) for name, kind in KEY_COLUMNS.items() if told[name] is not None}
        assert keys == set(household_keys(values))
