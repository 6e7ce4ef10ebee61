"""The contract of the store, held by both engines: DuckDB always, PostgreSQL where there is one."""

import threading
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipelines.store.duckdb_store import DuckStore
from pipelines.store.port import Conflict, GuardRefused, Store
from pipelines.store.postgres_store import PgStore

CELL = {
    "campaign_id": "c1", "cell_id": "cell-1", "site_id": "s1", "item": "laptop", "grade": "A", "donor": "", "earmark": "",
    "available_on": datetime(2026, 4, 1).date(), "quantity": 1,
}  # fmt: skip


@pytest.fixture(params=["duckdb", "postgres"])
def store(request, tmp_path):
    """Open an empty store of each engine."""
    if request.param == "duckdb":
        opened: Store = DuckStore(tmp_path / "base.duckdb")
    else:
        opened = PgStore(request.getfixturevalue("postgres_url"))
    yield opened
    opened.close()


def put_cell(store: Store, quantity: int) -> None:
    """Put one cell with that many units in stock."""
    schema = pa.schema(
        [(name, pa.string()) for name in ("campaign_id", "cell_id", "site_id", "item", "grade", "donor", "earmark")]
        + [("available_on", pa.date32()), ("quantity", pa.int32())]
    )
    with store.writing() as session:
        session.stage("arriving_stock", pa.Table.from_pylist([CELL | {"quantity": quantity}], schema=schema))
        session.run("stock/receive")


def reserve(store: Store, quantity: int = 1) -> int:
    """Reserve units of the cell; returns how many rows the guard let through."""
    with store.writing() as session:
        return session.run("stock/reserve", {"campaign_id": "c1", "cell_id": "cell-1", "quantity": quantity})


def balance(store: Store) -> tuple[int, int]:
    """Return (on hand, reserved) of the cell."""
    put_site(store)
    with store.reading() as session:
        row = session.rows("stock/cells", {"campaign_id": "c1"})[0]
    return row["on_hand"], row["reserved"]


def put_site(store: Store) -> None:
    """Put the site of the cell, so that it can be listed."""
    row = {
        "site_id": "s1",
        "code": "S1",
        "name": "Créteil",
        "kind": "depot",
        "commune_code": "94028",
        "department_code": "94",
    }
    columns = pa.Table.from_pylist([row | {"capacity_per_day": None}]).cast(
        pa.schema([(name, pa.string()) for name in row] + [("capacity_per_day", pa.int32())])
    )
    with store.writing() as session:
        session.stage("arriving_site", columns)
        session.run("site/upsert")


def test_what_a_transaction_wrote_is_there_for_the_next(store):
    put_cell(store, 3)
    assert balance(store) == (3, 0)


def test_units_arriving_twice_in_one_cell_add_up(store):
    put_cell(store, 3)
    put_cell(store, 4)
    assert balance(store) == (7, 0)


def test_a_fault_in_a_transaction_leaves_nothing(store):
    put_cell(store, 3)

    def stopped_half_way() -> None:
        with store.writing() as session:
            session.run("stock/reserve", {"campaign_id": "c1", "cell_id": "cell-1", "quantity": 2})
            raise RuntimeError("stopped half way")

    with pytest.raises(RuntimeError):
        stopped_half_way()
    assert balance(store) == (3, 0)


def test_nobody_reserves_more_than_there_is(store):
    put_cell(store, 1)
    assert reserve(store, 2) == 0
    assert balance(store) == (1, 0)


def test_two_who_take_the_last_laptop_one_is_refused(store):
    put_cell(store, 1)
    start = threading.Barrier(2)
    won: list[object] = []

    def take() -> None:
        start.wait()
        try:
            won.append(reserve(store))
        except Conflict:
            won.append("conflict")

    takers = [threading.Thread(target=take) for _ in range(2)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join()
    assert won.count(1) == 1
    assert balance(store) == (1, 1)


def test_the_schema_refuses_a_balance_below_zero_whatever_the_code_believes(store):
    row = CELL | {"received": 0, "on_hand": -1, "reserved": 0, "delivered": 0, "handed_over": 0, "lost": 1}
    del row["quantity"]
    with pytest.raises((GuardRefused, Conflict)), store.writing() as session:
        session.append("stock_cell", pa.Table.from_pylist([row]))


def test_a_key_used_twice_is_refused(store):
    rows = pa.table(
        {"campaign_id": ["c1"], "list_id": ["l1"], "row_no": pa.array([1], pa.int32()), "match_token": ["t"]}
    )
    with store.writing() as session:
        session.append("held_row", rows)
    with pytest.raises((GuardRefused, Conflict)), store.writing() as session:
        session.append("held_row", rows)


def test_arrow_columns_come_back_as_they_went_in(store):
    rows = pa.table(
        {"campaign_id": ["c1", "c1"], "request_id": ["r1", "r2"], "kind": ["phone"] * 2, "token": ["é", "b"]}
    )
    with store.writing() as session:
        session.append("request_key", rows)
    with store.reading() as session:
        found = session.table("request/keys", {"campaign_id": "c1"})
    assert found.to_pylist() == [
        {"request_id": "r1", "kind": "phone", "token": "é"},
        {"request_id": "r2", "kind": "phone", "token": "b"},
    ]


def test_rows_staged_again_take_the_place_of_the_earlier_ones(store):
    with store.writing() as session:
        for token in ("before", "after"):
            session.stage("arriving_request", pa.table({"request_id": [token]}))
        rows = pa.table(
            {"campaign_id": ["c1", "c1"], "request_id": ["before", "after"], "kind": ["phone"] * 2, "token": ["t"] * 2}
        )
        session.append("request_key", rows)
        session.run("request/forget_keys", {"campaign_id": "c1"})
    with store.reading() as session:
        assert [row["request_id"] for row in session.rows("request/keys", {"campaign_id": "c1"})] == ["before"]


def test_opening_the_store_again_runs_no_migration_twice(tmp_path):
    DuckStore(tmp_path / "base.duckdb").close()
    again = DuckStore(tmp_path / "base.duckdb")
    put_cell(again, 2)
    assert balance(again) == (2, 0)
    again.close()


def test_a_big_work_holds_more_until_its_end_and_nothing_else_can_be_changed(tmp_path: Path) -> None:
    store = DuckStore(tmp_path / "base.duckdb")
    limit = "select value from duckdb_settings() where name = 'memory_limit'"
    usual = store.root.execute(limit).fetchall()
    with store.roomy():
        assert store.root.execute(limit).fetchall() != usual
    assert store.root.execute(limit).fetchall() == usual
    for setting in ("enable_external_access = true", "temp_directory = '/'", "allowed_configs = ['temp_directory']"):
        with pytest.raises(duckdb.InvalidInputException):
            store.root.execute(f"set {setting}").fetchall()
    store.close()
