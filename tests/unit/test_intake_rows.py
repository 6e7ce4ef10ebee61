"""Why a row is held back or remarked on, and what the partner is told."""

from datetime import date

import pytest

from campaigns.model.codes import RowOutcome, RowReason
from campaigns.model.row import contract_breaches
from pipelines.intake.reading import ListReading, RowIssue, read_list
from pipelines.intake.row_messages import said
from pipelines.intake.vocabulary import profile

TODAY = date(2020, 4, 3)
HEAD = "Ref;Nom;Prénom;Né(e) le;Tél;Mail;CP;Ville;Nb enfants;PC;SIM;Information donnée;Remarques\n"
GOOD = {
    "Ref": "D-1",
    "Nom": "Diallo",
    "Prénom": "Awa",
    "Né(e) le": "01/02/1985",
    "Tél": "0612345678",
    "Mail": "",
    "CP": "93210",
    "Ville": "Saint-Denis",
    "Nb enfants": "2",
    "PC": "1",
    "SIM": "",
    "Information donnée": "oui",
    "Remarques": "",
}


def reading(*changes: dict[str, str]) -> ListReading:
    lines = [";".join((GOOD | change).values()) for change in changes]
    found = read_list((HEAD + "\n".join(lines) + "\n").encode(), "liste.csv", today=TODAY)
    assert isinstance(found, ListReading), found
    return found


def issue_of(found: ListReading, code: str) -> RowIssue:
    return next(issue for issue in found.issues if issue.code == code)


def test_a_complete_row_is_accepted_without_a_word() -> None:
    found = reading({})
    assert (found.rows[0].outcome, found.rows[0].reasons, found.issues) == (RowOutcome.ACCEPTED, (), ())
    assert found.rows[0].values["commune_code"] == "93066"


@pytest.mark.parametrize(
    ("change", "reasons", "outcome"),
    [
        ({"Nom": "", "Prénom": "", "Tél": ""}, ("missing_identity",), "rejected"),
        ({"PC": "0"}, ("missing_need",), "rejected"),
        ({"Né(e) le": "31/02/1985"}, ("invalid_date",), "rejected"),
        ({"Né(e) le": "01/02/2051"}, ("future_date",), "rejected"),
        ({"CP": "99999"}, ("unknown_postcode",), "rejected"),
        ({"CP": "80000"}, ("commune_mismatch",), "rejected"),
        ({"Nb enfants": "-2"}, ("absurd_count",), "rejected"),
        ({"Nb enfants": "150"}, ("absurd_count",), "rejected"),
        ({"Ref": "EX"}, ("example_row",), "rejected"),
        ({"Nom": "Ex. : Martin"}, ("example_row",), "rejected"),
        ({"Remarques": "ligne d'exemple à supprimer"}, ("example_row",), "rejected"),
        ({"Information donnée": "non"}, ("information_not_given",), "rejected"),
        ({"Tél": "0612"}, ("invalid_phone",), "warned"),
        ({"Tél": ""}, ("missing_contact",), "warned"),
        ({"Tél": "06 00 00 00 00"}, ("missing_contact",), "warned"),
        ({"Tél": "", "Mail": "a@example.org"}, (), "accepted"),
        (
            {"PC": "", "Né(e) le": "31/02/1985", "Tél": "0612"},
            ("missing_need", "invalid_date", "invalid_phone"),
            "rejected",
        ),
    ],
)
def test_each_fault_has_its_reason_and_all_are_told_at_once(
    change: dict[str, str], reasons: tuple[str, ...], outcome: str
) -> None:
    row = reading(change).rows[0]
    assert (row.reasons, row.outcome.value) == (reasons, outcome)


@pytest.mark.parametrize(("cell", "reason"), [("31/02/2012", "invalid_date"), ("01/02/2051", "future_date")])
def test_a_child_s_impossible_date_only_drops_the_date(cell: str, reason: str) -> None:
    text = f"Nom enfant;Prénom enfant;DDN enfant;Nom du parent;Tél;PC\nDiallo;Moussa;{cell};Diallo;0612345678;1\n"
    found = read_list(text.encode(), "liste.csv", today=TODAY)
    assert isinstance(found, ListReading)
    row = found.rows[0]
    assert (row.outcome, row.reasons) == (RowOutcome.WARNED, (reason,))
    assert "child_birth_date" not in row.values
    assert "sans la date" in issue_of(found, reason).message.fr


