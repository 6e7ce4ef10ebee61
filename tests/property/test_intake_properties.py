"""What holds of every file, whatever is in it."""

import csv
import io
import unicodedata
from datetime import date

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.outcome import Refusal
from pipelines.intake.csv_reader import counted_records, in_pieces, records
from pipelines.intake.reading import ListReading, read_list
from pipelines.intake.reading_parts import ListRefused
from pipelines.intake.receipt import ReceiptLine, guarded, write_receipt
from pipelines.intake.values_dates import read_date
from pipelines.intake.values_phones import french_phone, read_phone

TODAY = date(2020, 4, 3)
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x01"), max_size=20)
HEADERS = ("Nom", "Prénom", "Né(e) le", "Tél", "CP", "Ville", "Nb enfants", "Besoin", "Remarques", "Religion", "Blabla")
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADERS)), min_size=1, max_size=6)


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADERS, *rows])
    return text.getvalue().encode()


@given(TABLES)
def test_every_physical_row_is_accounted_for_exactly_once(rows: list[list[str]]) -> None:
    found = read_list(as_csv(rows), "liste.csv", today=TODAY)
    if isinstance(found, Refusal):
        return
    parts = ("header", "blank", "not_data", "accepted", "warned", "rejected")
    assert found.counts["physical"] == sum(found.counts[part] for part in parts) == len(rows) + 1
    numbers = [row.row for row in found.rows] + [row for row, _, _ in found.other_rows]
    assert sorted(numbers) == list(range(1, len(rows) + 2))


@given(TABLES)
def test_a_row_is_held_back_or_remarked_on_only_with_a_reason_and_each_reason_is_told(rows: list[list[str]]) -> None:
    found = read_list(as_csv(rows), "liste.csv", today=TODAY)
    if isinstance(found, Refusal):
        return
    for row in found.rows:
        told = {issue.code for issue in found.issues if issue.row == row.row}
        assert (row.outcome.value == "accepted") == (not row.reasons)
        assert set(row.reasons) <= told


@given(TABLES)
def test_a_refused_column_leaves_no_trace(rows: list[list[str]]) -> None:
    marked = [[*[*row, *[""] * 9][:9], "ZQXSECRET"] for row in rows]
    found = read_list(as_csv(marked), "liste.csv", today=TODAY)
    assert "ZQXSECRET" not in repr(found)


@given(TABLES)
def test_a_receipt_sent_again_gives_the_same_values(rows: list[list[str]]) -> None:
    first = read_list(as_csv(rows), "liste.csv", today=TODAY)
    if isinstance(first, Refusal):
        return
    lines = {row.row: ReceiptLine("03/04/2020", "à corriger", "un motif", "corrigez") for row in first.rows}
    again = read_list(
        write_receipt(first, "liste.csv", lines, "Équation : 1 lignes = 1 d'en-tête"), "liste.csv", today=TODAY
    )
    assert isinstance(again, ListReading)
    same = [(row.row, dict(row.values)) for row in first.rows]
    assert [(row.row, dict(row.values)) for row in again.rows] == same


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_no_exported_cell_starts_like_a_formula(cell: str) -> None:
    written = guarded(cell)
    seen = written.lstrip(" \t\r\n\x00\u200b\ufeff")
    first = unicodedata.normalize("NFKC", seen[:1])
    assert first not in {"=", "+", "-", "@"} or (written == cell and written[1:].isdigit())


@given(
    st.integers(min_value=100_000_000, max_value=999_999_999), st.sampled_from(["0{}", "+33{}", "0033{}", "+33 (0){}"])
)
def test_the_fast_path_and_phonenumbers_read_the_same_number(digits: int, shape: str) -> None:
    fast = french_phone(shape.format(digits))
    slow = phonenumbers.parse(f"+33{digits}", None)
    assert fast is not None
    if fast.startswith("+33"):
        assert fast == phonenumbers.format_number(slow, phonenumbers.PhoneNumberFormat.E164)
    else:
        # The national prefix belongs to an overseas territory, whose country code it takes: same digits, possible there.
        assert fast.endswith(str(digits))
        assert phonenumbers.is_possible_number(phonenumbers.parse(fast, None))


@given(st.integers(min_value=100_000_000, max_value=799_999_999))
def test_spaces_dots_dashes_and_slashes_change_no_number(digits: int) -> None:
    plain = f"0{digits}"
    pairs = [plain[at : at + 2] for at in range(0, 10, 2)]
    assert len({read_phone(sign.join(pairs)) for sign in ("", " ", ".", "-", "/")}) == 1


@given(st.dates(min_value=date(1930, 1, 1), max_value=TODAY))
def test_each_way_of_writing_a_day_gives_that_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    written = {
        f"{day:%d/%m/%Y}",
        f"{day:%d-%m-%Y}",
        f"{day:%Y-%m-%d}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d.%m.%Y}",
        f"{serial}.0",
    }
    assert {read_date(text, TODAY) for text in written if not (text.endswith(".0") and serial < 11700)} == {(day, None)}


@given(st.text(alphabet='ab;"\n\r,', max_size=60))
def test_the_two_counters_of_records_agree(text: str) -> None:
    try:
        found = records(in_pieces(text), ";")
    except ListRefused:
        return
    assert counted_records(text, ";") == len(found)


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.ods", "a.xls", "a.txt"]))
def test_any_bytes_end_in_a_reading_or_a_refusal(data: bytes, name: str) -> None:
    found = read_list(data, name, today=TODAY)
    assert isinstance(found, ListReading | Refusal)
