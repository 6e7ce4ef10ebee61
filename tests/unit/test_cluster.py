"""Which cluster is joined: none without a setting, and never one to which names would travel for all to read."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.cluster import CERTIFICATES, CLUSTER, executor_at, lent_executor
from pipelines.linkage.divided import weighed_apart
from pipelines.planning.facts import ranked_households
from pipelines.planning.solving_room import SolvingRoom
from tests.unit.rules_builders import facts_of, policy_of


class Joined:
    """Notes how a cluster was joined; a port of 1 answers nobody."""

    asked: dict[str, Any]

    def __init__(self, address: str, **options: Any) -> None:
        if address.endswith(":1"):
            raise TimeoutError
        type(self).asked = {"address": address} | options

    def get_executor(self, **options: Any) -> tuple[str, dict[str, Any]]:
        """Return what stands for an executor."""
        return ("executor", options)


@pytest.fixture(autouse=True)
def dask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a Dask in place that joins nothing."""
    executor_at.cache_clear()
    fake = SimpleNamespace(Client=Joined, Security=lambda **given: given)
    monkeypatch.setitem(sys.modules, "distributed", fake)
    yield
    executor_at.cache_clear()


class Broken(Executor):
    """A cluster whose workers die, and whose message quotes a value."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Fail."""
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor("Zqxnom"))
        return future


def test_workers_that_die_are_one_sentence_each_and_none_quotes_a_value() -> None:
    rows = pa.table({"request_id": ["r1", "r2"], "guardian_last_name": ["Zqxnom", "Zqxnom"]})
    with pytest.raises(CannotGoOn) as compared:
        weighed_apart(Broken(), rows, None, (), 200, with_keys=False)
    with pytest.raises(CannotGoOn) as judged:
        ranked_households(policy_of(), facts_of({"asked_laptop": 1}), Broken())
    assert (compared.value.code, judged.value.code) == ("linkage_stopped", "ranking_stopped")
    assert all("Zqxnom" not in one.value.sentence.fr + one.value.sentence.en for one in (compared, judged))
    refused = SolvingRoom(Broken()).solve(two_pools())
    assert isinstance(refused, Refusal) and refused.code == "solver_died"


class Late(Executor):
    """A cluster that never begins."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Promise an answer."""
        return Future()


def test_a_plan_on_a_cluster_that_does_not_begin_can_be_given_up() -> None:
    shares: list[float] = []
    refused = SolvingRoom(Late()).solve(two_pools(), progress=shares.append, cancelled=lambda: bool(shares))
    assert isinstance(refused, Refusal) and refused.code == "cancelled"
    assert shares == [0.0]


def two_pools() -> Problem:
    """Return a problem of two lines that share nothing."""
    problem = problem_from_tables(
        pa.table({"line_id": ["a", "b"], "rank": [1, 2], "type_id": ["t", "u"]}),
        pa.table({"type_id": ["t", "u"], "side": ["device"] * 2, "cell_id": ["c", "d"], "penalty": [0, 0]}),
        pa.table({"cell_id": ["c", "d"], "side": ["device"] * 2, "site_id": ["s", "s"], "quantity": [1, 1]}),
        pa.table({"site_id": ["s"], "capacity": pa.array([None], pa.int64())}),
    )
    assert isinstance(problem, Problem)
    return problem


def refused(monkeypatch: pytest.MonkeyPatch, address: str) -> CannotGoOn:
    monkeypatch.setenv(CLUSTER, address)
    with pytest.raises(CannotGoOn) as stop:
        lent_executor()
    return stop.value


def test_without_a_setting_this_machine_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CLUSTER, raising=False)
    assert lent_executor() is None


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.7:8786", "10.0.0.7:8786", "ws://127.0.0.1:8786", "tcp://127.0.0.1.example.org:8786"]
)
def test_names_never_travel_unsealed(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    fault = refused(monkeypatch, address)
    assert fault.code == "cluster_open" and "tls://" in fault.sentence.fr and "tls://" in fault.sentence.en


def test_a_cluster_of_this_machine_tells_two_pieces_of_one_table_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLUSTER, "tcp://127.0.0.1:8786")
    assert lent_executor() == ("executor", {"pure": False})
    assert Joined.asked["security"] is None


def test_an_encrypted_cluster_is_joined_with_its_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(CERTIFICATES, ("ca.pem", "cert.pem", "key.pem"), strict=True):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(CLUSTER, "tls://calcul.example.org:8786")
    assert lent_executor() is not None
    assert Joined.asked["security"] == {
        "require_encryption": True, "tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem",
    }  # fmt: skip


def test_a_cluster_that_does_not_answer_and_a_dask_that_is_not_there_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, "tcp://127.0.0.1:1").code == "cluster_silent"
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert refused(monkeypatch, "tcp://127.0.0.1:2").code == "cluster_missing"
