"""Whether this server can work, told to a program of this machine and to nobody else."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.testclient import TestClient

from campaigns.model.outcome import CannotGoOn, Sentence
from dashboard import memory
from dashboard.readiness import ready
from dashboard.server import READINESS, Guard
from pipelines.office import open_office
from tests.sign_in_world import oidc_settings


def supervisor(address: str = "127.0.0.1", host: str = "localhost:8501") -> TestClient:
    """Return a program that asks from an address."""
    app = Starlette(routes=[Route(READINESS, ready)], middleware=[Middleware(Guard)])
    return TestClient(app, base_url=f"http://{host}", client=(address, 50000))


def test_a_house_in_order_is_ready_and_says_nothing_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(tmp_path / "home")
    monkeypatch.setattr(memory, "open_desk_office", lambda: office)
    answer = supervisor().get(READINESS)
    assert (answer.status_code, set(answer.json())) == (200, {"status", "read_only", "faults"})
    assert answer.json()["status"] == "ready"
    office.vault.path.write_bytes(b"spoilt" * 1000)
    assert supervisor().get(READINESS).status_code == 503
    office.close()


def test_a_store_that_does_not_answer_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise CannotGoOn("store_gone", Sentence("La base ne répond plus.", "The database does not answer."))

    monkeypatch.setattr(memory, "open_desk_office", gone)
    answer = supervisor().get(READINESS)
    assert (answer.status_code, answer.json()) == (503, {"status": "not_ready", "code": "store_gone"})


def test_under_a_real_sign_in_it_answers_this_machine_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(tmp_path / "home")
    monkeypatch.setattr(memory, "open_desk_office", lambda: office)
    monkeypatch.setattr(memory, "sign_in_settings", lambda: oidc_settings("https://connexion.example"))
    assert supervisor().get(READINESS).status_code == 200
    assert supervisor().get(READINESS, headers={"x-forwarded-for": "192.0.2.7"}).status_code in (303, 401)
    assert supervisor("192.0.2.7").get(READINESS).status_code == 403
    office.close()
