"""What the held-out lists taught: lines that cut a list, needs told by a column beside, whose first name, whose line."""

from datetime import date

import pytest

from pipelines.intake.header_words import recognise
from pipelines.intake.reading import read_list
from pipelines.intake.row_kinds import is_section_like
from pipelines.intake.values import CellReader
from pipelines.intake.values_phones import read_phone

TODAY = date(2026, 11, 23)
NAMES = ("BENALI", "DURAND", "NGUYEN", "TRAORE", "MARTIN", "DIALLO", "PETIT", "SOW", "ROUX", "KONE")
FIRST = ("Karim", "Sonia", "Linh", "Awa", "Paul", "Fatou", "Rose", "Moussa", "Lina", "Issa")
PHONES = [f"06112233{at}0" for at in range(10)]
LINES = [f"07445566{at}1" for at in range(10)]
YES_NO = ["O", "N", "O", "O", "N", "O", "O", "N", "O", "O"]


def targets(headers: str, *columns: list[str]) -> dict[str, str]:
    lines = [";".join(cells) for cells in zip(*columns, strict=True)]
    reading = read_list("\n".join([headers, *lines, ""]).encode(), "l.csv", today=TODAY, partner_kind="association")
    return {column.header: column.target for column in reading.columns}


@pytest.mark.parametrize(
    "text",
    ["2e étage", "Lundi", "Octobre 2026", "Hors résidence", "Annexe", "Quartier Nord", "Building A", "Week 2", "Mardi 17 novembre"],
)  # fmt: skip
def test_a_line_that_cuts_a_list_is_a_section(text: str) -> None:
    assert is_section_like(text)


@pytest.mark.parametrize(
    "text", ["Diallo Awa", "AVRIL", "Marie Hall", "Mars", "Grand Pierre", "N'Guessan d'Almeida", "May Linh"]
)
def test_a_lone_name_is_somebody(text: str) -> None:
    assert not is_section_like(text)


def test_sections_stand_apart_and_a_lone_name_stays_a_request() -> None:
    lines = ["Nom;Tél.;PC", "--- CM1 ---;;"]
    lines += [f"{name};{phone};{want}" for name, phone, want in zip(NAMES, PHONES, YES_NO, strict=True)]
    lines[5:5] = ["1er étage;;", "DIALLO AWA;;"]
    reading = read_list("\n".join([*lines, ""]).encode(), "l.csv", today=TODAY, partner_kind="association")
    assert [(number, kind) for number, kind, _ in reading.other_rows if kind == "section"] == [
        (2, "section"),
        (6, "section"),
    ]
    assert 7 in {row.row for row in reading.rows}


def test_one_number_reads_alike_in_its_two_spellings() -> None:
    for text in ("0694843181", "0694 84 31 81", "+594 694 84 31 81", "00594694843181", "+594 (0)694 84 31 81"):
        assert read_phone(text) == ("+594694843181", None)
    assert read_phone("+594690843181") == (None, "invalid_phone")


def test_what_is_asked_of_one_item_is_asked_of_the_other() -> None:
    found = targets("Nom;Tél.;PC (O/N);Connexion internet (O/N)", list(NAMES), PHONES, YES_NO, YES_NO[::-1])
    assert found["Connexion internet (O/N)"] == "need_connection"
    # Its header says that it is there.
    found = targets("Nom;Tél.;PC (O/N);Internet à la maison (O/N)", list(NAMES), PHONES, YES_NO, YES_NO[::-1])
    assert found["Internet à la maison (O/N)"] == "connection_situation"


def test_a_connection_that_is_there_stands_beside_one_that_is_asked() -> None:
    there = ["box", "4G", "non", "box", "non", "4G", "4G", "box", "non", "box"]
    asked = ["1", "0", "1", "1", "0", "1", "2", "0", "1", "1"]
    found = targets("Nom;Tél.;Wifi;SIM", list(NAMES), PHONES, there, asked)
    assert (found["Wifi"], found["SIM"]) == ("connection_situation", "need_connection")


def test_numbers_after_an_operator_are_the_line_to_recharge() -> None:
    operators = ["Orange", "SFR", "Free", "Lebara", "Orange", "SFR", "Free", "Lebara", "Orange", "SFR"]
    found = targets("Nom;Tél.;SIM;Opérateur;Numéro", list(NAMES), PHONES, YES_NO, operators, LINES)
    assert found["Numéro"] == "line_to_recharge"
    found = targets("Nom;Tél.;SIM;Ligne concernée", list(NAMES), PHONES, YES_NO, LINES)
    assert found["Ligne concernée"] == "line_to_recharge"
    found = targets("Nom;Tél.;SIM;Numéro", list(NAMES), PHONES, YES_NO, LINES)
    assert found["Numéro"] == "phone_2"


def test_names_that_differ_are_no_workers() -> None:
    found = targets("Nom famille;Prénom référent;Tél.;PC", list(NAMES), list(FIRST), PHONES, YES_NO)
    assert found["Prénom référent"] == "guardian_first_name"
    few = ["Claire", "Jean"] * 5
    found = targets("Nom famille;Prénom référent;Tél.;PC", list(NAMES), few, PHONES, YES_NO)
    assert found["Prénom référent"] == "ignore"


def test_a_word_and_its_denial_are_no_slips_of_each_other() -> None:
    reader = CellReader(TODAY)
    assert reader.read("connection_situation", "connexion stable")[0] == "fixed"
    assert reader.read("connection_situation", "connexion instable")[0] == "limited_mobile"
    assert reader.read("device_situation", "équipement insuffisant")[0] == "shared"


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Antécédents médicaux", "refuse"), ("Numéro national d'étudiant", "refuse"), ("Bénéficiaire informé", "information_given"),
        ("Besoin iPad", "need_tablet"), ("Recharge téléphone (nb)", "need_connection"), ("Opérateur souhaité", "operator"),
        ("Portable à recharger", "line_to_recharge"), ("Message", "note"), ("Présente le bac", "exam_year"),
        ("Matériel détenu", "device_situation"), ("Nom occupant", "guardian_last_name"),
    ],
)  # fmt: skip
def test_a_family_of_headers_is_taken_for_what_it_is(header: str, target: str) -> None:
    guess = recognise(header)
    assert guess is not None
    assert guess.target == target


def one_row(headers: str, cells: str) -> dict[str, str]:
    reading = read_list(f"{headers}\n{cells}\n".encode(), "l.csv", today=TODAY, partner_kind=None)
    return {column.header: column.target for column in reading.columns}


def test_a_request_for_several_families_names_its_sender() -> None:
    found = one_row("Hôtel;Effectif;PC;Contact", "Hôtel du Parc;17;9;Mme Roy")
    assert found == {"Hôtel": "ignore", "Effectif": "households_count", "PC": "need_laptop", "Contact": "ignore"}
    found = one_row("Centre;Besoin", "CHU Le Phare;18 ordinateurs et 25 recharges pour 31 familles")
    assert found == {"Centre": "ignore", "Besoin": "need_text"}
