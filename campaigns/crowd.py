"""Who works now and who waits, where more people come than a server can serve well: in the order of arrival, nobody put out.

One person, however many pages they open, holds a declared number of places: their other pages wait for one of these, and everybody
else passes. The caller says who asks and what time it is, in seconds of a clock that only goes forward. It must never know who a
visitor or a person is.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

# Whoever does nothing for so long lends the place, once somebody waits for it.
IDLE_S: Final = 600.0
# Whoever is let in and does not come keeps nobody waiting longer.
TAKE_S: Final = 30.0
# Two screens and a few tabs; measured on nobody.
USUAL_EACH: Final = 6


@dataclass(frozen=True)
class Crowd:
    """Everybody who came and has not left.

    Parameters
    ----------
    most
        How many may work at once.
    tickets
        The number of each visitor, in the order of arrival; it is kept until the visitor leaves, except by a page that waited for
        another of the same person.
    working
        Who has a place, and until when it is theirs alone.
    waiting
        Who waits for one. A visitor in neither has lent a place and asked for nothing since.
    each
        How many places one person may hold.
    persons
        Whose visitor each is, where that is known; a visitor of nobody known counts alone.
    """

    most: int
    tickets: Mapping[str, int] = field(default_factory=dict)
    working: Mapping[str, float] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    each: int = USUAL_EACH
    persons: Mapping[str, str] = field(default_factory=dict)


def asks(crowd: Crowd, visitor: str, now_s: float, person: str = "") -> Crowd:
    """Return the crowd once somebody asks to work: who has a place keeps it, another waits for a turn."""
    if visitor in crowd.working:
        return acts(crowd, visitor, now_s)
    number = crowd.tickets.get(visitor, max(crowd.tickets.values(), default=0) + 1)
    known = {visitor: person} if person and visitor not in crowd.persons else {}
    came = replace(
        crowd,
        tickets={**crowd.tickets, visitor: number},
        waiting=crowd.waiting | {visitor},
        persons={**crowd.persons, **known},
    )
    let_in = admitted(came, now_s)
    return acts(let_in, visitor, now_s)


def acts(crowd: Crowd, visitor: str, now_s: float) -> Crowd:
    """Return the crowd once somebody does something: a place that was theirs stays so for another while."""
    if visitor not in crowd.working:
        return crowd
    return replace(crowd, working={**crowd.working, visitor: now_s + IDLE_S})


def leaves(crowd: Crowd, visitor: str, now_s: float) -> Crowd:
    """Return the crowd without somebody, whose place goes to the next."""
    rest = replace(
        crowd,
        tickets={name: number for name, number in crowd.tickets.items() if name != visitor},
        working={name: until for name, until in crowd.working.items() if name != visitor},
        waiting=crowd.waiting - {visitor},
        persons={name: person for name, person in crowd.persons.items() if name != visitor},
    )
    return admitted(behind_the_others(crowd, rest), now_s)


def admitted(crowd: Crowd, now_s: float) -> Crowd:
    """Return the crowd once every place that is free, or may be lent, has gone to whoever waits for it, in order.

    Whoever holds as many places as one may is passed over, unless a place of their own may be lent.
    """
    working, chosen, held = dict(crowd.working), set[str](), held_by(crowd)
    lapsed = sorted((until, name) for name, until in crowd.working.items() if until <= now_s)
    for name in sorted(crowd.waiting, key=lambda name: crowd.tickets[name]):
        person = crowd.persons.get(name)
        enough = person is not None and held[person] >= crowd.each
        if enough or len(working) >= crowd.most:
            lent = next((one for one in lapsed if not enough or crowd.persons.get(one[1]) == person), None)
            if lent is None:
                continue
            lapsed.remove(lent)
            del working[lent[1]]
            held[crowd.persons.get(lent[1])] -= 1
        working[name] = now_s + TAKE_S
        held[person] += 1
        chosen.add(name)
    return behind_the_others(crowd, replace(crowd, working=working, waiting=crowd.waiting - chosen))


def behind_the_others(before: Crowd, after: Crowd) -> Crowd:
    """Put whoever waited for a place of their own, and no more does, behind all who wait: those keep the turns that they were told."""
    kept_back = before.waiting - set(queue(before))
    persons = {after.persons[name] for name in queue(after) if name in kept_back}
    freed = sorted(
        (name for name in kept_back & after.waiting if after.persons[name] in persons),
        key=lambda name: after.tickets[name],
    )
    last = max(after.tickets.values(), default=0)
    return replace(after, tickets={**after.tickets, **{name: last + number for number, name in enumerate(freed, 1)}})


def held_by(crowd: Crowd) -> Counter[str | None]:
    """Return how many places each person holds; those of nobody known are together under None."""
    return Counter(crowd.persons.get(name) for name in crowd.working)


def queue(crowd: Crowd) -> list[str]:
    """Return who waits for others to leave, whose turn is next first; not who waits for a place of their own."""
    held, turns = held_by(crowd), list[str]()
    for name in sorted(crowd.waiting, key=lambda name: crowd.tickets[name]):
        person = crowd.persons.get(name)
        if person is None or held[person] < crowd.each:
            held[person] += 1
            turns.append(name)
    return turns


def position(crowd: Crowd, visitor: str) -> int:
    """Return how many turns a visitor waits, 1 for the next; 0 for whoever works, or waits for a place of their own."""
    turns = queue(crowd) if visitor in crowd.waiting else []
    return turns.index(visitor) + 1 if visitor in turns else 0


def holds_enough(crowd: Crowd, visitor: str) -> bool:
    """Tell whether a visitor waits only for another page of the same person to be closed."""
    return visitor in crowd.waiting and visitor not in queue(crowd)
