"""What an erasure does to each table is declared: a new table or statement cannot be forgotten."""

from pathlib import Path

import pytest

from pipelines.privacy.erasure_map import KEPT, TOUCHED
from pipelines.privacy.receipt import WORDS
from pipelines.store.duckdb_store import DuckStore
from pipelines.store.statements import SQL, statement_text

# Columns by which a family could be found again by somebody who holds the keys or knows the family.
TELLING = {"token", "content", "match_token", "content_token", "commune_code", "received_at", "parts", "school_level"}
# Where such a column may stay: it speaks of a structure, a site, a file or a plan's own problem, never of a family.
HARMLESS = {
    ("partner", "commune_code"), ("site", "commune_code"), ("request_list", "received_at"), ("plan_part", "content"),
    ("linkage_rarity", "token"), ("network_coverage", "commune_code"), ("figure_table", "content"),
    ("territory_fact", "commune_code"), ("workshop", "commune_code"),
}  # fmt: skip


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Return every (table, column) of the schema as it stands."""
    store = DuckStore(tmp_path_factory.mktemp("schema") / "base.duckdb")
    with store.reading() as session:
        found = {(name, column) for name in session.names() for column in session.columns(name).names}
    store.close()
    return found


def test_every_table_says_what_an_erasure_does_to_it(columns: set[tuple[str, str]]) -> None:
    tables = {table for table, _ in columns} | {"schema_version"}
    assert tables - set(TOUCHED) - set(KEPT) == set(), "declare these in pipelines/privacy/erasure_map.py"
    assert (set(TOUCHED) | set(KEPT)) - tables == set(), "no such table any more"
    assert set(TOUCHED) & set(KEPT) == set()


def test_every_table_that_is_touched_has_its_statement_and_its_words() -> None:
    for name in TOUCHED:
        first = statement_text(f"erasure/{name}").split()
        assert (first[2] if first[0] == "delete" else first[1]) == name
    assert set(WORDS) == set(TOUCHED)


def test_no_table_that_is_kept_tells_of_a_family(columns: set[tuple[str, str]]) -> None:
    kept = {(table, column) for table, column in columns if table in KEPT and column in TELLING}
    assert kept - HARMLESS == set()


def test_a_request_that_is_left_keeps_its_needs_and_department_alone(columns: set[tuple[str, str]]) -> None:
    text = statement_text("erasure/request").split("where")[0]
    stay = {column for table, column in columns if table == "request" and f"{column} =" not in text}
    assert stay == {
        "campaign_id", "request_id", "partner_id", "list_id", "row_no", "department_code", "need_laptop", "need_tablet",
        "need_smartphone", "need_phone", "need_connection", "households_count",
    }  # fmt: skip


def test_requests_are_chosen_by_the_states_that_are_served() -> None:
    """What only leaves out withdrawn requests would bring back families that were erased or object; figures may count them."""
    counting = {
        "coverage/asked.sql",
        "coverage/homes_asking.sql",
        "coverage/partners.sql",
        "view/anonymous.sql",
        "request/count.sql",
    }
    found = {
        path.relative_to(SQL).as_posix() for path in Path(SQL).rglob("*.sql")
        if "state <> 'withdrawn'" in path.read_text("utf-8")
    }  # fmt: skip
    assert found - counting == set()
