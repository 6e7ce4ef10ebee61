"""Invents families and the requests that partners send about them, with the traps that make recognising households hard.

Traps: shared shelter phone and address, buildings, student residences, twins, cousins under one roof, homonyms, other
spellings, swapped names, lost zeros, changed numbers, wrong dates, families that moved, parents apart (custody).
The origin of a family's names is kept with the truth only, to report errors by it. Everything follows from the seed.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, product
from pathlib import Path
from typing import Any

from benchmarks.linkage.noise import Noise

SAMPLE = Path(__file__).parents[2] / "data/sample"
SHELTER_FAMILIES, BUILDING_FAMILIES, RESIDENCE_STUDENTS = 45, 6, 60
# Share of families: (kind, share).
HOUSING = (("shelter", 0.14), ("building", 0.25), ("residence", 0.06), ("house", 0.55))
COUSINS, HOMONYMS, TWINS, OWN_SURNAME, DOUBLE, SECOND_ADULT, APART = 0.01, 0.004, 0.03, 0.60, 0.12, 0.62, 0.03
MADE_UP = 0.45
# Which adult a partner names, and whose phone stands on the row.
FIRST_ADULT, OWN_PHONE = 0.72, 0.8
REQUESTS = (0.50, 0.28, 0.12, 0.06, 0.04)
CHILDREN = (0.04, 0.34, 0.34, 0.18, 0.07, 0.03)
TODAY = date(2026, 11, 1)


@dataclass(frozen=True)
class Profile:
    """How well partners fill their lists in; shares between 0 and 1."""

    name: str
    phone: float
    address: float
    guardian: float
    second_phone: float
    email: float
    changed_phone: float


HARD = Profile("hard", phone=0.89, address=0.87, guardian=0.94, second_phone=0.12, email=0.28, changed_phone=0.035)
GOOD = Profile("good", phone=0.94, address=0.95, guardian=0.96, second_phone=0.33, email=0.34, changed_phone=0.02)
PROFILES = {profile.name: profile for profile in (HARD, GOOD)}


@dataclass
class Person:
    """One member of a family."""

    first: str
    last: str
    born: date
    phone: str | None = None
    email: str | None = None


@dataclass
class Family:
    """One household: the truth."""

    number: int
    origin: str
    adults: list[Person]
    children: list[Person]
    housing: str
    address: str
    postcode: str
    commune: str
    shelter_phone: str | None = None
    trap: str = ""
    moved_to: tuple[str, str, str] | None = None
    flats: dict[str, str] = field(default_factory=dict)


class World:
    """Draws families and their requests."""

    def __init__(self, seed: int, profile: Profile) -> None:
        self.draw = random.Random(seed)
        self.profile = profile
        self.noise = Noise(self.draw)
        names = tomllib.loads((SAMPLE / "names.toml").read_text("utf-8"))["group"]
        self.groups = [NamePool(group) for group in names]
        self.group_steps = list(accumulate(group.share for group in self.groups))
        streets = tomllib.loads((SAMPLE / "streets.toml").read_text("utf-8"))
        self.streets = [f"{way} {name}" for name, way in product(streets["names"], streets["ways"])]
        self.shelters: list[tuple[str, str, str, str]] = []
        self.buildings: list[tuple[str, str, str]] = []

    def families(self, requests: int) -> list[Family]:
        """Return enough families for about `requests` requests."""
        count = round(requests / (1 + sum(n * share for n, share in enumerate(REQUESTS))))
        self.set_places(count)
        made: list[Family] = []
        while len(made) < count:
            family = self.family(len(made))
            made.append(family)
            if self.draw.random() < COUSINS:
                made.append(self.relative(len(made), family))
            elif self.draw.random() < HOMONYMS:
                made.append(self.homonym(len(made), family))
        return made

    def set_places(self, count: int) -> None:
        """Draw the shelters, buildings and residences that families share."""
        shelters = max(1, round(count * 0.14 / SHELTER_FAMILIES))
        self.shelters = [(*self.place(), self.noise.phone()) for _ in range(shelters)]
        self.residences = [self.place() for _ in range(max(1, round(count * 0.06 / RESIDENCE_STUDENTS)))]
        self.buildings = [self.place() for _ in range(max(1, round(count * 0.25 / BUILDING_FAMILIES)))]

    def place(self) -> tuple[str, str, str]:
        """Draw an address, a postcode and a commune; two thousand communes, the first ones largest."""
        commune = int(2000 * self.draw.random() ** 2.2)
        street = self.draw.choice(self.streets)
        return (
            f"{self.draw.randint(1, 180)} {street}",
            f"{(commune % 94) + 1:02d}{(commune // 94) * 10:03d}",
            word_of(commune * 7919 % 20736),
        )

    def family(self, number: int) -> Family:
        """Draw one family."""
        draw = self.draw
        group = draw.choices(self.groups, cum_weights=self.group_steps)[0]
        housing = draw.choices([name for name, _ in HOUSING], [share for _, share in HOUSING])[0]
        surname = group.surname(draw)
        if housing == "residence":
            student = self.person(group, surname, 18, 26)
            return Family(number, group.name, [student], [], housing, *draw.choice(self.residences))
        adults = [self.person(group, surname, 24, 55)]
        if draw.random() < SECOND_ADULT:
            adults.append(self.person(group, group.surname(draw) if draw.random() < OWN_SURNAME else surname, 24, 55))
        named = f"{surname}-{adults[-1].last}" if draw.random() < DOUBLE and adults[-1].last != surname else surname
        children = [self.person(group, named, 2, 18) for _ in range(draw.choices(range(6), CHILDREN)[0])]
        if len(children) > 1 and draw.random() < TWINS * 2:
            children[1].born = children[0].born
        return self.housed(Family(number, group.name, adults, children, housing, "", "", ""))

    def housed(self, family: Family) -> Family:
        """Give a family its address, and the shelter's phone where it has none."""
        draw = self.draw
        if family.housing == "shelter":
            family.address, family.postcode, family.commune, phone = draw.choice(self.shelters)
            family.shelter_phone = phone
        else:
            family.address, family.postcode, family.commune = (
                draw.choice(self.buildings) if family.housing == "building" else self.place()
            )
        if len(family.adults) > 1 and draw.random() < APART:
            family.moved_to, family.trap = self.place(), "apart"
        elif draw.random() < 0.03:
            family.moved_to, family.trap = self.place(), "moved"
        return family

    def person(self, group: "NamePool", surname: str, youngest: int, oldest: int) -> Person:
        """Draw one person with a phone and perhaps a mailbox of their own."""
        draw = self.draw
        first = group.first(draw)
        born = TODAY - timedelta(days=draw.randint(youngest * 365, oldest * 365))
        if draw.random() < 0.02:
            born = born.replace(month=1, day=1)
        phone = self.noise.phone() if draw.random() < 0.88 else None
        email = self.noise.email(first, surname) if draw.random() < 0.6 else None
        return Person(first, surname, born, phone, email)

    def relative(self, number: int, family: Family) -> Family:
        """Draw cousins: another household of the same surname at the same address."""
        group = next(group for group in self.groups if group.name == family.origin)
        surname = family.adults[0].last
        adults = [self.person(group, surname, 24, 55)]
        children = [self.person(group, surname, 2, 18) for _ in range(self.draw.randint(0, 3))]
        family.trap = "cousins"
        return Family(number, family.origin, adults, children, family.housing, family.address, family.postcode,
                      family.commune, family.shelter_phone, "cousins")  # fmt: skip

    def homonym(self, number: int, family: Family) -> Family:
        """Draw a family whose adult bears the same two names."""
        group = next(group for group in self.groups if group.name == family.origin)
        adult = self.person(group, family.adults[0].last, 24, 55)
        adult.first, family.trap = family.adults[0].first, "homonyms"
        children = [self.person(group, adult.last, 2, 18) for _ in range(self.draw.randint(0, 3))]
        return self.housed(Family(number, family.origin, [adult], children, "house", "", "", "", None, "homonyms"))

    def requests(self, families: Sequence[Family]) -> Iterator[dict[str, Any]]:
        """Return the requests of every family: canonical columns, `request_id`, and the truth `family`, `origin`, `trap`."""
        number = 0
        for family in families:
            for nth in range(self.draw.choices(range(1, 6), REQUESTS)[0]):
                number += 1
                row = self.row(family, nth)
                yield {
                    "request_id": f"R{number:08d}",
                    "family": family.number,
                    "origin": family.origin,
                    "trap": family.trap,
                } | row

    def row(self, family: Family, nth: int) -> dict[str, Any]:
        """Write one request as a partner would."""
        draw, noise, profile = self.draw, self.noise, self.profile
        adult = family.adults[0] if draw.random() < FIRST_ADULT else family.adults[-1]
        other = next((one for one in family.adults if one is not adult), None)
        child = draw.choice(family.children) if family.children and draw.random() < 0.72 else None
        home = family.moved_to if family.moved_to and nth else (family.address, family.postcode, family.commune)
        with_guardian = draw.random() < profile.guardian or child is None
        row: dict[str, Any] = {"postcode": home[1], "commune": home[2], "household_size": None}
        if with_guardian:
            row |= noise.names("guardian", adult.first, adult.last)
            row["guardian_birth_date"] = noise.day(adult.born) if draw.random() < 0.42 else None
        if child:
            row |= noise.names("child", child.first, child.last)
            row["child_birth_date"] = noise.day(child.born) if draw.random() < 0.72 else None
        near = (adult, other) if other is None or draw.random() < OWN_PHONE else (other, adult)
        phone = next((one.phone for one in near if one and one.phone), None) or family.shelter_phone
        if family.shelter_phone and draw.random() < 0.15:
            phone = family.shelter_phone
        row["phone_1"] = noise.written_phone(self.changed(phone)) if phone and draw.random() < profile.phone else None
        second = near[-1].phone if near[-1] else None
        row["phone_2"] = noise.written_phone(second) if second and draw.random() < profile.second_phone else None
        row["email"] = noise.typed(adult.email) if adult.email and draw.random() < profile.email else None
        row["address"] = noise.address(home[0]) if draw.random() < profile.address else None
        size = len(family.adults) + len(family.children)
        row["household_size"] = str(noise.size(size)) if draw.random() < 0.6 else None
        return row

    def changed(self, phone: str) -> str:
        """Return the number, or another one where the family changed it."""
        return self.noise.phone() if self.draw.random() < self.profile.changed_phone else phone


