"""Spring 2020 week by week: what was made public of it, and what is assumed where nothing was.

Public: 4,000 computers (2,000 PCs, 2,000 tablets) in distribution by 13 April, about 12,400 gathered by 7 May, more than 16,000 by
27 May and 16,182 in the end, 32 % of them in Île-de-France; 75,000 recharges announced on 26 March (25,000, and 50,000 for pupils),
valid thirty days; 600 structures heard by the end of April, 1,200 in the end; about 30 families a structure and 1.9 children a family,
71 % of families without computer or tablet, 50 % without connection.

Assumed: inside a wave computers come evenly by week, three laptops to a tablet after the first; recharges for pupils come over five
weeks; lists come evenly between the dates known; device and connection lack independently, and families that lack neither are on no list;
a site's share of what its part of the country receives is drawn; priority is drawn apart from the week in which a list comes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

# Week 0 begins on Monday 16 March 2020; the last one ends on 21 June.
WEEKS = 14
STRUCTURES = 1_200
HEARD = (100,) * 6 + (75,) * 8
LAPTOPS = (0, 0, 0, 0, 2_000, 2_100, 2_100, 2_100, 945, 945, 946, 0, 0, 0)
TABLETS = (0, 0, 0, 0, 2_000, 700, 700, 700, 315, 315, 316, 0, 0, 0)
RECHARGES = (0, 25_000, 0, 0, 10_000, 10_000, 10_000, 10_000, 10_000, 0, 0, 0, 0, 0)
RECHARGE_WEEKS = 4
FAMILIES_A_STRUCTURE, CHILDREN_A_FAMILY = 30, 1.9
WITHOUT_DEVICE, WITHOUT_CONNECTION = 0.71, 0.5
CAPITAL_REGION, CAPITAL_SHARE = "11", 0.32
# Which devices a family takes, the wished one first, and how many families so.
WISHES = {"laptop": 0.5, "laptop_or_tablet": 0.3, "tablet_or_laptop": 0.2}
TIER_SHARES = (0.05, 0.15, 0.3, 0.3, 0.2)


@dataclass(frozen=True)
class Families:
    """One entry a family, in order of priority: tier, then week of its list, then lot.

    Attributes
    ----------
    tier, week, department, children
        Priority (1 first), week of its list, department by number, children.
    kit
        Number of its kit in `KITS`.
    arrival
        Its place in the order in which requests came.
    """

    tier: Ints
    week: Ints
    department: Ints
    children: Ints
    kit: Ints
    arrival: Ints


KITS = (*WISHES, *(f"{wish}+data" for wish in WISHES), "data")


def families(draw: np.random.Generator, people: Ints, in_capital: npt.NDArray[np.bool_], size: float) -> Families:
    """Draw the families of the lists.

    Parameters
    ----------
    people, in_capital
        Inhabitants of each department, and whether it is in the region of the capital.
    size
        1 for the whole of it; a part keeps every proportion.
    """
    share = np.where(in_capital, people / people[in_capital].sum() * CAPITAL_SHARE, 0.0)
    share[~in_capital] = people[~in_capital] / people[~in_capital].sum() * (1 - CAPITAL_SHARE)
    week_of = np.repeat(np.arange(WEEKS), [round(count * size) for count in HEARD])
    known = draw.poisson(draw.gamma(2.0, FAMILIES_A_STRUCTURE / 2, len(week_of)))
    home = np.repeat(draw.choice(len(people), len(week_of), p=share), known)
    week = np.repeat(week_of, known)
    device = draw.random(len(week)) < WITHOUT_DEVICE
    data = draw.random(len(week)) < WITHOUT_CONNECTION
    wish = draw.choice(len(WISHES), len(week), p=tuple(WISHES.values()))
    kit = np.where(device, wish + len(WISHES) * data, len(KITS) - 1)
    tier = draw.choice(5, len(week), p=TIER_SHARES) + 1
    children = 1 + draw.poisson(CHILDREN_A_FAMILY - 1, len(week))
    lot = draw.random(len(week))
    listed = np.flatnonzero(device | data)
    ranked = listed[np.lexsort((lot[listed], week[listed], tier[listed]))]
    arrival = np.empty(len(week), dtype=np.int64)
    arrival[np.lexsort((lot, week))] = np.arange(len(week))
    columns = (tier, week, home, children, kit, arrival)
    return Families(*(column[ranked].astype(np.int64) for column in columns))


def arriving(
    draw: np.random.Generator, in_capital: npt.NDArray[np.bool_], size: float
) -> dict[tuple[int, str], list[int]]:
    """Return (site, item) -> units that come each week, sites given by whether they are in the capital's region."""
    uneven = draw.lognormal(0, 0.6, len(in_capital))
    part = np.where(in_capital, uneven / uneven[in_capital].sum() * CAPITAL_SHARE, 0.0)
    part[~in_capital] = uneven[~in_capital] / uneven[~in_capital].sum() * (1 - CAPITAL_SHARE)
    found: dict[tuple[int, str], list[int]] = {}
    for item, weekly in (("laptop", LAPTOPS), ("tablet", TABLETS)):
        for count in weekly:
            for site, units in enumerate(draw.multinomial(round(count * size), part).tolist()):
                found.setdefault((site, item), []).append(units)
    return found
