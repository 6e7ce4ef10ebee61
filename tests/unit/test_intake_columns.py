"""What a header, and the cells under it, are taken for."""

from datetime import date

import pytest

from campaigns.model.outcome import Refusal
from pipelines.intake.header_words import recognise
from pipelines.intake.reading import Choices, ListReading, read_list
from pipelines.intake.reading_parts import AS_RECOGNISED

TODAY = date(2020, 4, 3)


def reading(text: str, choices: Choices = AS_RECOGNISED, partner_kind: str | None = None) -> ListReading:
    found = read_list(text.encode(), "liste.csv", today=TODAY, partner_kind=partner_kind, choices=choices)
    assert isinstance(found, ListReading), found
    return found


def targets(text: str, partner_kind: str | None = None) -> dict[str, str]:
    return {column.header: column.target for column in reading(text, partner_kind=partner_kind).columns}


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Tél. responsable", "phone_1"),
        ("TÉLÉPHONE PORTABLE", "phone_1"),
        ("Autre téléphone", "phone_2"),
        ("Téléphone simple", "need_phone"),
        ("PC portable", "need_laptop"),
        ("PC (O/N)", "need_laptop"),
        ("Nb d'élèves au foyer", "students_count"),
        ("Nb enfants", "children_count"),
        ("Composition du foyer", "household_size"),
        ("Code commune", "commune_code"),
        ("code_postal", "postcode"),
        ("CodePostal", "postcode"),
        ("Nombre de familles", "households_count"),
        ("Famille informée (O/N)", "information_given"),
        ("N° à recharger", "line_to_recharge"),
        ("Prénom de l'élève", "child_first_name"),
        ("Nom et prénom du responsable", "guardian_full_name"),
        ("Nom du parent de l'élève", "guardian_last_name"),
        ("Date de naissance de l'enfant", "child_birth_date"),
        ("Responsable légal", "guardian_full_name"),
        ("Accès internet", "connection_situation"),
        ("Connexion", "need_connection"),
        ("Besoin connexion", "need_connection"),
        ("Matériel disponible à la maison", "device_situation"),
        ("Last name", "person_last_name"),
        ("Laptop needed", "need_laptop"),
        ("Nationalité", "refuse"),
        ("N° sécurité sociale", "refuse"),
        ("INE", "refuse"),
        ("Problème de santé", "refuse"),
        ("Religion", "refuse"),
        ("Pays d'origine", "refuse"),
        ("Enseignant", "ignore"),
        ("Vu par", "ignore"),
        ("N°", "ignore"),
        ("reçu", "ignore"),
        ("prochaine action", "ignore"),
        ("Date de la demande", "ignore"),
        ("Nom de l'établissement", "ignore"),
    ],
)
def test_a_header_is_recognised_by_its_words(header: str, target: str) -> None:
    found = recognise(header)
    assert found is not None
    assert found.target == target


def test_a_misspelt_header_is_recognised_and_less_sure() -> None:
    found = recognise("Télephonne")
    assert found is not None
    assert (found.target, found.fuzzy) == ("phone_1", True)
    assert found.confidence < 1


def test_an_unknown_header_is_not_guessed() -> None:
    assert recognise("Blablabla") is None


def test_a_plain_name_is_the_guardian_s() -> None:
    assert targets("NOM;Prénom;Né(e) le;Tél;PC\nDiallo;Awa;01/02/1985;0612345678;1\n")["NOM"] == "guardian_last_name"


def test_a_plain_name_beside_a_named_guardian_is_the_child_s() -> None:
    found = targets("Nom;Prénom;Né(e) le;Nom du parent;Tél;PC\nDiallo;Moussa;01/02/2012;Diallo;0612345678;1\n")
    assert (found["Nom"], found["Né(e) le"], found["Nom du parent"]) == (
        "child_last_name",
        "child_birth_date",
        "guardian_last_name",
    )


def test_a_plain_name_in_a_list_of_school_classes_is_the_pupil_s() -> None:
    text = "Nom;Prénom;Date de naissance;Classe;Tél parents;Besoin\nMartin;Léo;12/03/2012;CM2;0612345678;PC\n"
    assert targets(text, "school")["Nom"] == "child_last_name"
    assert targets(text, "student_service")["Nom"] == "guardian_last_name"


def test_a_plain_birth_date_follows_the_ages_then_the_neighbours() -> None:
    text = "Responsable légal;Nom enfant;Prénom enfant;Né(e) le;Besoin\nAwa Diallo;Diallo;Moussa;{};PC\n"
    assert targets(text.format("01/02/2012"))["Né(e) le"] == "child_birth_date"
    assert targets(text.format("01/02/1980"))["Né(e) le"] == "guardian_birth_date"
    assert targets(text.format("inconnue"))["Né(e) le"] == "child_birth_date"


