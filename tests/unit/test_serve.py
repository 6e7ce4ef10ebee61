"""What somebody who opens the dashboard for the first time finds there."""

from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.office import open_office
from pipelines.people import person_named
from pipelines.reporting.releases import release
from pipelines.serve import open_sample


def test_the_first_map_of_the_sample_is_there_to_be_seen(tmp_path: Path) -> None:
    office = open_office(tmp_path / "home")
    try:
        assert not isinstance(open_sample(office, requests=60), Refusal)
        with office.store.reading() as session:
            (campaign,) = session.rows("campaign/all")
        told = release(office, person_named("leadership"), campaign["campaign_id"])
        assert not isinstance(told, Refusal)
        country = next(row for row in told.rows("standing") if row["territory_code"] == "FR")
        assert country["need"] > 11
        again = open_sample(office, requests=60)
        assert isinstance(again, Refusal)
        assert again.sentence.fr and again.sentence.en
    finally:
        office.close()
