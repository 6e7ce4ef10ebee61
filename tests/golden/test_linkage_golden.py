"""Recognising households on sets with truth: floors are what was reached, less a little. The full table is a benchmark."""

from collections import Counter

import pytest

from benchmarks.linkage.generator import GOOD, generated
from benchmarks.linkage.run import homes, scores, table_of
from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.match import edges_of
from tests.golden.linkage_lists import requests_with_truth


def test_partner_lists_hold_no_wrong_merge_and_most_right_ones():
    rows, truth = requests_with_truth()
    found = grouped(list(truth), edges_of(weighed_pairs(rows, fewest=2_000)), Known(), Bands())
    precision, recall, _ = scores(homes(found.groups), truth)
    assert len(truth) > 2_900
    assert precision >= 0.999
    assert recall >= 0.9


@pytest.mark.slow
def test_good_intake_is_precise_and_each_origin_of_names_alike():
    made = generated(12_000, GOOD)
    truth = {row["request_id"]: str(row["family"]) for row in made}
    found = homes(grouped(list(truth), edges_of(weighed_pairs(table_of(made))), Known(), Bands()).groups)
    precision, recall, _ = scores(found, truth)
    assert precision >= 0.997
    assert recall >= 0.93
    held = Counter(found.values())
    wrong = {row["origin"] for row in made if held[found[row["request_id"]]] > 12}
    assert wrong == set()
