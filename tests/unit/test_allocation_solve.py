"""The engine on cases small enough to check by hand."""

import pyarrow as pa

from campaigns.allocation.bottleneck import Bottleneck, Bottlenecks
from campaigns.allocation.problem import Problem, problem_from_tables
from campaigns.allocation.solve import solve
from campaigns.model.codes import Side


def table(columns, rows):
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(columns.split())})


def problem(lines, options, cells, sites=(("lille", None), ("lyon", None))):
    answer = problem_from_tables(
        lines=table("line_id rank type_id", lines),
        options=table("type_id side cell_id penalty", options),
        cells=table("cell_id side site_id quantity", cells),
        sites=table("site_id capacity", sites),
    )
    assert isinstance(answer, Problem), answer
    return answer


def granted(solution):
    return {(g["line_id"], g["cell_id"]) for g in solution.grants.to_pylist()}


def refused(solution):
    return {u["line_id"]: (u["reason"], u["cutoff_rank"]) for u in solution.unserved.to_pylist()}


def values(solution):
    return {v["cell_id"]: v["best_rank"] for v in solution.values.to_pylist()}


# Ada ranks before Bob. There is one SIM, and only Bob's device: Bob is served.
KITS = {
    "lines": [("ada", 1, "laptop+sim"), ("bob", 2, "tablet+sim")],
    "options": [
        ("laptop+sim", "device", "laptop", 0),
        ("tablet+sim", "device", "tablet", 0),
        ("laptop+sim", "data", "sim", 0),
        ("tablet+sim", "data", "sim", 0),
    ],
}


def kit_problem(laptops):
    cells = [("laptop", "device", "lille", laptops), ("tablet", "device", "lille", 1), ("sim", "data", None, 1)]
    return problem(**KITS, cells=cells)


def test_with_kits_one_more_laptop_may_drop_a_lower_ranked_family():
    before, after = solve(kit_problem(laptops=0)), solve(kit_problem(laptops=1))
    assert granted(before) == {("bob", "tablet"), ("bob", "sim")}
    assert refused(before) == {"ada": ("devices_exhausted", None)}
    assert values(before) == {"laptop": 1, "sim": None, "tablet": None}
    assert granted(after) == {("ada", "laptop"), ("ada", "sim")}
    assert refused(after) == {"bob": ("data_exhausted", 1)}
    assert values(after) == {"laptop": None, "sim": 2, "tablet": None}


def test_strict_rank_order_of_kits_may_serve_fewer_lines_than_the_bound():
    lines = [("ada", 1, "both"), ("bob", 2, "device only"), ("cyd", 3, "data only")]
    options = [
        ("both", "device", "laptop", 0),
        ("both", "data", "sim", 0),
        ("device only", "device", "laptop", 0),
        ("data only", "data", "sim", 0),
    ]
    solution = solve(problem(lines, options, [("laptop", "device", "lille", 1), ("sim", "data", None, 1)]))
    assert granted(solution) == {("ada", "laptop"), ("ada", "sim")}
    assert (solution.served, solution.bound) == (1, 2)


def test_a_better_ranked_line_gives_up_the_laptop_when_a_tablet_does_and_both_are_then_served():
    lines = [("ada", 1, "either"), ("bob", 2, "laptop")]
    options = [("either", "device", "L", 0), ("either", "device", "T", 7), ("laptop", "device", "L", 0)]
    solution = solve(problem(lines, options, [("L", "device", "lille", 1), ("T", "device", "lille", 1)]))
    assert granted(solution) == {("ada", "T"), ("bob", "L")}
    assert solution.objective == 7


def test_within_a_type_the_best_ranked_line_gets_the_cheapest_unit_then_the_first_cell():
    lines = [("cyd", 30, "t"), ("ada", 10, "t"), ("bob", 20, "t")]
    options = [("t", "device", "c-far", 9), ("t", "device", "b-near", 1), ("t", "device", "a-near", 1)]
    cells = [("c-far", "device", "lyon", 5), ("b-near", "device", "lille", 1), ("a-near", "device", "lille", 1)]
    solution = solve(problem(lines, options, cells))
    assert granted(solution) == {("ada", "a-near"), ("bob", "b-near"), ("cyd", "c-far")}
    assert solution.objective == 11


