"""The page of refusals of the guide says what the screens say, for every reason there is."""

from campaigns.model.codes import IneligibleReason, RowReason, UnservedReason
from dashboard.wording.refusals_page import PAGE, refusals_page


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == refusals_page(), "python -m dashboard.wording.refusals_page"


def test_every_reason_is_on_the_page_once_and_no_blank_is_left() -> None:
    page = refusals_page()
    for reason in (*RowReason, *IneligibleReason, *UnservedReason):
        assert page.count(f"(`{reason.value}`)") == 1, reason
    assert "{" not in page


def test_a_row_without_a_name_waits_and_one_without_a_contact_does_not() -> None:
    lines = refusals_page().splitlines()
    (waits,) = [line for line in lines if "`missing_identity`" in line]
    (goes,) = [line for line in lines if "`missing_contact`" in line]
    assert waits == (
        "| Nom manquant (`missing_identity`) | la ligne attend votre correction "
        "| Aucun nom n'est écrit. Indiquez le nom du responsable ou de l'enfant. |"
    )
    assert "la ligne est prise en compte, avec une remarque" in goes
