"""The arithmetic of the benchmarks: medians and ratios by hand, the winner computed, a failed part said, a worse ratio found."""

import json
import os
import sys
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.allocation.practices import Outcome, first_come, largest_remainder, pro_rata, request_by_request, siloed
from benchmarks.allocation.solvers import Network, bare_flow, points
from benchmarks.check import baseline_of, got_worse
from benchmarks.costs import KNOWN, RUN
from benchmarks.intake.rivals import Tally, add
from benchmarks.linkage.growth import recorded as growth_records
from benchmarks.machine import Limits
from benchmarks.page import Context, number, page
from benchmarks.profiles import ROOMS, ROOT, Profiled, dearest, named
from benchmarks.ratios import figures
from benchmarks.records import HIGHER, LOWER, Record, read_records, write_records
from benchmarks.stages import growth, shares
from benchmarks.stages import recorded as whole_way
from benchmarks.suite import failure
from campaigns.allocation.numbering import Numbers, SideNumbers
from campaigns.model.codes import Side

# A stage of two seconds.
WAY = {"seconds": 2.0, "cpu_seconds": 1.0, "passed_mb": 500.0, "disk_read_mb": 40.0, "disk_written_mb": 20.0}
FINE = Context("a machine", "Python 3.11", "2026-04-01", "0.5", {"planning": ""})


def timed(*values: float, who: str = "ours", better: str = LOWER) -> list[Record]:
    return [Record("planning", "seconds", "s", value, run, who, better) for run, value in enumerate(values)]


def row_of(text: str, name: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(f"| `{name}`"))[2:-2].split(" | ")


def test_records_come_back_as_they_were_written(tmp_path: Path) -> None:
    one, two = timed(1.5, 2.5), [Record("linkage", "f1", "share", 0.9, 1)]
    write_records("b", one, tmp_path)
    write_records("a", timed(9.0), tmp_path)
    write_records("a", two, tmp_path)
    assert read_records(tmp_path) == [*two, *one]


def test_a_ratio_is_that_of_the_medians_and_the_winner_is_computed() -> None:
    figure = figures([*timed(1.0, 9.0, 3.0), *timed(4.0, 2.0, 2.0, who="them")])[0]
    assert (figure.medians, figure.runs, figure.ratio("them")) == ({"ours": 3.0, "them": 2.0}, 3, 1.5)
    assert figure.ahead() == ("them",)
    turned = figures([*timed(3.0, better=HIGHER), *timed(2.0, who="them", better=HIGHER)])[0]
    assert turned.ahead() == ("ours",)


@pytest.mark.parametrize(("ours", "theirs", "ratio"), [(0.0, 0.0, 1.0), (2.0, 0.0, None), (0.0, 2.0, 0.0)])
def test_a_rival_at_nought_has_no_ratio_unless_ours_is_at_nought_too(
    ours: float, theirs: float, ratio: float | None
) -> None:
    assert figures([*timed(ours), *timed(theirs, who="them")])[0].ratio("them") == ratio


def test_a_name_told_in_two_units_is_refused() -> None:
    with pytest.raises(ValueError, match="planning/seconds"):
        figures([*timed(1.0), Record("planning", "seconds", "ms", 1.0, 1, "them", LOWER)])


def test_the_page_says_where_a_rival_wins_and_names_every_figure() -> None:
    text = page(figures([*timed(3.0), *timed(2.0, who="them"), *timed(3.0, who="others")]), FINE)
    assert row_of(text, "planning/seconds") == [
        "`planning/seconds`", "s, lower is better", "1", "3", "2 (1.50)", "3 (1.00)", "a rival wins here: them (one run)",
    ]  # fmt: skip
    assert "| planning | 1 | 0 | 0 | 1 |" in text
    assert "a machine" in text and "0.5" in text and "What failed" not in text