def test_a_site_that_is_full_holds_its_units_back_and_says_so():
    lines = [("ada", 1, "t"), ("bob", 2, "t")]
    options = [("t", "device", "L", 0)]
    solution = solve(problem(lines, options, [("L", "device", "lille", 5)], [("lille", 1)]))
    assert refused(solution) == {"bob": ("site_capacity", 1)}
    assert values(solution) == {"L": None}


def test_behind_a_site_with_a_limit_one_more_unit_may_unserve_someone_even_without_kits():
    lines = [("ada", 1, "laptop"), ("bob", 2, "laptop"), ("cyd", 3, "tablet")]
    options = [("laptop", "device", "L", 0), ("tablet", "device", "T", 0)]

    def plan(laptops):
        return solve(
            problem(lines, options, [("L", "device", "lille", laptops), ("T", "device", "lille", 1)], [("lille", 2)])
        )

    assert granted(plan(1)) == {("ada", "L"), ("cyd", "T")}
    assert values(plan(1)) == {"L": 2, "T": None}
    assert granted(plan(2)) == {("ada", "L"), ("bob", "L")}
    assert refused(plan(2)) == {"cyd": ("site_capacity", 2)}


def test_a_line_whose_type_has_no_option_is_unserved_whatever_its_rank():
    solution = solve(
        problem([("ada", 1, "t"), ("bob", 2, "nothing")], [("t", "device", "L", 0)], [("L", "device", "lille", 2)])
    )
    assert refused(solution) == {"bob": ("no_option", None)}
    assert (solution.served, solution.bound) == (1, 1)


def test_an_empty_problem_has_an_empty_plan():
    solution = solve(problem([], [], []))
    assert (solution.served, solution.bound, solution.objective) == (0, 0, 0)
    assert solution.grants.num_rows == solution.unserved.num_rows == solution.values.num_rows == 0


def test_the_bottleneck_names_the_stock_within_reach_and_the_ranks_that_hold_it():
    lines = [("ada", 11, "near"), ("bob", 12, "near"), ("cyd", 13, "far"), ("dan", 14, "near"), ("eve", 15, "alone")]
    options = [
        ("near", "device", "L", 0),
        ("near", "device", "M", 3),
        ("far", "device", "M", 0),
        ("alone", "device", "N", 0),
    ]
    cells = [("L", "device", "lille", 1), ("M", "device", "lyon", 2), ("N", "device", "lyon", 1)]
    of_problem = problem(lines, options, cells)
    stock = Bottlenecks(of_problem, solve(of_problem).grants)
    assert stock.of_line("dan") == [Bottleneck(Side.DEVICE, ("L", "M"), 3, 3, 11, 13)]
    assert stock.of_line("eve") == [Bottleneck(Side.DEVICE, ("N",), 1, 1, 15, 15)]
    assert stock.of_line("nobody") == []


def test_the_digest_is_the_sha_256_of_the_canonical_form_written_in_its_room():
    import hashlib

    of_problem = problem(
        [("é", 1, "t"), ("b", 2, "t")], [("t", "device", "L", -3)], [("L", "device", "lille", 1)], [("lille", None)]
    )

    def number(value):
        return value.to_bytes(8, "little", signed=True)

    def word(text):
        return number(len(text.encode())) + text.encode()

    def column(name, *items):
        lengths = b"".join(number(-1 if v is None else len(v.encode())) for v in items)
        return word(name) + number(len(items)) + lengths + "".join(v or "" for v in items).encode()

    canonical = b"".join(
        [
            word("connexion-solve"),
            word("1"),
            word("lines") + column("line_id", "é", "b") + column("rank", "1", "2") + column("type_id", "t", "t"),
            word("options") + column("type_id", "t") + column("side", "device") + column("cell_id", "L"),
            column("penalty", "-3"),
            word("cells") + column("cell_id", "L") + column("side", "device") + column("site_id", "lille"),
            column("quantity", "1"),
            word("sites") + column("site_id", "lille") + column("capacity", None),
            word("grants") + column("line_id", "é") + column("side", "device") + column("cell_id", "L"),
            word("unserved")
            + column("line_id", "b")
            + column("reason", "devices_exhausted")
            + column("cutoff_rank", "1"),
            word("values") + column("cell_id", "L") + column("best_rank", "2"),
            word("figures") + column("served", "1") + column("bound", "1") + column("objective", "-3"),
        ]
    )
    assert solve(of_problem).digest(of_problem) == hashlib.sha256(canonical).hexdigest()
