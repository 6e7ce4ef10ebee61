"""Reading by columns is the same as reading row by row: every fast way is compared with the plain one."""

import csv
import io
import json
import re
import zipfile
from datetime import date, datetime
from unittest.mock import patch

import numpy as np
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from campaigns.model.outcome import Refusal
from campaigns.model.row import contract_breaches
from pipelines.ids import new_ids, written
from pipelines.intake import csv_reader, sheet_scan, values_phones
from pipelines.intake.block import KEY_COLUMNS
from pipelines.intake.block_packing import columns_of_rows, packed_columns
from pipelines.intake.field_column import DOUBT, FieldColumn
from pipelines.intake.forbidden import scrubbed, scrubbed_cells
from pipelines.intake.reading import read_list
from pipelines.intake.reading_parts import ListRefused
from pipelines.intake.table_rows import Judge
from pipelines.intake.values import FIELDS, CellReader
from pipelines.linkage.keys import household_keys, match_key

TODAY = date(2020, 4, 3)
TODAY_AT_NOON = datetime(2020, 4, 3, 12)
FREE = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x01"), max_size=15)
COLUMNS = {
    "N° dossier": ["", "D-1", "D-2", "EX", "TOTAL", "1"],
    "Nom": ["", "Diallo", "DIALLO", "Le Goff", "N'Diaye-Sy", "Ex. : Martin", "inconnu", "Total", "« retiré »", "Zoé"],
    "Prénom": ["", "Awa", "awa", "Jean Pierre", "x"],
    "Né(e) le": ["", "03/04/1985", "1985-04-03", "31/02/1985", "01/01/2031", "3 avr. 85", "31000"],
    "Tél": ["", "06 12 34 56 78", "612345678", "06 12", "0600000000", "06 12 34 56 78 / 01 23 45 67 89", "+33 6.12.34.56.78"],
    "Mail": ["", "a@b.example", "A@B.EXAMPLE", "rien"],
    "Adresse": ["", "1 rue de la Paix", "1 rue de la Paix 93200 Saint-Denis", "x" * 2001, "2 85 03 75 116 005 12"],
    "CP": ["", "93200", "75001", "99999", "1000", "abc"],
    "Ville": ["", "Saint-Denis", "ST DENIS", "Paris", "93200 Saint-Denis", "Bourg en Bresse", "Nulle Part"],
    "Nb enfants": ["", "2", "42", "0", "deux", "beaucoup"],
    "PC": ["", "oui", "1", "0", "99", "non"],
    "Besoin": ["", "PC", "1 PC et clé 4G", "0 PC", "on verra", "40 PC", "12 PC pour 30 familles"],
    "Famille informée": ["", "oui", "non", "?"],
    "Remarques": ["", "EXEMPLE - à supprimer", "rien à dire"],
}  # fmt: skip
CELL = {name: st.one_of(st.sampled_from(cells), FREE) for name, cells in COLUMNS.items()}
ROW = st.tuples(*CELL.values())
GOOD = (
    "D-{}",
    "Diallo{}",
    "Awa",
    "03/04/1985",
    "06 12 34 56 78",
    "",
    "1 rue X",
    "93200",
    "Saint-Denis",
    "2",
    "",
    "1 PC",
    "oui",
    "",
)


@st.composite
def tables(draw):
    """Draw a few odd rows among good ones, some of them twice, some cut short."""
    rows = [list(row) for row in draw(st.lists(ROW, max_size=5))]
    rows += [[cell.format(at) for cell in GOOD] for at in range(draw(st.integers(0, 4)))]
    rows += draw(st.lists(st.sampled_from(rows), max_size=2)) if rows else []
    return [
        row[: draw(st.integers(1, len(row)))] if draw(st.booleans()) else row for row in draw(st.permutations(rows))
    ]


