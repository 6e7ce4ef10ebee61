"""Answers kept with the state that they answer for: one computation for all who ask, never an answer of an earlier state."""

from threading import Event

import pytest

from pipelines.kept_answers import KeptAnswers


def test_an_answer_is_computed_once_for_a_state_and_anew_for_another() -> None:
    kept, calls = KeptAnswers(), []
    for state in (1, 1, 2, 2):
        assert kept.asked("a", state, lambda state=state: calls.append(state) or state).result(5) == state
    assert kept.asked("b", 2, lambda: "other").result(5) == "other"
    assert calls == [1, 2]


def test_who_asks_while_it_is_computed_waits_for_the_same_answer() -> None:
    kept, go_on = KeptAnswers(), Event()
    first = kept.asked("a", 1, lambda: go_on.wait(5))
    assert kept.asked("a", 1, lambda: "again") is first and not first.done()
    go_on.set()
    assert first.result(5) is True


def test_states_that_change_while_one_is_computed_are_answered_once_by_the_newest_data() -> None:
    kept, go_on, data, read = KeptAnswers(), Event(), [1], []

    def compute() -> int:
        read.append(data[0])
        go_on.wait(5)
        return data[0]

    old = kept.asked("a", 1, compute)
    while not read:
        pass
    asked = []
    for state in (2, 3, 4):
        data[0] = state
        asked.append(kept.asked("a", state, compute))
    go_on.set()
    assert [one.result(5) for one in asked] == [4, 4, 4]
    assert old.done() and read == [1, 4]
    # What answered state 4 is kept under it, although it was first asked for state 2.
    assert kept.asked("a", 4, compute) is asked[-1]


def test_a_failure_is_raised_where_it_is_read_and_not_kept() -> None:
    kept = KeptAnswers()
    with pytest.raises(ZeroDivisionError):
        kept.asked("a", 1, lambda: 1 // 0).result(5)
    assert kept.asked("a", 1, lambda: "well").result(5) == "well"


def test_closing_waits_for_what_goes_on() -> None:
    kept, begun, go_on = KeptAnswers(), Event(), Event()
    going = kept.asked("a", 1, lambda: begun.set() or go_on.wait(5))
    assert begun.wait(5)
    go_on.set()
    kept.close()
    assert going.done()