def test_a_repeated_row_is_a_duplicate_and_siblings_are_not() -> None:
    found = reading({}, {"Ref": "D-2", "Nom": "DIALLO", "Tél": "06 12 34 56 78"}, {"Prénom": "Fatou"})
    assert [row.reasons for row in found.rows] == [(), ("duplicate_in_file",), ()]
    assert "répète la ligne 2" in issue_of(found, "duplicate_in_file").message.fr


def test_an_issue_says_where_what_and_what_to_do_in_two_languages() -> None:
    issue = issue_of(reading({"CP": "99999"}), "unknown_postcode")
    assert (issue.row, issue.column, issue.value, issue.severity) == (2, "CP", "99999", "reject")
    assert issue.message.fr.startswith("Ligne 2, colonne CP : le code postal « 99999 » n'existe pas.")
    assert issue.message.en.startswith("Row 2, column CP: postcode “99999” does not exist.")


def test_a_wrong_postcode_is_told_with_those_that_the_commune_has_and_a_contradiction_with_both_places() -> None:
    def told(**cells: str) -> tuple[str, str, str | None]:
        issue = reading(cells).issues[0]
        return issue.message.fr, issue.message.en, issue.suggestion

    assert told(CP="93999") == (
        "Ligne 2, colonne CP : le code postal « 93999 » n'existe pas. Vérifiez-le : peut-être 93200, 93210 ou 93380 (Saint-Denis).",
        "Row 2, column CP: postcode “93999” does not exist. Check it: perhaps 93200, 93210 or 93380 (Saint-Denis).",
        None,
    )
    assert told(CP="99999", Ville="Saint-Ouen")[0].endswith(" peut-être 41100 (Saint-Ouen) ou 80610 (Saint-Ouen).")
    assert told(CP="13999", Ville="Marseille")[0].endswith("Vérifiez-le : peut-être Marseille (13).")
    assert told(CP="93999", Ville="Aubervilliers")[2] == "93300"
    assert "ensemble : peut-être Bobigny (93) ou Aubervilliers (93). Corrigez" in told(CP="93000", Ville="Aubervilliers")[0]  # fmt: skip


def test_a_homonym_without_postcode_is_a_question_unless_the_rest_of_the_list_answers_it() -> None:
    alone = reading({"CP": ""})
    assert alone.rows[0].outcome == RowOutcome.ACCEPTED
    assert "commune_code" not in alone.rows[0].values
    assert "(93)" in issue_of(alone, "ambiguous_commune").message.fr
    among = reading({}, {"CP": "", "Nom": "Petit"})
    assert among.rows[1].values["commune_code"] == "93066"


def test_a_postcode_of_several_communes_alone_names_none() -> None:
    assert "commune_code" not in reading({"CP": "51300", "Ville": ""}).rows[0].values


def test_a_forbidden_number_in_a_note_is_withdrawn_everywhere() -> None:
    found = reading({"Remarques": "NIR 1 85 05 78 006 084 36 à vérifier"})
    assert found.rows[0].values["note"] == "NIR « retiré » à vérifier"
    assert "006 084" not in repr(found)
    assert issue_of(found, "withdrawn_number").value is None


def test_the_table_of_reasons_covers_each_reason_once() -> None:
    assert set(profile("row_reasons")["reasons"]) == {reason.value for reason in RowReason}
    assert set(profile("row_reasons")["reasons"].values()) == {"reject", "warn"}


def test_the_contract_names_the_field_and_the_fault_never_the_value() -> None:
    breaches = contract_breaches(
        {"children_count": 99, "guardian_birth_date": date(2050, 1, 1), "phone_1": "zzz"}, today=TODAY
    )
    assert sorted(breaches) == [
        ("children_count", "absurd_count"),
        ("guardian_birth_date", "future_date"),
        ("phone_1", "string_pattern_mismatch"),
    ]
    assert contract_breaches({"children_count": 99}, today=TODAY, aggregate=True) == []


def test_every_remark_has_its_sentence_in_both_languages() -> None:
    codes = {reason.value for reason in RowReason} | {
        "incomplete_date",
        "unreadable_count",
        "unknown_word",
        "invalid_email",
        "unreadable_commune_code",
        "unusable_value",
        "withdrawn_number",
    }
    for code in sorted(codes):
        sentence = said(code, 14, "Commune", "ST DENIS")
        assert sentence.fr.startswith("Ligne 14, colonne Commune : ")
        assert sentence.en.startswith("Row 14, column Commune: ")
        assert "{" not in sentence.fr + sentence.en