def as_csv(rows):
    """Write rows under the headers."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([list(COLUMNS), *rows])
    return text.getvalue().encode()


def every_row(self, block, rows, values, fragments):
    """Send every row of a block to the rules."""
    return np.ones(len(block.rows), dtype=bool)


@given(tables())
def test_rows_kept_in_columns_are_those_that_the_rules_give_one_by_one(rows):
    data = as_csv(rows)
    with patch("pipelines.intake.table_blocks.BLOCK_ROWS", 3):
        by_columns = read_list(data, "liste.csv", today=TODAY)
    with patch.object(Judge, "columns_of", every_row):
        one_by_one = read_list(data, "liste.csv", today=TODAY)
    assert by_columns == one_by_one
    if not isinstance(by_columns, Refusal):
        assert [list(map(repr, row.values.items())) for row in by_columns.rows] == [
            list(map(repr, row.values.items())) for row in one_by_one.rows
        ]


@given(st.sampled_from(sorted(FIELDS)), st.one_of(FREE, *(st.sampled_from(cells) for cells in COLUMNS.values())))
def test_a_cell_without_doubt_keeps_the_contract(field, cell):
    column = FieldColumn(field, CellReader(TODAY))
    column.learn([cell])
    value, problem = CellReader(TODAY).read(field, cell)
    aggregate = field == "households_count"
    if not column.state[cell] & DOUBT:
        assert problem is None
        assert value is None or contract_breaches({field: value}, today=TODAY, aggregate=aggregate) == []


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
    packed = packed_columns(*columns_of_rows(rows))
    for at, values in enumerate(rows):
        assert packed["match"][at] == match_key(values)
        assert packed["content"][at] == json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
        keys = {(kind, packed[name][at]) for name, kind in KEY_COLUMNS.items() if packed[name][at] is not None}
        assert keys == set(household_keys(values))


@given(
    st.one_of(
        st.from_regex(values_phones.PLAIN_SHAPE, fullmatch=True),
        st.text("0123456789 .-/+()", max_size=16),
        st.sampled_from(["0600000000", "06123456.00", "6123456.00", "+330612345678"]),
    )
)
def test_a_plain_phone_is_read_as_any_other(text):
    quick = values_phones.read_phone(text)
    with patch.object(values_phones, "PLAIN_SHAPE", re.compile(r"(?!)")):
        assert values_phones.read_phone(text) == quick


@given(st.text(alphabet='ab;"\n\r,\u2028', max_size=60), st.integers(1, 9), st.integers(0, 3))
def test_a_text_read_in_pieces_gives_the_records_of_the_whole(text, piece, kept):
    with patch.object(csv_reader, "PIECE", piece), patch.object(csv_reader, "KEPT_RECORDS", kept):
        try:
            found = list(csv_reader.records(text, ";"))
        except ListRefused:
            return
    ended = text if text.endswith(("\n", "\r")) else text + "\n"
    assert found == [tuple(record) for record in csv.reader(io.StringIO(ended, newline=""), delimiter=";")]


@given(
    st.lists(
        st.one_of(FREE, st.sampled_from(["2 85 03 75 116 005 12", "INE 0123456789A", "1850375116005", ""])), max_size=6
    )
)
def test_a_column_is_scrubbed_as_its_cells_are(cells):
    assert scrubbed_cells(cells) == [scrubbed(cell) for cell in cells]


@given(
    st.lists(
        st.lists(st.one_of(FREE, st.integers(0, 9), st.sampled_from(["=1+1", " ", "&"])), max_size=5),
        min_size=1,
        max_size=6,
    )
)
def test_a_sheet_scanned_many_cells_at_a_time_is_as_the_watcher_sees_it(rows):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": True}) as book:
        sheet = book.add_worksheet("Liste")
        for at, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                sheet.write(at, place, cell)
    with zipfile.ZipFile(output) as archive:
        quick = sheet_scan.quick_scan(archive, "xl/worksheets/sheet1.xml")
        with patch.object(sheet_scan, "quick_scan", lambda *_: None):
            assert quick in (None, sheet_scan.scan_sheet(archive, "xl/worksheets/sheet1.xml"))


@given(st.integers(0, 2**128 - 1))
def test_ids_written_in_bulk_are_those_of_the_library(number):
    high, low = np.array([number >> 64], dtype=np.uint64), np.array([number & (2**64 - 1)], dtype=np.uint64)
    assert written(high, low) == [str(ULID.from_int(number))]


@given(st.integers(0, 50))
def test_minted_ids_are_different_and_in_order(count):
    minted = new_ids(TODAY_AT_NOON, count)
    assert len(set(minted)) == count
    assert minted == sorted(minted)