def test_the_page_says_level_and_not_run() -> None:
    other = Record("planning", "memory", "MB", 5.0, 0, "them", LOWER)
    text = page(figures([*timed(2.0), *timed(2.0, who="others"), other]), FINE)
    assert row_of(text, "planning/seconds")[-1] == "level: ours, others"
    assert row_of(text, "planning/memory")[3:] == ["not run", "not run", "5", ""]


def test_a_part_that_fails_is_said_and_the_rest_is_told() -> None:
    why = failure([sys.executable, "-c", "raise SystemExit('no stock was found')"])
    text = page(figures(timed(1.0)), Context("m", "v", "d", "l", {"linkage": why, "planning": ""}))
    assert "- **linkage** failed, its figures are missing: no stock was found" in text
    assert "`planning/seconds`" in text


def test_levels_of_detail_are_folded_and_keep_their_rows() -> None:
    def share(level: int) -> list[Record]:
        return [Record("allocation", f"served_at_{level}", "families", level, 1)]

    shown, folded = page(figures([*share(3), *share(30)]), FINE).split("<details>")
    assert "`allocation/served_at_30`" in shown and "`allocation/served_at_3`" not in shown
    assert row_of(folded, "allocation/served_at_3")[3] == "3"


def test_the_page_says_what_each_part_took() -> None:
    text = page(figures(timed(1.0)), Context("m", "v", "d", "l", {"maps": ""}, {"maps": 12.4, "intake": 3.0}))
    assert "- Processor seconds: maps: 12; intake: 3" in text


def test_the_whole_way_is_the_sum_of_its_stages_without_the_papers() -> None:
    own = {stage: WAY | {"mb": 9.0} for stage in ("receive", "map", "notes")}
    told = {record.name: record.value for record in whole_way(10, own, Limits(100.0, 200.0, 1000.0))}
    assert (told["whole_seconds_10_requests"], told["whole_cpu_seconds_10_requests"]) == (4.0, 2.0)
    assert told["notes_seconds_10_requests"] == 2.0


def test_a_share_of_a_limit_is_the_seconds_that_the_limit_would_take() -> None:
    told = shares(WAY, Limits(disk_write=100.0, disk_read=200.0, memory=1000.0))
    # Of two seconds: 20 MB written at 100 and 40 read at 200 are 0.4 s of disk, 500 MB passed at 1,000 are 0.5 s of memory.
    assert (told["disk"], told["memory"]) == (pytest.approx(0.2), pytest.approx(0.25))
    assert told["processor"] == pytest.approx(0.5 / (os.cpu_count() or 1))


def test_the_exponent_is_fitted_over_all_sizes() -> None:
    def of(seconds: float) -> dict[str, dict[str, float]]:
        return {"receive": {"cpu_seconds": seconds}, "notes": {"cpu_seconds": seconds**2}}

    told = {record.name: record.value for record in growth({10: of(2.0), 100: of(20.0), 1000: of(200.0)})}
    assert told["receive_exponent_to_1000_requests"] == told["whole_exponent_to_1000_requests"] == 1.0
    assert told["notes_exponent_to_1000_requests"] == 2.0
    assert growth({10: of(1.0)}) == []


def test_the_profile_says_what_was_done_about_each_function_and_where_nothing_was() -> None:
    names = ["plan/our_own_code", "plan/x.nobody", f"adopt/{RUN}", f"plan/{RUN}"]
    text = page(figures([Record("profile", name, "% of the stage", 40.0, 1) for name in names]), FINE)
    assert [row_of(text, f"profile/{name}")[-1] for name in names] == [
        "",
        "nothing yet",
        KNOWN[f"adopt/{RUN}"],
        KNOWN[RUN],
    ]


def test_the_dearest_come_first_and_the_doors_of_the_store_are_no_code_of_ours() -> None:
    spent = {"campaigns.a.f": 4.0, "duckdb.g": 3.0, "pipelines.store.duckdb_store.h": 2.0, "x.i": 1.0}
    told = {record.name: record.value for record in dearest("plan", Counter(spent))}
    assert list(told) == [f"plan/{name}" for name in ("our_own_code", *list(spent)[:3])]
    assert list(told.values()) == [40.0, 40.0, 30.0, 20.0]


