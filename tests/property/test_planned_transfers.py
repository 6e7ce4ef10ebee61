"""Whatever happens to what a plan moves between two sites, no unit is lost, doubled, or promised to nobody's knowledge."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.model.codes import WithdrawalReason
from campaigns.model.outcome import Refusal
from pipelines.delivery.release import release_plan
from pipelines.office import Office, open_office
from pipelines.planning.life import find_plan, revoke_plan
from pipelines.planning.views import plan_grants
from pipelines.planning.withdraw import withdraw_grants
from pipelines.stock.planned_transfers import send_planned
from pipelines.stock.transfers import list_transfers, receive_transfer
from tests.unit.small_campaign import COORDINATOR
from tests.unit.test_planning_transfers import LOGISTICS, adopted_transfer, shelves

UNITS = 3
STEPS = st.lists(
    st.one_of(
        st.just(("send", 0, 0)),
        st.tuples(st.just("receive"), st.integers(0, 2), st.integers(0, 2)),
        st.tuples(st.just("give_up"), st.integers(0, 1), st.just(0)),
        st.just(("release", 0, 0)),
        st.just(("revoke", 0, 0)),
    ),
    min_size=3,
    max_size=8,
)


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("transferts") / "home"
    office, campaign_id = adopted_transfer(home, UNITS)
    office.close()
    return home, campaign_id


def act(office: Office, campaign_id: str, name: str, first: int, second: int) -> object:
    """Take one step; what cannot be taken is refused and must leave nothing."""
    if name == "send":
        return send_planned(office, LOGISTICS, campaign_id, "SUD", "NORD")
    if name == "receive":
        moving = list_transfers(office, LOGISTICS, campaign_id)
        assert not isinstance(moving, Refusal)
        return moving and receive_transfer(office, LOGISTICS, campaign_id, moving[0]["transfer_id"], first, second)
    if name == "give_up":
        grants = plan_grants(office, COORDINATOR, campaign_id, find_plan(office, campaign_id, None)["plan_id"])
        homes = sorted({row["household_id"] for row in grants})
        reason = WithdrawalReason.FAMILY_DECLINED
        return homes and withdraw_grants(office, COORDINATOR, campaign_id, homes[first % len(homes)], reason)
    return (release_plan if name == "release" else revoke_plan)(office, COORDINATOR, campaign_id)


def programs(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )


def followed(adopted: tuple[Path, str], folder: Path, steps: list[tuple[str, int, int]]) -> None:
    home, campaign_id = adopted
    shutil.rmtree(folder / "home", ignore_errors=True)
    shutil.copytree(home, folder / "home")
    office = open_office(folder / "home")
    lost = 0
    try:
        for name, first, second in steps:
            answer = act(office, campaign_id, name, first, second)
            if name == "receive" and answer and not isinstance(answer, Refusal):
                lost += second
            # `shelves` checks every invariant: conservation, units on the way, reserved units against live grants.
            held = shelves(office, campaign_id)
            assert sum(on_hand + on_the_way for on_hand, _, on_the_way, _ in held.values()) == UNITS - lost
    finally:
        office.close()


@programs(4)
@given(steps=STEPS)
def test_a_few_ways_of_a_planned_transfer_lose_nothing(adopted: tuple[Path, str], tmp_path: Path, steps: list) -> None:
    followed(adopted, tmp_path, steps)


@pytest.mark.slow
@programs(30)
@given(steps=STEPS)
def test_thirty_ways_of_a_planned_transfer_lose_nothing(adopted: tuple[Path, str], tmp_path: Path, steps: list) -> None:
    followed(adopted, tmp_path, steps)
