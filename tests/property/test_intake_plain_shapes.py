"""Cells read together are read as cells one by one: for each field, on any text, and on texts that nearly have a plain shape."""

from datetime import date, timedelta
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from campaigns.model.row import IDENTITY_FIELDS
from pipelines.intake import field_column, plain_shapes
from pipelines.intake.arrow_texts import folded_texts, json_texts, names_keys, plain_texts, quoted
from pipelines.intake.field_column import FieldColumn
from pipelines.intake.row_rules import content_key
from pipelines.intake.table_survey import TELLING, has_own_text, identity_number
from pipelines.intake.values import FIELDS, CellReader
from pipelines.intake.values_dates import no_dates
from pipelines.intake.values_places import own_text
from pipelines.intake.vocabulary import nothing_in_text, plain, word_set
from pipelines.linkage.normalise import folded, name_key

TODAY = date(2020, 4, 3)
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
# What makes readers stumble: own spaces and invisible signs, other digits, accents apart, boxes, guards, formulas, marks.
ODD = "\u00a0\u202f\u200b\u00ad\ufeff\u0301\u0327٣５²ⅷﬁœßıİſKΣςøæłÿñ'\"=+-@«»☒☐[]\t\n\r\\\x1c\x85"
NEARLY = st.text("aAeéÉxX0123456789 .,/-+()'&:@_" + ODD, max_size=24)
SAID = sorted(
    nothing_in_text() | no_dates() | word_set("examples", "references") | word_set("examples", "note_words")
    | {"", " ", "« retiré »", "Ex. : Martin", "exemple", "pas de tél.", "Pas de nom", "XX xx", "x" * 2000, "x" * 2001, "é" * 2001, "sans-abri",
       "aucun@mail.fr", "pas@mail.fr", "sans@adresse.mail", "Xavier", "1 rue X 93200 Saint-Denis", "93200 Lyon", "Lyon 93200", "Lyon 7",
       "Sans Souci", "0 rue X", "0600000000", "tel: 06 00 00 00 00", "01/01/1900", "31/02/2001", "04/04/2020", "a" * 250 + "@b.fr"}
)  # fmt: skip
SAYINGS = st.sampled_from(SAID)
WORDY = st.lists(
    st.sampled_from(sorted(word_set("placeholders", "none_words") | word_set("placeholders", "none_of") | {"x", "xx", "Diallo", "93200"})),
    min_size=1, max_size=4,
).map(" ".join)  # fmt: skip
DAYS = st.dates(date(1890, 1, 1), TODAY + timedelta(400))
DATED = st.one_of(
    st.builds(lambda day, shape: day.strftime(shape), DAYS, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%y", "%d-%m-%Y", "%m/%d/%y"])),
    st.builds(lambda day: f"{day.day}/{day.month}/{day.year}", DAYS),
    st.from_regex(r"\A[0-3]?[0-9][/.-][01]?[0-9][/.-](?:[0-9]{4}|[0-9]{2})\Z"),
    st.from_regex(r"\A(?:1[89]|20)[0-9]{2}[/.-][01][0-9][/.-][0-3][0-9]\Z"),
)  # fmt: skip
PHONED = st.one_of(
    st.from_regex(plain_shapes.PHONE.replace("(?i:t[ée]l|port|mob)", "(?:[Tt][ée]l|PORT|mob)"), fullmatch=True),
    st.text("0123456789 .-/+()", max_size=18),
    st.sampled_from(["0600000000", "tel: 06 00 00 00 00", "0692123456", "+33 (0)690123456", "tel 0", "Tel. 06-12-34-56-78", "06123456.00"]),
)  # fmt: skip
MAILED = st.one_of(
    st.from_regex(plain_shapes.EMAIL, fullmatch=True),
    st.text("aAx.-_@,;<> é", max_size=14),
    st.just("a" * 250 + "@b.fr"),
)
CELLS = st.lists(st.one_of(ANY_TEXT, NEARLY, SAYINGS, WORDY, DATED, PHONED, MAILED), min_size=1, max_size=12)


def both_ways(field, cells):
    """Read cells together, then one by one."""
    column = pa.array(cells, pa.string())
    with patch.object(field_column, "FEWEST_TOGETHER", 0):
        together = FieldColumn(field, CellReader(TODAY)).read(column)
    alone = FieldColumn(field, CellReader(TODAY))
    alone.shape = None
    return together, alone.read(column)


@pytest.mark.parametrize("field", sorted(FIELDS))
@given(CELLS)
@example(SAID)
def test_cells_read_together_are_read_as_one_by_one(field, cells):
    together, alone = both_ways(field, cells)
    assert together.values.to_pylist() == alone.values.to_pylist()
    assert together.states.tolist() == alone.states.tolist()


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("guardian_last_name", ["Diallo", "N'Diaye-Sy", "Éloïse Ba", "LE GOFF"]),
        ("address", ["12 bis rue de la Paix, bât. C", "3 allée des Érables"]),
        ("phone_1", ["06 12 34 56 78", "612345678", "+33 (0)6.12.34.56.78", "tel: 06-12-34-56-78", "0692 123456".replace(" ", "")]),
        ("email", ["awa.diallo@mail.example", "A_B@Mail.Example"]),
        ("guardian_birth_date", ["03/04/1985", "3/4/85", "1985-04-03", "29/02/1984"]),
        ("note", ["Parle peu français", "rappeler après 18 h"]),
    ],
)  # fmt: skip
def test_the_usual_shapes_are_read_together(field, cells):
    column = pa.array(cells, pa.string())
    assert plain_shapes.shape_of(field)(column, field, TODAY).is_plain.all()


@given(st.lists(st.one_of(ANY_TEXT, NEARLY, SAYINGS, st.none()), max_size=12))
def test_texts_are_spelt_in_columns_as_one_by_one(texts):
    column = pa.array(texts, pa.string())
    assert plain_texts(column).to_pylist() == [None if text is None else plain(text) for text in texts]
    assert folded_texts(column).to_pylist() == [None if text is None else folded(text) for text in texts]
    assert json_texts(column).to_pylist() == [None if text is None else quoted(text) for text in texts]


PARTS = st.one_of(st.none(), NEARLY, st.sampled_from(["Diallo", "DE LA", "de", "Éloïse Ba", "Ba ba", "Jean-Pierre"]))


@given(st.lists(st.tuples(PARTS, PARTS, PARTS), max_size=8))
def test_names_have_the_same_key_in_columns_as_one_by_one(names):
    columns = [pa.array([name[at] for name in names], pa.string()) for at in range(3)]
    assert names_keys(columns, len(names)).to_pylist() == [name_key(*name) for name in names]


@given(CELLS)
def test_blank_cells_are_found_in_columns_as_one_by_one(cells):
    assert has_own_text(pa.array(cells, pa.string())).tolist() == [bool(own_text(cell)) for cell in cells]


VALUES = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        (*IDENTITY_FIELDS, *TELLING, "note"), st.sampled_from(["Léa", "LEA", "lea ba", "b", "2015-04-03"])
    ),
)


@given(VALUES, VALUES)
@example({"guardian_last_name": "Léa", "note": "b"}, {"guardian_last_name": "LEA", "note": "B"})
def test_rows_of_equal_content_have_one_number(left, right):
    if content_key(left) == content_key(right):
        assert identity_number(left, TELLING) == identity_number(right, TELLING)