def test_a_function_is_named_by_its_module_and_a_thread_is_profiled_too() -> None:
    assert named(named.__code__) == "benchmarks.profiles.named"
    assert named(json.dumps.__code__) == "json.__init__.dumps"
    profiled = Profiled()
    try:
        thread = threading.Thread(target=lambda: sum(number(i) == "" for i in range(100)))
        thread.start()
        thread.join()
        assert profiled.seconds()["benchmarks.page.number"] > 0
    finally:
        profiled.end()


def test_what_was_done_is_said_of_functions_that_exist() -> None:
    functions = {name.rsplit("/", 1)[-1] for name in KNOWN}
    own = [name for name in functions if name.split(".")[0] in ROOMS]
    assert len(own) > 2
    lost = [name for name in own if not any(f"def {defined(name)}(" in path.read_text("utf-8") for path in homes(name))]
    assert lost == []


def defined(name: str) -> str:
    """Return the function that a name ends with, or that holds what it ends with."""
    return name.removesuffix(".<locals>.<lambda>").rsplit(".", 1)[1]


def homes(name: str) -> list[Path]:
    """Return the module that a function's name begins with."""
    parts = name.split(".")
    return [path for i in range(1, len(parts)) if (path := ROOT.joinpath(*parts[:i]).with_suffix(".py")).exists()]


def test_growth_is_one_where_seconds_grow_as_requests_do() -> None:
    row = {"compare": 1.0, "group": 1.0, "gb": 0.5}
    found = growth_records([row | {"requests": 10, "cpu": 2.0}, row | {"requests": 1000, "cpu": 200.0}])
    assert [record.value for record in found if record.unit == "exponent"] == [1.0]


def test_a_reader_is_credited_for_what_its_rows_say_and_loses_the_others() -> None:
    truth = {"rows": [{"values": {"commune": "Lyon", "children": 2}}, {"values": {"commune": "Bron"}}]}
    tally = Tally()
    add(tally, truth, [{"commune": "LYON", "children": 3}])
    add(tally, truth, None)
    assert (tally.lists, tally.failed, tally.rows_lost, tally.rows_invented) == (2, 1, 3, 0)
    assert (tally.values, tally.values_right, tally.texts, tally.texts_right) == (6, 1, 4, 1)


@pytest.mark.parametrize(
    ("better", "now", "told"),
    [(LOWER, 1.02, 0), (LOWER, 1.03, 1), (LOWER, 0.5, 0), (HIGHER, 0.98, 0), (HIGHER, 0.97, 1), (HIGHER, 2.0, 0)],
)
def test_a_ratio_worse_than_its_tolerance_is_told_and_a_better_one_is_not(better: str, now: float, told: int) -> None:
    def compared(ours: float) -> list[Record]:
        values = (("ours", ours), ("them", 1000.0))
        return [Record("a", "units", "devices", value, 1, who, better) for who, value in values]

    baseline = baseline_of(figures(compared(1000.0)))
    assert baseline["ratios"] == {"a/units": {"them": 1.0}}
    assert len(got_worse(baseline, figures(compared(1000 * now)))) == told


def test_seconds_have_their_own_tolerance_and_a_lost_figure_is_told() -> None:
    baseline = baseline_of(figures([*timed(1.0, 1.0, 1.0), *timed(1.0, 1.0, 1.0, who="them")]))
    assert got_worse(baseline, figures([*timed(1.9), *timed(1.0, who="them")])) == []
    assert got_worse(baseline, figures([*timed(2.5), *timed(1.0, who="them")])) == [
        "planning/seconds, ours/them: was 1, now 2.5 (lower is better)"
    ]
    lost = "planning/seconds, ours/them: was 1, is measured no more"
    assert got_worse(baseline, figures(timed(1.0))) == [lost]
    assert got_worse(baseline, []) == [lost]


def test_seconds_of_one_run_are_no_baseline() -> None:
    assert baseline_of(figures([*timed(1.0), *timed(1.0, who="them")]))["ratios"] == {}


