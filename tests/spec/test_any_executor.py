"""Whoever does the work that can be divided (threads, processes, a Dask cluster of two workers), the answer is the same to the bit."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pytest

from benchmarks.allocation.instance import invented
from campaigns.allocation.build import build_problem
from campaigns.allocation.pools import pools, solve_in_pools
from campaigns.allocation.problem import Problem
from campaigns.allocation.solve import Solution, solve
from campaigns.model.codes import DeviceSituation, HousingKind, PartnerKind
from pipelines.linkage import divided
from pipelines.linkage.engine import Weighed, weighed_pairs
from pipelines.linkage.model import Model
from pipelines.planning import facts as facts_module
from pipelines.planning.facts import ranked_households
from pipelines.planning.solving_room import SolvingRoom
from tests.conftest import missing
from tests.unit.any_executor import EXECUTORS, requests
from tests.unit.rules_builders import facts_of, policy_of

pytestmark = pytest.mark.slow
TABLES = ("pairs", "rarity", "crowded", "residences", "keys", "weak_keys")
FEWEST = 100


@pytest.fixture(scope="module", params=list(EXECUTORS))
def lent(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Lend each executor in turn."""
    if request.param == "dask" and find_spec("distributed") is None:
        missing("Dask is not installed: `make test` installs it")
    with EXECUTORS[request.param]() as executor:
        yield executor


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    """Return requests that teach a model of their own, a shelter's among them."""
    return requests(150)


@pytest.fixture(scope="module")
def undivided(rows: pa.Table) -> Weighed:
    """Compare them in one piece, as this machine does."""
    return weighed_pairs(rows, None, None, (), FEWEST, with_keys=True)


def same(left: Weighed, right: Weighed) -> None:
    """Check that two comparisons are equal, to the bit."""
    assert (left.model, left.hubs) == (right.model, right.hubs)
    for name in TABLES:
        assert getattr(left, name).equals(getattr(right, name)), name


def divided_among(executor: Executor, rows: pa.Table, model: Model | None) -> Weighed:
    """Compare in many small pieces."""
    with patch.object(divided, "ROWS_AT_ONCE", 60), patch.object(divided, "PAIRS_AT_ONCE", 150):
        return divided.weighed_apart(executor, rows, model, (), FEWEST, with_keys=True)


def test_any_executor_gives_the_same_pairs_model_and_keys(lent: Executor, rows: pa.Table, undivided: Weighed) -> None:
    # Python's own pools are given the model: learning takes longest, and is one piece whoever does it.
    model = undivided.model if isinstance(lent, ThreadPoolExecutor | ProcessPoolExecutor) else None
    same(undivided, divided_among(lent, rows, model))
    # The rows taught a model, and a shelter's were given the address that others tell.
    assert undivided.residences.num_rows == 1 and undivided.model.trained_on > 0


def households(count: int) -> pa.Table:
    """Return households with every kind of fact drawn, a few of whom the policy does not cover."""
    draw = np.random.default_rng(4)
    return facts_of(*(
        {"partner_kind": draw.choice(list(PartnerKind)), "device_situation": draw.choice([None, *DeviceSituation]),
         "housing_kind": draw.choice([None, *HousingKind]), "commune_code": "93066", "department_code": "93",
         "exam_year": bool(draw.integers(2)), "children_count": int(draw.integers(5)), "waiting_days": int(draw.integers(60)),
         "information_given": draw.choice(["oui", "oui", "oui", "non"]), "asked_laptop": int(draw.integers(3)),
         "asked_connection": int(draw.integers(2))}
        for _ in range(count)
    ))  # fmt: skip


def test_any_executor_gives_the_same_ranking(lent: Executor) -> None:
    policy, facts = policy_of(), households(400)
    expected = ranked_households(policy, facts)
    with patch.object(facts_module, "HOUSEHOLDS_AT_ONCE", 37):
        found = ranked_households(policy, facts, lent)
    assert all(one.equals(other) for one, other in zip(found, expected, strict=True))
    assert 37 < expected[1].num_rows < facts.num_rows


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Return a problem of devices alone, in regions that share no stock."""
    made = invented(6_000, coupled=False, zones=120, sites=60, seed=3)
    found = build_problem(made.lines, made.kits, made.cells, made.reach, made.sites)
    assert isinstance(found, Problem)
    return found


def test_any_executor_gives_the_same_plan(lent: Executor, problem: Problem) -> None:
    here = SolvingRoom(lent).solve(problem)
    assert isinstance(here, Solution)
    assert here.digest(problem) == solve_in_pools(problem).digest(problem)
    assert len(pools(problem).parts) > 5


def test_this_machine_divides_as_others_do(problem: Problem) -> None:
    with SolvingRoom() as room:
        own = room.solve(problem)
    assert isinstance(own, Solution)
    assert own.digest(problem) == solve_in_pools(problem).digest(problem)


def test_an_earlier_draft_is_kept_by_whoever_computes(lent: Executor, problem: Problem) -> None:
    draft = solve(problem)
    moved = draft.grants.filter(pa.array(np.arange(draft.grants.num_rows) % 7 > 0))
    here: Any = SolvingRoom(lent).solve(problem, moved)
    assert here.digest(problem) == solve_in_pools(problem, earlier=moved).digest(problem)
    assert here.objective == draft.objective


def test_no_pool_knows_of_another_and_all_together_are_the_whole(problem: Problem) -> None:
    whole, apart = solve(problem), solve_in_pools(problem)
    for name in ("unserved", "values"):
        assert getattr(apart, name).equals(getattr(whole, name)), name
    assert (apart.served, apart.bound, apart.objective) == (whole.served, whole.bound, whole.objective)
    assert apart.grants.select(["line_id", "side"]).equals(whole.grants.select(["line_id", "side"]))
