"""A session of training that teaches nothing leaves the documented values in place; it never stops the recognition."""

from types import SimpleNamespace
from typing import Any

from pipelines.linkage.evidence import KINDS
from pipelines.linkage.model import documented_model
from pipelines.linkage.training import frozen, session_taught


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
