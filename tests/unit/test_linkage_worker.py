"""The child in which requests are compared: no key of the server's reaches it, and it ends when it is told to."""

import os

import pytest

from pipelines.linkage.worker import ChildExecutor


def test_no_key_or_address_of_the_server_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONNEXION_MASTER_KEY", "00" * 32)
    monkeypatch.setenv("CONNEXION_STORE", "postgresql://somebody@somewhere/base")
    child = ChildExecutor()
    try:
        assert child.submit(os.getenv, "CONNEXION_MASTER_KEY").result() is None
        assert child.submit(os.getenv, "CONNEXION_STORE").result() is None
    finally:
        child.stop()


def test_a_stopped_child_is_gone_and_another_takes_its_place() -> None:
    child = ChildExecutor()
    try:
        first = child.submit(os.getpid).result()
        child.stop()
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
        assert child.submit(os.getpid).result() != first
    finally:
        child.stop()
