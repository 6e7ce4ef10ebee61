"""A session of training that teaches nothing leaves the documented values in place; it never stops the recognition."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.evidence import KINDS, level_codes
from pipelines.linkage.match import edges_of
from pipelines.linkage.model import Share, documented_model
from pipelines.linkage.training import frozen, parted, session_taught


def test_a_session_in_which_a_level_never_occurs_teaches_nothing() -> None:
    def raises(*_: Any, **__: Any) -> None:
        raise ValueError

    linker: Any = SimpleNamespace(training=SimpleNamespace(estimate_parameters_using_expectation_maximisation=raises))
    assert session_taught(linker, "phone") is False


def test_a_kind_that_was_not_learnt_keeps_its_documented_shares() -> None:
    learnt = {"probability_two_random_records_match": 0.001, "comparisons": []}
    linker: Any = SimpleNamespace(misc=SimpleNamespace(save_model_to_json=lambda: learnt))
    model = frozen(linker, KINDS, documented_model(), 0.0, 1_000)
    assert model.shares == documented_model().shares


def test_what_two_things_show_together_is_the_product_of_what_each_shows() -> None:
    """A small sample met no pair of strangers with one name and one day: it is worked out, not taken from the sample's floor."""
    codes = level_codes("guardian")
    share = {code: Share(0.02, 1e-9) for code in codes} | {
        "same_name_other_day": Share(0.02, 2e-3),
        "other_name_same_day": Share(0.02, 5e-5),
        "same_name_same_day": Share(0.3, 1e-5),
    }
    made = parted(share)
    # 4 x (2e-3 + 1e-5 + 3e-9) x (5e-5 + 1e-5 + 2e-9)
    assert made["same_name_same_day"].u == pytest.approx(4.8243e-7, rel=1e-3)
    assert made["same_name_same_day"].m == share["same_name_same_day"].m
    assert {code: made[code] for code in codes if not code.endswith("name_same_day")} == {
        code: share[code] for code in codes if not code.endswith("name_same_day")
    }


def test_a_birth_day_without_a_first_name_still_speaks_and_less_the_further_it_is() -> None:
    model = documented_model()
    for kind in ("guardian", "child"):
        same, near, close = (model.bits(kind, f"no_name_{day}") for day in ("same_day", "near_day", "close_day"))
        assert 10 < same < model.bits(kind, "same_name_same_day")
        assert 3 < near < 8
        assert -4 < close < 1


def test_few_persons_who_changed_surname_are_recognised_by_name_day_and_address() -> None:
    """Four hundred people, one in five written twice: other surname, no address or no first name. Nobody else is joined."""
    rows = []
    for number in range(400):
        day = date(1950, 1, 2) + timedelta(days=37 * number)
        person = {
            "request_id": f"a{number}", "guardian_first_name": FIRST[number % 13] + ENDS[number % 5],
            "guardian_last_name": f"{LAST[number % 20]}{LAST[number // 20]}",
            "guardian_birth_date": day.isoformat(), "address": f"{number % 90 + 1} rue {LAST[number * 7 % 20]}", "postcode": f"{35000 + number % 30}",
        }  # fmt: skip
        rows.append(person)
        if number % 10 == 0:
            rows.append(person | {"request_id": f"b{number}", "guardian_last_name": f"{LAST[(number + 7) % 20]}ez"})
        if number % 10 == 5:
            missing = "address" if number % 20 == 5 else "guardian_first_name"
            rows.append(person | {"request_id": f"b{number}", missing: ""})
    names = sorted({name for row in rows for name in row})
    table = pa.table({name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names})
    found = grouped([row["request_id"] for row in rows], edges_of(weighed_pairs(table)), Known(), Bands()).groups
    together = {frozenset(group) for group in found if len(group) > 1}
    assert together == {frozenset((f"a{number}", f"b{number}")) for number in range(0, 400, 5)}


ENDS = ("", "line", "bert", "dor", "mika")
FIRST = ("Awa", "Moussa", "Chloé", "Nadia", "Igor", "Fatou", "Lucas", "Inès", "Karim", "Rose", "Paul", "Mina", "Omar")
LAST = ("Dumas", "Keita", "Morel", "Benali", "Petit", "Sow", "Garnier", "Haddad", "Leroux", "Traore", "Colin", "Nguyen", "Roche",
        "Bakary", "Vidal", "Cisse", "Renard", "Slimani", "Blanc", "Koffi")  # fmt: skip
