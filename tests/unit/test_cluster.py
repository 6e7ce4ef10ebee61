"""Which cluster is joined: none without a setting, and never one to which names would travel for all to read."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from campaigns.model.outcome import CannotGoOn
from pipelines.cluster import CERTIFICATES, CLUSTER, executor_at, lent_executor


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
def dask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a Dask in place that joins nothing."""
    executor_at.cache_clear()
    fake = SimpleNamespace(Client=Joined, Security=lambda **given: given)
    monkeypatch.setitem(sys.modules, "distributed", fake)


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
