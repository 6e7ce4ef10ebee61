"""Headers cut in their middle, said twice, half a name, an age below which: what they are taken for."""

import pytest

from pipelines.intake.column_content import are_varied
from pipelines.intake.column_twins import is_sparse
from pipelines.intake.columns import Column, column_of, is_contradicted
from pipelines.intake.header_bands import guess_with_band, said_twice
from pipelines.intake.header_spelling import endings
from pipelines.intake.table_shape import Header

KNOWN = frozenset({"prenom", "premier", "logement", "lien"})


@pytest.mark.parametrize(
    ("word", "whole"),
    [("pnom", ("prenom",)), ("lgmt", ("logement",)), ("prm", ()), ("prenom", ()), ("poeme", ())],
)
def test_a_contracted_word_is_opened_when_it_begins_and_ends_as_a_known_one(word: str, whole: tuple[str, ...]) -> None:
    assert endings(word, KNOWN) == whole


def test_a_pointed_word_is_cut_at_its_end_not_in_its_middle() -> None:
    assert endings("pnom", KNOWN, is_cut=True) == ()


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Parent/carer first", "guardian_first_name"),
        ("Parent/carer last", "guardian_last_name"),
        ("Usager - Pr.", "guardian_first_name"),
        ("Bedarf / Besoin", "need_text"),
        ("Foobar / Commune", "commune"),
        ("U18s", "children_count"),
        ("-18", "children_count"),
        ("Timoun (prénon)", "child_first_name"),
    ],
)
def test_a_header_is_read_by_what_it_cut_short(header: str, target: str) -> None:
    guess = guess_with_band(header, "")
    assert guess is not None
    assert guess.target == target


def test_two_sides_that_disagree_say_nothing() -> None:
    assert said_twice("Commune / Besoin") is None
    assert said_twice("Zut / Foobar") is None


def column(text: str, *cells: str) -> Column:
    """Return one column under a header."""
    header = Header(row=0, band=None, texts=(text,), bands=("",), keys=(text,))
    return column_of(0, header, [(cell,) for cell in cells])


def test_names_of_which_each_comes_again_are_those_of_workers() -> None:
    assert not are_varied(["Mme Leroux", "Mme Leroux", "M. Diop", "M. Diop"])
    assert are_varied(["SOW Awa", "DIOP Ali", "SOW Awa", "KA Fatou"])


def test_the_day_of_something_given_is_no_need() -> None:
    found = column("Donné le", "12/10/2026", "13/10/2026")
    found.target = "need_text"
    assert is_contradicted(found)


def test_a_phone_that_few_give_is_sparse() -> None:
    found = column("Tél mari", "0612345678")
    found.target = "phone_1"
    assert is_sparse(found, 3)
    assert not is_sparse(found, 2)
    found.become("phone_1", 1.0, "choice")
    assert not is_sparse(found, 3)
