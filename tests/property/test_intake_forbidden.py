"""What must not be stored is found by its content under any header, named, and kept nowhere; nothing else is."""

import csv
import io
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.forbidden import forbidden_words, scrubbed
from pipelines.intake.reading import ListReading, read_list
from tests.golden.score import LISTS, PARTNER_KINDS, truths

TODAY = date(2020, 4, 3)
# Headers that tell nothing; the last are known ones under which such cells are misplaced.
HEADERS = ("Col", "X", "Rubrique 2", "Zone libre", "Champ 7", "", "N° dossier")
SILENT = HEADERS[:-1]


def written(header: str, cells: list[str]) -> bytes:
    text = io.StringIO(newline="")
    rows = [[f"Durand{chr(97 + at)}", "0612345678", "PC", cell] for at, cell in enumerate(cells)]
    csv.writer(text, delimiter=";").writerows([["Nom", "Tél", "Besoin", header], *rows])
    return text.getvalue().encode()


def reading(header: str, cells: list[str]) -> ListReading:
    found = read_list(written(header, cells), "liste.csv", today=TODAY)
    assert isinstance(found, ListReading)
    return found


def assert_withdrawn(header: str, cells: list[str]) -> None:
    found = reading(header, cells)
    column = found.columns[3]
    assert (column.target, column.samples) == ("refuse", ())
    assert column.header == (header or "(colonne 4)")
    assert {row.cells[3] for row in found.rows} == {""}
    assert not any(cell in repr(found.rows) + repr(found.issues) for cell in cells if len(cell) > 3)


@st.composite
def nirs(draw: st.DrawFn) -> str:
    number = (
        f"{draw(st.sampled_from('12'))}{draw(st.integers(0, 99)):02d}{draw(st.integers(1, 12)):02d}{draw(st.integers(1, 95)):02d}"
        f"{draw(st.integers(1, 999)):03d}{draw(st.integers(1, 999)):03d}"
    )
    key = f"{97 - int(number) % 97:02d}"
    if draw(st.booleans()):
        return number + draw(st.sampled_from(("", key)))
    parts = (number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:], key)
    return draw(st.sampled_from((" ", ".", "-"))).join(parts)


INES = st.from_regex(re.compile(r"[0-9]{9}[0-9A-Z][A-Z]", re.ASCII), fullmatch=True)
FOREIGNERS = st.integers(1_000_000_000, 9_999_999_999).map(str)
PASSPORTS = st.from_regex(re.compile(r"[0-9]{2}[A-Z]{2}[0-9]{5}", re.ASCII), fullmatch=True)


@given(st.sampled_from(HEADERS), st.lists(st.one_of(nirs(), INES), min_size=1, max_size=6))
def test_social_security_and_pupil_numbers_are_withdrawn_under_any_header(header: str, cells: list[str]) -> None:
    assert_withdrawn(header, cells)


@given(st.sampled_from(SILENT), st.lists(FOREIGNERS, min_size=1, max_size=6))
def test_foreigners_file_numbers_are_withdrawn(header: str, cells: list[str]) -> None:
    assert_withdrawn(header, cells)


@given(st.sampled_from(HEADERS), st.lists(PASSPORTS, min_size=1, max_size=6))
def test_passport_numbers_are_withdrawn(header: str, cells: list[str]) -> None:
    assert_withdrawn(header, cells)


@pytest.mark.parametrize("kind", ["nationality", "religion", "health"])
@given(data=st.data())
def test_words_that_must_not_be_stored_withdraw_a_column_that_says_nothing_of_itself(
    kind: str, data: st.DataObject
) -> None:
    words, weak = forbidden_words(kind)
    telling = data.draw(st.lists(st.sampled_from(sorted(words - weak)), min_size=2, max_size=6))
    cells = [word.title() if data.draw(st.booleans()) else word for word in telling]
    # What is written beside them in such a column: nothing much.
    cells += data.draw(st.lists(st.sampled_from(("RAS", "non", "", "néant")), max_size=4))
    found = reading(data.draw(st.sampled_from(SILENT)), cells)
    assert found.columns[3].target == "refuse"
    assert {row.cells[3] for row in found.rows} == {""}


