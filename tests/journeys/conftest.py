"""What many journeys ask for. One that needs another campaign serves its own."""

from collections.abc import Iterator

import pytest

from tests.journeys.small_served import served_small_campaign


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small campaign, once for the journeys of a file."""
    with served_small_campaign(tmp_path_factory.mktemp("home")) as at:
        yield at
