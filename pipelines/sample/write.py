"""Writes the sample campaign: partners, sites, stock, workshops and the partners' lists, as files that the ordinary verbs receive.

Every family is invented: names are made up of common words, telephones lie in the first blocks of each territory, e-mails on a reserved
domain, partner codes belong to nobody. It must never write anything into a store: the sample goes through the same doors as a real campaign.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path

from pipelines.sample.list_files import WrittenList, list_file_name, write_lists
from pipelines.sample.places import COMMUNES
from pipelines.sample.sample import Sample, draw_sample
from pipelines.sample.summary import SampleSummary, summarise
from pipelines.sample.supplies import Lot, SampleSite, drawn_stock, sample_sites
from pipelines.sample.workshops import COLUMNS, sample_workshops

POLICY_NAME = "exemple_confinement"
PARTNER_COLUMNS = ("code", "name", "kind", "commune_code", "phone", "email")
TRUTH_COLUMNS = ("list", "row", "family_id", "child_number", "variant", "fault")


@dataclass(frozen=True)
class SampleFiles:
    """What was written. `truth_csv` says which family stands on which row (list, row from 1): for measures, never for a campaign."""

    partners_csv: Path
    sites_csv: Path
    stock_csv: Path
    workshops_csv: Path
    truth_csv: Path
    lists: tuple[WrittenList, ...]
    policy: str
    summary: SampleSummary


def write_sample(
    out: Path, *, requests: int = 12_000, seed: int = 2020, today: date, communes: Path = COMMUNES
) -> SampleFiles:
    """Invent a campaign and write its files.

    Parameters
    ----------
    out
        Folder to write to; made where it does not exist.
    requests
        Number of requests, from 5 to a million: rows of the lists, plus two requests in counts in a sample of usual size.
    seed
        Same seed, size and day: same bytes.
    today
        The day of the campaign. Lists came in within the forty days before; the last wave of stock comes two weeks after.
    """
    out.mkdir(parents=True, exist_ok=True)
    sample = draw_sample(requests, seed, today, communes=communes)
    sites = sample_sites(requests)
    stock = drawn_stock(sample, sites)
    partners = ([getattr(partner, name) for name in PARTNER_COLUMNS] for partner in sample.partners)
    return SampleFiles(
        partners_csv=_written(out / "partners.csv", PARTNER_COLUMNS, partners),
        sites_csv=_written(out / "sites.csv", _names(SampleSite), map(astuple, sites)),
        stock_csv=_written(out / "stock.csv", _names(Lot), map(astuple, stock)),
        workshops_csv=_written(
            out / "workshops.csv", COLUMNS, map(astuple, sample_workshops(sites, today, sample.calibration.help))
        ),
        truth_csv=_written(out / "truth.csv", TRUTH_COLUMNS, _truth(sample)),
        lists=write_lists(out / "lists", sample),
        policy=POLICY_NAME,
        summary=summarise(sample, stock),
    )


def _names(record: type[SampleSite] | type[Lot]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record))


def _written(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _truth(sample: Sample) -> Iterable[Sequence[object]]:
    """Say of each row of each nominative list whose it is and what is wrong with it."""
    asked = sample.asked
    for number, style in enumerate(sample.styles):
        name = list_file_name(sample, number)
        for at, row in enumerate(asked.of_list(number)):
            family, child, variant = asked.family[row], asked.child[row], asked.variant[row]
            yield name, style.first_row + at, f"F{family + 1:07d}", child + 1, int(variant), asked.fault[row]
