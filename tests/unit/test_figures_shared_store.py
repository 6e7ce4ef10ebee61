"""Releases on the shared store: numbered, unchanged, and found true by the checks; a changed table is found out."""

from pathlib import Path

import pytest

from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.reporting.releases import digest_of, publish_figures, release, releases
from pipelines.verify import release_faults
from tests.unit.small_campaign import COORDINATOR, SmallCampaign, filled_campaign


def published_twice(home: Path) -> SmallCampaign:
    """Publish the figures of the small campaign two times."""
    small = filled_campaign(home)
    for _ in range(2):
        assert not isinstance(publish_figures(small.office, COORDINATOR, small.campaign_id), Refusal)
    return small


def faults(office: Office, campaign_id: str) -> list[str]:
    """Return what the check of releases finds."""
    with office.store.reading() as session:
        return release_faults(office, session, campaign_id)


def hold(small: SmallCampaign) -> None:
    """Check that both releases are numbered and true."""
    known = releases(small.office, COORDINATOR, small.campaign_id)
    assert not isinstance(known, Refusal) and [row["position"] for row in known] == [2, 1]
    for row in known:
        found = release(small.office, COORDINATOR, small.campaign_id, row["release_id"])
        assert not isinstance(found, Refusal) and digest_of(found.tables) == row["digest"]
    assert faults(small.office, small.campaign_id) == []


@pytest.mark.postgres
def test_releases_hold_on_postgresql(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNEXION_STORE", postgres_url)
    small = published_twice(tmp_path)
    hold(small)
    small.office.close()


def test_a_release_that_was_tampered_with_is_found_out(tmp_path: Path) -> None:
    small = published_twice(tmp_path)
    hold(small)
    found = release(small.office, COORDINATOR, small.campaign_id)
    assert not isinstance(found, Refusal)
    with small.office.store.writing() as session:
        session.run("figure/insert_release", {
            "campaign_id": small.campaign_id, "release_id": "forged", "position": 3, "as_of": found.as_of, "made_at": found.made_at,
            "made_by": "x", "threshold": 11, "digest": found.digest,
        })  # fmt: skip
    assert faults(small.office, small.campaign_id) == ["release forged: its tables are not those that were published"]
    small.office.close()
