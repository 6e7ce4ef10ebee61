"""What is offered to be put right: one repair for all the rows that say the same, in the cells where it can be written."""

from datetime import date

from pipelines.intake.reading import read_list
from pipelines.intake.repairs import Repair, repairs_of, words_for
from pipelines.reporting.view_submission import column_parts, rows_to_repair

LIST = """Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur;Logement;Nationalité
BENALI;Karim;0611223344;93200;Saint-Denis;1;chez Rosa;Z
DURAND;Sonia;06556677;93200;Saint-Denis;1;chez Rosa;Z
;;0677889911;93200;Saint-Denis;1;hôtel social;Z
NGUYEN;Linh;;93999;Saint-Denis;1;chez Rosa;Z
;;0677889915;93200;Saint-Denis;1;hôtel social;Z
""".encode()


def repairs() -> list[Repair]:
    reading = read_list(LIST, "l.csv", today=date(2026, 11, 26))
    return repairs_of(column_parts(reading), rows_to_repair(reading))


def test_the_rows_that_say_the_same_make_one_repair_and_the_worst_come_first():
    found = [(repair.code, repair.severity, repair.rows) for repair in repairs()]
    assert found == [
        ("missing_identity", "reject", (4,)),
        ("unknown_postcode", "reject", (5,)),
        ("missing_identity", "reject", (6,)),
        ("invalid_phone", "warn", (3,)),
        ("missing_contact", "warn", (5,)),
        ("unknown_word", "info", (2, 3, 5)),
    ]


def test_a_repair_names_the_cells_where_it_can_be_written_and_what_they_say():
    by_code = {repair.code: repair for repair in repairs()}
    assert [(place.header, place.text) for place in by_code["missing_identity"].places] == [("Nom", ""), ("Prénom", "")]
    assert [(place.header, place.text) for place in by_code["unknown_postcode"].places] == [
        ("Code postal", "93999"), ("Commune", "Saint-Denis"),
    ]  # fmt: skip
    assert [place.position for place in by_code["missing_contact"].places] == [3]


def test_a_coded_column_offers_its_words_and_a_name_none():
    by_code = {repair.code: repair for repair in repairs()}
    words = by_code["unknown_word"].places[0].words
    assert "hôtel social" in words
    assert by_code["missing_identity"].places[0].words == ()
    assert words_for("information_given") == ("oui", "non")


def test_no_withdrawn_column_is_ever_offered():
    assert all(place.header != "Nationalité" for repair in repairs() for place in repair.places)


def test_every_word_offered_is_read_as_the_code_it_stands_for():
    for field in (
        "housing_kind",
        "device_situation",
        "connection_situation",
        "school_level",
        "scholarship_level",
        "operator",
    ):
        for word in words_for(field):
            header = {"housing_kind": "Logement", "device_situation": "Équipement actuel", "operator": "Opérateur",
                      "connection_situation": "Connexion actuelle", "school_level": "Classe", "scholarship_level": "Échelon"}  # fmt: skip
            data = f"Nom;Besoin PC;{header[field]}\nBENALI;1;{word}\n".encode()
            reading = read_list(data, "w.csv", today=date(2026, 11, 26))
            assert reading.rows[0].values.get(field) is not None, (field, word)
            assert not reading.issues or all(issue.code == "missing_contact" for issue in reading.issues), (field, word)


def test_the_words_offered_start_with_those_nearest_to_what_the_cell_says():
    data = b"Nom;Besoin PC;Logement\nBENALI;1;hutil sucial\n"
    reading = read_list(data, "w.csv", today=date(2026, 11, 26))
    found = repairs_of(column_parts(reading), rows_to_repair(reading))
    words = next(repair for repair in found if repair.code == "unknown_word").places[0].words
    assert words[0] == "hôtel social" and len(words) == 7


def test_a_word_that_may_mean_two_things_is_read_and_asked_about_once_for_all_its_rows():
    data = b"Nom;Besoin PC;Logement\nBENALI;1;CHU\nDURAND;1;CHU\nNGUYEN;1;CHRS\n"
    reading = read_list(data, "w.csv", today=date(2026, 11, 26))
    assert [row.values["housing_kind"] for row in reading.rows] == ["shelter"] * 3
    found = [r for r in repairs_of(column_parts(reading), rows_to_repair(reading)) if r.code == "ambiguous_word"]
    assert [(repair.rows, repair.severity) for repair in found] == [((2, 3), "info")]