def test_cells_correct_a_header_that_says_two_things() -> None:
    found = targets("Nom;Téléphone;Téléphone;Connexion;Famille\nDiallo;0612345678;O;ADSL;\nPetit;0712345678;N;Fibre;\n")
    assert (found["Téléphone"], found["Téléphone (2)"], found["Connexion"]) == (
        "phone_1",
        "need_phone",
        "connection_situation",
    )


def test_enfants_over_numbers_is_a_count() -> None:
    assert targets("Nom;Enfants;PC\nDiallo;3;1\n")["Enfants"] == "children_count"


def test_a_column_without_header_is_recognised_by_its_cells() -> None:
    found = reading("Nom;;Besoin\nDiallo;a@example.org;PC\nPetit;b@example.org;PC\n").columns[1]
    assert (found.header, found.target, found.how) == ("(colonne 2)", "email", "content")


def test_numbers_that_must_not_be_stored_refuse_a_column_whatever_its_name() -> None:
    found = reading("Nom;Code;Besoin\nDiallo;1 85 05 78 006 084 36;PC\nPetit;2 85 05 78 006 084 36;PC\n")
    column = found.columns[1]
    assert (column.target, column.samples) == ("refuse", ())
    assert [row.cells[1] for row in found.rows] == ["", ""]


def test_a_choice_wins_and_is_shown_as_a_choice() -> None:
    found = reading("Nom;Truc;Besoin\nDiallo;chez sa tante;PC\n", Choices(targets={"Truc": "note"}))
    assert (found.columns[1].target, found.columns[1].how, found.columns[1].confidence) == ("note", "choice", 1.0)
    assert found.rows[0].values["note"] == "chez sa tante"


def test_no_choice_brings_back_what_must_not_be_stored() -> None:
    found = reading("Nom;Religion;Besoin\nDiallo;secret;PC\n", Choices(targets={"Religion": "note"}))
    assert found.columns[1].target == "refuse"
    assert "secret" not in repr(found)


def test_a_choice_of_an_unknown_field_is_refused() -> None:
    found = read_list(b"Nom;Besoin\nA;PC\n", "x.csv", today=TODAY, choices=Choices(targets={"Nom": "surname"}))
    assert isinstance(found, Refusal)
    assert found.code == "bad_choice"


def test_a_field_belongs_to_one_column() -> None:
    found = [
        column.target
        for column in reading("Tél;Portable;Mobile;Nom;Besoin\n0612345678;0612345679;0612345670;A;PC\n").columns
    ]
    assert found == ["phone_1", "phone_2", "ignore", "guardian_last_name", "need_text"]


def test_a_half_said_birth_date_that_its_cells_deny_is_left_to_its_cells() -> None:
    found = targets("Nom;Besoin;Date naissance approximative selon dossier papier\nDiallo;PC;Rennes\nPetit;PC;Rennes\n")
    assert found["Date naissance approximative selon dossier papier"] == "commune"


def test_the_partners_own_numbers_are_its_reference() -> None:
    assert targets("Carte n°;Nom;Besoin\nC-101;Diallo;PC\nC-102;Petit;PC\n")["Carte n°"] == "partner_reference"
    # As long as the number of an identity card, or known to be of no use: never kept as a reference.
    assert targets("Carte n°;Nom;Besoin\n880692310285;Diallo;PC\n880692310286;Petit;PC\n")["Carte n°"] == "ignore"
    assert targets("N° CAF;Nom;Besoin\n1234567;Diallo;PC\n1234568;Petit;PC\n")["N° CAF"] == "ignore"


def test_situations_that_come_again_and_again_are_no_names() -> None:
    rows = "".join(f"Famille{at};{('Femme seule', 'Homme seul')[at % 2]};PC\n" for at in range(12))
    found = targets("Nom;Composition familiale;Besoin\n" + rows)
    assert found == {"Nom": "guardian_last_name", "Composition familiale": "ignore", "Besoin": "need_text"}


def test_a_whole_name_under_a_last_names_header_is_one() -> None:
    found = targets("nom famille (parent);Besoin\nDIALLO Awa;PC\nKONÉ Ali;PC\nPETIT Jean;PC\n")
    assert found["nom famille (parent)"] == "guardian_full_name"


def test_a_first_name_that_stands_apart_is_the_parents_own() -> None:
    found = targets("Nom du résident;Tél;Prénom;Besoin\nDiallo;0612345678;Awa;PC\nPetit;0612345679;Jean;PC\n")
    assert found["Prénom"] == "guardian_first_name"


def test_what_a_family_asks_for_is_not_what_it_has() -> None:
    found = targets("Nom;Ce qu'ils ont;Ce que la famille demande\nDiallo;PC en panne;1 PC\nPetit;rien;1 tablette\n")
    assert found == {
        "Nom": "guardian_last_name",
        "Ce qu'ils ont": "device_situation",
        "Ce que la famille demande": "need_text",
    }
