"""How invented families can be reached: telephones in the first blocks of each territory, e-mails on a reserved domain, made-up addresses.

It must never give an address of a domain that anybody can own.
"""

from dataclasses import dataclass

import numpy as np
from anyascii import anyascii

from pipelines.sample.addresses import Streets, drawn_addresses
from pipelines.sample.calibration import FamilyShares
from pipelines.sample.draws import Texts, chance, generator
from pipelines.sample.families import Families
from pipelines.sample.names import Names
from pipelines.sample.places import Places
from pipelines.sample.structures import Structures

EMAIL_DOMAIN = "example.org"
MAINLAND_PREFIXES = ("0600", "060")  # the second one when the first million is not enough
OVERSEAS_PREFIXES = {"971": "06900", "972": "06960", "973": "06940", "974": "06920", "976": "06397"}
STRIDE = 618_033  # coprime with every power of ten: consecutive families get scattered numbers, never the same


@dataclass(frozen=True)
class Contacts:
    """One entry per family, as a partner would know it; telephones of ten digits, an empty text where there is none."""

    phone: Texts
    second_phone: Texts
    email: Texts
    address: Texts


def drawn_contacts(
    seed: int,
    families: Families,
    names: Names,
    places: Places,
    structures: Structures,
    streets: Streets,
    shares: FamilyShares,
) -> Contacts:
    """Draw how each family can be reached; in a structure some have only the telephone of the structure."""
    rng = generator(seed, 7)
    departments = places.departments[families.homes.place]
    desks = places.departments[structures.place]
    numbers = phone_numbers(int(rng.integers(1_000_000)), np.concatenate([departments, departments, desks]))
    phone, second_phone, desk_phone = np.split(numbers, [families.count, 2 * families.count])
    second_phone[chance(rng, 0.6, families.count)] = ""
    email = _emails(rng, families, names, shares.email_share)
    by_email_only = chance(rng, (1 - shares.phone_share) / shares.email_share, families.count) & (email != "")
    second_phone[by_email_only] = phone[by_email_only]
    phone[by_email_only] = ""
    address = drawn_addresses(rng, streets, families.homes.place)
    housed = np.flatnonzero(families.homes.structure >= 0)
    mine = families.homes.structure[housed]
    address[housed] = structures.address[mine]
    at_desk = chance(rng, 0.07, housed.size)
    phone[housed[at_desk]] = desk_phone[mine[at_desk]]
    return Contacts(phone, second_phone, email, address)


def phone_numbers(start: int, departments: Texts) -> Texts:
    """Give one telephone per entry, valid in the numbering plan of its department.

    Parameters
    ----------
    start
        Any whole number: where in the block the numbers begin.
    departments
        Department code of each entry. No two entries get the same number, up to ten million in all and 100,000 in an overseas department.
    """
    mainland = MAINLAND_PREFIXES[departments.size > 1_000_000]
    prefixes = np.array([OVERSEAS_PREFIXES.get(str(code), mainland) for code in departments], dtype=object)
    numbers = np.full(departments.size, "", dtype=object)
    for prefix in (mainland, *OVERSEAS_PREFIXES.values()):
        mine = np.flatnonzero(prefixes == prefix)
        digits = 10 - len(prefix)
        numbers[mine] = [f"{prefix}{n:0{digits}d}" for n in (start + np.arange(mine.size)) * STRIDE % 10**digits]
    return numbers


def _emails(rng: np.random.Generator, families: Families, names: Names, share: float) -> Texts:
    has_one = np.flatnonzero(chance(rng, share, families.count) | (families.student & chance(rng, 0.9, families.count)))
    emails = np.full(families.count, "", dtype=object)
    firsts, lasts = _plain(names.first_names), _plain(names.surnames)
    people = families.people
    emails[has_one] = [
        f"{firsts[people.guardian_first[i]]}.{lasts[people.surname[i]]}{i % 9973}@{EMAIL_DOMAIN}" for i in has_one
    ]
    return emails


def _plain(vocabulary: Texts) -> list[str]:
    return ["".join(c for c in anyascii(str(word)).lower() if c.isalpha()) for word in vocabulary]
