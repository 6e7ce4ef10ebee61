"""What a user would pick instead: plain rules, Splink alone, recordlinkage where it is installed."""

from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from typing import Any

import pyarrow as pa

from pipelines.linkage.nodes import nodes_of

Homes = dict[str, str]
# Pairs under one key past this many members are not formed, by any method.
CAP = 60


def plain_rules(rows: pa.Table) -> Homes:
    """Join rows with one e-mail, one phone, or one first name and birth date (the rules D1 and D3 of the study)."""
    keys: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in nodes_of(rows).to_pylist():
        for kind, value in (("mail", row["email"]), ("phone", row["phone_a"]), ("phone", row["phone_b"])):
            if value:
                keys[kind, value].append(row["request_id"])
        for person in ("g", "c"):
            if row[f"{person}_skel"] and row[f"{person}_born"]:
                keys["person", row[f"{person}_skel"], row[f"{person}_born"]].append(row["request_id"])
    links = [(held[0], other) for held in keys.values() if len(held) <= CAP for other in held[1:]]
    return joined(rows["request_id"].to_pylist(), links)


def splink_alone(rows: pa.Table) -> Homes:
    """Run Splink as its tutorial does: one comparison a column, Jaro-Winkler levels, frequencies on names, threshold 0.95."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    plain = nodes_of(rows).select(["unique_id", "request_id", "surname", "g_first", "g_born", "c_first", "c_born", "phone_a",
                                   "email", "street", "postcode", "commune"])  # fmt: skip
    used = [name for name in plain.column_names[2:] if plain[name].null_count < len(plain)]
    names = {"surname", "g_first", "c_first", "commune", "street"}
    comparisons = [
        cl.JaroWinklerAtThresholds(name).configure(term_frequency_adjustments=True) if name in names
        else cl.DamerauLevenshteinAtThresholds(name, [1, 2])
        for name in used
    ]  # fmt: skip
    keys = [pair for pair in (("email",), ("phone_a",), ("g_first", "g_born"), ("c_first", "c_born"), ("surname", "g_first"),
                              ("surname", "postcode"), ("g_born", "surname"), ("street", "postcode")) if set(pair) <= set(used)]  # fmt: skip
    settings = SettingsCreator("dedupe_only", comparisons, [block_on(*pair) for pair in keys])
    api = DuckDBAPI()
    linker = Linker(api.register(plain), settings, log_level=None)
    linker.training.estimate_probability_two_random_records_match([block_on(*pair) for pair in keys[:3]], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for pair in keys[:5]:
        # On few requests Splink refuses a rule where a level was never seen among the matches; a user would leave that rule out.
        with suppress(ValueError):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*pair), max_pairs=4e5)
    predicted = linker.inference.predict(threshold_match_probability=0.95, warning_mode="never").as_record_list()
    ids = plain["request_id"].to_pylist()
    return joined(ids, [(ids[row["unique_id_l"]], ids[row["unique_id_r"]]) for row in predicted])


def recordlinkage_ecm(rows: pa.Table) -> Homes | None:
    """Run recordlinkage's ECM on binary features; None where it is not installed."""
    try:
        import recordlinkage as rl
    except ImportError:
        return None
    frame = nodes_of(rows).to_pandas().set_index("request_id")
    used = [name for name in ("surname", "g_first", "g_born", "c_first", "c_born", "phone_a", "email", "street", "postcode",
                              "commune") if frame[name].notna().any()]  # fmt: skip
    compare: Any = rl.Compare()
    for name in used:
        compare.string(name, name, method="jarowinkler", threshold=0.85, label=name)
    candidates: set[tuple[str, str]] = set()
    for name in used:
        for held in frame.groupby(name).groups.values():
            if len(held) <= CAP:
                candidates |= {tuple(sorted(pair)) for pair in combinations(held, 2)}  # type: ignore[misc] # pairs of text
    import pandas as pd

    vectors = compare.compute(pd.MultiIndex.from_tuples(sorted(candidates)), frame)
    return joined(list(frame.index), list(rl.ECMClassifier().fit_predict(vectors)))


def joined(ids: list[str], links: list[tuple[str, str]]) -> Homes:
    """Return the connected groups, named by one of theirs."""
    root = {one: one for one in ids}

    def find(one: str) -> str:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for left, right in links:
        root[find(left)] = find(right)
    return {one: find(one) for one in ids}


RIVALS: dict[str, Callable[[pa.Table], Homes | None]] = {
    "plain rules": plain_rules, "Splink alone (0.95)": splink_alone, "recordlinkage ECM": recordlinkage_ecm,
}  # fmt: skip
