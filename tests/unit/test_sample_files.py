"""The files of the sample are real lists: exact, repeatable, wrong where the truth says so, and about nobody."""

import csv
import re
from collections import Counter
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path

import phonenumbers
import pytest
from python_calamine import load_workbook
from stdnum.fr import siret

from pipelines.sample.sample import Sample, draw_sample
from pipelines.sample.write import SampleFiles, write_sample

TODAY = date(2020, 4, 13)
ROWS = 2_400
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
REGIONS = {"0690": "GP", "0692": "RE", "0694": "GF", "0696": "MQ", "0639": "YT"}
Table = list[list[str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> SampleFiles:
    return write_sample(tmp_path_factory.mktemp("sample"), requests=ROWS, seed=2020, today=TODAY)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return draw_sample(ROWS, 2020, TODAY)


@pytest.fixture(scope="module")
def tables(files: SampleFiles, sample: Sample) -> dict[str, Table]:
    encodings = {item.path.name: style.encoding for item, style in zip(files.lists, sample.styles, strict=False)}
    return {item.path.name: read_table(item.path, encodings.get(item.path.name, "utf-8-sig")) for item in files.lists}


@pytest.fixture(scope="module")
def truth(files: SampleFiles) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(files.truth_csv.read_text(encoding="utf-8"))))


def read_table(path: Path, encoding: str) -> Table:
    """Read a list with other tools than those that wrote it; whole numbers as a person reads them."""
    if path.suffix == ".csv":
        return list(csv.reader(StringIO(path.read_bytes().decode(encoding), newline=""), delimiter=";"))
    rows = load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


def cell(table: Table, row: int, *headers: str) -> str:
    """Read a cell by the row of the file (from 1) and whichever header the list has."""
    header_row = next(cells for cells in table if len([c for c in cells if c]) > 5 and not cells[0].isdigit())
    return table[row - 1][next(header_row.index(name) for name in headers if name in header_row)]


def rows_of(truth: list[dict[str, str]], fault: str) -> list[tuple[str, int]]:
    return [(line["list"], int(line["row"])) for line in truth if line["fault"] == fault]


PHONES = ("Téléphone", "Tél.", "Portable", "Tél. responsable")
BIRTHS = ("Date de naissance de l'élève", "DDN enfant", "Né(e) le", "Date de naissance", "DDN")
POSTCODES = ("CP", "Code postal")


def test_sixty_lists_hold_all_requests_two_of_them_in_counts_only(
    files: SampleFiles, truth: list[dict[str, str]]
) -> None:
    assert len(files.lists) == 60
    assert len(truth) == ROWS - 2
    assert sum(item.path.name.split("_")[1] == "aggregate" for item in files.lists) == 2


def test_every_row_of_the_truth_is_a_row_of_the_file_and_none_is_missing(
    tables: dict[str, Table], truth: list[dict[str, str]], sample: Sample
) -> None:
    counts = Counter(line["list"] for line in truth)
    for (name, count), style in zip(counts.items(), sample.styles, strict=True):
        assert len(tables[name]) == style.first_row - 1 + count + style.total


def test_the_truth_names_the_family_that_stands_on_the_row(
    tables: dict[str, Table], truth: list[dict[str, str]], sample: Sample
) -> None:
    checked = 0
    for line in truth:
        if line["variant"] == "0" and not line["fault"] and "_ccas_" in line["list"]:
            family = int(line["family_id"][1:]) - 1
            surname = str(sample.names.surnames[sample.families.people.surname[family]])
            assert cell(tables[line["list"]], int(line["row"]), "Nom") == surname.upper()
            checked += 1
    assert checked > 50


def test_the_same_seed_writes_the_same_bytes_and_another_seed_writes_others(tmp_path: Path) -> None:
    def digests(folder: Path, seed: int) -> dict[str, str]:
        write_sample(folder, requests=1_200, seed=seed, today=TODAY)
        return {
            str(p.relative_to(folder)): sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()
        }

    first, again, other = digests(tmp_path / "a", 2020), digests(tmp_path / "b", 2020), digests(tmp_path / "c", 2021)
    assert first == again
    assert first.keys() == other.keys()
    same = {name for name in first if first[name] == other[name]}
    assert {Path(name).stem.split("_")[1] for name in same if name.startswith("lists")} <= {"aggregate"}


def test_lists_come_in_three_formats(files: SampleFiles, sample: Sample) -> None:
    assert {(style.format, style.encoding) for style in sample.styles} == {
        ("csv", "cp1252"),
        ("csv", "utf-8-sig"),
        ("xlsx", ""),
    }
    bom = [item.path.read_bytes().startswith(b"\xef\xbb\xbf") for item in files.lists if item.path.suffix == ".csv"]
    assert any(bom)
    assert not all(bom)


