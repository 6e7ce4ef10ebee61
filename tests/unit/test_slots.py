"""Days at a site: never more than it can hand out, weekdays only, each family whole unless it is larger than a day."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from campaigns.slots import days_for, working_day

FRIDAY, MONDAY, TUESDAY = date(2026, 4, 3), date(2026, 4, 6), date(2026, 4, 7)


def test_a_week_end_is_no_day():
    assert [working_day(date(2026, 4, day)) for day in (3, 4, 5, 6)] == [FRIDAY, MONDAY, MONDAY, MONDAY]


def test_families_come_in_their_order_on_the_first_day_with_room_for_all_of_theirs():
    found = days_for([("a", 2), ("b", 2), ("c", 1)], 3, FRIDAY, {})
    # The third takes the place left on Friday; the second did not fit there whole.
    assert found == [("a", FRIDAY, 2), ("b", MONDAY, 2), ("c", FRIDAY, 1)]


def test_a_day_promised_elsewhere_is_not_promised_again():
    assert days_for([("a", 2)], 3, FRIDAY, {FRIDAY: 2, MONDAY: 3}) == [("a", TUESDAY, 2)]


def test_a_group_larger_than_a_day_comes_on_several():
    assert days_for([("a", 7)], 3, FRIDAY, {FRIDAY: 1}) == [
        ("a", MONDAY, 3),
        ("a", TUESDAY, 3),
        ("a", date(2026, 4, 8), 1),
    ]


def test_a_closed_door_gives_no_day():
    assert days_for([("a", 1)], 0, FRIDAY, {}) == []


@given(
    st.lists(st.integers(1, 9), max_size=25), st.integers(1, 6), st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.lists(st.integers(0, 6), max_size=5),
)  # fmt: skip
def test_no_day_is_over_full_and_every_unit_has_one(sizes, capacity, first, busy):
    start = working_day(first)
    taken = {start: min(busy[0], capacity)} if busy else {}
    groups = [(str(place), units) for place, units in enumerate(sizes)]
    found = days_for(groups, capacity, first, taken)
    a_day, a_group = Counter(taken), Counter()
    for group, day, units in found:
        a_day[day] += units
        a_group[group] += units
        assert day >= first and day.weekday() < 5 and units > 0
    assert all(units <= capacity for units in a_day.values())
    assert dict(a_group) == dict(groups)
    whole = {group for group, units in groups if units <= capacity}
    assert all(count == 1 for group, count in Counter(group for group, _, _ in found).items() if group in whole)
