"""Switch off one protection at a time, in a copy of the sources, and see whether the suite that guards it fails.

`python -m tests.mutation.protections` tries them all (some minutes) and ends with 1 where a suite still passes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("protections.toml")
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "local", "shots", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"
)
FAILED, PATIENCE_S = 1, 1200


@dataclass(frozen=True)
class Protection:
    """A protection, how it is switched off, and the suite that must then fail."""

    name: str
    suite: str
    off: str
    file: str
    edits: list[list[str]]

    def without(self, source: str) -> str:
        """Return the source of its file with the protection off; each place must be there once."""
        for was, now in self.edits:
            if source.count(was) != 1:
                raise ValueError(f"{self.name}: « {was} » stands {source.count(was)} times in {self.file}")
            source = source.replace(was, now)
        return source


def protections() -> list[Protection]:
    """Return every protection of the list."""
    return [Protection(**entry) for entry in tomllib.loads(LIST.read_text("utf-8"))["protection"]]


def answer_without(protection: Protection) -> tuple[int, str]:
    """Run a suite without its protection; returns what pytest answered, and its last words."""
    with tempfile.TemporaryDirectory(prefix="protection-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        changed = copy / protection.file
        changed.write_text(protection.without(changed.read_text("utf-8")), "utf-8")
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", protection.suite],
            cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, text=True, timeout=PATIENCE_S,
        )  # fmt: skip
    # What a test that failed left open may be told before it.
    why = [line for line in run.stdout.split(" FAILURES ")[-1].splitlines() if line.startswith("E  ")]
    return run.returncode, why[0].removeprefix("E").strip()[:160] if why else run.stdout[-300:]


def main(words: Sequence[str] | None = None) -> int:
    """Try them, and say of each what happened."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--name", help="one only")
    chosen = asked.parse_args(words)
    unseen = 0
    for protection in protections():
        if chosen.name in (None, protection.name):
            answer, why = answer_without(protection)
            unseen += answer != FAILED
            print(f"{'vue' if answer == FAILED else f'NON VUE ({answer})'} : {protection.name} : {why}", flush=True)
    return int(unseen > 0)


if __name__ == "__main__":
    sys.exit(main())
