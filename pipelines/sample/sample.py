"""The whole invented campaign in memory, before any file: the truth against which lists, recognition and plans can be judged.

It must never be shown as facts about real people.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pipelines.sample.addresses import load_streets
from pipelines.sample.asked import Asked, drawn_rows
from pipelines.sample.calibration import Calibration, load_calibration
from pipelines.sample.contacts import Contacts, drawn_contacts
from pipelines.sample.draws import Ints, generator
from pipelines.sample.families import Families, drawn_families
from pipelines.sample.faults import with_faults
from pipelines.sample.names import Names, load_names
from pipelines.sample.needs import Needs, drawn_needs
from pipelines.sample.partners import SamplePartner, list_sizes, load_partners, senders
from pipelines.sample.places import COMMUNES, Places, load_places
from pipelines.sample.structures import Structures, drawn_structures
from pipelines.sample.styles import Style, StyleFile, load_styles

FIRST_LIST_DAYS = 40  # lists come in over six weeks


@dataclass(frozen=True)
class Sample:
    """Everything drawn. `partners` holds all of them, `senders` and `styles` those of the nominative lists, in the order of the lists."""

    seed: int
    today: date
    calibration: Calibration
    words: StyleFile
    names: Names
    places: Places
    partners: tuple[SamplePartner, ...]
    senders: tuple[SamplePartner, ...]
    counts_only: tuple[SamplePartner, ...]
    styles: tuple[Style, ...]
    received_on: tuple[date, ...]
    families: Families
    structures: Structures
    contacts: Contacts
    needs: Needs
    asked: Asked

    @property
    def requests(self) -> int:
        """Return the number of requests: a row of a list, or a request in counts."""
        return int(self.asked.family.size) + len(self.counts_only)


def draw_sample(requests: int, seed: int, today: date, *, communes: Path = COMMUNES) -> Sample:
    """Invent a campaign.

    Parameters
    ----------
    requests
        Number of requests, at least as many as there are lists (5).
    seed
        Same seed, same campaign.
    today
        The day of the campaign: ages and dates of receipt are counted from it.
    """
    calibration, words, names, places = load_calibration(), load_styles(), load_names(), load_places(communes)
    streets, partners = load_streets(), load_partners()
    nominative, counts_only = senders(partners, requests)
    demand = calibration.demand
    sizes = list_sizes(
        nominative,
        places,
        requests - len(counts_only),
        ile_de_france_share=demand.ile_de_france_share,
        known_elsewhere_share=demand.known_elsewhere_share,
        second_child_share=demand.second_child_share,
    )
    structures = drawn_structures(seed, sizes, places, streets, calibration)
    families = drawn_families(seed, sizes, names, places, structures, calibration, today)
    styles = tuple(words.named(partner.style) for partner in nominative)
    asked = drawn_rows(seed, sizes, families, places.departments[families.homes.place])
    return Sample(
        seed=seed,
        today=today,
        calibration=calibration,
        words=words,
        names=names,
        places=places,
        partners=partners,
        senders=nominative,
        counts_only=counts_only,
        styles=styles,
        received_on=received_days(seed, today, len(nominative) + len(counts_only)),
        families=families,
        structures=structures,
        contacts=drawn_contacts(seed, families, names, places, structures, streets, calibration.families),
        needs=drawn_needs(
            seed, families.student, families.people.children_count, families.people.students_count, calibration
        ),
        asked=with_faults(seed, asked, styles, calibration.faults, demand.faulty_share),
    )


def received_days(seed: int, today: date, count: int) -> tuple[date, ...]:
    """Draw the day on which each list came in, within the weeks before `today`."""
    ages: Ints = generator(seed, 8).integers(0, FIRST_LIST_DAYS + 1, size=count)
    return tuple(today - timedelta(days=int(age)) for age in ages)
