"""Where the table is, and what each row is."""

from datetime import date

from campaigns.model.codes import RowOutcome
from campaigns.model.outcome import Refusal
from pipelines.intake.reading import Choices, ListReading, read_list
from pipelines.intake.reading_parts import AS_RECOGNISED

TODAY = date(2020, 4, 3)


def reading(text: str, choices: Choices = AS_RECOGNISED) -> ListReading:
    found = read_list(text.encode(), "liste.csv", today=TODAY, choices=choices)
    assert isinstance(found, ListReading), found
    return found


def kinds(found: ListReading) -> dict[int, str]:
    return {row: kind for row, kind, _ in found.other_rows}


BANDED = """Collège Jean-Jaurès;;;;;;;
;Responsable légal;;;Enfant;;Besoins;
N°;Nom;Prénom;Tél;Nom;Prénom;PC;Clé 4G
1;Diallo;Awa;0612345678;Diallo;Moussa;1;1
CM2 A;;;;;;;
2;Petit;Jean;0712345678;Petit;Léa;0;1
;Responsable légal;;;Enfant;;Besoins;
N°;Nom;Prénom;Tél;Nom;Prénom;PC;Clé 4G
3;Abed;Lina;;Abed;Sami;x;
TOTAL;;;;;;2;2
;;;;;;;
Fait à Rennes, le 3 avril;;;;;;;
"""


def test_each_row_of_a_cut_up_table_has_its_kind() -> None:
    found = reading(BANDED)
    assert [row.row for row in found.rows] == [4, 6, 9]
    assert kinds(found) == {
        1: "title",
        2: "band",
        3: "header",
        5: "section",
        7: "repeated_header",
        8: "repeated_header",
        10: "total",
        11: "blank",
        12: "note",
    }
    assert found.counts == {
        "physical": 12,
        "header": 1,
        "blank": 1,
        "not_data": 7,
        "accepted": 2,
        "warned": 1,
        "rejected": 0,
    }


def test_a_header_of_two_lines_is_named_band_then_header() -> None:
    found = reading(BANDED)
    assert (found.format.header_row, found.format.header_rows) == (3, 2)
    assert [(column.header, column.target) for column in found.columns][1:6] == [
        ("Responsable légal > Nom", "guardian_last_name"),
        ("Responsable légal > Prénom", "guardian_first_name"),
        ("Responsable légal > Tél", "phone_1"),
        ("Enfant > Nom", "child_last_name"),
        ("Enfant > Prénom", "child_first_name"),
    ]


def test_a_total_row_never_becomes_a_request_and_is_told() -> None:
    found = reading("Nom;PC\nDiallo;1\nTOTAL;1\n")
    assert [row.row for row in found.rows] == [2]
    assert [(issue.row, issue.code) for issue in found.issues if issue.code == "total_row"] == [(3, "total_row")]


def test_a_lone_name_is_somebody_who_lacks_the_rest() -> None:
    found = reading("Nom;Prénom;Tél;CP;PC\nA;B;0612345678;93200;1\nDupont;;;;\nC;D;0612345679;93200;1\n")
    assert [(row.row, row.outcome) for row in found.rows][1] == (3, RowOutcome.REJECTED)
    assert found.rows[1].reasons == ("missing_need", "missing_contact")


def test_a_numbered_but_empty_row_is_blank() -> None:
    assert kinds(reading("N°;Nom;Prénom;Tél;PC\n1;A;B;0612345678;1\n2;;;;\n"))[3] == "blank"


def test_a_row_written_with_another_separator_is_not_lost() -> None:
    found = reading("nom;prenom;telephone;adresse;PC\nA;B;0612345678;3 rue X;1\nC,D,0612345679,4 rue Y,1\n")
    assert [row.row for row in found.rows] == [2, 3]


def test_the_header_may_be_pointed_at() -> None:
    found = reading("x;y\nNom;Besoin\nDiallo;PC\n", Choices(header_row=2))
    assert found.format.header_row == 2
    refused = read_list(b"Nom;Besoin\nA;PC\n", "x.csv", today=TODAY, choices=Choices(header_row=9))
    assert isinstance(refused, Refusal)
    assert refused.code == "bad_choice"


def test_a_table_without_header_or_without_rows_is_refused_with_one_sentence() -> None:
    codes = []
    for text in (b"Diallo;Awa;0612345678\nPetit;Jean;0712345678\n", b"Nom;Besoin\n", b";;\n \n"):
        found = read_list(text, "x.csv", today=TODAY)
        assert isinstance(found, Refusal)
        codes.append(found.code)
    assert codes == ["no_header", "no_rows", "empty_file"]


def test_counts_for_many_families_make_an_aggregate() -> None:
    found = reading("Structure;Nombre de familles;PC;SIM\nCHRS A;300;120;500\n")
    assert found.aggregate
    assert found.rows[0].outcome == RowOutcome.ACCEPTED
    assert found.rows[0].values == {"need_laptop": 120, "need_connection": 500, "households_count": 300}


def test_remembered_headers_find_the_table_again() -> None:
    text = "Qui;Quoi\nDiallo;PC\n"
    refused = read_list(text.encode(), "x.csv", today=TODAY)
    assert isinstance(refused, Refusal)
    found = reading(text, Choices(targets={"Qui": "guardian_full_name", "Quoi": "need_text"}))
    assert found.rows[0].values == {"guardian_full_name": "Diallo", "need_laptop": 1, "need_text": "PC"}
