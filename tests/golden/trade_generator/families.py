"""Invented families: names, births, places, phones, needs. Nothing here is anybody's."""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from anyascii import anyascii

HERE = Path(__file__).parent
COMMUNES = HERE.parents[2] / "data" / "reference" / "communes.parquet"
OVERSEAS = {"971": "+590690", "972": "+596696", "973": "+594694", "974": "+262692", "976": "+2626397"}
OVERSEAS_SIGNS = 13
LEVELS = ("PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2", "6e", "5e", "4e", "3e", "2de", "1re", "Tle")
SMALLEST_TOWN = 2500
THIS_YEAR = 2026


@cache
def banks() -> dict[str, Any]:
    """Return what invented partners write."""
    return tomllib.loads((HERE / "banks.toml").read_text(encoding="utf-8"))


@cache
def towns(code: str, count: int = 5) -> tuple[dict[str, Any], ...]:
    """Give a commune and the nearest towns of its department, districts of a city among themselves."""
    names = ["commune_code", "name", "postcodes", "department_code", "population", "lat", "lon", "kind"]
    table = pq.read_table(COMMUNES, columns=names).to_pylist()
    home = next(row for row in table if row["commune_code"] == code)
    near = [
        row
        for row in table
        if row["department_code"] == home["department_code"] and row["postcodes"] and row["kind"] == home["kind"]
        if row is home or (row["population"] or 0) > SMALLEST_TOWN
    ]
    near.sort(key=lambda row: (row["lat"] - home["lat"]) ** 2 + (row["lon"] - home["lon"]) ** 2)
    return tuple(near[:count])


@dataclass
class Child:
    """A child of a family."""

    last: str
    first: str
    born: date
    level: str


@dataclass
class Family:
    """A family as it is, before anybody writes it down; a student is a family of one."""

    last: str
    first: str
    born: date
    kids: list[Child]
    size: int
    town: Mapping[str, Any]
    postcode: str
    address: str
    phone: str | None
    second_phone: str | None
    email: str | None
    housing: str
    device: str
    connection: str
    needs: dict[str, int]
    urgent: bool
    operator: str
    level: str


def level_of(born: date) -> str:
    """Return the usual school level of a child in autumn 2026, '' outside school."""
    step = THIS_YEAR - born.year - 3
    return LEVELS[step] if 0 <= step < len(LEVELS) else ""


def invented_phone(rng: random.Random, department: str) -> str:
    """Invent a mobile number, as E.164: one of the department's own overseas, most of the time."""
    if department in OVERSEAS and rng.random() < 0.85:
        return (OVERSEAS[department] + f"{rng.randrange(10**5, 10**6)}")[:OVERSEAS_SIGNS]
    number = f"{rng.choice('66667')}{rng.randrange(10_000_000, 99_999_999)}"
    taken = number[:2] in {"69", "70", "71", "72"} or number[:3] == "639"
    return "+33" + ("61" + number[2:] if taken else number)


def born_between(rng: random.Random, first: int, last: int) -> date:
    """Choose a day of birth."""
    return date(first, 1, 2) + timedelta(days=rng.randrange((last - first + 1) * 365 - 2))


def invented_email(rng: random.Random, first: str, last: str) -> str:
    """Invent an address at a reserved domain."""
    name = ".".join("".join(sign for sign in anyascii(part).lower() if sign.isalpha()) for part in (first, last))
    return f"{name}{rng.randrange(10, 99999)}@{rng.choice(['example.org', 'example.com', 'mail.example'])}"


def invented_family(rng: random.Random, home: str, ages: tuple[int, int], *, is_student: bool) -> Family:
    """Invent a family that lives near a commune; its children are of the ages that a partner sees."""
    names = banks()["names"]
    town = towns(home)[0] if rng.random() < 0.5 else rng.choice(towns(home))
    last, first = rng.choice(names["last"]), rng.choice(names["girls"] + names["boys"])
    kids = []
    for _ in range(0 if is_student else rng.choices(range(6), [1, 5, 8, 5, 3, 1])[0]):
        born = born_between(rng, THIS_YEAR - ages[1], THIS_YEAR - ages[0])
        surname = last if rng.random() < 0.8 else rng.choice(names["last"])
        kids.append(Child(surname, rng.choice(names["girls"] + names["boys"]), born, level_of(born)))
    wanted = {"laptop": [2, 7, 1], "tablet": [6, 3, 1], "smartphone": [8, 2], "phone": [9, 1], "connection": [3, 7]}
    department = town["department_code"]
    return Family(
        last, first, born_between(rng, 1999, 2008) if is_student else born_between(rng, 1972, 2000), kids,
        1 if is_student else len(kids) + rng.choice([1, 1, 2, 2, 3]), town, rng.choice(town["postcodes"]),
        f"{rng.randrange(1, 180)} {rng.choice(names['ways'])} {rng.choice(names['streets'])}",
        invented_phone(rng, department) if rng.random() < 0.93 else None,
        invented_phone(rng, department) if rng.random() < 0.2 else None,
        invented_email(rng, first, last) if rng.random() < 0.55 else None,
        rng.choice(["student_residence", "own_home", "relatives"] if is_student else
                   ["own_home", "own_home", "relatives", "social_hotel", "shelter", "homeless"]),
        rng.choice(["none", "none", "smartphone_only", "shared", "broken", "sufficient"]),
        rng.choice(["none", "limited_mobile", "limited_mobile", "fixed"]),
        {item: rng.choices(range(len(odds)), odds)[0] for item, odds in wanted.items()}, rng.random() < 0.3,
        rng.choice(["Orange", "SFR", "Free", "Bouygues", "Lebara", "Lycamobile"]), rng.choice(["L1", "L2", "L3", "M1", "M2", "BTS"]),
    )  # fmt: skip