def test_no_address_lies_outside_the_reserved_domain(files: SampleFiles, tables: dict[str, Table]) -> None:
    texts = [files.partners_csv.read_text(encoding="utf-8")]
    texts += [" ".join(map(" ".join, table)) for table in tables.values()]
    domains = {domain for text in texts for domain in re.findall(r"@([\w.-]+)", text)}
    assert domains == {"example.org"}


def test_partner_codes_have_the_shape_and_check_of_their_kind(files: SampleFiles) -> None:
    partners = list(csv.DictReader(StringIO(files.partners_csv.read_text(encoding="utf-8"))))
    assert len({partner["code"] for partner in partners}) == len({partner["email"] for partner in partners}) == 60
    for partner in partners:
        code = partner["code"]
        if partner["kind"] == "school":
            assert re.fullmatch(r"\d{7}[A-Z]", code)
            assert UAI_LETTERS[int(code[:7]) % 23] == code[7]
        else:
            assert siret.is_valid(code)


def test_partners_and_sites_are_in_communes_that_exist(files: SampleFiles, sample: Sample) -> None:
    known = set(sample.places.codes) | set(sample.places.cities)
    for path in (files.partners_csv, files.sites_csv):
        for row in csv.DictReader(StringIO(path.read_text(encoding="utf-8"))):
            assert row["commune_code"] in known, row["name"]


def test_every_telephone_is_valid_in_the_numbering_plan_of_its_territory(sample: Sample) -> None:
    for number in {*sample.contacts.phone, *sample.contacts.second_phone} - {""}:
        region = REGIONS.get(number[:4], "FR")
        assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(number, region), region), number


def test_a_sound_row_can_be_reached_by_telephone_or_email(
    tables: dict[str, Table], truth: list[dict[str, str]]
) -> None:
    for line in truth:
        if line["fault"] in {"missing_contact", "duplicate_in_file"}:
            continue
        table, row = tables[line["list"]], int(line["row"])
        emails = [c for c in table[row - 1] if "@" in c]
        assert cell(table, row, *PHONES) or emails, line


@pytest.mark.parametrize(
    ("fault", "headers", "pattern"),
    [
        ("missing_contact", PHONES, ""),
        ("invalid_phone", PHONES, r"06 00 12 3|à rappeler|06 00 11 22 33 44"),
        ("invalid_date", BIRTHS, r"3[01]/02/\d{4}"),
        ("future_date", BIRTHS, r"\d\d/\d\d/20[2-4]\d"),
        ("unknown_postcode", POSTCODES, r"00123|99210|96340"),
        ("absurd_count", ("Nb enfants", "Nombre d'enfants"), r"150|99|240"),
        ("information_not_given", ("Information donnée", "Famille informée (O/N)"), "non"),
    ],
)
def test_a_faulty_row_shows_its_fault(
    tables: dict[str, Table], truth: list[dict[str, str]], fault: str, headers: tuple[str, ...], pattern: str
) -> None:
    rows = rows_of(truth, fault)
    assert rows
    for name, row in rows:
        assert re.fullmatch(pattern, cell(tables[name], row, *headers)), (name, row)


def test_a_postcode_of_another_department_is_never_that_of_the_family(
    tables: dict[str, Table], truth: list[dict[str, str]], sample: Sample
) -> None:
    faulty = [line for line in truth if line["fault"] == "commune_mismatch"]
    assert faulty
    for line in faulty:
        written = cell(tables[line["list"]], int(line["row"]), *POSTCODES)
        home = sample.families.homes.postcode[int(line["family_id"][1:]) - 1]
        assert written[:2] != home[:2]


def test_a_repeated_row_is_written_exactly_as_the_one_it_repeats(
    tables: dict[str, Table], truth: list[dict[str, str]], sample: Sample
) -> None:
    repeated = rows_of(truth, "duplicate_in_file")
    assert repeated
    for name, row in repeated:
        numbered = name.split("_")[1] == "rectorat"
        above = [cells[numbered:] for cells in tables[name][: row - 1]]
        assert tables[name][row - 1][numbered:] in above


def test_lists_were_received_in_the_six_weeks_before_the_campaign_day(files: SampleFiles) -> None:
    ages = [(TODAY - item.received_on).days for item in files.lists]
    assert min(ages) >= 0
    assert max(ages) <= 40
    assert len(set(ages)) > 10
