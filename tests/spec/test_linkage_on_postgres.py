"""Matching lists as they come on the shared store: the same statements, the same answers."""

from pathlib import Path

import pytest

from tests.property import test_linkage_batches as batches
from tests.unit import test_linkage_at_intake as at_intake
from tests.unit import test_linkage_told as told
from tests.unit.growing_campaign import growing_campaign

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def shared_store(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the offices of this file open a database of this test's own."""
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)


def test_a_corrected_row_and_a_withdrawn_one_leave_what_they_were_found_by(tmp_path: Path) -> None:
    batches.test_a_corrected_row_leaves_its_keys_and_pairs_and_a_withdrawn_one_its_household(tmp_path)


def test_what_people_decided_holds(tmp_path: Path) -> None:
    batches.test_what_people_decided_holds_when_a_list_is_matched_in_a_batch(tmp_path)


def test_a_known_family_is_said_known(tmp_path: Path) -> None:
    small = growing_campaign(tmp_path)
    at_intake.test_a_family_of_another_structure_is_said_known_and_a_new_one_is_not(small)
    small.office.close()


def test_of_whom_it_is_said_is_the_same_as_in_memory(tmp_path: Path) -> None:
    told.test_the_store_says_it_of_the_same_requests(tmp_path)


@pytest.mark.slow
def test_who_guesses_learns_nothing(tmp_path: Path) -> None:
    small = growing_campaign(tmp_path)
    at_intake.test_who_guesses_learns_nothing_neither_as_the_list_arrives_nor_later(small)
    small.office.close()
