"""The figures of all days that cut the classes of the map: those that a map shows, and no other."""

from datetime import date

import pyarrow as pa

from pipelines.reporting.release_days import shown_on_map
from pipelines.reporting.standing import standing_table

NAMES = {
    "93": "Seine-Saint-Denis",
    "35": "Ille-et-Vilaine",
    "48": "Lozère",
    "93066": "Saint-Denis",
    "93048": "Montreuil",
}
ROWS = [
    ("FR", None, "country", 149, 30),
    ("93", "11", "department", 90, 30),
    ("35", "53", "department", 44, 0),
    ("48", "76", "department", None, None),
    # No request came from there, or nobody knows where that is: neither is coloured.
    ("2A", "94", "department", 0, 0),
    ("?", None, "department", 15, 0),
    ("93066", "93", "commune", 60, None),
    ("93048", "93", "commune", 30, 11),
    ("35238", "35", "commune", 44, 0),
]


def standing() -> pa.Table:
    names = ("territory_code", "parent_code", "level", "need", "served")
    rows = [dict(zip(names, row, strict=True)) | {"gap": None} for row in ROWS]
    return standing_table(pa.Table.from_pylist(rows), None, date(2026, 3, 2), NAMES, {})


def test_the_departments_that_are_shown_count_and_nothing_hidden_or_without_a_place_does() -> None:
    assert shown_on_map(standing(), "need", None).to_pylist() == [90.0, 44.0]
    assert shown_on_map(standing(), "served", None).to_pylist() == [30.0, 0.0]
    assert shown_on_map(standing(), "gap", None).to_pylist() == []


def test_the_communes_of_a_department_are_those_of_that_department() -> None:
    assert shown_on_map(standing(), "need", "93").to_pylist() == [60.0, 30.0]
    assert shown_on_map(standing(), "served", "93").to_pylist() == [11.0]
