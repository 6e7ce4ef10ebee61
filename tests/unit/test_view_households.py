"""The households are counted and cut by the store: the same as counting and cutting every one of them in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.sign_in import fictive_actor
from pipelines.office import Office, open_office
from pipelines.reporting.view_households import HouseholdSearch, find_households, household_named, household_sums
from pipelines.store.port import Row
from tests.unit.coordination_desk import adopted, campaign_of, make_sample

COORDINATOR, PARTNER = fictive_actor(Role.COORDINATOR), fictive_actor(Role.PARTNER)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("foyers")
    make_sample(home)
    opened = open_office(home)
    adopted(opened)
    yield opened
    opened.close()


def everything(office: Office) -> list[Row]:
    """Return every household by counting the requests and the units granted one by one."""
    named = {"campaign_id": campaign_of(office)}
    with office.store.reading() as session:
        requests = session.rows("request/facts", named)
        granted = Counter(row["household_id"] for row in session.rows("delivery/adopted_grants", named))
    homes: dict[str, list[Row]] = defaultdict(list)
    for row in requests:
        homes[row["household_id"]].append(row)
    rows = [
        {
            "household_id": home, "requests": len(asked), "partners": len({row["partner_id"] for row in asked}),
            "department_code": min((row["department_code"] for row in asked if row["department_code"]), default=None),
            "commune_code": min((row["commune_code"] for row in asked if row["commune_code"]), default=None),
            "granted": granted[home],
        }
        for home, asked in homes.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["requests"], row["household_id"]))


def found(office: Office, limit: int = 1000, offset: int = 0, **search: Any) -> Row:
    answer = find_households(office, COORDINATOR, campaign_of(office), HouseholdSearch(**search), limit, offset)
    assert not isinstance(answer, Refusal)
    return answer


def ids(rows: list[Row]) -> list[str]:
    return [row["household_id"] for row in rows]


def test_the_sums_are_those_of_the_rows(office: Office) -> None:
    rows, sums = everything(office), household_sums(office, COORDINATOR, campaign_of(office))
    assert not isinstance(sums, Refusal)
    assert (sums["households"], sums["requests"]) == (len(rows), sum(row["requests"] for row in rows))
    assert sums["shared"] == sum(row["partners"] > 1 for row in rows)
    assert sums["departments"] == sorted({row["department_code"] for row in rows if row["department_code"]})


def test_each_situation_and_department_leaves_its_own(office: Office) -> None:
    rows = everything(office)
    kept = {
        "servis": [row for row in rows if row["granted"]],
        "attente": [row for row in rows if not row["granted"]],
        "partages": [row for row in rows if row["partners"] > 1],
    }
    assert all(kept.values()), "the sample has some of each"
    for situation, expected in kept.items():
        assert ids(found(office, situation=situation)["rows"]) == ids(expected)
    for code, count in Counter(row["department_code"] for row in rows if row["department_code"]).items():
        assert found(office, 1, department_code=code)["total"] == count
    assert found(office, situation="tous")["total"] == len(rows)


def test_pages_follow_each_other_and_a_column_may_order_them(office: Office) -> None:
    rows = everything(office)
    paged = [row for start in range(0, len(rows), 2) for row in found(office, 2, start)["rows"]]
    assert ids(paged) == ids(rows)
    ordered = [row["granted"] for row in found(office, sort="granted", descending=True)["rows"]]
    assert ordered == sorted(ordered, reverse=True) and len(set(ordered)) > 1
    assert ids(found(office, sort="household_id; drop table request")["rows"]) == ids(rows)


def test_a_commune_or_a_reference_is_looked_for(office: Office) -> None:
    rows = everything(office)
    name = next(commune.name for row in rows if (commune := office.territories.commune(row["commune_code"])))
    codes = office.territories.communes_named(name.upper())
    assert ids(found(office, text=name.lower())["rows"]) == ids([row for row in rows if row["commune_code"] in codes])
    one = rows[-1]["household_id"]
    for written in (one, f"F-{one[-8:-4]}-{one[-4:]}", f"f {one[-8:-4]} {one[-4:]}".lower()):
        assert household_named(office, COORDINATOR, campaign_of(office), written) == one
    assert household_named(office, COORDINATOR, campaign_of(office), one[-4:]) is None
    assert household_named(office, COORDINATOR, campaign_of(office), "") is None


def test_who_may_not_read_households_is_refused(office: Office) -> None:
    campaign_id = campaign_of(office)
    assert isinstance(household_sums(office, PARTNER, campaign_id), Refusal)
    assert isinstance(find_households(office, PARTNER, campaign_id, HouseholdSearch(), 10), Refusal)
    assert household_named(office, PARTNER, campaign_id, everything(office)[0]["household_id"]) is None
