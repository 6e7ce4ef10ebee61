"""Weak settings are refused before anything is served: each check fails when its own setting is weakened, and only then."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.outcome import CannotGoOn
from pipelines.cli import main
from pipelines.sign_in.settings import (
    SignInSettings,
    check_settings,
    read_settings,
    streamlit_secrets,
    weaknesses,
)
from tests.sign_in_world import oidc_settings, write_settings

ROOT = Path(__file__).parents[2]
PROVIDER = {"client_id": "c", "client_secret": "s", "server_metadata_url": "https://id.example/.well-known/x"}


def said(settings: SignInSettings, home: Path, served_on: str | None = "127.0.0.1") -> str:
    """Return every weakness in one text."""
    return " | ".join(weak.fr for weak in weaknesses(settings, home, served_on))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_demonstration_is_served_to_this_machine(address: str, tmp_path: Path) -> None:
    assert said(SignInSettings(), tmp_path, address) == ""


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "", None, "192.0.2.7", "example.org"])
def test_demonstration_is_served_to_nobody_else(address: str | None, tmp_path: Path) -> None:
    assert "127.0.0.1" in said(SignInSettings(), tmp_path, address)
    # A real sign-in may be, behind its proxy.
    assert said(oidc_settings("https://connexion.example"), tmp_path, address) == ""


@pytest.mark.parametrize("secret", ["", "change-me", "x" * 64, "ab" * 32, "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P"], ids=len)
def test_a_weak_secret_of_cookies_is_refused(secret: str, tmp_path: Path) -> None:
    weak = oidc_settings(cookie_secret=secret)
    assert "cookie_secret" in said(weak, tmp_path)
    assert not secret or (secret not in said(weak, tmp_path) and secret not in repr(weak))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"address": "http://connexion.example"}, "« address »"),
        ({"address": "http://192.0.2.7"}, "« address »"),
        ({"address": ""}, "« address »"),
        ({"provider": PROVIDER | {"server_metadata_url": "http://id.example/x"}}, "« server_metadata_url »"),
        ({"provider": PROVIDER | {"client_secret": ""}}, "client_secret"),
        ({"provider": {}}, "client_id"),
        ({"mode": "trust-me"}, "« trust-me »"),
    ],
    ids=str,
)
def test_each_weak_setting_is_named(changed: dict[str, Any], name: str, tmp_path: Path) -> None:
    assert said(oidc_settings(), tmp_path) == ""
    assert name in said(oidc_settings(**changed), tmp_path)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_secrets_that_others_may_read_are_refused(mode: int, tmp_path: Path) -> None:
    for name in ("keys/master.key", "sign_in.toml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
        path.chmod(0o600)
        assert said(oidc_settings(path=tmp_path / "sign_in.toml"), tmp_path) == ""
        path.chmod(mode)
        assert path.name in said(oidc_settings(path=tmp_path / "sign_in.toml"), tmp_path)
        path.chmod(0o600)


def test_every_weakness_is_told_at_once(tmp_path: Path) -> None:
    weak = oidc_settings(cookie_secret="x", address="http://connexion.example")
    with pytest.raises(CannotGoOn, match=r"cookie_secret.*address"):
        check_settings(weak, tmp_path, "0.0.0.0")


def test_the_file_is_read_whole(tmp_path: Path) -> None:
    environment = write_settings(tmp_path, "https://connexion.example/", PROVIDER | {"label": "Mairie"})
    read = read_settings(tmp_path, environment)
    assert (read.mode, read.address, read.provider["label"], read.behind_tls) == (
        "oidc", "https://connexion.example", "Mairie", True,
    )  # fmt: skip
    secrets = streamlit_secrets(read)["auth"]
    assert secrets["redirect_uri"] == "https://connexion.example/oauth2callback"
    assert secrets["cookie_secret"] == read.cookie_secret and "label" not in secrets
    assert streamlit_secrets(SignInSettings()) == {}


@pytest.mark.parametrize("content", [None, "= not toml", b"\xff"], ids=["absent", "no toml", "no text"])
def test_a_file_that_cannot_be_read_is_said(content: Any, tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CannotGoOn, match=r"s\.toml"):
        read_settings(tmp_path, {"CONNEXION_AUTH": "oidc", "CONNEXION_SIGN_IN": str(path)})


def test_doctor_fails_on_a_weak_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert main(["doctor", "--home", str(tmp_path), "--as", "admin"]) == 0
    (tmp_path / "keys" / "master.key").chmod(0o644)
    assert main(["doctor", "--home", str(tmp_path), "--as", "admin"]) == 1
    assert "chmod 600 master.key" in capsys.readouterr().err
    (tmp_path / "keys" / "master.key").chmod(0o600)
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", "0.0.0.0")
    assert main(["doctor", "--home", str(tmp_path), "--as", "admin"]) == 1


def test_the_command_that_serves_refuses_before_it_starts(tmp_path: Path, capsys: Any) -> None:
    assert main(["serve", "--home", str(tmp_path / "new"), "--address", "0.0.0.0", "--no-browser"]) == 1
    assert "127.0.0.1" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "environment"),
    [("0.0.0.0", {}), ("127.0.0.1", {"CONNEXION_AUTH": "trust-me"}), ("127.0.0.1", {"CONNEXION_AUTH": "oidc"})],
    ids=["dev on every address", "unknown mode", "no file"],
)
def test_the_server_itself_refuses_to_start(address: str, environment: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.address",
        address,
    ]
    run = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "CONNEXION_HOME": str(tmp_path), **environment}, capture_output=True,
        timeout=60, text=True,
    )  # fmt: skip
    assert run.returncode != 0
    assert "CannotGoOn" in run.stderr + run.stdout
