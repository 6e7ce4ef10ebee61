"""Whoever comes works or waits a turn: never more than declared, in the order of arrival, nobody at work put out, nobody forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from campaigns.crowd import IDLE_S, TAKE_S, Crowd, acts, admitted, asks, holds_enough, leaves, position, queue

VISITORS = st.sampled_from("abcdefghij")
STEPS = st.lists(
    st.tuples(st.sampled_from(["asks", "acts", "leaves", "nothing"]), VISITORS, st.sampled_from([0.0, 1.0, TAKE_S, IDLE_S])),
    max_size=60,
)  # fmt: skip
MOST, EACH = st.integers(1, 4), st.integers(1, 3)
# Four pages of one person, two of another; of the others nothing is known.
PERSONS = dict.fromkeys("abcd", "one") | dict.fromkeys("ef", "two")


def after(crowd: Crowd, step: tuple[str, str, float], now_s: float) -> Crowd:
    """Return the crowd after a step."""
    what, visitor, _ = step
    if what == "asks":
        return asks(crowd, visitor, now_s, PERSONS.get(visitor, ""))
    if what == "acts":
        return acts(crowd, visitor, now_s)
    return leaves(crowd, visitor, now_s) if what == "leaves" else admitted(crowd, now_s)


def holds(crowd: Crowd, visitor: str) -> int:
    """Return how many places the person of a visitor holds."""
    person = PERSONS.get(visitor)
    return sum(PERSONS.get(name) == person for name in crowd.working) if person else 0


@given(MOST, EACH, STEPS)
def test_every_step_keeps_the_law_of_the_door(most: int, each: int, steps: list[tuple[str, str, float]]) -> None:
    crowd, now_s = Crowd(most, each=each), 0.0
    for step in steps:
        now_s += step[2]
        before, crowd = crowd, after(crowd, step, now_s)
        what, visitor, _ = step
        assert len(crowd.working) <= most
        assert all(holds(crowd, name) <= each for name in crowd.working)
        assert not crowd.waiting & set(crowd.working)
        # Whoever has asked and not left is still known, under the same number, unless one's own pages were in the way.
        assert set(before.tickets) - set(crowd.tickets) <= ({visitor} if what == "leaves" else set())
        kept = [name for name in before.tickets if name in crowd.tickets and not holds_enough(before, name)]
        assert all(crowd.tickets[name] == before.tickets[name] for name in kept)
        # Nobody at work is put out: only a place left unused past its time is lent.
        for name, until in before.working.items():
            assert name in crowd.working or until <= now_s or (what, visitor) == ("leaves", name)
        # Nobody is let in before somebody who came earlier and waits, unless that person holds enough.
        let_in = set(crowd.working) - set(before.working)
        kept_back = {name for name in crowd.waiting if holds(crowd, name) >= each}
        assert all(crowd.tickets[one] < crowd.tickets[other] for one in let_in for other in crowd.waiting - kept_back)


@given(MOST, EACH, STEPS)
def test_nobody_waits_while_a_place_is_free_or_unused(
    most: int, each: int, steps: list[tuple[str, str, float]]
) -> None:
    crowd, now_s = Crowd(most, each=each), 0.0
    for step in steps:
        now_s += step[2]
        crowd = admitted(after(crowd, step, now_s), now_s)
        for name in crowd.waiting:
            if holds(crowd, name) < each:
                assert len(crowd.working) == most
                assert all(until > now_s for until in crowd.working.values())
            else:
                # Whoever holds enough waits for one of these, used all of them, and stands in nobody's way.
                own = [until for one, until in crowd.working.items() if PERSONS.get(one) == PERSONS[name]]
                assert all(until > now_s for until in own)
                assert holds_enough(crowd, name) and position(crowd, name) == 0
        assert [position(crowd, name) for name in queue(crowd)] == list(range(1, len(queue(crowd)) + 1))


@given(MOST, EACH, STEPS, st.lists(st.text("klmno", min_size=1), max_size=20))
def test_nobody_waits_longer_than_those_who_were_before(
    most: int, each: int, steps: list[tuple[str, str, float]], later: list[str]
) -> None:
    """However many come later, and however many pages one person opens, as many departures as the position let a visitor in."""
    crowd, now_s = Crowd(most, each=each), 0.0
    for step in steps:
        now_s += step[2]
        crowd = after(crowd, step, now_s)
    crowd = asks(crowd, "z", now_s)
    for _ in range(position(crowd, "z")):
        for name in later:
            crowd = asks(crowd, name, now_s, "many")
        assert "z" not in crowd.working
        crowd = leaves(crowd, min(crowd.working, key=lambda name: crowd.tickets[name]), now_s)
    assert "z" in crowd.working


def test_whoever_did_nothing_for_long_lends_the_place_only_once_somebody_waits() -> None:
    crowd = asks(asks(Crowd(2), "a", 0), "b", 60)
    assert set(admitted(crowd, IDLE_S + 50).working) == {"a", "b"}
    lent = asks(crowd, "c", IDLE_S + 50)
    assert set(lent.working) == {"b", "c"}
    # Back at work, the first to have come is before whoever came meanwhile.
    back = asks(asks(lent, "d", IDLE_S + 51), "a", IDLE_S + 52)
    assert queue(back) == ["a", "d"]


def test_a_turn_that_nobody_takes_goes_to_the_next() -> None:
    crowd = asks(asks(asks(Crowd(1), "a", 0), "b", 1), "c", 2)
    let_in = leaves(crowd, "a", 3)
    assert set(let_in.working) == {"b"}
    assert set(admitted(let_in, 3 + TAKE_S - 1).working) == {"b"}
    assert set(admitted(let_in, 3 + TAKE_S).working) == {"c"}
    taken = asks(let_in, "b", 4)
    assert set(admitted(taken, 3 + TAKE_S).working) == {"b"}


def test_one_person_with_many_pages_leaves_the_places_to_the_others() -> None:
    crowd = Crowd(4, each=2)
    for page in "abcdef":
        crowd = asks(crowd, page, 0, "one")
    assert (set(crowd.working), queue(crowd)) == ({"a", "b"}, [])
    # Whoever comes later passes the pages that wait for their own.
    for page, person in (("p", "two"), ("q", "three"), ("r", "four")):
        crowd = asks(crowd, page, 1, person)
    assert (set(crowd.working), queue(crowd)) == ({"a", "b", "p", "q"}, ["r"])
    # A page closed lets the person's next one queue, behind whoever waited.
    crowd = leaves(crowd, "a", 2)
    assert (set(crowd.working), queue(crowd)) == ({"b", "p", "q", "r"}, ["c"])
    crowd = leaves(crowd, "q", 3)
    assert (set(crowd.working), queue(crowd)) == ({"b", "c", "p", "r"}, [])
    # An own page left alone for long is lent to another of the same person, not a place of somebody else's.
    for page in "cpr":
        crowd = acts(crowd, page, 600)
    assert set(admitted(crowd, 602).working) == {"c", "d", "p", "r"}
