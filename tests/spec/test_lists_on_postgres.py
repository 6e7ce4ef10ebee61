"""The life of a list on the shared store: sent again, corrected on screen, asked about, announced without names."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit import test_anonymous_families as anonymous
from tests.unit import test_daily_quota as quota
from tests.unit import test_intake_corrections as corrections
from tests.unit import test_intake_habits as habits
from tests.unit import test_intake_versions as versions
from tests.unit.small_campaign import SmallCampaign, opened_campaign

CASES: tuple[Callable[[Any], None], ...] = (
    versions.test_a_family_said_to_be_withdrawn_no_longer_counts,
    versions.test_a_name_put_right_without_a_reference_corrects_its_own_request,
    versions.test_a_list_in_review_gives_way_to_its_new_version,
    corrections.test_a_row_without_a_name_counts_as_soon_as_it_has_one,
    corrections.test_another_structures_list_cannot_be_edited_and_the_try_leaves_a_trace,
    habits.test_the_same_file_read_another_way_is_a_new_version,
    anonymous.test_what_is_asked_is_not_counted_twice,
    quota.test_a_file_beyond_the_structures_day_is_not_read_and_is_journalled,
)

pytestmark = pytest.mark.postgres


@pytest.fixture
def small(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallCampaign]:
    """Open the small campaign on a database of this test's own."""
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    opened = opened_campaign(tmp_path / "home")
    yield opened
    opened.office.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__.removeprefix("test_"))
def test_what_holds_on_the_embedded_store_holds_on_the_shared_one(
    small: SmallCampaign, case: Callable[[Any], None]
) -> None:
    case(small)
