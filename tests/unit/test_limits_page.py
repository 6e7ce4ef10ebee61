"""What a file may be is written for whoever sends it, as the program holds it."""

import re
import tomllib
from pathlib import Path

from campaigns.daily_quota import Quotas
from dashboard.parts.drop import LISTS
from pipelines.intake.archive import LARGEST_UNPACKED_MB
from pipelines.intake.csv_reader import LONGEST_FIELD, MOST_COLUMNS, MOST_RECORDS
from pipelines.intake.formats import LARGEST_MB, LARGEST_TEXT_MB
from pipelines.intake.reading_child import CPU_SECONDS, CPU_SECONDS_PER_MEGABYTE, MEMORY_MB

ROOT = Path(__file__).parents[2]


def test_the_guide_says_the_limits_that_the_program_holds() -> None:
    page = (ROOT / "docs/guide/envoyer-une-liste.md").read_text("utf-8").split("## Ce qu'un fichier peut être")[1]
    told = [line.split("|")[2].strip() for line in page.splitlines() if line.startswith("|")][2:]
    kinds, numbers = (
        told[0],
        [[int(n) for n in re.findall(r"\d+", re.sub(r"(?<=\d) (?=\d)", "", cell))] for cell in told[1:]],
    )
    uploaded = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))["server"]["maxUploadSize"]
    assert kinds.lower().split(", ") == list(LISTS)
    assert numbers == [
        [uploaded], [LARGEST_MB], [LARGEST_TEXT_MB], [LARGEST_UNPACKED_MB], [MOST_COLUMNS], [MOST_RECORDS], [LONGEST_FIELD],
        [MEMORY_MB, CPU_SECONDS, CPU_SECONDS_PER_MEGABYTE],
        *([quota.files, quota.megabytes] for quota in (Quotas().structure, Quotas().person)),
    ]  # fmt: skip
