"""The page of refusals of the guide says what the screens say, for every reason there is."""

import pytest

from campaigns.model.codes import IneligibleReason, RowReason, UnservedReason
from dashboard.wording.refusals_page import PAGES, refusals_page
from dashboard.wording.translation import LANGUAGES, translate


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_what_the_tables_say(language: str) -> None:
    written = PAGES[language].read_text(encoding="utf-8")
    assert written == refusals_page(translate(language)), "python -m dashboard.wording.refusals_page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_on_the_page_once_and_no_blank_is_left(language: str) -> None:
    page = refusals_page(translate(language))
    for reason in (*RowReason, *IneligibleReason, *UnservedReason):
        assert page.count(f"(`{reason.value}`)") == 1, reason
    assert "{" not in page


def test_a_row_without_a_name_waits_and_one_without_a_contact_does_not() -> None:
    lines = refusals_page(translate("fr")).splitlines()
    (waits,) = [line for line in lines if "`missing_identity`" in line]
    (goes,) = [line for line in lines if "`missing_contact`" in line]
    assert waits == (
        "| Nom manquant (`missing_identity`) | la ligne attend votre correction "
        "| Aucun nom n'est écrit. Indiquez le nom du responsable ou de l'enfant. |"
    )
    assert "la ligne est prise en compte, avec une remarque" in goes


def test_in_english_nothing_is_left_in_french() -> None:
    french, english = (set(refusals_page(translate(language)).splitlines()) for language in LANGUAGES)
    made = {line for line in french if line.startswith(("<!--", "| ---")) or not line}
    assert french & english == made
    assert "| Twice in the file (`duplicate_in_file`) | the row waits for your correction " in "".join(sorted(english))
    assert "This row repeats an earlier row." in "".join(english)
