"""Who works now and who waits, where more people come than a server can serve well: in the order of arrival, nobody put out.

The caller says who asks and what time it is, in seconds of a clock that only goes forward. It must never know who a visitor is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

# Whoever does nothing for so long lends the place, once somebody waits for it.
IDLE_S: Final = 600.0
# Whoever is let in and does not come keeps nobody waiting longer.
TAKE_S: Final = 30.0


@dataclass(frozen=True)
class Crowd:
    """Everybody who came and has not left.

    Parameters
    ----------
    most
        How many may work at once.
    tickets
        The number of each visitor, in the order of arrival; it is kept until the visitor leaves.
    working
        Who has a place, and until when it is theirs alone.
    waiting
        Who waits for one. A visitor in neither has lent a place and asked for nothing since.
    """

    most: int
    tickets: Mapping[str, int] = field(default_factory=dict)
    working: Mapping[str, float] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()


def asks(crowd: Crowd, visitor: str, now_s: float) -> Crowd:
    """Return the crowd once somebody asks to work: who has a place keeps it, another waits for a turn."""
    if visitor in crowd.working:
        return acts(crowd, visitor, now_s)
    number = crowd.tickets.get(visitor, max(crowd.tickets.values(), default=0) + 1)
    came = replace(crowd, tickets={**crowd.tickets, visitor: number}, waiting=crowd.waiting | {visitor})
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
    )
    return admitted(rest, now_s)


def admitted(crowd: Crowd, now_s: float) -> Crowd:
    """Return the crowd once every place that is free, or may be lent, has gone to whoever waits for it, in order."""
    wanted = len(crowd.waiting) - max(0, crowd.most - len(crowd.working))
    lapsed = sorted((until, name) for name, until in crowd.working.items() if until <= now_s)[: max(0, wanted)]
    lent = {name for _, name in lapsed}
    working = {name: until for name, until in crowd.working.items() if name not in lent}
    chosen = queue(crowd)[: max(0, crowd.most - len(working))]
    working |= dict.fromkeys(chosen, now_s + TAKE_S)
    return replace(crowd, working=working, waiting=crowd.waiting - set(chosen))


def queue(crowd: Crowd) -> list[str]:
    """Return who waits, whose turn is next first."""
    return sorted(crowd.waiting, key=lambda name: crowd.tickets[name])


def position(crowd: Crowd, visitor: str) -> int:
    """Return how many turns a visitor waits, 1 for the next; 0 for whoever does not wait."""
    return queue(crowd).index(visitor) + 1 if visitor in crowd.waiting else 0
