"""Columns that no rule takes are told by header, cells and neighbours together; a situation is told in free words."""

from datetime import date

import pytest

from pipelines.intake.header_words import recognise
from pipelines.intake.reading import read_list
from pipelines.intake.values_codes import firm_code, read_code

TODAY = date(2026, 11, 23)
NAMES = ("BENALI", "DURAND", "NGUYEN", "TRAORE", "MARTIN", "DIALLO", "PETIT", "SOW", "ROUX", "KONE")
FIRST = ("Karim", "Sonia", "Linh", "Awa", "Paul", "Fatou", "Rose", "Moussa", "Lina", "Issa")


def targets(headers, *columns):
    lines = [
        ";".join([NAMES[at], FIRST[at], f"06112233{at}0", *(column[at] for column in columns)])
        for at in range(len(NAMES))
    ]
    text = "\n".join([f"Nom;Prénom;Tél;{headers}", *lines]) + "\n"
    reading = read_list(text.encode(), "l.csv", today=TODAY, partner_kind="association")
    return {column.header: column.target for column in reading.columns}


CHILDREN = ["1", "2", "3", "2", "1", "4", "0", "2", "3", "1"]
HOUSE = ["3", "4", "5", "3", "2", "6", "1", "4", "5", "2"]
OTHER = ["9", "1", "2", "8", "1", "1", "9", "1", "2", "7"]
ASKED = ["PC", "PC + SIM", "2 PC", "tablette", "PC et clé 4G", "SIM", "1 PC, 1 SIM", "2 tablettes", "PC", "SIM"]


def test_a_number_never_below_its_children_and_one_more_counts_the_household():
    found = targets("Nb enfants;Nb de bouches;Besoin", CHILDREN, HOUSE, ASKED)
    assert found["Nb de bouches"] == "household_size"
    assert targets("Nb enfants;Nb de bouches;Besoin", CHILDREN, OTHER, ASKED)["Nb de bouches"] == "ignore"


def test_a_list_asks_for_something_whatever_its_header_says():
    assert targets("Ce qui les aiderait", ASKED)["Ce qui les aiderait"] == "need_text"
    assert targets("Attentes de la famille", ASKED)["Attentes de la famille"] == "need_text"


def test_the_same_few_people_are_no_families():
    few = ["Mme Aubry Claire", "M. Leroy Jean"] * 15
    rows = [f"{NAMES[at % 10]};{FIRST[at // 3]};06112233{at:02};PC;{few[at]}" for at in range(30)]
    text = "Nom;Prénom;Tél;Besoin;Parent pilote\n" + "\n".join(rows) + "\n"
    reading = read_list(text.encode(), "l.csv", today=TODAY, partner_kind="association")
    assert reading.columns[-1].target == "ignore"


def test_what_a_wrong_header_cannot_hide_is_read_all_the_same():
    mails = [f"a{at}@example.org" for at in range(10)]
    assert targets("Besoin;@ resp.", ASKED, mails)["@ resp."] == "email"


def test_unknown_words_over_unknown_cells_stay_dropped():
    cells = ["bleu", "vert", "bleu", "rouge", "vert", "bleu", "rouge", "vert", "bleu", "rouge"]
    assert targets("Besoin;Couleur", ASKED, cells)["Couleur"] == "ignore"


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("dont 6-16 ans", "students_count"), ("Foyer : QF CAF", None), ("Jeune accueilli : nom", "child_last_name"),
        ("Connexion de l'élève", "need_connection"), ("N° dossier social", "partner_reference"), ("Pays d'origine", "refuse"),
        ("Ce qu'ils demandent", "need_text"), ("Under-18s", "children_count"),
    ],
)  # fmt: skip
def test_a_header_says_whom_it_speaks_of_and_what(header, target):
    guess = recognise(header)
    assert target is None or (guess is not None and guess.target == target)


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("device_situation", "Oui mais vieux", "broken"), ("device_situation", "Non, juste un tel", "smartphone_only"),
        ("device_situation", "Non, un PC svp", "none"), ("device_situation", "laptop OK", "sufficient"),
        ("device_situation", "ordi qui bugue", "broken"), ("device_situation", "one PC for the whole family", "shared"),
        ("connection_situation", "On ne peut pas se connecter", "none"), ("connection_situation", "4G lim.", "limited_mobile"),
        ("connection_situation", "box suspendue", "none"), ("housing_kind", "Hôt. soc.", "social_hotel"),
        ("housing_kind", "at a relative's home", "relatives"), ("housing_kind", "violet", None),
    ],
)  # fmt: skip
def test_a_situation_is_told_in_free_words(name, cell, code):
    assert read_code(name, cell)[0] == code


def test_a_column_is_told_by_firm_words_only():
    assert firm_code("device_situation", "laptop OK") is None
    assert firm_code("device_situation", "pas d'ordinateur") == "none"
