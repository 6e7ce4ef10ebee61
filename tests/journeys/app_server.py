"""The application served on a folder of its own, for the tests that open it in a browser."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The server must not load a module again because somebody saves it during the visit.
SETTINGS = ("--server.fileWatcherType", "none")


@contextmanager
def served(
    home: Path, port: int | None = None, starter: Sequence[str] = ("streamlit",), **environment: str
) -> Iterator[str]:
    """Serve the application on a folder, and give its address; `starter` is the module that starts it, and what it takes."""
    port, log = port or free_port(), home.parent / f"{home.name}.log"
    command = [sys.executable, "-m", *starter, "run", "app.py", "--server.port", str(port), *SETTINGS]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "CONNEXION_HOME": str(home), **environment},
            stdout=output,
            stderr=output,
        )
        try:
            await_health(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_health(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the application answers."""
    for _ in range(600):
        assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(log.read_text(encoding="utf-8", errors="replace"))


def is_elsewhere(url: str, address: str) -> bool:
    """Tell whether a request leaves this machine."""
    return not url.startswith((f"{address}/", f"{address.replace('http', 'ws')}/", "data:", "blob:", "about:"))