class NamePool:
    """The names of one origin; frequent surnames by rank, made-up ones evenly."""

    def __init__(self, group: dict[str, Any]) -> None:
        self.name: str = group["name"]
        self.share: float = group["share"]
        self.known: list[str] = group["surnames"]
        self.rank = list(accumulate(1 / (12 + n) for n in range(len(self.known))))
        self.made_up = [start + (end.capitalize() if start.endswith(" ") else end)
                        for start, end in product(group["starts"], group["ends"])]  # fmt: skip
        self.firsts: list[str] = [*group["female"], *group["male"]]
        self.first_rank = list(accumulate(1 / (8 + n % max(1, len(group["female"]))) for n in range(len(self.firsts))))

    def surname(self, draw: random.Random) -> str:
        """Draw a surname."""
        if draw.random() < MADE_UP:
            return draw.choice(self.made_up)
        return draw.choices(self.known, cum_weights=self.rank)[0]

    def first(self, draw: random.Random) -> str:
        """Draw a first name."""
        return draw.choices(self.firsts, cum_weights=self.first_rank)[0]


def word_of(number: int) -> str:
    """Return a pronounceable word for a number: communes are told apart by letters."""
    syllables = ("ba", "co", "du", "fe", "gi", "la", "mo", "nu", "re", "si", "ta", "vo")
    word = ""
    for _ in range(4):
        number, digit = divmod(number, 12)
        word += syllables[digit]
    return word.capitalize()


def generated(requests: int, profile: Profile, seed: int = 1) -> list[dict[str, Any]]:
    """Return about `requests` requests in a drawn order."""
    world = World(seed, profile)
    rows = list(world.requests(world.families(requests)))
    world.draw.shuffle(rows)
    return rows