@given(
    st.lists(
        st.sampled_from(
            (
                "appeler après 18 h",
                "enceinte, RDV le 12",
                "parle malien",
                "asthme : voir la mère",
                "RAS",
                "suivie",
            )
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_note_is_kept_whatever_it_speaks_of(cells: list[str]) -> None:
    found = reading("Observations", cells)
    assert found.columns[3].target == "note"
    assert [row.cells[3] for row in found.rows] == cells


@given(nirs(), st.sampled_from(("NIR {}", "sécu : {} (mère)", "{} à vérifier")))
def test_a_number_inside_a_note_is_withdrawn_and_the_note_kept(number: str, shape: str) -> None:
    found = reading("Observations", [shape.format(number), "appeler le soir"])
    assert number not in repr(found)
    assert found.rows[0].cells[3] == shape.format("« retiré »")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("AGDREF 9912345678 en cours", "« retiré » en cours"),
        ("passeport n° 12AB34567", "« retiré »"),
        ("INE 1234567890A", "« retiré »"),
        ("RIB FR76 3000 6000 0112 3456 7890 189", "RIB « retiré »"),
        ("dossier 2020-114, tél 06 12 34 56 78", "dossier 2020-114, tél 06 12 34 56 78"),
        ("SIRET 356 000 000 00048", "SIRET 356 000 000 00048"),
        ("passeport numérique demandé", "passeport numérique demandé"),
    ],
)
def test_only_what_must_go_goes_from_a_text(text: str, kept: str) -> None:
    assert scrubbed(text) == kept


BENIGN = (
    st.sampled_from(("CR2020001", "D-2020-114", "A12", "2020/15", "V014", "12345678")),
    st.sampled_from(("Mme Lebrun", "M. Haddad", "K. Petit")),
    st.sampled_from(("oui", "non", "RAS")),
    st.sampled_from(("France", "français", "Paris 18e", "Saint-Denis")),
    st.sampled_from(("0612345678", "01 23 45 67 89", "612345678")),
    st.sampled_from(("12", "3 adultes", "étage 2", "ch. 114", "02/04/2020")),
)


@given(st.sampled_from(HEADERS), st.sampled_from(BENIGN).flatmap(lambda cells: st.lists(cells, min_size=1, max_size=6)))
def test_nothing_else_is_withdrawn(header: str, cells: list[str]) -> None:
    assert reading(header, cells).columns[3].target != "refuse"


def test_the_golden_lists_lose_no_column_but_those_that_must_go() -> None:
    for path, truth in truths(LISTS):
        kind = PARTNER_KINDS.get(truth["partner"]["kind"])
        found = read_list(path.read_bytes(), path.name, today=date(2026, 11, 23), partner_kind=kind)
        assert isinstance(found, ListReading)
        wanted = {column["col"] for column in truth["columns"] if column["canonical"] == "refuse"}
        assert {column.position for column in found.columns if column.target == "refuse"} == wanted, path.name


@pytest.mark.parametrize(
    ("header", "is_refused"),
    [
        ("Établissement d'origine", False), ("École d'origine", False), ("Date de traitement", False), ("Origine de la demande", False),
        ("Pays d'origine", True), ("Origine", True), ("Traitement en cours", True), ("N° passeport", True), ("Carte de séjour", True), ("AESH", True),
        ("Demande d'asile", True), ("Médecin traitant", True), ("Confession", True), ("État de santé", True),
    ],
)  # fmt: skip
def test_a_refused_word_is_excused_where_it_speaks_of_something_else(header: str, is_refused: bool) -> None:
    assert (reading(header, ["a", "b"]).columns[3].target == "refuse") == is_refused
