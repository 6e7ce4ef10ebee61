"""While a page is drawn the store is asked each thing once; after a change, for another thread and after the end, anew."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, cast

import pyarrow as pa
import pytest

from pipelines.store.one_look import MOST_ROWS, one_look
from pipelines.store.port import Row, Store


class CountedStore:
    """A store of one number, which counts how often it is asked."""

    def __init__(self) -> None:
        self.number, self.asked, self.size = 1, 0, 1

    @contextmanager
    def reading(self) -> Iterator["CountedStore"]:
        yield self

    writing = reading

    def rows(self, statement: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        self.asked += 1
        return [{"statement": statement, "number": self.number, **(parameters or {})} for _ in range(self.size)]

    def table(self, statement: str, parameters: Mapping[str, object] | None = None) -> pa.Table:
        return pa.Table.from_pylist(self.rows(statement, parameters))

    def version(self) -> int:
        return 23


def read(store: Store, **values: object) -> list[dict[str, Any]]:
    with store.reading() as session:
        return session.rows("some/thing", values)


def lent(counted: CountedStore) -> Store:
    return cast("Store", counted)


def test_a_thing_is_asked_once_and_another_anew() -> None:
    counted = CountedStore()
    with one_look(lent(counted)) as store:
        assert read(store, a=1) == read(store, a=1) == [{"statement": "some/thing", "number": 1, "a": 1}]
        assert counted.asked == 1
        # One and « 1 » are two values.
        assert read(store, a="1") == [{"statement": "some/thing", "number": 1, "a": "1"}]
        assert counted.asked == 2
        with store.reading() as session:
            assert session.table("some/thing", {"a": 1}).to_pylist() == read(store, a=1)
            assert session.table("some/thing", {"a": 1}).num_rows == 1
        assert counted.asked == 3, "rows and columns are told apart, each asked once"
        assert store.version() == 23


def test_what_one_part_does_to_its_rows_the_others_do_not_see() -> None:
    with one_look(lent(CountedStore())) as store:
        read(store)[0]["number"] = 99
        read(store).clear()
        assert read(store)[0]["number"] == 1


@pytest.mark.parametrize("fails", [False, True])
def test_after_a_change_all_is_asked_anew(fails: bool) -> None:
    counted = CountedStore()
    with one_look(lent(counted)) as store:
        assert read(store)[0]["number"] == 1
        try:
            with store.writing():
                counted.number = 2
                if fails:
                    raise ValueError
        except ValueError:
            pass
        assert read(store)[0]["number"] == 2


def test_a_reading_begun_before_a_change_is_not_kept_after_it() -> None:
    counted = CountedStore()
    with one_look(lent(counted)) as store:
        with store.reading() as before:
            with ThreadPoolExecutor(1) as other:
                other.submit(changes, store, counted).result()
            counted.number = 1
            assert before.rows("some/thing")[0]["number"] == 1
        counted.number = 2
        assert read(store)[0]["number"] == 2


def changes(store: Store, counted: CountedStore) -> None:
    with store.writing():
        counted.number = 2


def test_other_threads_and_everybody_afterwards_ask_the_store() -> None:
    counted = CountedStore()
    with one_look(lent(counted)) as store:
        read(store)
        with ThreadPoolExecutor(1) as other:
            for _ in range(2):
                other.submit(read, store).result()
        assert counted.asked == 3
    read(store)
    read(store)
    assert counted.asked == 5


def test_many_rows_are_given_on_and_not_kept() -> None:
    counted = CountedStore()
    with one_look(lent(counted)) as store:
        counted.size = MOST_ROWS + 1
        assert len(read(store)) == len(read(store)) == MOST_ROWS + 1
        assert counted.asked == 2
        counted.size = MOST_ROWS
        assert len(read(store)) == len(read(store)) == MOST_ROWS
        assert counted.asked == 3


def broken_page(counted: CountedStore, kept: list[Store]) -> None:
    with one_look(lent(counted)) as store:
        kept.append(store)
        read(store)
        raise ValueError("broken")


def test_a_page_that_breaks_ends_its_look() -> None:
    counted, kept = CountedStore(), list[Store]()
    with pytest.raises(ValueError, match="broken"):
        broken_page(counted, kept)
    read(kept[0])
    assert counted.asked == 2