def small(lines: int, devices: list[int], data: list[int]) -> Numbers:
    """Lines of one type that need both sides; every cell of a side may serve them, the first is the nearest."""

    def side(quantity: list[int]) -> SideNumbers:
        count = len(quantity)
        none = np.full(count, -1, dtype=np.int64)
        zeros, cells = np.zeros(count, dtype=np.int64), np.arange(count)
        return SideNumbers(
            zeros, cells, cells, cells, np.array(quantity), none, np.zeros(0, dtype=np.int64), np.array([True])
        )

    kinds = {Side.DEVICE: side(devices), Side.DATA: side(data)}
    return Numbers(None, np.zeros(lines, dtype=np.int64), np.array([lines]), kinds, ())


def test_shares_by_region_bind_and_the_rest_is_stranded() -> None:
    numbers = small(6, [2, 2], [6])
    items = {Side.DEVICE: np.array([0, 0]), Side.DATA: np.array([0])}
    # Four units for six families: two regions of four and two families get 3 and 1 (remainders 2/3 and 1/3).
    outcome = pro_rata(numbers, np.array([0, 0, 0, 0, 1, 1]), items)
    assert outcome.served.tolist() == [True, True, True, False, True, False]
    assert outcome.used[Side.DEVICE].tolist() == [2, 2]
    assert largest_remainder(10, np.array([5, 3, 1])) == [6, 3, 1]


def test_request_by_request_gives_devices_without_data_and_first_come_does_not() -> None:
    numbers = small(5, [4], [1])
    parts, whole = request_by_request(numbers, 3), first_come(numbers, 3)
    assert (parts.used[Side.DEVICE].sum(), parts.served.sum()) == (4, 1)
    assert (whole.used[Side.DEVICE].sum(), whole.served.sum()) == (1, 1)


def test_first_come_follows_the_seed() -> None:
    served = {tuple(first_come(small(8, [2], [8]), seed).served.tolist()) for seed in range(5)}
    assert len(served) > 1


def test_each_site_for_itself_never_draws_on_the_next_one() -> None:
    outcome: Outcome = siloed(small(3, [1, 5], [9]), {Side.DEVICE: ["near", "far"], Side.DATA: ["pool"]})
    assert outcome.used[Side.DEVICE].tolist() == [1, 0]


def by_hand(network: Network) -> np.ndarray:
    """Send the first class one unit by the nearest cell, and its data where it asks for some."""
    flow = np.zeros(len(network.arcs), dtype=np.int64)
    flow[0] = 1
    for side, options in network.options.items():
        flow[network.first[side] : network.first[side] + min(len(options), 1)] = 1
    return flow


def test_the_solvers_model_serves_the_best_ranked_of_a_class_on_both_sides() -> None:
    numbers, tiers = small(4, [1, 2], [9]), np.array([1, 1, 2, 2])
    network = Network(numbers, tiers)
    # Two classes of two lines: five tiers' reward for the first, four for the second.
    assert [(room, cost) for _, _, room, cost in network.arcs[:2]] == [(2, -500_000), (2, -400_000)]
    outcome = network.outcome(by_hand(network))
    assert outcome.served.tolist() == [True, False, False, False]
    assert (outcome.used[Side.DEVICE].tolist(), outcome.used[Side.DATA].tolist()) == ([1, 0], [1])
    assert points(outcome, numbers, tiers) == 500_000


def test_a_bare_flow_serves_as_many_as_there_are_devices_and_the_urgent_first() -> None:
    numbers, tiers = small(5, [1, 2], [9]), np.array([1, 2, 2, 3, 3])
    network = Network(numbers, tiers)
    outcome = network.outcome(bare_flow(network))
    assert outcome.served.tolist() == [True, True, True, False, False]
    # The second cell costs one point a unit: three rewards (5, 4 and 4 tiers), less two.
    assert points(outcome, numbers, tiers) == 1_300_000 - 2
